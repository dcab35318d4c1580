import { createProse } from './prose.ts'
import { createDice } from './randomness.ts'

const states = ['new', 'paid', 'sent', 'closed'] as const

export type Row = readonly (string | number)[]

export const orderColumns = ['id', 'customer', 'at', 'amount', 'status', 'name', 'reference'] as const
export const documentColumns = ['id', 'at', 'document', 'note'] as const

/** Narrow rows: numbers, a time, a few words, a random reference. */
export function* orders(count: number): Generator<Row> {
  const dice = createDice(21)
  const prose = createProse(dice)
  for (let id = 1; id <= count; id++) {
    const name = `${prose.word()} ${prose.word()}`
    yield [id, dice.whole(90_000), sqlTime(prose.time()), dice.whole(1e6) / 100, dice.pick(states), name, dice.hex(16)]
  }
}

/** Wide rows: a JSON document of about a kilobyte and some text. */
export function* documents(count: number): Generator<Row> {
  const dice = createDice(22)
  const prose = createProse(dice)
  const item = () => ({
    sku: `SKU-${dice.hex(6)}`,
    quantity: 1 + dice.whole(9),
    price: dice.whole(100_000) / 100,
    name: `${prose.word()} ${prose.word()}`,
  })
  for (let id = 1; id <= count; id++) {
    const document = {
      id,
      reference: `${dice.hex(8)}-${dice.hex(4)}-${dice.hex(12)}`,
      created: prose.time(),
      status: dice.pick(states),
      customer: { name: `${prose.word()} ${prose.word()}`, email: `${prose.word()}.${prose.word()}@example.org`, token: dice.hex(40) },
      tags: Array.from({ length: dice.whole(5) }, prose.word),
      items: Array.from({ length: 1 + dice.whole(5) }, item),
    }
    yield [id, sqlTime(prose.time()), JSON.stringify(document), prose.text(150 + dice.whole(500))]
  }
}

/** The two updates of one row in a hundred, in a dialect that all three databases understand. */
export function changesOf(kind: 'scattered' | 'clustered', counts: { orders: number; documents: number }): string[] {
  const where = (count: number) =>
    kind === 'scattered' ? 'id % 100 = 7' : `id > ${Math.floor(count * 0.42)} and id <= ${Math.floor(count * 0.43)}`
  return [
    `update orders set amount = amount + 1 where ${where(counts.orders)}`,
    `update documents set note = concat(note, ' edited') where ${where(counts.documents)}`,
  ]
}

function sqlTime(time: string): string {
  return time.replace('T', ' ')
}
