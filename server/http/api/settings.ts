import { z } from 'zod'
import type { ContractChoiceChange, ContractLetter, ContractSettingsChange } from '../../services/contract-settings.ts'
import { contractLetters } from '../../services/contract-settings.ts'
import { answer } from '../answer.ts'
import type { Call } from '../call.ts'
import { defineRoute, type Route } from '../route.ts'
import { nameOrId } from './noun-fields.ts'
import { namedInBody } from './noun-trial.ts'

const tags = ['settings']
const path = '/api/v1/settings'
const contractsPath = '/api/v1/settings/contracts'

const zone = z.string().max(100).nullable().optional().meta({
  description: 'IANA time zone of the times that the contracts give and take; null for that of the machine.',
})

const choiceGiven = z
  .strictObject({
    source: nameOrId('source').nullable().optional(),
    files: nameOrId('source').nullable().optional(),
    target: nameOrId('target').nullable().optional(),
  })
  .meta({ id: 'ContractChoice' })
  .optional()

const choices = Object.fromEntries(contractLetters.map((letter) => [letter, choiceGiven])) as Record<ContractLetter, typeof choiceGiven>

const choiceShape = z.object({
  source: z.string().nullable().meta({ description: 'The database.' }),
  files: z.string().nullable().meta({ description: 'The files that go with it where everything is wanted.' }),
  target: z.string().nullable(),
  isChosen: z
    .object({ source: z.boolean(), files: z.boolean(), target: z.boolean() })
    .meta({ description: 'False where nobody chose: then it is the first that was made.' }),
})

const contractsShape = z
  .object({ zone: z.string(), contracts: z.record(z.enum(contractLetters), choiceShape) })
  .meta({ id: 'ContractSettings' })
const settingsShape = z.object({ zone: z.string().meta({ description: 'Time zone of the times that the contracts give and take.' }) })

export const settingsRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path,
    access: 'viewer',
    scope: 'none',
    tags,
    summary: 'The general settings',
    responses: { 200: { description: 'They.', schema: settingsShape } },
    handle: async ({ house }) => answer({ zone: await house.contracts.zone() }),
  }),
  defineRoute({
    method: 'put',
    path,
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Change the general settings',
    description: 'What is left out stays.',
    body: z.strictObject({ zone }),
    responses: { 200: { description: 'As they are now.', schema: settingsShape } },
    async handle(call) {
      await changeContracts(call, call.body.zone === undefined ? {} : { zone: call.body.zone })
      return answer({ zone: await call.house.contracts.zone() })
    },
  }),
  defineRoute({
    method: 'get',
    path: contractsPath,
    access: 'viewer',
    scope: 'none',
    tags,
    summary: 'What the contracts act on',
    description: 'The documents of five other backup APIs are served, by letter; each acts on one database and one target.',
    responses: { 200: { description: 'By name.', schema: contractsShape } },
    handle: async ({ house }) => answer(await house.contracts.show()),
  }),
  defineRoute({
    method: 'put',
    path: contractsPath,
    access: 'admin',
    scope: 'none',
    tags,
    summary: 'Say what the contracts act on',
    description: 'Letters may stand under "contracts" or by themselves. What is left out stays; null goes back to the default.',
    body: z.strictObject({ zone, contracts: z.strictObject(choices).optional(), ...choices }),
    responses: { 200: { description: 'As they are now.', schema: contractsShape } },
    async handle(call) {
      const { zone, contracts, ...letters } = call.body
      const wishes = { ...letters, ...contracts } as ChoicesGiven
      const change: ContractSettingsChange = { ...(zone === undefined ? {} : { zone }), contracts: wishesOf(wishes) }
      return answer(await changeContracts(call, change))
    },
  }),
]

type ChoicesGiven = Readonly<Partial<Record<ContractLetter, z.output<typeof choiceGiven>>>>

function wishesOf(given: ChoicesGiven): Partial<Record<ContractLetter, ContractChoiceChange>> {
  const wishes = Object.entries(given).filter(([, choice]) => choice !== undefined)
  return Object.fromEntries(
    wishes.map(([letter, choice]) => [letter, Object.fromEntries(Object.entries(choice ?? {}).filter(([, name]) => name !== undefined))]),
  )
}

/** Changes them and audits that. Throws what the service throws, naming the fields. */
export async function changeContracts(call: Call, change: ContractSettingsChange) {
  const shown = await namedInBody({ source: 'source', target: 'target' }, call.house.contracts.change(change))
  await call.audit('settings.change', 'contracts', { zone: change.zone, contracts: change.contracts })
  return shown
}
