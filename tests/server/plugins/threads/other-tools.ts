import type { ThreadTools } from '../../../../plugins/contract.ts'

/** Tools whose disk is not there. */
export default function otherTools(): ThreadTools {
  return { files: { marker: true } as never }
}
