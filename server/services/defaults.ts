import { join } from 'node:path'
import { defaultTargetName, ownSettingsName } from '../plugins/first-plugins.ts'
import { parseConfig } from '../plugins/open.ts'
import type { Nouns } from '../store/store.ts'
import type { Installation } from './installation.ts'
import { folderFor } from './names.ts'
import { takenFolders } from './sources.ts'

/** The setting that says that it was done. */
export const defaultsMadeSetting = 'defaults_made'

/**
 * What a first start finds ready: the target `local` in the data folder, and the source `holdfast`, the program's own settings. Once an installation:
 * what somebody removed does not come back.
 */
export async function ensureDefaults(installation: Installation): Promise<void> {
  const { store } = installation
  if ((await store.settings.get(defaultsMadeSetting)) !== null) return
  await store.transaction(async (nouns) => {
    // Asked again: another process may have been first.
    if ((await nouns.settings.get(defaultsMadeSetting)) !== null) return
    if ((await nouns.targets.list()).length === 0) await addLocalTarget(installation, nouns)
    if ((await nouns.sources.list()).length === 0) await addOwnSettings(installation, nouns)
    await nouns.settings.set(defaultsMadeSetting, installation.seams.clock.now().toISOString())
  })
}

async function addLocalTarget({ dataPath, registry, newId, seams }: Installation, nouns: Nouns): Promise<void> {
  const plugin = await registry.target(defaultTargetName)
  const config = parseConfig(plugin, { path: join(dataPath, 'backups') }) as Record<string, unknown>
  const now = seams.clock.now()
  await nouns.targets.insert({
    id: newId(),
    name: 'local',
    kind: plugin.name,
    config,
    prefix: '',
    identity: null,
    createdAt: now,
    updatedAt: now,
  })
}

async function addOwnSettings({ dataPath, registry, newId, seams }: Installation, nouns: Nouns): Promise<void> {
  const plugin = await registry.dialect(ownSettingsName)
  const config = parseConfig(plugin, { path: dataPath }) as Record<string, unknown>
  const now = seams.clock.now()
  const id = newId()
  const folder = folderFor({ name: 'holdfast', noun: 'source', id }, await takenFolders(nouns))
  await nouns.sources.insert({
    id,
    name: 'holdfast',
    dialect: plugin.name,
    config,
    identity: null,
    folder,
    createdAt: now,
    updatedAt: now,
  })
}
