import { z } from 'zod'
import { Failure } from '../../plugins/failure.ts'
import { checkZone } from '../domain/schedule.ts'
import type { Source } from '../domain/source.ts'
import type { Target } from '../domain/target.ts'
import type { Nouns } from '../store/store.ts'
import { type ContractSubjects, moveContractPlans } from './contract-plan-moves.ts'
import type { Installation } from './installation.ts'
import { findNoun, oldestFirst } from './names.ts'

/** The five documents of other programs' backup APIs that are served, by the letter that each has here. */
export const contractLetters = ['a', 'b', 'c', 'd', 'e'] as const
export type ContractLetter = (typeof contractLetters)[number]

const choiceSchema = z.object({
  sourceId: z.string().nullable().default(null),
  filesId: z.string().nullable().default(null),
  targetId: z.string().nullable().default(null),
})
type Choice = z.infer<typeof choiceSchema>

const settingsSchema = z.object({
  zone: z.string().nullable().default(null),
  choices: z.partialRecord(z.enum(contractLetters), choiceSchema).default({}),
})
type Kept = z.infer<typeof settingsSchema>

/** Names or ids; null goes back to the default, what is left out stays. */
export interface ContractChoiceChange {
  readonly source?: string | null
  readonly files?: string | null
  readonly target?: string | null
}

export interface ContractSettingsChange {
  /** IANA time zone of the times that contracts give and take; null for the machine's own. */
  readonly zone?: string | null
  readonly contracts?: Partial<Record<ContractLetter, ContractChoiceChange>>
}

/** What a contract acts on now, and whether somebody chose it. */
export interface ShownChoice {
  readonly source: string | null
  readonly files: string | null
  readonly target: string | null
  readonly isChosen: { readonly source: boolean; readonly files: boolean; readonly target: boolean }
}

export interface ShownContracts {
  readonly zone: string
  readonly contracts: Readonly<Record<ContractLetter, ShownChoice>>
}

export interface ContractOptions {
  readonly sources: readonly string[]
  readonly files: readonly string[]
  readonly targets: readonly string[]
}

/** What a contract acts on. `source` is a database; `files` and `settings` go with it where a contract wants everything. */
export interface ContractWorld {
  readonly source: Source
  readonly files: Source | null
  readonly settings: Source | null
  readonly target: Target
  readonly zone: string
}

const setting = 'contracts'
const notDatabases: ReadonlySet<string> = new Set(['files', 'settings', 'bundle'])

/** Whether a text is what these settings may be kept as. */
export function isContractSettings(text: string): boolean {
  try {
    const { zone } = settingsSchema.parse(JSON.parse(text))
    if (zone !== null) checkZone(zone)
    return true
  } catch {
    return false
  }
}

/** Which source and which target each contract acts on: what somebody chose, else the first there is. */
export class ContractSettingsService {
  readonly #installation: Installation

  constructor(installation: Installation) {
    this.#installation = installation
  }

  /** By name, with defaults filled in; null where there is nothing to act on. */
  async show(): Promise<ShownContracts> {
    return this.#installation.store.transaction(async (nouns) => {
      const kept = await read(nouns)
      const entries = []
      for (const letter of contractLetters) entries.push([letter, await shown(kept, letter, nouns)] as const)
      return { zone: zoneOf(kept), contracts: Object.fromEntries(entries) as Record<ContractLetter, ShownChoice> }
    })
  }

  /**
   * Throws `not_found` for what isn't there, `invalid` for a source that is no database and for a zone that there isn't. Schedules that were made through
   * a contract are of what it acts on from now on.
   */
  async change(change: ContractSettingsChange): Promise<ShownContracts> {
    const { zone } = change
    if (zone != null) await naming('zone', async () => checkZone(zone))
    await this.#installation.store.transaction(async (nouns) => {
      const kept = await read(nouns)
      const choices = { ...kept.choices }
      for (const letter of contractLetters) {
        const given = change.contracts?.[letter]
        if (given !== undefined) choices[letter] = await changed(choices[letter] ?? choiceSchema.parse({}), given, nouns)
      }
      const next = { zone: zone === undefined ? kept.zone : zone, choices }
      await nouns.settings.set(setting, JSON.stringify(next))
      for (const contract of contractLetters) {
        const [before, after] = [await subjectsOf(kept, contract, nouns), await subjectsOf(next, contract, nouns)]
        await moveContractPlans({ contract, before, after }, nouns, this.#installation)
      }
    })
    return this.show()
  }

  /** What may be chosen, by name. */
  async options(): Promise<ContractOptions> {
    const { sources, targets } = this.#installation.store
    const all = await sources.list()
    return {
      sources: all.filter(isDatabase).map(({ name }) => name),
      files: all.filter(({ dialect }) => dialect === 'files').map(({ name }) => name),
      targets: (await targets.list()).map(({ name }) => name),
    }
  }

  /** What it acts on. Throws `conflict` that says what is missing. */
  async resolve(letter: ContractLetter): Promise<ContractWorld> {
    return this.#installation.store.transaction(async (nouns) => {
      const kept = await read(nouns)
      const { source, files, settings, target } = await found(kept, letter, nouns)
      if (source === null) {
        throw new Failure('conflict', 'No database source is configured, so there is nothing to back up.', {
          remedy: 'Add a source of a database, or choose one under "contracts" in the settings.',
        })
      }
      if (target === null) {
        throw new Failure('conflict', 'No target is configured, so there is no place to keep a backup.', {
          remedy: 'Add a target, or choose one under "contracts" in the settings.',
        })
      }
      return { source, files, settings, target, zone: zoneOf(kept) }
    })
  }

  /** IANA time zone in which contracts write times. */
  async zone(): Promise<string> {
    return installationZone(this.#installation.store)
  }
}

