import type { z } from 'zod'
import type { Backup } from '../../domain/backup.ts'
import type { Call } from '../call.ts'
import { type backupDetailShape, briefOf, shapeOfBackup, shapeOfTable, shapeOfVerification, surroundingsOf } from './backups-shape.ts'

/** A backup with what stands around it. */
export async function detailOf(id: string, { house }: Call<unknown, unknown, unknown>): Promise<z.infer<typeof backupDetailShape>> {
  const { backup, tables, chain, breaks, verifications } = await house.backups.show(id)
  const around = await surroundingsOf([backup], house)
  const numbers = await house.records.numbersOf(chain.map((member) => member.id))
  const brief = (member: Backup) => briefOf(member, numbers)
  return {
    ...shapeOfBackup(backup, around),
    tables: tables.map(shapeOfTable),
    chainMembers: chain.map(brief),
    breaks: breaks.map(brief),
    verifications: verifications.map(shapeOfVerification),
  }
}
