import { z } from 'zod'
import type { PlanSettingsInput } from '../../../domain/plan.ts'
import { type ContractPlanEntry, ContractPlanService } from '../../../services/contract-plans.ts'
import type { Answer } from '../../answer.ts'
import { maySeePlan } from '../../api/plan-shape.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { actingOf } from '../acting.ts'
import { filledQuery } from '../filled-query.ts'
import { timesIn } from '../zoned-time.ts'
import { numberParams, sourceOfType, tags } from './backups.ts'
import { type Config, configBody, configChange, configOf, configShape, newConfigBody, orderOf, shownConfig } from './config-shape.ts'
import { enveloped, envelopeOf, saying, sayingOf } from './envelope.ts'
import { limitsOf, pageOf, pageSchema, pagingQuery } from './paging.ts'
import { defaultName } from './record-shape.ts'
import { typeDisplays } from './words.ts'

export const configsPath = '/api/v1/backup/configs'

const removed = '备份配置已删除'
const tried = '测试备份已启动'
const known = { 200: { description: 'The configuration.', schema: envelopeOf(configShape) } }
const about = { scope: 'checked', tags } as const
const one = { ...about, path: `${configsPath}/{id}`, params: numberParams } as const

const list = defineRoute({
  ...about,
  method: 'get',
  path: configsPath,
  access: 'viewer',
  summary: '获取备份配置列表',
  query: filledQuery(z.object(pagingQuery)),
  responses: { 200: { description: 'In the order in which they were made.', schema: envelopeOf(pageSchema(configShape)) } },
  async handle(call) {
    const all = (await plansOf(call).list('a')).filter((entry) => isSeen(entry, call))
    const { limit, offset } = limitsOf(call.query)
    const results = []
    for (const entry of all.slice(offset, offset + limit)) results.push(await shown(entry, call))
    return enveloped(pageOf(call, all.length, results))
  },
})

const create = defineRoute({
  ...about,
  method: 'post',
  path: configsPath,
  access: 'admin',
  summary: '创建备份配置',
  body: newConfigBody,
  isIdempotent: true,
  responses: known,
  async handle(call) {
    const config: Config = call.body
    const { world, ...placed } = await placeFor(config, call)
    const order = { ...orderOf(config, { zone: world.zone, createdByName: call.principal.name }), ...placed }
    const entry = await plansOf(call).add('a', { title: typeDisplays[config.backup_type], ...order }, call.requestedBy)
    await call.audit('plan.add', entry.plan.name, { contract: 'a', number: entry.number })
    return enveloped(await shown(entry, call))
  },
})

const show = defineRoute({
  ...one,
  method: 'get',
  access: 'viewer',
  summary: '获取备份配置详情',
  responses: known,
  handle: async (call) => enveloped(await shown(await entryOf(call), call)),
})

const replace = defineRoute({
  ...one,
  method: 'put',
  access: 'admin',
  summary: '更新备份配置',
  body: configBody,
  responses: known,
  handle: (call) => update(call, call.body),
})

const change = defineRoute({
  ...one,
  method: 'patch',
  access: 'admin',
  summary: '更新备份配置的部分字段',
  body: configChange,
  responses: known,
  handle: (call) => update(call, call.body),
})

const remove = defineRoute({
  ...one,
  method: 'delete',
  access: 'admin',
  summary: '删除备份配置',
  description: 'The backups that it made stay.',
  responses: { 200: { description: 'It is gone.', schema: sayingOf(removed) } },
  async handle(call) {
    const { number, plan } = await entryOf(call)
    await plansOf(call).remove('a', number)
    await call.audit('plan.remove', plan.name, { contract: 'a', number })
    return saying(removed)
  },
})

const test = defineRoute({
  ...one,
  method: 'post',
  path: `${configsPath}/{id}/test`,
  access: 'backup_operator',
  summary: '测试备份配置',
  isIdempotent: true,
  responses: { 200: { description: 'A backup as the configuration makes them waits for its turn.', schema: sayingOf(tried) } },
  async handle(call) {
    const entry = await entryOf(call)
    const { backup_type: type } = configOf(entry)
    const { house, principal } = call
    const stamp = timesIn(await house.contracts.zone()).stamp(house.installation.seams.clock.now())
    const notes = { origin: 'a', name: `测试_${defaultName(type, stamp)}`, scope: type, options: { createdByName: principal.name } }
    const order = { planId: entry.plan.id, targetIds: null, mode: null, tables: null, description: '测试备份' }
    const orders = entry.plan.sourceIds.map((sourceId) => ({ ...order, sourceId }))
    await house.records.startAll(orders, notes, call.requestedBy)
    house.control.wake()
    await call.audit('backup.start', entry.plan.name, { contract: 'a', number: entry.number, isTrial: true })
    return saying(tried)
  },
})

export const configRoutes: readonly Route[] = [list, create, show, replace, change, remove, test]

async function update(call: Call<{ readonly id: number }>, given: z.output<typeof configChange>): Promise<Answer> {
  const entry = await entryOf(call)
  // What is missing in the request is missing here, never undefined.
  const config: Config = { ...configOf(entry), ...(given as Partial<Config>) }
  const placed = given.backup_type === undefined ? null : await placeFor(config, call)
  const createdByName = typeof entry.options['createdByName'] === 'string' ? entry.options['createdByName'] : ''
  const order = orderOf(config, { zone: await call.house.contracts.zone(), createdByName })
  const changed = await plansOf(call).change('a', entry.number, {
    ...order,
    settings: givenOf(order.settings, given),
    ...(placed === null ? {} : { sources: placed.sources, targets: placed.targets }),
  })
  await call.audit('plan.change', changed.plan.name, { contract: 'a', number: entry.number })
  return enveloped(await shown(changed, call))
}

/** Only what the request is about: somebody may have given the plan a schedule that the document has no words for. */
function givenOf({ schedule, zone, retention }: PlanSettingsInput, given: z.output<typeof configChange>): PlanSettingsInput {
  const isTimed = given.frequency !== undefined || given.backup_time !== undefined
  return { ...(isTimed ? { schedule, zone } : {}), ...(given.retention_days === undefined ? {} : { retention }) }
}

/** What the contract acts on now, for backups of this type. */
async function placeFor({ backup_type }: Config, call: Call) {
  const { world } = await actingOf('a', call)
  const source = await sourceOfType(backup_type, world, call)
  return { world, sources: [source.id], targets: [world.target.id] }
}

function plansOf({ house }: Call): ContractPlanService {
  return new ContractPlanService(house.installation)
}

/** Throws `not_found`, and `denied` for a key that is not for all that it backs up. */
async function entryOf(call: Call<{ readonly id: number }>): Promise<ContractPlanEntry> {
  const entry = await plansOf(call).find('a', call.params.id)
  if (!isSeen(entry, call)) call.requireSource(null)
  return entry
}

function isSeen({ plan }: ContractPlanEntry, call: Call): boolean {
  return maySeePlan(call, plan.sourceIds)
}

async function shown(entry: ContractPlanEntry, call: Call) {
  const times = timesIn(await call.house.contracts.zone())
  const [newest] = await call.house.backups.list({ planId: entry.plan.id, purpose: 'regular', state: 'kept' }, { limit: 1 })
  return shownConfig(entry, { times, lastBackup: newest?.startedAt ?? null })
}
