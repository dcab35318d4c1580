import { Scheduler } from '../../../../server/control/scheduler.ts'
import { systemSeams } from '../../../../server/seams/seams.ts'
import { openInstallation } from '../../../../server/services/installation.ts'

// Keeps the plans of the data folder that it is given once, at the instant that it is given, and prints how many jobs that made.
const [dataPath, instant] = process.argv.slice(2)
const system = systemSeams()
const seams = { ...system, clock: { ...system.clock, now: () => new Date(instant!) } }
await using installation = await openInstallation({ dataPath: dataPath!, env: {}, pluginPaths: [], seams })
const fail = (failure: Error) => {
  throw failure
}
process.stdout.write('ready\n')
await new Promise((resolve) => process.stdin.once('data', resolve))
process.stdin.pause()
process.stdout.write(`${await new Scheduler(installation, { onUnexpected: fail }).look(new AbortController().signal)}\n`)
