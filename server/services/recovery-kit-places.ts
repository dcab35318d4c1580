import { join } from 'node:path'
import type { Plan } from '../domain/plan.ts'
import type { Source } from '../domain/source.ts'
import type { Target } from '../domain/target.ts'
import { defaultTargetName } from '../plugins/first-plugins.ts'

/** What an installation knows of where things lie. Configurations hold dots in place of secrets. */
export interface KnownPlaces {
  readonly sources: readonly Source[]
  readonly targets: readonly Target[]
  readonly plans: readonly Plan[]
}

/** Where archives lie and of what they are, for people: the words are English beside Chinese, the rest are names and paths. */
export function placesText({ sources, targets, plans }: KnownPlaces): string {
  const nameOf = (id: string, nouns: readonly { readonly id: string; readonly name: string }[]) =>
    nouns.find((noun) => noun.id === id)?.name
  const names = (ids: readonly string[], nouns: KnownPlaces['sources'] | KnownPlaces['targets']) =>
    ids.flatMap((id) => nameOf(id, nouns) ?? []).join(', ') || '-'
  return [
    'TARGETS / 存储目标: where archives lie / 归档所在的位置',
    ...targets.map((target) => entry(target.name, [`${target.kind}: ${placeOf(target)}`, ...configLines(target.config)])),
    'PLANS / 备份计划: the folder is below that place / 文件夹在上述位置之下',
    ...plans.map((plan) =>
      entry(plan.name, [
        `folder / 文件夹: ${plan.folder}/`,
        `sources / 数据源: ${names(plan.sourceIds, sources)}`,
        `targets / 存储目标: ${names(plan.targetIds, targets)}`,
        ...(plan.settings.recipients.length === 0 ? [] : [`sealed to / 加密给: ${plan.settings.recipients.join(', ')}`]),
      ]),
    ),
    'SOURCES / 数据源: the folder is of backups that belong to no plan / 文件夹属于不在备份计划中的备份',
    ...sources.map((source) =>
      entry(source.name, [`dialect / 方言: ${source.dialect}`, `folder / 文件夹: ${source.folder}/`, ...configLines(source.config)]),
    ),
  ].join('\n\n')
}

function entry(name: string, lines: readonly string[]): string {
  return [oneLine(name), ...lines.map((line) => `    ${oneLine(line)}`)].join('\n')
}

function placeOf({ kind, config, prefix }: Target): string {
  const { path } = config
  return kind === defaultTargetName && typeof path === 'string' ? join(path, prefix) : prefix
}

function configLines(config: Readonly<Record<string, unknown>>): string[] {
  const given = Object.entries(config).filter(([, value]) => value !== null && value !== undefined && value !== '')
  return given.map(([name, value]) => `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`)
}

/** What somebody named must not look like a line of ours. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ')
}
