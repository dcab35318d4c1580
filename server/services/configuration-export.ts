import { join } from 'node:path'
import { toFailure } from '../../plugins/failure.ts'
import type { Backup } from '../domain/backup.ts'
import type { Plan } from '../domain/plan.ts'
import { namedMembers } from '../plugins/bundle-members.ts'
import { hiddenFields } from '../plugins/secrets.ts'
import { sealingKeySetting } from '../store/connection.ts'
import { sealedPrefix } from '../store/sealing.ts'
import type { Nouns, Store } from '../store/store.ts'
import { type ConfigurationDocument, type DocumentPlan, exportFileName, fieldContext, machineSettings } from './configuration-document.ts'
import { ReferenceNames } from './configuration-references.ts'
import type { Installation } from './installation.ts'
import { loadOrNull, type PluginConfig, pluginLoader } from './redaction.ts'

/** Backups are read in pages of this many: there may be a million, of which few were pinned or described. */
const pageSize = 1000

/** How an export says what is secret: sealed with the installation's key, or as a reference to where whoever imports it keeps the value. */
export type SecretForm = 'sealed' | 'reference'

/**
 * Everything that somebody told this installation. Its secrets are sealed, each by itself, or replaced by references; settings that are secret as a whole are then
 * left out, because they belong to this installation alone.
 */
export async function exportConfiguration(installation: Installation, secrets: SecretForm = 'sealed'): Promise<ConfigurationDocument> {
  const { store, seams } = installation
  await useKeyInForce(store)
  // At one moment, so that no plan names what the lists lack.
  const { sources, targets, plans, settings } = await store.transaction(async (nouns) => ({
    sources: await nouns.sources.list(),
    targets: await nouns.targets.list(),
    plans: await nouns.plans.list(),
    settings: await nouns.settings.list(),
  }))
  const document: ConfigurationDocument = {
    format: 2,
    exportedAt: seams.clock.now().toISOString(),
    sources: [],
    targets: [],
    plans: plans.map((plan) => planDocument(plan, { sources, targets })),
    settings: settings.filter(({ key, value }) => !machineSettings.has(key) && (secrets === 'sealed' || !value.startsWith(sealedPrefix))),
    backups: await markedBackups(store),
  }
  const hiding = hidingBy(secrets, installation)
  for (const { id, name, dialect, folder, identity, config } of sources) {
    const load = pluginLoader(installation.registry, 'dialect', dialect)
    const sealed = await hiddenConfig(config, load, hiding({ noun: 'source', id, name }))
    document.sources.push({ id, name, dialect, folder, identity, config: namedMembers(dialect, sealed, sources) })
  }
  for (const { id, name, kind, prefix, identity, config } of targets) {
    const load = pluginLoader(installation.registry, 'target', kind)
    const sealed = await hiddenConfig(config, load, hiding({ noun: 'target', id, name }))
    document.targets.push({ id, name, kind, prefix, identity, config: sealed })
  }
  return document
}

/** Puts the export into the data folder, where a backup of the settings finds it: whole or not at all, durable, for its owner alone. */
export async function writeConfigurationExport(installation: Installation): Promise<void> {
  const { dataPath, newId, seams } = installation
  const text = `${JSON.stringify(await exportConfiguration(installation), null, 2)}\n`
  const path = join(dataPath, exportFileName)
  const draft = `${path}.${newId()}.partial`
  try {
    await writeDurably(draft, text, seams)
    await seams.files.rename(draft, path)
    await using folder = await seams.files.open(dataPath, 'r')
    await folder.sync()
  } catch (error) {
    await seams.files.rm(draft, { force: true }).catch(() => {})
    throw toFailure(error, `writing ${path}`)
  }
}

async function writeDurably(path: string, text: string, { files }: Installation['seams']): Promise<void> {
  await using file = await files.open(path, 'wx', 0o600)
  await file.writeFile(text)
  await file.sync()
}

/** Another process may have changed the key: what is sealed with the one before could never be opened again. */
async function useKeyInForce({ settings, sealer }: Store): Promise<void> {
  const keyId = await settings.get(sealingKeySetting)
  if (keyId !== null && keyId !== sealer.keyId) sealer.use(keyId)
}

type Hide = (field: string, value: unknown) => { readonly sealed: string } | { readonly reference: string }

function hidingBy(secrets: SecretForm, { store: { sealer } }: Installation) {
  const names = new ReferenceNames()
  return (owner: { readonly noun: 'source' | 'target'; readonly id: string; readonly name: string }): Hide => {
    const referenceTo = names.of(owner)
    if (secrets === 'reference') return (field) => ({ reference: referenceTo(field) })
    return (field, value) => ({ sealed: sealer.seal(JSON.stringify(value), fieldContext(owner.noun, owner.id, field)) })
  }
}

async function hiddenConfig(config: PluginConfig, load: ReturnType<typeof pluginLoader>, hide: Hide): Promise<Record<string, unknown>> {
  const plugin = await loadOrNull(load)
  const hidden = hiddenFields(config, plugin)
  return Object.fromEntries(
    Object.entries(config).map(([field, value]) => {
      const isHidden = hidden.has(field) && value !== undefined && value !== null && value !== ''
      return [field, isHidden ? hide(field, value) : value]
    }),
  )
}

interface Named {
  readonly id: string
  readonly name: string
}

function planDocument(plan: Plan, nouns: { readonly sources: readonly Named[]; readonly targets: readonly Named[] }): DocumentPlan {
  const names = (ids: readonly string[], among: readonly Named[]) => ids.flatMap((id) => among.find((noun) => noun.id === id)?.name ?? [])
  return {
    id: plan.id,
    name: plan.name,
    folder: plan.folder,
    sources: names(plan.sourceIds, nouns.sources),
    targets: names(plan.targetIds, nouns.targets),
    settings: plan.settings,
    isPaused: plan.isPaused,
  }
}

async function markedBackups({ backups }: Nouns): Promise<ConfigurationDocument['backups']> {
  const marked: Backup[] = []
  let page = await backups.list({}, { limit: pageSize })
  while (page.length > 0) {
    marked.push(...page.filter(({ isPinned, description, purpose }) => isPinned || description !== '' || purpose === 'safety'))
    const last = page.at(-1)!
    page = await backups.list({}, { limit: pageSize, after: { at: last.startedAt, id: last.id } })
  }
  return marked.map(({ id, name, isPinned, description, purpose }) => ({ id, name, isPinned, description, purpose }))
}
