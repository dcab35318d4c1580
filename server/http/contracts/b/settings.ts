import { z } from 'zod'
import type { ContractWorld } from '../../../services/contract-settings.ts'
import { placeOfCopy } from '../../../services/places.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { requireAllOf } from '../acting.ts'
import { changeFor, configChange, configShape, configStart, type ShownConfig, shownConfig, statusConfigShape } from './config.ts'
import { enveloped, envelopeOf } from './envelope.ts'
import { busyJob, scheduleOf, worldOf } from './world.ts'

const tags = ['contract b']

const show = defineRoute({
  method: 'get',
  path: '/api/backup/config',
  access: 'viewer',
  scope: 'checked',
  tags,
  summary: '获取备份配置',
  responses: { 200: { description: 'The config.', schema: envelopeOf(configShape) } },
  handle: async (call) => enveloped(await configOf(call, await worldOf(call))),
})

const change = defineRoute({
  method: 'put',
  path: '/api/backup/config',
  access: 'admin',
  scope: 'checked',
  tags,
  summary: '更新备份配置',
  body: configChange,
  responses: { 200: { description: 'It is in force.', schema: envelopeOf(z.null()) } },
  async handle(call) {
    await worldOf(call)
    requireAllOf((await scheduleOf(call.house).find())?.plan ?? null, call)
    const now = call.house.installation.seams.clock.now()
    const { plan } = await scheduleOf(call.house).change((found) => changeFor(call.body, found, now), configStart, call.requestedBy)
    await call.audit('plan.change', plan.name, { contract: 'b', ...call.body })
    return enveloped(null, '配置已更新')
  },
})

const status = defineRoute({
  method: 'get',
  path: '/api/backup/status',
  access: 'viewer',
  scope: 'checked',
  tags,
  summary: '获取备份状态',
  responses: {
    200: {
      description: 'Whether a backup runs or waits, and where backups go.',
      schema: envelopeOf(z.object({ is_running: z.boolean(), backup_dir: z.string(), config: statusConfigShape })),
    },
  },
  async handle(call) {
    const world = await worldOf(call)
    const busy = await busyJob(call.house, world.source.id)
    const config = await configOf(call, world)
    return enveloped({ is_running: busy !== null, backup_dir: await folderOf(call, world), config: statusConfigShape.parse(config) })
  },
})

export const settingsRoutes: readonly Route[] = [show, change, status]

async function configOf(call: Call, world: ContractWorld): Promise<ShownConfig> {
  const entry = await scheduleOf(call.house).find()
  requireAllOf(entry?.plan ?? null, call)
  const { contracts } = await call.house.contracts.show()
  const path = contracts.b.isChosen.target ? await folderOf(call, world) : ''
  return shownConfig(entry, { path, since: world.source.createdAt })
}

/** Where the plan of this contract keeps its archives; until there is one, where the target is. */
async function folderOf({ house }: Call, { target }: ContractWorld): Promise<string> {
  const entry = await scheduleOf(house).find()
  const key = `${target.prefix}${entry?.plan.folder ?? ''}`
  return placeOfCopy({ key }, await house.targets.show(target.id)).replace(/\/$/, '')
}
