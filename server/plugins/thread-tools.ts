import type { ThreadTools } from '../../plugins/contract.ts'
import { systemBlockingFiles } from '../seams/files.ts'

/** The tools of a thread in production; a test names another module to put a failing disk in their place. */
export default function systemThreadTools(): ThreadTools {
  return { files: systemBlockingFiles }
}
