import { join, resolve } from 'node:path'
import { Failure, toFailure } from '../../../plugins/failure.ts'
import type { PluginUse } from '../../domain/job.ts'
import { usesWithin } from '../../plugins/bundle-config.ts'
import { restoredFileName } from '../../services/configuration-document.ts'
import { type ImportCount, importConfiguration } from '../../services/configuration-import.ts'
import type { Installation } from '../../services/installation.ts'
import { useOf } from '../../services/restore-facts.ts'
import type { PreparedRestore } from '../../services/restore-survey.ts'
import type { Work } from '../procedure.ts'

/** Takes in what a restore of this installation's own settings laid into the data folder. Settings of another folder are left to its owner. */
export async function takeRestoredSettings(work: Work<'restore'>, { facts }: PreparedRestore): Promise<void> {
  const { installation } = work
  const isOwn = ({ name, config }: PluginUse) => name === 'settings' && resolve(String(config['path'])) === resolve(installation.dataPath)
  if (!usesWithin(useOf(facts.destination)).some(isOwn)) return
  const path = join(installation.dataPath, restoredFileName)
  const text = await readRestored(path, installation)
  if (text === null) return
  // From here on others see it: so not after the job was taken away.
  await work.record(async () => {})
  try {
    const report = await importConfiguration(installation, JSON.parse(text), work.request.existing === 'replace' ? 'replace' : 'merge')
    const taken = ({ added, replaced }: ImportCount) => added + replaced
    const { sources, targets, plans } = report
    work.note(`Taken over: sources ${taken(sources)}, targets ${taken(targets)}, plans ${taken(plans)}.`)
    for (const warning of report.warnings) work.warn(warning)
  } catch (error) {
    const failure = toFailure(error, `reading ${path}`)
    throw new Failure(failure.code, `The settings were restored, but could not be taken over: ${failure.message}`, {
      remedy: failure.remedy ?? `Look at ${path} and import it with "holdfast config import".`,
    })
  }
  await installation.seams.files.rm(path, { force: true })
}

async function readRestored(path: string, { seams }: Installation): Promise<string | null> {
  try {
    await using file = await seams.files.open(path, 'r')
    return await file.readFile('utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw toFailure(error, `reading ${path}`)
  }
}
