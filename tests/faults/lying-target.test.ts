import { afterEach, beforeEach, expect, test } from 'vitest'
import { tell } from './seeded.ts'
import { Trial, tryAll } from './trial.ts'

let trial: Trial

beforeEach(async () => {
  trial = await Trial.begin()
})

afterEach(async () => {
  await trial[Symbol.asyncDispose]()
})

function lying(misdeed: string, to: string) {
  const config = { path: trial.place.target, misdeed, to }
  return { targets: [{ name: 'lying-folder', config, prefix: '' }] }
}

const damages = ['short', 'wrong', 'longer', 'gone', 'nothing-stored'] as const

test('a store that says yes and holds something else gets no completed backup (S5)', async () => {
  const lie = async (misdeed: string) => expect(await trial.endureHere(lying(misdeed, '.zip'))).toMatchObject({ type: 'failed' })
  await tryAll(damages, lie, (misdeed) => misdeed)
  await trial.ledger.checkByOracle()
  tell('S5, archive', damages.length, 0)
})

test('a store that loses the commit record gets no completed backup (S5)', async () => {
  const lie = async (misdeed: string) => expect(await trial.endureHere(lying(misdeed, '.json'))).toMatchObject({ type: 'failed' })
  await tryAll(damages, lie, (misdeed) => misdeed)
  tell('S5, record', damages.length, 0)
})

test('what really arrived decides when the answer is lost (S4)', async () => {
  const outcome = await trial.endureHere(lying('answer-lost', '.zip'))
  expect(outcome).toMatchObject({ type: 'completed' })
  await trial.ledger.checkByOracle()
})

test('a liar beside an honest target costs a warning, not the backup', async () => {
  const { targets } = lying('wrong', '.zip')
  const outcome = await trial.endureHere({
    targets: [
      { ...trial.place.local(), prefix: '' },
      { ...targets[0]!, prefix: 'other/' },
    ],
  })
  expect(outcome).toMatchObject({ type: 'completed', warnings: 1 })
})
