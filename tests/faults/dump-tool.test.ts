import { afterEach, beforeEach, expect, test } from 'vitest'
import { tell } from './seeded.ts'
import { Trial } from './trial.ts'

let trial: Trial

beforeEach(async () => {
  trial = await Trial.begin()
})

afterEach(async () => {
  await trial[Symbol.asyncDispose]()
})

const scripts = {
  'exits badly after all its output': 'cat "$1"; exit 1',
  'exits badly after half of its output': 'head -c 100000 "$1"; exit 3',
  'exits well with nothing': 'exit 0',
  'exits well without its trailer': 'head -c 100000 "$1"',
  'exits well one byte short': 'head -c -1 "$1"',
  'is killed after all its output': 'cat "$1"; kill -9 $$',
  'is killed half-way': 'head -c 100000 "$1"; kill -15 $$',
  'is not installed': 'exec no-such-dump-tool "$1"',
  'closes its output and then fails': 'cat "$1"; exec >&-; sleep 0.1; exit 4',
}

test('a dump tool that fails in any way gives no backup, and its archive is discarded (D1)', async () => {
  const entries = Object.entries(scripts)
  for (const [what, script] of entries) {
    const outcome = await trial.endureHere({ source: { name: 'shell', label: 'source', config: { path: trial.place.source, script } } })
    expect(outcome, `a tool that ${what}`).toMatchObject({ type: 'failed' })
  }
  tell('D1', entries.length, 0)
})

test('a dump tool that fails is named with what it said', async () => {
  const script = 'head -c 1000 "$1"; echo "disk quota exceeded" >&2; exit 9'
  const outcome = await trial.endureHere({ source: { name: 'shell', label: 'source', config: { path: trial.place.source, script } } })
  expect(outcome).toMatchObject({ failure: { message: expect.stringMatching(/sh.*exit code 9.*disk quota exceeded/) } })
})
