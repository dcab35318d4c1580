import type { DialectPlugin, Host, ScratchSource } from '../../contract.ts'
import { type FilesConfiguration, filesConfiguration } from './configuration.ts'
import { FilesDialect } from './dialect.ts'
import { partName } from './dump-thread.ts'

/**
 * Trees of files as a pax tar. Kept: permissions, owners, times, symlinks, hard links, holes, names of any bytes. Not kept: extended attributes and
 * access control lists, which Node can't read, and sockets; pipes and devices are recorded but only other tools bring them back.
 */
export const files: DialectPlugin<FilesConfiguration> = {
  contract: 1,
  kind: 'dialect',
  name: 'files',
  title: { en: 'Files', 'zh-CN': '文件' },
  config: filesConfiguration,
  parts: [partName],
  locate: (text) => ({ path: text }),
  open: async (config, host) => new FilesDialect(config, host),
  scratch: (config, host) => openScratch(config, host),
}

async function openScratch(config: FilesConfiguration | null, host: Host): Promise<ScratchSource> {
  const folder = await host.temporary('files-scratch')
  // The rules of the source have done their work when it was dumped; the scratch holds exactly what was taken.
  const everything: FilesConfiguration = { include: [], exclude: [], oneFilesystem: config?.oneFilesystem ?? false, path: folder.path }
  return {
    dialect: new FilesDialect(everything, host),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

export default files
