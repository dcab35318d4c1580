import { Failure } from '../../../plugins/failure.ts'
import type { VerifySpecification } from '../../domain/job.ts'
import { frame } from '../freeze.ts'
import type { Work } from '../procedure.ts'
import type { FrozenVerify } from './freeze-verify.ts'

/** A copy, at the target that was looked at, that is not what it should be. */
export interface BrokenCopy {
  readonly backupId: string
  readonly name: string
  readonly state: 'missing' | 'damaged'
  readonly reason: string
}

interface Looking {
  readonly frozen: FrozenVerify
  readonly work: Pick<Work, 'installation' | 'step'>
}

/**
 * Which copies a failed verification speaks against; null when it says nothing about the backup at all. None when every byte is as it was written
 * and the backup itself is wrong. What a chain needs is looked at one by one, because the damage may lie in any of its archives.
 */
export async function findBroken(failure: Failure, { frozen, work }: Looking): Promise<BrokenCopy[] | null> {
  if (failure.code !== 'corrupt' && failure.code !== 'not_found') return null
  if (failure.detail['evidence'] !== undefined || failure.detail['assertions'] !== undefined) return []
  const own = { backupId: frozen.backup.id, name: frozen.backup.name }
  if (frozen.specification.level === 'stored') return [{ ...own, ...stateOf(failure) }]
  const broken: BrokenCopy[] = []
  for (const { key, ...of } of await archivesOf({ frozen, work })) {
    const found = await hash(key, { frozen, work })
    if (found !== null) broken.push({ ...of, ...stateOf(found) })
  }
  // What wasn't found may as well be a tool or the place for the drill.
  return broken.length === 0 && failure.code === 'not_found' ? null : broken
}

function stateOf({ code, message }: Failure): Pick<BrokenCopy, 'state' | 'reason'> {
  return { state: code === 'not_found' ? 'missing' : 'damaged', reason: message }
}

/** The archive itself and those it needs, as far as they are known at this target. */
async function archivesOf({ frozen, work }: Looking): Promise<{ backupId: string; name: string; key: string }[]> {
  const { backups, copies } = work.installation.store
  const needed = await backups.findMany(frozen.backup.needs)
  const places = await copies.listMany(needed.map(({ id }) => id))
  const others = needed.flatMap(({ id, name }) => {
    const there = (places.get(id) ?? []).find(({ targetId }) => targetId === frozen.target.id)
    return there === undefined ? [] : [{ backupId: id, name, key: there.key }]
  })
  return [{ backupId: frozen.backup.id, name: frozen.backup.name, key: frozen.copy.key }, ...others]
}

/** What is wrong with an archive's bytes; null when nothing is. Throws what says nothing about them. */
async function hash(key: string, { frozen, work }: Looking): Promise<Failure | null> {
  const specification: VerifySpecification = {
    ...frame(work.installation, frozen.specification.limits),
    kind: 'verify',
    archive: { ...frozen.specification.archive, key },
    level: 'stored',
    identities: [],
    scratch: null,
    assertions: [],
  }
  try {
    await work.step('look', specification)
    return null
  } catch (error) {
    if (error instanceof Failure && (error.code === 'corrupt' || error.code === 'not_found')) return error
    throw error
  }
}
