import { join } from 'node:path'
import { Failure } from '../../plugins/failure.ts'
import type { LogLine } from '../domain/work.ts'
import type { Installation } from '../services/installation.ts'

/** A job that says more than this is cut short: the log must not fill the disk that backups need. */
const logBytesMax = 4 * 1024 * 1024

/** Where a job's log is written. */
export interface JobLog extends AsyncDisposable {
  /** Never throws and never waits. */
  write(line: LogLine): void
}

export type OpenJobLog = (jobId: string) => JobLog

export function logPath(dataPath: string, jobId: string): string {
  return join(dataPath, 'logs', `${jobId}.jsonl`)
}

/** Logs in the data folder, a JSON object a line. A log that can't be written stops no job. */
export function jobLogs({ dataPath, seams }: Pick<Installation, 'dataPath' | 'seams'>): OpenJobLog {
  return (jobId) => {
    let sizeBytes = 0
    let writing: Promise<void> = Promise.resolve()
    let pending = ''
    const flush = async () => {
      const text = pending
      pending = ''
      if (text === '') return
      await seams.files.mkdir(join(dataPath, 'logs'), { recursive: true, mode: 0o700 })
      await using file = await seams.files.open(logPath(dataPath, jobId), 'a', 0o600)
      await file.writeFile(text)
    }
    return {
      write(line) {
        if (sizeBytes > logBytesMax) return
        const text = `${JSON.stringify(line)}\n`
        sizeBytes += Buffer.byteLength(text)
        const cut: LogLine = { at: line.at, level: 'warn', message: 'The log ends here: it has reached its largest size.' }
        pending += sizeBytes > logBytesMax ? `${JSON.stringify(cut)}\n` : text
        writing = writing.then(flush).catch(() => {})
      },
      [Symbol.asyncDispose]: () => writing,
    }
  }
}

/** The lines of a job's log from a byte on, and where the next ones will begin. A log that isn't there has none. */
export async function readLog(
  { dataPath, seams }: Pick<Installation, 'dataPath' | 'seams'>,
  jobId: string,
  fromByte = 0,
): Promise<{ lines: LogLine[]; nextByte: number }> {
  if (!/^[0-9a-f]{32}$/.test(jobId)) throw new Failure('invalid', `"${jobId}" is no id of a job.`)
  try {
    await using file = await seams.files.open(logPath(dataPath, jobId), 'r')
    const { size } = await file.stat()
    if (size <= fromByte) return { lines: [], nextByte: fromByte }
    const bytes = Buffer.alloc(size - fromByte)
    await file.read(bytes, 0, bytes.length, fromByte)
    const end = bytes.lastIndexOf(10) + 1
    const lines = bytes.subarray(0, end).toString('utf8').split('\n').filter(Boolean)
    return { lines: lines.map((line) => JSON.parse(line)), nextByte: fromByte + end }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { lines: [], nextByte: 0 }
    throw error
  }
}
