import { expect, test } from 'vitest'
import { CrashOutput, redactText, secretsOf } from '../../../server/engine/crash-output.ts'
import { specificationOf } from './job-fixture.ts'

test('whatever is configured counts as secret, at any depth', () => {
  const specification = specificationOf({
    archive: { target: { name: 's3', config: { keys: { secret: 'canary-one' }, list: ['canary-two'] } }, key: 'k' },
    identities: ['canary-three'],
    scratch: { url: 'canary-four' },
  })
  const text = 'canary-one canary-two canary-three canary-four kept'
  expect(redactText(text, secretsOf(specification))).toBe('[redacted] [redacted] [redacted] [redacted] kept')
})

test('every configuration of a backup counts', () => {
  const secrets = secretsOf({
    id: 'b',
    kind: 'backup',
    limits: { timeoutMs: null, idleMs: null },
    pluginPaths: [],
    source: { name: 'postgres', label: 'app', config: { password: 'canary-one' } },
    targets: [{ name: 's3', prefix: 'kept', config: { secret: 'canary\n"two"' } }],
    mode: 'full',
    trigger: 'manual',
    codec: 'zstd',
    tables: null,
    recipients: [],
    passphrase: 'canary-three',
    identities: ['canary-four'],
    zone: 'UTC',
    backupId: null,
    chain: { lengthMax: null, forceFullReason: null, avoid: [] },
  })
  const text = JSON.stringify(['canary-one', 'canary\n"two"', 'canary-three', 'canary-four', 'kept'])
  expect(redactText(text, secrets)).toBe('["[redacted]","[redacted]","[redacted]","[redacted]","kept"]')
})

test('the configurations of every other kind of job count too', () => {
  const use = (secret: string) => ({ name: 's3', config: { secret } })
  const base = { id: 'j', limits: { timeoutMs: null, idleMs: null }, pluginPaths: [] }
  const secrets = [
    secretsOf({ ...base, kind: 'remove', archives: [{ target: use('canary-one'), key: 'kept' }] }),
    secretsOf({
      ...base,
      kind: 'copy',
      from: { target: use('canary-two'), key: 'kept' },
      to: { target: use('canary-three'), key: 'kept' },
      withReferences: false,
    }),
    secretsOf({ ...base, kind: 'scan', target: use('canary-four'), prefix: 'kept' }),
    secretsOf({ ...base, kind: 'identify', target: use('canary-five'), prefix: 'kept', identity: 'kept', adopt: true }),
    secretsOf({ ...base, kind: 'probe', source: use('canary-six') }),
  ]
  expect(secrets.flat().toSorted()).toEqual(['canary-five', 'canary-four', 'canary-one', 'canary-six', 'canary-three', 'canary-two'])
})

test('the end is kept, within bounds', () => {
  const output = new CrashOutput([])
  for (let at = 0; at < 10_000; at++) output.push(Buffer.from(`line ${at}\n`))
  expect(output.text().endsWith('line 9999')).toBe(true)
  expect(output.text().length).toBeLessThanOrEqual(8192)
})

test('a secret that the cut would run through shows in no part', () => {
  const secret = 'canary'.repeat(20)
  for (let shift = 0; shift < secret.length; shift++) {
    const output = new CrashOutput([secret])
    output.push(Buffer.from(secret + 'x'.repeat(8192 - shift)))
    expect(output.text()).not.toContain('canary')
  }
})
