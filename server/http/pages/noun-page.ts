import { z } from 'zod'
import { Failure } from '../../../plugins/failure.ts'
import { listNouns } from '../api/noun-list.ts'
import type { Listed } from '../paging.ts'
import { rowsMax } from './nouns.ts'

/** Where the page before ended, as an address says it; what can be none is passed over. */
export const cursorField = z.string().max(200).optional().catch(undefined)

export interface NounPage<Shown> extends Listed<Shown> {
  readonly isFirst: boolean
}

/** A page of nouns. A list whose entry at which the page before ended is gone meanwhile begins anew, as it does for a cursor that somebody spoiled. */
export async function nounPage<Item extends Parameters<typeof listNouns>[1][number], Shown>(
  cursor: string | undefined,
  all: readonly Item[],
  show: (item: Item) => Shown,
): Promise<NounPage<Shown>> {
  try {
    return { ...(await listNouns({ page_size: rowsMax, cursor }, all, show)), isFirst: cursor === undefined }
  } catch (error) {
    if (cursor === undefined || !(error instanceof Failure) || error.code !== 'invalid') throw error
    return nounPage(undefined, all, show)
  }
}
