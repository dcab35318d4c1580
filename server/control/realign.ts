import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Plan } from '../domain/plan.ts'
import { decideDue } from '../domain/schedule.ts'
import type { Installation } from '../services/installation.ts'
import { nextVerification, timetableOf } from '../services/plan-times.ts'

/**
 * Brings forward what a clock that was ahead has put off: without it, plans that ran while the clock showed another year would rest until that year.
 * A slot that was run stays run.
 */
export async function realignPlans(installation: Installation, signal: AbortSignal): Promise<void> {
  const { store, seams } = installation
  for (const plan of await store.plans.list()) {
    if (signal.aborted) return
    if (plan.isPaused) continue
    const now = seams.clock.now()
    await realignRun(plan, installation, now)
    await realignVerify(plan, installation, now)
    await yieldToOthers()
  }
}

async function realignRun(plan: Plan, { store }: Installation, now: Date): Promise<void> {
  const timetable = timetableOf(plan)
  const { lastSlot, nextSlot, nextRunAt } = plan
  if (timetable === null || nextSlot === null || nextRunAt === null || nextRunAt <= now) return
  const { next } = decideDue(timetable, { lastSlot, nextSlot }, now)
  if (next === null || next.runAt >= nextRunAt) return
  await store.plans.advance(plan.id, nextSlot, { lastSlot, nextSlot: next.slot, nextRunAt: next.runAt })
}

async function realignVerify(plan: Plan, { store }: Installation, now: Date): Promise<void> {
  const { nextVerifyAt } = plan
  if (nextVerifyAt === null || nextVerifyAt <= now) return
  const next = nextVerification(plan, now)
  if (next !== null && next < nextVerifyAt) await store.plans.advanceVerify(plan.id, nextVerifyAt, next)
}
