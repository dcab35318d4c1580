import { tmpdir } from 'node:os'
import { createWorker } from '../control/control.ts'
import { Hub } from '../control/hub.ts'
import { sweepJobs } from '../engine/sweep.ts'
import { defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'

/** `holdfast worker`: works off the queue of a data folder and ends; started by the commands that queue something while no daemon runs. */
export const workerCommand = defineCommand({
  name: 'worker',
  summary: 'Work off the queue of a data folder, then end',
  usage: 'worker [--data DIR]',
  options: dataOptions,
  async run({ options, io }) {
    await using installation = await openData(io, options)
    await sweepJobs(tmpdir(), io.seams)
    const worker = createWorker(installation, { hub: new Hub(), runsSchedules: false })
    await worker.runUntilIdle(io.signal)
    return exitCode.done
  },
})
