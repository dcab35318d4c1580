import { stepAddress } from '../../../../views/pages/restore/choices.ts'
import type { BackupGroup, ChoosableBackup, ChooseView } from '../../../../views/pages/restore/choose.ts'
import { choosePage, withoutSource } from '../../../../views/pages/restore/choose.ts'
import type { Told } from '../../../../views/parts/said.ts'
import type { Backup } from '../../../domain/backup.ts'
import type { Source } from '../../../domain/source.ts'
import type { BackupFilter } from '../../../store/backup-filter.ts'
import type { Call } from '../../call.ts'
import type { House } from '../../house.ts'
import { listed, pageOf } from '../../paging.ts'
import { frameOf, pageResponse, redirect, refusalOf } from '../page.ts'
import { choicesIn } from './choices.ts'
import { latestRestores } from './past.ts'

const ofEach = 4
/** With more sources than this their newest backups are no help: then it is one list. */
const groupsMax = 12
const pageSize = 50
const ofNoSource = { sourceId: null, state: 'kept' } as const

/** Which backup. An address that names one already leads on from it. */
export async function choose(call: Call): Promise<Response> {
  const query = queryOf(call)
  const choices = choicesIn(query)
  if (choices.from !== null) return redirect(stepAddress('what', choices))
  return chooseResponse(call, null)
}

/** The first step, also where a later one finds nothing to restore. */
export async function chooseResponse(call: Call, fault: Told | null, status = 200): Promise<Response> {
  const { house, context, principal } = call
  const frame = frameOf(context, principal)
  const query = queryOf(call)
  const sources = await house.sources.list()
  const filter = { source: query.get('source') ?? '', text: (query.get('text') ?? '').trim().slice(0, 200) }
  const isList = filter.source !== '' || filter.text !== '' || query.has('cursor') || sources.length > groupsMax
  const view: ChooseView = {
    fault,
    filter,
    sources: sources.map(({ id, name }) => ({ id, name })),
    hasOthers: (await house.backups.list(ofNoSource, { limit: 1 })).length > 0,
    groups: isList ? null : await groupsOf(house, sources),
    list: isList ? await listOf(house, { filter, cursor: query.get('cursor'), sources }) : null,
    uploads: (await house.uploads.list()).length,
    past: await latestRestores(house, sources),
  }
  return pageResponse(choosePage(view, frame), frame, { status })
}

/** What an address asks for, each as often as it does. */
export function queryOf({ context }: Pick<Call, 'context'>): URLSearchParams {
  return new URL(context.req.url).searchParams
}

async function groupsOf(house: House, sources: readonly Source[]): Promise<BackupGroup[]> {
  const groups: BackupGroup[] = []
  for (const { id, name } of sources) {
    const filter = { sourceId: id, state: 'kept' } as const
    const backups = await choosable(house, await house.backups.list(filter, { limit: ofEach }), sources)
    if (backups.length > 0) groups.push({ source: { id, name }, backups, count: await house.backups.count(filter) })
  }
  const others = await choosable(house, await house.backups.list(ofNoSource, { limit: ofEach }), sources)
  if (others.length > 0) groups.push({ source: null, backups: others, count: await house.backups.count(ofNoSource) })
  const newestOf = ({ backups }: BackupGroup) => backups[0]!.backup.startedAt.getTime()
  return groups.sort((one, other) => Number(one.source === null) - Number(other.source === null) || newestOf(other) - newestOf(one))
}

interface Wanted {
  readonly filter: { readonly source: string; readonly text: string }
  readonly cursor: string | null
  readonly sources: readonly Source[]
}

async function listOf(house: House, { filter, cursor, sources }: Wanted): Promise<NonNullable<ChooseView['list']>> {
  const wanted: BackupFilter = {
    state: 'kept',
    ...(filter.source === '' ? {} : { sourceId: filter.source === withoutSource ? null : filter.source }),
    ...(filter.text === '' ? {} : { text: filter.text }),
  }
  const paging = { page_size: pageSize, ...(cursor === null ? {} : { cursor }) }
  const found = await house.backups.list(wanted, pageFrom(paging))
  const { items, nextCursor } = await listed(paging, found, {
    placeOf: ({ startedAt, id }) => ({ at: startedAt, id }),
    show: (backup) => backup,
    count: async () => 0,
  })
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''))
  const address = query.size === 0 ? '/restore' : `/restore?${query}`
  return { backups: await choosable(house, items, sources), nextCursor, isFirst: cursor === null, address }
}

/** A cursor that is none leads to the first page: there is nothing else that it could mean. */
function pageFrom(paging: Parameters<typeof pageOf>[0]): ReturnType<typeof pageOf> {
  try {
    return pageOf(paging)
  } catch (error) {
    refusalOf(error)
    return pageOf({ page_size: paging.page_size })
  }
}

async function choosable(house: House, backups: readonly Backup[], sources: readonly Source[]): Promise<ChoosableBackup[]> {
  const copies = await house.backups.copies(backups.map(({ id }) => id))
  return backups.map((backup) => ({
    backup,
    sourceName: sources.find(({ id }) => id === backup.sourceId)?.name ?? backup.source.label,
    copies: (copies.get(backup.id) ?? []).filter(({ state }) => state === 'kept').length,
  }))
}
