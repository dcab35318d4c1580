import { hash } from 'node:crypto'
import type { Backup } from '../domain/backup.ts'
import type { Source } from '../domain/source.ts'
import type { WorkRequest } from '../domain/work.ts'
import { memberIds } from '../plugins/bundle-members.ts'
import type { Nouns } from '../store/store.ts'

/**
 * What a job keeps to itself while it runs. Two jobs that name the same resource never run at once: one job a database, and one job a line of
 * backups (those of one source in one plan), so that nothing is removed that a new backup is about to refer to.
 */
export async function resourcesOf(request: WorkRequest, nouns: Nouns): Promise<string[]> {
  switch (request.kind) {
    case 'backup': {
      const source = await nouns.sources.find(request.sourceId)
      const line = lineOf({ planId: request.planId, sourceId: request.sourceId, digest: source?.identity ?? null })
      return [line, ...(source === null ? [] : await placesOf(source, nouns))]
    }
    case 'restore':
      return [
        ...(await destinationOf(request.to, nouns)),
        ...('backupId' in request.from ? await linesOf([request.from.backupId], nouns) : []),
      ]
    case 'verify':
    case 'copy':
      return linesOf([request.backupId], nouns)
    case 'prune':
      return request.planId === null ? linesOf(request.backupIds, nouns) : planLines(request.planId, nouns)
    case 'rescan':
      return [`target:${request.targetId}`]
  }
}

/** Of several sources in one, each of them too: what is backed up together must not change meanwhile. */
async function placesOf(source: Source, nouns: Nouns): Promise<string[]> {
  const ids = memberIds(source)
  if (ids.length === 0) return [placeOf(source)]
  const members = (await nouns.sources.list()).filter(({ id }) => ids.includes(id))
  return [placeOf(source), ...members.map(placeOf)]
}

function placeOf(source: Source): string {
  return source.identity === null ? `source:${source.id}` : `place:${source.identity}`
}

function lineOf(of: { planId: string | null; sourceId: string | null; digest: string | null }): string {
  return `line:${of.planId ?? ''}:${of.sourceId ?? of.digest ?? ''}`
}

function lineOfBackup(backup: Backup): string {
  return lineOf({ planId: backup.planId, sourceId: backup.sourceId, digest: backup.source.digest })
}

async function linesOf(backupIds: readonly string[], nouns: Nouns): Promise<string[]> {
  const lines = new Set<string>()
  for (const id of backupIds) {
    const backup = await nouns.backups.find(id)
    if (backup !== null) lines.add(lineOfBackup(backup))
  }
  return [...lines]
}

/** The lines of a plan's sources now, and of those that it had. */
async function planLines(planId: string, nouns: Nouns): Promise<string[]> {
  const plan = await nouns.plans.find(planId)
  const former = await nouns.backups.linesOfPlan(planId)
  const lines = [...(plan?.sourceIds ?? []).map((sourceId) => ({ sourceId, digest: null })), ...former]
  return [...new Set(lines.map((line) => lineOf({ planId, ...line })))]
}

async function destinationOf(to: Extract<WorkRequest, { kind: 'restore' }>['to'], nouns: Nouns): Promise<string[]> {
  const sources = await nouns.sources.list()
  const meant =
    'sourceId' in to
      ? sources.find(({ id }) => id === to.sourceId)
      : sources.find(({ dialect, config }) => dialect === to.dialect && isSamePlace(config, to.config))
  if (meant !== undefined) return placesOf(meant, nouns)
  return ['sourceId' in to ? `source:${to.sourceId}` : `place:${hash('sha256', JSON.stringify([to.dialect, to.config]), 'hex')}`]
}

/** Everything that says where is equal; other settings, like what to leave out, may differ. */
function isSamePlace(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  return ['path', 'host', 'port', 'database', 'url'].every((name) => one[name] === other[name])
}
