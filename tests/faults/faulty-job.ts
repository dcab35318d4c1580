import { serveProcess } from '../../server/commands/step.ts'
import { runJob } from '../../server/engine/run-job.ts'
import { systemSeams } from '../../server/seams/seams.ts'
import { FaultCounter, type FaultPlan } from './fault-plan.ts'
import { faultyFiles } from './faulty-files.ts'

/** The argument of this program: a job process like that of `holdfast job`, on a failing disk. */
export interface JobFaults {
  readonly files: FaultPlan
  readonly thread: FaultPlan
}

const faults = JSON.parse(process.argv[2]!) as JobFaults
process.env['HOLDFAST_TEST_THREAD_FAULT'] = JSON.stringify(faults.thread)
const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())
const seams = { ...systemSeams(), files: faultyFiles(new FaultCounter(faults.files)) }
const threadToolsModule = new URL('./faulty-thread-tools.ts', import.meta.url)
process.exitCode = await serveProcess(runJob, { seams, signal: stop.signal, threadToolsModule })
