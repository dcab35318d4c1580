import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { expectFailure } from '../expectations.ts'
import type { DialectSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { dialectTrial, type Place } from './place.ts'
import { figuresOf, record } from './recording.ts'
import { restore } from './restore.ts'

/** What `supports` says is true. */
export function dialectCapabilitiesGroup(subject: DialectSubject): Group {
  return {
    name: 'honest capabilities',
    trials: [
      dialectTrial(subject, '"refuse" leaves a destination that has content alone', async ({ source, openSource, signal }) => {
        if (!source.supports.existing.includes('refuse')) return
        await using destination = await openSource()
        const before = await figuresOf(destination, signal)
        const parts = await record(source, { signal })
        await expectFailure(() => restore(destination, parts, { signal }), ['conflict'], 'restoring over what is there')
        deepStrictEqual(await figuresOf(destination, signal), before)
      }),
      ...(['replace', 'keep'] as const).map((existing) =>
        dialectTrial(subject, `"${existing}" restores over equal content`, async ({ source, openSource, signal }) => {
          if (!source.supports.existing.includes(existing)) return
          await using destination = await openSource()
          await restore(destination, await record(source, { signal }), { signal, existing })
          const names = (await figuresOf(destination, signal)).map(({ name, rows }) => ({ name, rows }))
          deepStrictEqual(
            names,
            (await figuresOf(source, signal)).map(({ name, rows }) => ({ name, rows })),
          )
        }),
      ),
      dialectTrial(subject, 'a selection dumps only what was chosen', dumpsSelection),
      dialectTrial(subject, 'a selection restores only what was chosen', restoresSelection),
      dialectTrial(subject, 'nothing is dumped twice when nothing has changed', reusesUnchanged),
    ],
  }
}

/** A section that can be chosen, while others are left. */
async function chooseOne({ source, signal }: Place): Promise<string | null> {
  if (!source.supports.partial) return null
  const sections = (await record(source, { signal })).flatMap((part) => part.sections).filter(({ always }) => !always)
  return sections.length < 2 ? null : sections.at(-1)!.name
}

async function dumpsSelection(place: Place): Promise<void> {
  const chosen = await chooseOne(place)
  if (chosen === null) return
  const parts = await record(place.source, { signal: place.signal, selection: { tables: [chosen] } })
  const names = parts.flatMap((part) => part.sections.filter(({ always }) => !always).map(({ name }) => name))
  ok(names.includes(chosen), `"${chosen}" was chosen but is not in the dump`)
  const others = (await record(place.source, { signal: place.signal })).flatMap((part) => part.sections)
  ok(names.length < others.filter(({ always }) => !always).length, 'the dump of a selection holds everything')
}

async function restoresSelection(place: Place): Promise<void> {
  const chosen = await chooseOne(place)
  if (chosen === null) return
  const { source, openEmpty, signal } = place
  await using destination = await openEmpty()
  await restore(destination, await record(source, { signal }), { signal, tables: [chosen] })
  const dumped = (await record(destination, { signal })).flatMap((part) => part.sections).filter(({ always }) => !always)
  ok(
    dumped.some(({ name }) => name === chosen),
    `"${chosen}" was chosen but is not there`,
  )
  const all = (await record(source, { signal })).flatMap((part) => part.sections).filter(({ always }) => !always)
  ok(dumped.length < all.length, 'more than the selection was restored')
}

async function reusesUnchanged({ source, signal }: Place): Promise<void> {
  if (!source.supports.unchanged) return
  const parent = await record(source, { signal })
  const child = await record(source, { signal, parent })
  for (const [index, part] of child.entries()) {
    strictEqual(Buffer.compare(part.bytes, parent[index]!.bytes), 0, 'unchanged sections put together give other bytes')
  }
  const marked = parent.flatMap((part) => part.sections).filter(({ fingerprint }) => fingerprint !== null)
  const reused = child.flatMap((part) => part.sections).filter((section) => section.reused)
  ok(marked.length === 0 || reused.length > 0, 'it says it reuses what is unchanged, but read everything again')
}
