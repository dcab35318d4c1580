import type { Consumer } from '../../contract.ts'
import type { RestoreInput, RestoreResult } from './restore-input.ts'
import { TarReader } from './tar-reader.ts'
import { TreeRestore } from './tree-restore.ts'

/** Writes the tree of a tar into a folder. */
const consume: Consumer<RestoreInput, RestoreResult> = (input, { files }) => {
  const restore = new TreeRestore(input, files)
  const reader = new TarReader(restore)
  return {
    write: (bytes) => restore.during(() => reader.write(bytes)),
    finish: () =>
      restore.during(() => {
        reader.finish()
        return restore.finish()
      }),
    abandon: () => restore.abandon(),
  }
}

export default consume
