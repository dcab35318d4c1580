import { fileURLToPath } from 'node:url'
import { isPresent } from '../control/worker-presence.ts'
import type { Installation } from '../services/installation.ts'

/** Whether some process takes jobs from the queue of this installation. */
export async function isWorked(installation: Installation): Promise<boolean> {
  return (await installation.store.workers.list()).some((worker) => isPresent(worker, installation))
}

/**
 * Starts a process that works off the queue and then ends by itself. It is on its own: it goes on when this process is gone. Its arguments hold
 * no secret; the key comes from the data folder or the environment, as for every command.
 */
export function startWorkerProcess({ seams, dataPath }: Installation, env: Readonly<Record<string, string | undefined>>): void {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const flags = process.versions['deno'] === undefined ? process.execArgv : ['run', '-A']
  const child = seams.processes.spawn(process.execPath, [...flags, main, 'worker', '--data', dataPath], {
    detached: true,
    stdio: 'ignore',
    env: { ...env } as NodeJS.ProcessEnv,
  })
  // What can't be started shows as a job that stays pending, which the caller waits for and looks at.
  child.on('error', () => {})
  child.unref()
}
