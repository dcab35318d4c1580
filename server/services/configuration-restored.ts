import { join } from 'node:path'
import { Failure, toFailure } from '../../plugins/failure.ts'
import { restoredFileName } from './configuration-document.ts'
import { type ImportMode, type ImportReport, importConfiguration } from './configuration-import.ts'
import type { Installation } from './installation.ts'

/**
 * Takes in what a restore of the settings left in the data folder, then removes that file; null when there is none. Killed in between, it is taken in
 * once more, which changes nothing. Throws like `importConfiguration`, and leaves the file.
 */
export async function importRestoredConfiguration(installation: Installation, mode: ImportMode): Promise<ImportReport | null> {
  const { dataPath, seams } = installation
  const path = join(dataPath, restoredFileName)
  const text = await readText(path, seams)
  if (text === null) return null
  const report = await importConfiguration(installation, parsed(text, path), mode)
  await seams.files.rm(path, { force: true })
  return report
}

async function readText(path: string, { files }: Installation['seams']): Promise<string | null> {
  try {
    await using file = await files.open(path, 'r')
    return await file.readFile('utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw toFailure(error, `reading ${path}`)
  }
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Failure('corrupt', `${path} is no JSON.`, { remedy: 'Restore the settings once more.', cause })
  }
}
