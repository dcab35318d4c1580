import type { PlanSettingsInput } from '../domain/plan.ts'
import { installationZone } from '../services/contract-settings.ts'
import { PlanService } from '../services/plans.ts'
import { describeConsequences } from '../services/removal.ts'
import { type Action, runAction, usageOf } from './actions.ts'
import { type CommandInput, type CommandIo, defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { printable } from './format.ts'
import { planOptionNames, planOptions } from './plan-options.ts'
import { readPlanSettings } from './plan-settings.ts'
import { testPlan } from './plan-test.ts'
import { describePolicy, namePlans, planCells, planColumns, planFields, retentionLines, runLines } from './plan-view.ts'
import { printFields, printList } from './table.ts'

const options = {
  name: { type: 'string', placeholder: 'NAME', help: 'set: its new name.' },
  ...planOptions,
  force: { type: 'boolean', help: 'remove: also when it has backups or jobs; the backups stay.' },
  ...dataOptions,
} as const

type Input = CommandInput<typeof options>
type PlanAction = Action<Input>

const actions: Readonly<Record<string, PlanAction>> = {
  add: {
    usage: 'add NAME --source NAME --target NAME [--cron EXPR | --daily HH:MM | --weekly DAY@HH:MM | --monthly DAY@HH:MM] …',
    words: 1,
    options: [...planOptionNames, 'data'],
    run: add,
  },
  list: { usage: 'list', words: 0, options: ['data'], run: list },
  show: { usage: 'show NAME', words: 1, options: ['data'], run: show },
  set: { usage: 'set NAME …', words: 1, options: ['name', ...planOptionNames, 'data'], run: set },
  remove: { usage: 'remove NAME [--force]', words: 1, options: ['force', 'data'], run: remove },
  test: { usage: 'test NAME', words: 1, options: ['data'], run: test },
  pause: { usage: 'pause NAME', words: 1, options: ['data'], run: (input) => rest(input, 'pause') },
  resume: { usage: 'resume NAME', words: 1, options: ['data'], run: (input) => rest(input, 'resume') },
  next: { usage: 'next NAME', words: 1, options: ['data'], run: next },
  preview: { usage: 'preview NAME …', words: 1, options: [...planOptionNames, 'data'], run: preview },
}

export const planCommand = defineCommand({
  name: 'plan',
  summary: 'Say which sources go to which targets, when, and how long backups are kept.',
  usage: usageOf(
    'plan',
    Object.values(actions).map(({ usage }) => usage),
  ),
  positionals: { atLeast: 1, atMost: 2 },
  options,
  run: (input) => runAction('plan', actions, input),
})

async function add({ positionals, options, io }: Input): Promise<number> {
  const chosen = await readPlanSettings(options, io)
  await using installation = await openData(io, options)
  const settings: PlanSettingsInput = { zone: await installationZone(installation.store), ...chosen }
  const given = { name: positionals[1]!, sources: options.source ?? [], targets: options.target ?? [], settings }
  const plan = await new PlanService(installation).add(given)
  const [named] = await namePlans([plan], installation)
  printFields(named, planFields(named!), io)
  return exitCode.done
}

async function set({ positionals, options, io }: Input): Promise<number> {
  const settings = await readPlanSettings(options, io)
  await using installation = await openData(io, options)
  const plan = await new PlanService(installation).change(positionals[1]!, {
    settings,
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.source === undefined ? {} : { sources: options.source }),
    ...(options.target === undefined ? {} : { targets: options.target }),
  })
  const [named] = await namePlans([plan], installation)
  printFields(named, planFields(named!), io)
  return exitCode.done
}

async function list({ options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const plans = await namePlans(await new PlanService(installation).list(), installation)
  printList(plans, { columns: planColumns, cells: planCells, none: 'There is no plan yet: "holdfast plan add" makes one.' }, io)
  return exitCode.done
}

async function show({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const [plan] = await namePlans([await new PlanService(installation).find(positionals[1]!)], installation)
  printFields(plan, planFields(plan!), io)
  return exitCode.done
}

async function remove({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const consequences = await new PlanService(installation).remove(positionals[1]!, { isForced: options.force === true })
  if (io.json) io.out(JSON.stringify({ removed: consequences.name, consequences }))
  else print([`${printable(consequences.name)} is removed.`, ...describeConsequences(consequences)], io)
  return exitCode.done
}

async function rest({ positionals, options, io }: Input, what: 'pause' | 'resume'): Promise<number> {
  await using installation = await openData(io, options)
  const service = new PlanService(installation)
  const plan = await service[what](positionals[1]!)
  if (io.json) io.out(JSON.stringify(plan))
  else if (what === 'pause') print([`${printable(plan.name)} is paused.`], io)
  else print([`${printable(plan.name)} runs again.`, ...runLines(await service.nextRuns(plan.id))], io)
  return exitCode.done
}

async function test({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  return await testPlan(await new PlanService(installation).find(positionals[1]!), installation, io)
}

async function next({ positionals, options, io }: Input): Promise<number> {
  await using installation = await openData(io, options)
  const service = new PlanService(installation)
  const plan = await service.find(positionals[1]!)
  const runs = await service.nextRuns(plan.id)
  if (io.json) io.out(JSON.stringify({ plan: plan.name, isPaused: plan.isPaused, runs }))
  else print([...(plan.isPaused ? [`${printable(plan.name)} is paused; once resumed:`] : []), ...runLines(runs)], io)
  return exitCode.done
}

async function preview({ positionals, options, io }: Input): Promise<number> {
  const change = await readPlanSettings(options, io)
  await using installation = await openData(io, options)
  const { runs, retention, settings } = await new PlanService(installation).preview(change, positionals[1]!)
  if (io.json) io.out(JSON.stringify({ settings, runs, retention }))
  else
    print(
      [...runLines(runs), `Keeps: ${describePolicy(settings.retention)}.`, ...(retention === null ? [] : retentionLines(retention))],
      io,
    )
  return exitCode.done
}

function print(lines: readonly string[], io: CommandIo): void {
  for (const line of lines) io.out(line)
}
