import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import type { Source } from '../../../domain/source.ts'
import type { ContractWorld } from '../../../services/contract-settings.ts'
import { modes } from './backup-shape.ts'

/** What is to be in a backup, as requests say it. */
export const wishFields = {
  type: z.enum(modes),
  include_files: z.boolean().meta({ description: 'As far as there are files: the answer says whether they are in it.' }),
  include_database: z.boolean(),
}

export interface Wish {
  readonly include_files: boolean
  readonly include_database: boolean
}

/** The sources that are meant. Where no files are configured there are none to include; throws `invalid` when nothing at all is left. */
export function membersFor({ include_files, include_database }: Wish, { source, files }: ContractWorld): Source[] {
  const members = [include_database ? source : null, include_files ? files : null].filter((one) => one !== null)
  if (members.length > 0) return members
  const why = include_files ? 'no source of files is configured' : 'neither files nor the database are to be in it'
  throw new Failure('invalid', `Such a backup would be empty: ${why} (include_files, include_database).`, {
    remedy: include_files ? 'Add a source of files, or include the database.' : 'Set one of them to true.',
    detail: { fields: ['include_files', 'include_database'] },
  })
}
