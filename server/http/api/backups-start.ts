import { z } from 'zod'
import type { RecordEntry } from '../../services/records.ts'
import type { Call } from '../call.ts'
import { defineRoute, type Route } from '../route.ts'
import { startBackups } from './backups-work.ts'
import { jobShape, shapeOfJob } from './job-shape.ts'
import { nameOrId } from './noun-fields.ts'
import { requirePlan } from './plan-shape.ts'
import { requireSource } from './source-shape.ts'
import { waitQuery, workAnswerOf } from './work-answer.ts'

const numberedShape = jobShape
  .extend({ recordNumber: z.number().int().meta({ description: 'The number of the backup, from now on.' }) })
  .meta({ id: 'NumberedJob' })

/** The one shape for one backup and for many. */
export const startedShape = numberedShape
  .extend({
    others: z.array(numberedShape).meta({ description: 'Of a plan with several sources the jobs of the others; else empty.' }),
  })
  .meta({ id: 'StartedBackups' })

const startBody = z.strictObject({
  source: nameOrId('source').optional().meta({ description: 'What to back up; the first database if neither source nor plan is given.' }),
  plan: nameOrId('plan').optional().meta({ description: 'As this plan says: all of its sources, or the one that is named.' }),
  target: nameOrId('target').optional().meta({ description: 'Where to; the first target if absent. A plan has its own.' }),
  targets: z.array(nameOrId('target')).min(1).max(100).optional().meta({ description: 'Several, to keep a copy each.' }),
  scope: z
    .enum(['full', 'db', 'files', 'settings', 'partial'])
    .optional()
    .meta({ description: 'Checked against the source; full is the bundle that the source belongs to, partial needs tables.' }),
  mode: z.enum(['full', 'incremental', 'differential']).optional().meta({ description: 'full if absent, or what the plan says.' }),
  tables: z.array(z.string().min(1).max(1000)).min(1).max(10_000).optional().meta({ description: 'Only these (of files: these paths).' }),
  name: z.string().max(200).optional().meta({ description: 'What people call it; the file is named after its time.' }),
  description: z.string().max(2000).optional(),
})

export const backupsStartRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/api/v1/backups',
    access: 'backup_operator',
    scope: 'checked',
    tags: ['backups'],
    summary: 'Back something up now',
    description:
      'Answers with the job. A plan with several sources has a job for each: the answer is the first of them, with the rest in others; all are queued, or none. 409 while a source is being backed up.',
    query: z.object(waitQuery),
    body: startBody,
    isIdempotent: true,
    responses: {
      200: { description: 'As it ended, where that was waited for.', schema: startedShape },
      202: { description: 'It is queued.', schema: startedShape },
    },
    async handle(call) {
      const { name, description, target, targets, ...wish } = call.body
      await requireNamed(call)
      const named = targets ?? (target === undefined ? undefined : [target])
      const fields = { source: 'source', plan: 'plan', target: targets === undefined ? 'target' : 'targets' }
      const entries = await startBackups(call, { ...wish, name, description, targets: named }, fields)
      return startedAnswer(call, entries)
    },
  }),
]

type StartCall = Call<unknown, { readonly wait?: number | undefined }, z.infer<typeof startBody>>

/** A key that is for some sources learns nothing of the names of others. */
async function requireNamed(call: StartCall): Promise<void> {
  if (call.principal.sourceIds === null) return
  const { source, plan } = call.body
  if (source !== undefined) await requireSource(call, source)
  if (plan !== undefined) await requirePlan(call, plan)
}

async function startedAnswer(call: StartCall, entries: readonly RecordEntry[]) {
  const queued = entries.map(({ job }) => job!)
  return workAnswerOf(call, queued, (jobs) => {
    const [first, ...others] = jobs.map((job, at) => ({ ...shapeOfJob(job), recordNumber: entries[at]!.record.number }))
    return { ...first!, others }
  })
}
