import { mkdir, writeFile } from 'node:fs/promises'
import type { BackupResult } from '../../../server/domain/job.ts'
import type { JobBench } from '../../support/jobs.ts'

export const refusingPlugin = new URL('./refusing-target.ts', import.meta.url).pathname

/** A small tree to back up; each `content` is another state of it. */
export async function treeSource(bench: JobBench, content = 'first') {
  await mkdir(bench.path('tree'), { recursive: true })
  await writeFile(bench.path('tree', 'steady'), 'steady '.repeat(2000))
  await writeFile(bench.path('tree', 'changing'), content)
  return { name: 'files', label: 'tree', config: { path: bench.path('tree') } }
}

/** A full backup and `count` incrementals behind it, oldest first. */
export async function backUpChain(bench: JobBench, count: number): Promise<BackupResult[]> {
  const results: BackupResult[] = []
  for (let at = 0; at <= count; at++) {
    results.push(await bench.backup({ source: await treeSource(bench, `state ${at}`), mode: at === 0 ? 'full' : 'incremental' }))
  }
  return results
}

export function folder(bench: JobBench, name: string) {
  return { name: 'local', config: { path: bench.path(name) } }
}
