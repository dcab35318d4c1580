import { z } from 'zod'
import { SystemBackupService } from '../../../services/system-backups.ts'
import { answer } from '../../answer.ts'
import { defineRoute, type Route } from '../../route.ts'
import { uninitialisedBody } from './failure.ts'
import { administrative } from './world.ts'

const tables = ['system_backups', 'system_restore_log', 'backup_schedule', 'backup_cleanup_log'] as const

const initialise = defineRoute({
  ...administrative,
  scope: 'none',
  method: 'post',
  path: '/api/admin/init-backup-tables',
  summary: 'Initialize the backup system',
  description: 'Makes the four tables as views and a target that keeps archives in a database. May be called again.',
  responses: {
    200: {
      description: 'It is ready.',
      schema: z.object({ initialized: z.literal(true), message: z.string(), tables: z.array(z.enum(tables)) }),
    },
  },
  async handle(call) {
    const { installation } = call.house
    const service = new SystemBackupService(installation)
    const wasInitialised = await service.isInitialised()
    await service.initialise(call)
    if (!wasInitialised) await call.audit('settings.change', 'contract e', { initialized: true })
    return answer({ initialized: true, message: 'Backup system initialized', tables })
  },
})

const status = defineRoute({
  ...administrative,
  method: 'get',
  path: '/api/admin/backup/status',
  summary: 'Whether the backup system is ready',
  responses: {
    200: {
      description: 'Before it is initialized, also what all else answers then.',
      schema: z.object({
        initialized: z.boolean(),
        message: z.string(),
        error: z.string().optional(),
        action_required: z.string().optional(),
        initialization_url: z.string().optional(),
      }),
    },
  },
  async handle({ house }) {
    const isReady = await new SystemBackupService(house.installation).isInitialised()
    return answer(isReady ? { initialized: true, message: 'Backup system is ready' } : { initialized: false, ...uninitialisedBody })
  },
})

export const initialiseRoutes: readonly Route[] = [initialise, status]
