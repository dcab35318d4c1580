import type { ArchiveRecord, CopyProof } from '../../server/domain/job.ts'

/** An archive with its commit record at a simulated target. */
export interface SimArchive {
  readonly record: ArchiveRecord
  proof: CopyProof | null
  /** Its bytes are no longer those that were written. */
  isDamaged: boolean
}

/** A store that keeps archives under keys; what it says no to is the simulation's to decide. */
export class SimTarget {
  readonly archives = new Map<string, SimArchive>()
  identity: string | null = null
  isAway = false
  /** Removals are refused, as by an object lock. */
  isLocked = false
  /** How many archives without a commit record lie there. */
  partials = 0
}

/** What lies outside of the program: it stays when processes die and when the metadata is lost. */
export class SimWorld {
  readonly targets = new Map<string, SimTarget>()
  /** Every archive that was ever committed, and whether the program was ever told to remove it. */
  readonly everCommitted = new Set<string>()

  target(path: string): SimTarget {
    const found = this.targets.get(path)
    if (found !== undefined) return found
    const made = new SimTarget()
    this.targets.set(path, made)
    return made
  }
}
