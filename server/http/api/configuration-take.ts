import { type ImportMode, type ImportReport, importConfiguration } from '../../services/configuration-import.ts'
import type { Call } from '../call.ts'

/** Takes a configuration in and writes down who did. Throws what `importConfiguration` throws. */
export async function takeConfiguration(call: Call, document: unknown, mode: ImportMode): Promise<ImportReport> {
  const report = await importConfiguration(call.house.installation, document, mode)
  const { sources, targets, plans, settings, backups } = report
  await call.audit('configuration.import', mode, { sources, targets, plans, settings, backups })
  return report
}
