import { join } from 'node:path'
import { z } from 'zod'
import type { Files } from '../../plugins/contract.ts'

/** What is known of an upload besides its bytes. */
export interface UploadNotes {
  /** Fit to be a file's name anywhere. */
  readonly name: string
  readonly sizeBytes: number
  readonly sha256: string
  readonly createdAt: Date
}

/** No upload's own name begins with a dot. */
const notesName = '.upload.json'

const notesSchema = z.object({ name: z.string(), sizeBytes: z.number(), sha256: z.string(), createdAt: z.coerce.date() })

const partialPattern = /^partial-[0-9a-f]{32}-(.+)$/

/** Where uploads lie, each in a folder of its own that is called like its id. */
export function uploadsFolder(dataPath: string): string {
  return join(dataPath, 'uploads')
}

/** The folder of an upload that is not whole yet. It says who writes it, so that a sweep knows when nobody does any more. */
export function partialName(id: string, owner: string): string {
  return `partial-${id}-${owner}`
}

/** The owner; null for any other name. */
export function parsePartialName(name: string): string | null {
  return partialPattern.exec(name)?.[1] ?? null
}

/** Written before the folder gets its name, so that no upload is without them. */
export async function writeNotes(folder: string, notes: UploadNotes, files: Files): Promise<void> {
  await using handle = await files.open(join(folder, notesName), 'wx', 0o600)
  await handle.writeFile(JSON.stringify(notes))
  await handle.sync()
}

/** Null where there are none that can be read. */
export async function readNotes(folder: string, files: Files): Promise<UploadNotes | null> {
  try {
    await using handle = await files.open(join(folder, notesName), 'r')
    return notesSchema.parse(JSON.parse(await handle.readFile('utf8')))
  } catch {
    return null
  }
}
