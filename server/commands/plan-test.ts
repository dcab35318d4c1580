import { Failure } from '../../plugins/failure.ts'
import type { Plan } from '../domain/plan.ts'
import type { Installation } from '../services/installation.ts'
import { SourceService } from '../services/sources.ts'
import { TargetService } from '../services/targets.ts'
import type { CommandIo } from './command.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'
import { printable, sentence } from './format.ts'

interface Trial {
  readonly noun: 'source' | 'target'
  readonly name: string
  readonly failure: Failure | null
}

/** Tests everything that a plan stands on, one after the other, and says of each whether it answers. The exit code is that of the first that doesn't. */
export async function testPlan(plan: Plan, installation: Installation, io: CommandIo): Promise<number> {
  const sources = new SourceService(installation)
  const targets = new TargetService(installation)
  const trials: Trial[] = []
  const attempt = async (noun: Trial['noun'], id: string, test: () => Promise<unknown>) => {
    const { name } = noun === 'source' ? await sources.find(id) : await targets.find(id)
    const trial = { noun, name, failure: await failureOf(test, io.signal) }
    trials.push(trial)
    io.out(io.json ? JSON.stringify(trial) : lineOf(trial))
  }
  for (const id of plan.sourceIds) await attempt('source', id, () => sources.test(id, io))
  for (const id of plan.targetIds) await attempt('target', id, () => targets.test(id, io))
  const first = trials.find(({ failure }) => failure !== null)?.failure
  return first == null ? exitCode.done : exitCodeOf(first.code)
}

async function failureOf(test: () => Promise<unknown>, signal: AbortSignal): Promise<Failure | null> {
  try {
    await test()
    return null
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Failure) return error
    throw error
  }
}

function lineOf({ noun, name, failure }: Trial): string {
  const answer = failure === null ? 'answers.' : `does not answer: ${sentence(printable(failure.message))}`
  return `${noun} ${printable(name)} ${answer}`
}
