import { expect, test } from 'vitest'
import { seedOfRun } from '../support/random.ts'
import { strike, Tally } from './chaos.ts'
import { Checker } from './checker.ts'
import { Simulation } from './simulation.ts'

const dayMs = 86_400_000
const calmDays = 4
const isLong = process.env['HOLDFAST_PROOFS'] === '1'
const replayed = process.env['HOLDFAST_SEED'] !== undefined

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

test('many small installations keep every promise through whatever happens to them', { timeout: 900_000 }, async () => {
  const seed = seedOfRun()
  const count = replayed ? 1 : isLong ? 1200 : 6
  const tally = new Tally()
  let days = 0
  for (let number = 0; number < count; number += 1) {
    const course = { seed: seed + number, plans: 1 + ((seed + number) % 4), days: 6, strikes: 5 }
    await live(course, tally)
    days += course.days
  }
  process.stdout.write(`  simulation: ${count} seeds from ${seed}, ${(days / 365).toFixed(1)} years\n`)
  expect(tally.get('kill') + tally.get('doom')).toBeGreaterThan(0)
})

test('a busy installation of 50 plans keeps every promise for a year', { timeout: 900_000 }, async () => {
  const seed = seedOfRun()
  const course = { seed, plans: 50, days: isLong ? 365 : 2, strikes: 6 }
  const startedMs = performance.now()
  const { jobs, checks } = await live(course, new Tally())
  process.stdout.write(
    `  simulation: ${course.days} days of 50 plans (seed ${seed}), ${jobs} jobs, ${checks} looks, ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`,
  )
  expect(jobs).toBeGreaterThan(course.days * 20)
})
