import { Failure } from '../../../plugins/failure.ts'
import type { BackupTable } from '../../domain/backup.ts'
import type { ProbeResult } from '../../domain/job.ts'
import { isChosen } from '../../domain/restore.ts'
import { useOf } from '../../services/restore-facts.ts'
import type { PreparedRestore } from '../../services/restore-survey.ts'
import { frame } from '../freeze.ts'
import type { Work } from '../procedure.ts'

const namedMax = 10

/**
 * Looks at the destination once more: it answers, and where the backup has figures its tables hold what the backup holds. What differs is a
 * warning and no failure, because others may have written there in the meantime, and there is nothing better to restore.
 */
export async function checkRestored(work: Work<'restore'>, { facts }: PreparedRestore): Promise<void> {
  const { existing } = work.request
  const { destination, chosen } = facts
  const expected = facts.tables.filter(({ name, rows }) => rows !== null && (chosen === null || isChosen(name, chosen)))
  // What stayed as it was need not be what the backup holds.
  const isCompared = expected.length > 0 && existing !== 'keep'
  try {
    const source = useOf(destination)
    const figures = isCompared ? { figures: { tables: chosen === null ? null : [...chosen] } } : {}
    const report = (await work.step('check', { ...frame(work.installation), kind: 'probe', source, ...figures })) as ProbeResult
    if (report.figures != null) compare(work, expected, report.figures)
  } catch (error) {
    if (error instanceof Failure) work.warn(`Everything is restored, but it could not be checked afterwards: ${error.message}`)
    else {
      work.note('Everything was restored before this job was ended; only the check of it is missing.')
      throw error
    }
  }
}

function compare(work: Work<'restore'>, expected: readonly BackupTable[], found: NonNullable<ProbeResult['figures']>): void {
  const figures = new Map(found.map((figure) => [figure.name, figure]))
  const faults = expected.flatMap(({ name, rows, checksum }) => {
    const figure = figures.get(name)
    if (figure === undefined) return [`${name} is missing`]
    if (figure.rows !== rows) return [`${name} has ${figure.rows} rows instead of ${rows}`]
    return checksum !== null && figure.checksum !== null && figure.checksum !== checksum ? [`${name} has other content`] : []
  })
  if (faults.length === 0) {
    work.note(`Checked: ${expected.length === 1 ? 'the one table holds' : `all ${expected.length} tables hold`} what the backup holds.`)
    return
  }
  const more = faults.length > namedMax ? [`and ${faults.length - namedMax} more`] : []
  const named = [...faults.slice(0, namedMax), ...more].join('; ')
  work.warn(`Restored, but different from the backup, unless somebody has written there since: ${named}.`)
}