/** IANA time zone of what no plan has its own for: the names of backups asked for by hand, and what contracts write. */
export async function installationZone(nouns: Pick<Nouns, 'settings'>): Promise<string> {
  return zoneOf(await read(nouns))
}

async function read({ settings }: Pick<Nouns, 'settings'>): Promise<Kept> {
  const text = await settings.get(setting)
  return settingsSchema.parse(text === null ? {} : JSON.parse(text))
}

/** What is wrong names the field, also where that is only known here. */
async function naming<Result>(field: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw Failure.from({ ...error.toJSON(), detail: { ...error.detail, fields: [field] } })
  }
}

function zoneOf({ zone }: Kept): string {
  return zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
}

interface Found {
  readonly source: Source | null
  readonly files: Source | null
  readonly settings: Source | null
  readonly target: Target | null
}

/** What was chosen and is still there, else the first that was made. */
async function found(kept: Kept, letter: ContractLetter, nouns: Pick<Nouns, 'sources' | 'targets'>): Promise<Found> {
  const choice: Choice | undefined = kept.choices[letter]
  const sources = oldestFirst(await nouns.sources.list())
  const targets = oldestFirst(await nouns.targets.list())
  return {
    source: sources.find(({ id }) => id === choice?.sourceId) ?? sources.find(isDatabase) ?? null,
    files: sources.find(({ id }) => id === choice?.filesId) ?? sources.find(({ dialect }) => dialect === 'files') ?? null,
    settings: sources.find(({ dialect }) => dialect === 'settings') ?? null,
    target: targets.find(({ id }) => id === choice?.targetId) ?? targets[0] ?? null,
  }
}

async function subjectsOf(kept: Kept, letter: ContractLetter, nouns: Pick<Nouns, 'sources' | 'targets'>): Promise<ContractSubjects> {
  const { source, files, target } = await found(kept, letter, nouns)
  return { sourceId: source?.id ?? null, filesId: files?.id ?? null, targetId: target?.id ?? null, zone: zoneOf(kept) }
}

async function shown(kept: Kept, letter: ContractLetter, nouns: Pick<Nouns, 'sources' | 'targets'>): Promise<ShownChoice> {
  const { source, files, target } = await found(kept, letter, nouns)
  const choice = kept.choices[letter]
  return {
    source: source?.name ?? null,
    files: files?.name ?? null,
    target: target?.name ?? null,
    isChosen: {
      source: source !== null && source.id === choice?.sourceId,
      files: files !== null && files.id === choice?.filesId,
      target: target !== null && target.id === choice?.targetId,
    },
  }
}

async function changed(choice: Choice, given: ContractChoiceChange, nouns: Pick<Nouns, 'sources' | 'targets'>): Promise<Choice> {
  return {
    sourceId: given.source === undefined ? choice.sourceId : await sourceIdOf(given.source, 'database', nouns),
    filesId: given.files === undefined ? choice.filesId : await sourceIdOf(given.files, 'files', nouns),
    targetId:
      given.target == null ? (given.target === null ? null : choice.targetId) : (await findNoun(given.target, 'target', nouns.targets)).id,
  }
}

async function sourceIdOf(name: string | null, kind: 'database' | 'files', nouns: Pick<Nouns, 'sources'>): Promise<string | null> {
  if (name === null) return null
  const field = kind === 'files' ? 'files' : 'source'
  const source = await naming(field, () => findNoun(name, 'source', nouns.sources))
  const isFit = kind === 'files' ? source.dialect === 'files' : isDatabase(source)
  if (isFit) return source.id
  throw new Failure('invalid', `The source "${source.name}" is no ${kind === 'files' ? 'tree of files' : 'database'}.`, {
    remedy: 'Choose another source.',
    detail: { fields: [field] },
  })
}

function isDatabase({ dialect }: Source): boolean {
  return !notDatabases.has(dialect)
}
