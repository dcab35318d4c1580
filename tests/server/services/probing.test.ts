import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { jobProber } from '../../../server/services/probing.ts'
import { openFolder, openPlace, signal } from './place.ts'

describe('a connection test', () => {
  test('asks the plugin itself, in a job process, and adopts only when told to', async () => {
    await using folder = await openFolder()
    await using place = await openPlace()
    const prober = jobProber(place.installation)
    const trial = { target: { name: 'local', config: { path: join(folder.path, 'nas') } }, prefix: 'p/', identity: null }
    expect(await prober.target({ ...trial, adopt: false }, { signal })).toMatchObject({ identity: null })
    const { identity } = await prober.target({ ...trial, adopt: true }, { signal })
    expect(identity).toMatch(/^[0-9a-f-]{36}$/)
    expect(await readdir(join(folder.path, 'nas', 'p'))).toEqual(['holdfast-target.json'])
    const missing = { name: 'sqlite', config: { path: join(folder.path, 'none.db') } }
    await expect(prober.source(missing, { signal })).rejects.toMatchObject({ name: 'Failure', code: 'not_found' })
  })

  test('that nobody waits for any more ends with the reason', async () => {
    await using place = await openPlace()
    const reason = new Error('enough')
    const call = { signal: AbortSignal.abort(reason) }
    await expect(jobProber(place.installation).source({ name: 'sqlite', config: { path: '/x' } }, call)).rejects.toBe(reason)
  })
})
