import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Failure } from '../../../plugins/failure.ts'
import { type ContractsView, contractsPage } from '../../../views/pages/contracts.ts'
import { contractLetters, type ShownContracts } from '../../services/contract-settings.ts'
import { changeContracts } from '../api/settings.ts'
import type { Call } from '../call.ts'
import { statusOf } from '../failure.ts'
import type { House } from '../house.ts'
import { defineRoute, type Route } from '../route.ts'
import { toldOf } from './nouns.ts'
import { frameOf, htmlAnswer, isZone, pageResponse, readForm, redirect, refusalOf } from './page.ts'
import { outdatedBy, seenField } from './seen.ts'

const path = '/settings/contracts'
const shared = { path, access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const

/** `a.source`, `a.files` and so on, and the zone; an empty one goes back to the default. */
const contractsForm = z.record(z.string(), z.string().max(1000))

/** Which source and target each contract acts on. */
export const contractPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    summary: 'What the contracts act on',
    query: z.object({ saved: z.string().optional() }),
    async handle({ house, context, principal, query }) {
      const frame = frameOf(context, principal)
      const view = { ...(await viewOf(house)), isSaved: query.saved !== undefined }
      return pageResponse(contractsPage(view, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', summary: 'Says what the contracts act on', handle: save }),
]

async function save(call: Call): Promise<Response> {
  const form = await readForm(call, contractsForm)
  const { contracts } = call.house
  const outdated = outdatedBy(form[seenField], seenOfContracts(await contracts.show()))
  // Sent once more it is kept.
  if (outdated !== null) return refused(call, { ...form, [seenField]: '' }, outdated)
  const choices = Object.fromEntries(contractLetters.map((letter) => [letter, choiceIn(form, letter)]))
  try {
    // A zone that nobody touched stays that of the machine, also when that changes.
    const isSameZone = form['zone'] === undefined || form['zone'] === (await contracts.show()).zone
    const zone = isSameZone ? {} : { zone: form['zone']!.trim() === '' ? null : form['zone']!.trim() }
    await changeContracts(call, { ...zone, contracts: choices })
  } catch (error) {
    return refused(call, form, refusalOf(error))
  }
  return redirect(`${path}?saved`)
}

async function refused(call: Call, form: Readonly<Record<string, string>>, failure: Failure): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  const view = refusedView(await viewOf(call.house), form, failure)
  return pageResponse(contractsPage(view, frame), frame, { status: statusOf(failure) })
}

/** Which choices a form was filled from; what stands for nobody's choice may change by itself. */
function seenOfContracts({ zone, contracts }: ShownContracts): string {
  const chosen = contractLetters.map((letter) => {
    const { isChosen, ...names } = contracts[letter]
    return (['source', 'files', 'target'] as const).map((part) => (isChosen[part] ? names[part] : null))
  })
  return createHash('sha256')
    .update(JSON.stringify([zone, chosen]))
    .digest('base64url')
}

function choiceIn(form: Readonly<Record<string, string>>, letter: string): Record<string, string | null> {
  const parts = ['source', 'files', 'target'].flatMap((part) => {
    const name = form[`${letter}.${part}`]
    return name === undefined ? [] : [[part, name === '' ? null : name] as const]
  })
  return Object.fromEntries(parts)
}

/** The page with what was sent in place of what is kept. */
function refusedView(view: ContractsView, form: Readonly<Record<string, string>>, failure: Failure): ContractsView {
  const isZoneWrong = form['zone'] !== undefined && form['zone'].trim() !== '' && !isZone(form['zone'].trim())
  const contracts = contractLetters.map((letter) => {
    const sent = Object.entries(choiceIn(form, letter)).filter(([, name]) => name !== null)
    return [
      letter,
      { ...view.contracts[letter], ...Object.fromEntries(sent.map(([part, name]) => [part, { name, isChosen: true }])) },
    ] as const
  })
  return {
    ...view,
    seen: form[seenField] || view.seen,
    zone: form['zone'] ?? view.zone,
    contracts: Object.fromEntries(contracts) as ContractsView['contracts'],
    told: isZoneWrong ? null : toldOf(failure),
    isZoneWrong,
  }
}

async function viewOf({ contracts }: Pick<House, 'contracts'>): Promise<ContractsView> {
  const shown = await contracts.show()
  const options = await contracts.options()
  const choices = contractLetters.map((letter) => {
    const { isChosen, ...names } = shown.contracts[letter]
    const of = (part: keyof typeof names) => ({ name: names[part], isChosen: isChosen[part] })
    return [letter, { source: of('source'), files: of('files'), target: of('target') }] as const
  })
  return {
    seen: seenOfContracts(shown),
    zone: shown.zone,
    machineZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    zones: Intl.supportedValuesOf('timeZone'),
    contracts: Object.fromEntries(choices) as ContractsView['contracts'],
    options: { source: options.sources, files: options.files, target: options.targets },
    isSaved: false,
    told: null,
    isZoneWrong: false,
  }
}
