import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { judge, renderVerdicts } from './aims.ts'
import { describeMachine, type Machine } from './machine.ts'
import { type Options, parseOptions, usage } from './options.ts'
import type { Outcome } from './outcome.ts'
import { runSeries } from './run-series.ts'
import { sqlDumpSeries } from './series/sql-dump.ts'
import { sqliteSeries } from './series/sqlite.ts'
import { treeSeries } from './series/tree.ts'
import type { Series } from './series.ts'
import { renderTables } from './table.ts'
import { mariadb } from './workloads/mariadb.ts'
import type { Place } from './workloads/place.ts'
import { postgres } from './workloads/postgres.ts'
import { buildSqlDumps, type Server } from './workloads/sql-dump.ts'
import { buildSqlite } from './workloads/sqlite.ts'
import { buildTree } from './workloads/tree.ts'

/** What there is to report, also when the bench was stopped. */
interface Findings {
  readonly outcomes: Map<string, Outcome>
  /** Why whole series were left out. */
  readonly omissions: string[]
}

const root = resolve(import.meta.dirname, '../..')
const say = (line: string) => void process.stderr.write(`${line}\n`)

process.exitCode = await main(process.argv.slice(2))

/** Resolves with the exit code: 1 when a command failed or restored something else than was backed up, whatever the figures. */
async function main(args: readonly string[]): Promise<number> {
  let options: Options | 'help'
  try {
    options = parseOptions(args, root)
  } catch (error) {
    say(`${messageOf(error)}\n\n${usage}`)
    return 2
  }
  if (options === 'help') {
    process.stdout.write(usage)
    return 0
  }
  const signal = abortOnInterrupt()
  const machine = await describeMachine(signal)
  const findings: Findings = { outcomes: new Map(), omissions: [] }
  try {
    await measureAll(options, { machine, findings, signal })
  } catch (error) {
    if (!signal.aborted) throw error
    findings.omissions.push(messageOf(signal.reason))
  }
  await report(findings, machine, options)
  if (signal.aborted) return 130
  return [...findings.outcomes.values()].some(({ problem, isSkipped }) => problem !== null && !isSkipped) ? 1 : 0
}

async function measureAll(options: Options, given: { machine: Machine; findings: Findings; signal: AbortSignal }): Promise<void> {
  const { machine, findings, signal } = given
  const place = { folder: join(options.work, options.isQuick ? 'quick' : 'full'), scale: options.isQuick ? 0.1 : 1, signal, say }
  await mkdir(place.folder, { recursive: true })
  const folder = join(options.work, 'run')
  const installed = new Set(Object.keys(machine.versions))
  try {
    for (const [name, open] of chosenSeries(options, place)) {
      const series = await open().catch((error: unknown) => {
        signal.throwIfAborted()
        return `its workload could not be made: ${messageOf(error)}`
      })
      if (typeof series !== 'string') await runSeries(series, { ...options, folder, installed, signal, outcomes: findings.outcomes, say })
      else findings.omissions.push(`${name} left out: ${series}`)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type OpenSeries = () => Promise<Series | string>

/** By name; a string says why a series can't run. Where `--only` names series, no workload of another is built. */
function chosenSeries({ only }: Options, place: Place): [string, OpenSeries][] {
  const all: [string, OpenSeries][] = [
    ['sqlite', async () => sqliteSeries(await buildSqlite(place), place.signal)],
    ['tree', async () => treeSeries(await buildTree(place), place.signal)],
    ['postgres', () => openSqlDumps(postgres, place)],
    ['mariadb', () => openSqlDumps(mariadb, place)],
  ]
  const named = all.filter(([name]) => only.source.includes(name))
  return named.length > 0 ? named : all
}

async function openSqlDumps(server: Server, place: Place): Promise<Series | string> {
  const obstacle = await server.findObstacle()
  return obstacle ?? sqlDumpSeries(await buildSqlDumps(server, place), place.signal)
}

async function report(findings: Findings, machine: Machine, options: Options): Promise<void> {
  const outcomes = [...findings.outcomes.values()]
  const verdicts = judge(outcomes)
  const { processor, cores, memoryBytes, system, versions } = machine
  const tools = Object.entries(versions).map(([program, version]) => `${program} ${version}`)
  const paragraphs = [
    `${processor}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, ${system}; medians of ${options.runs}; caches warm.\n${tools.join(', ')}.`,
    renderTables(outcomes),
    ...findings.omissions,
    renderVerdicts(verdicts),
  ]
  process.stdout.write(`${paragraphs.join('\n\n')}\n`)
  if (options.json !== null) {
    await writeFile(options.json, `${JSON.stringify({ machine, isQuick: options.isQuick, outcomes, verdicts }, null, 2)}\n`)
  }
}

function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort(new Error(`Stopped by ${signal}.`)))
  return controller.signal
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
