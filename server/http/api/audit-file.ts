import type { AuditEntry, AuditFilter } from '../../store/audit.ts'
import type { Call } from '../call.ts'
import { shapeOfAuditEntry } from './audit-shape.ts'

export type AuditFormat = 'ndjson' | 'csv'

const pageSize = 500

const columns = ['seq', 'at', 'actor', 'actorName', 'action', 'subject', 'address', 'detail', 'hash'] as const

const types: Readonly<Record<AuditFormat, string>> = { ndjson: 'application/x-ndjson', csv: 'text/csv; charset=UTF-8' }

/** The entries that fit as a file to keep, the newest first, read a page at a time. That it was taken is written down first. */
export async function auditFile(call: Call, filter: AuditFilter, format: AuditFormat): Promise<Response> {
  const { audit } = call.house.auth
  await call.audit('audit.export', 'audit', {})
  const lineOf = format === 'csv' ? csvLine : (entry: AuditEntry) => JSON.stringify(shapeOfAuditEntry(entry))
  const end = format === 'csv' ? '\r\n' : '\n'
  const pieces = async function* () {
    const encoder = new TextEncoder()
    if (format === 'csv') yield encoder.encode(`${columns.join(',')}${end}`)
    let page = await audit.list(filter, { limit: pageSize })
    while (page.length > 0 && !call.signal.aborted) {
      yield encoder.encode(page.map((entry) => `${lineOf(entry)}${end}`).join(''))
      page = await audit.list(filter, { limit: pageSize, beforeSeq: page.at(-1)!.seq })
    }
  }
  return new Response(ReadableStream.from(pieces()), {
    headers: { 'content-type': types[format], 'content-disposition': `attachment; filename="audit.${format}"` },
  })
}

function csvLine(entry: AuditEntry): string {
  const shape = shapeOfAuditEntry(entry)
  return columns.map((name) => csvCell(name === 'detail' ? JSON.stringify(shape.detail) : String(shape[name] ?? ''))).join(',')
}

/** A name that somebody chose must not become a formula in whatever opens the file. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
