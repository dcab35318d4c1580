import { expect, test } from 'vitest'
import { seedOfRun } from '../support/random.ts'
import { strike, Tally } from './chaos.ts'
import { Checker } from './checker.ts'
import { Simulation } from './simulation.ts'

const dayMs = 86_400_000
const calmDays = 4
const isLong = process.env['HOLDFAST_PROOFS'] === '1'
/** So many seeds that nobody has tried yet, instead of those that every change is held against. */
const fresh = Number(process.env['HOLDFAST_SIMULATIONS'] ?? 0)
const isReplayed = process.env['HOLDFAST_SEED'] !== undefined
const firstSeed = isReplayed || fresh > 0 ? seedOfRun() : 1
const seedCount = isReplayed ? 1 : fresh > 0 ? fresh : isLong ? 500 : 6

interface Course {
  readonly seed: number
  readonly plans: number
  readonly days: number
  /** How many things happen a day. */
  readonly strikes: number
}

/** Lives through some days and checks every promise on the way; a failure names the seed. */
async function live(course: Course, tally: Tally): Promise<{ jobs: number; checks: number }> {
  const checker = new Checker()
  await using simulation = await Simulation.open({
    seed: course.seed,
    plans: course.plans,
    failing: 0.03,
    onQuiet: (now) => checker.always(now),
  })
  let day = 0
  try {
    for (; day < course.days; day += 1) {
      for (let count = 0; count < course.strikes; count += 1) {
        await simulation.pass(Math.floor(dayMs / (course.strikes + 1)))
        await strike(simulation, checker, tally)
      }
      await simulation.pass(Math.floor(dayMs / (course.strikes + 1)))
      await checker.thoroughly(simulation)
    }
    await simulation.calm()
    await simulation.pass(dayMs / 4)
    await checker.beforeCalm(simulation)
    const since = simulation.clock.now()
    await simulation.pass(calmDays * dayMs)
    await checker.afterCalm(simulation, since, simulation.clock.now())
    return { jobs: await simulation.store.jobs.count({}), checks: checker.checks }
  } catch (error) {
    const { message, stack } = error as Error
    throw new Error(`seed ${course.seed}, ${course.plans} plans, day ${day}: ${message}\n${stack}`, { cause: error })
  }
}

test('many small installations keep every promise through whatever happens to them', { timeout: 1_800_000 }, async () => {
  const tally = new Tally()
  let days = 0
  for (let seed = firstSeed; seed < firstSeed + seedCount; seed += 1) {
    const course = { seed, plans: 1 + (seed % 4), days: 6, strikes: 5 }
    await live(course, tally)
    days += course.days + calmDays
  }
  process.stdout.write(`  simulation: ${seedCount} seeds from ${firstSeed}, ${(days / 365).toFixed(1)} years\n`)
  if (seedCount > 1) expect(tally.get('kill') + tally.get('doom')).toBeGreaterThan(0)
})

test('a busy installation of 50 plans keeps every promise for a year', { timeout: 1_800_000 }, async () => {
  const course = { seed: firstSeed, plans: 50, days: isLong ? 365 : 2, strikes: 6 }
  const startedMs = performance.now()
  const { jobs, checks } = await live(course, new Tally())
  process.stdout.write(
    `  simulation: ${course.days} days of 50 plans (seed ${firstSeed}), ${jobs} jobs, ${checks} looks, ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`,
  )
  expect(jobs).toBeGreaterThan(course.days * 20)
})
