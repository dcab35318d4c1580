import type { Plan } from '../domain/plan.ts'
import type { Installation } from '../services/installation.ts'
import { type PlanTrial, planTrials } from '../services/plan-trials.ts'
import type { CommandIo } from './command.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'
import { printable, sentence } from './format.ts'

/** Tests everything that a plan stands on and says of each whether it answers. The exit code is that of the first that doesn't. */
export async function testPlan(plan: Plan, installation: Installation, io: CommandIo): Promise<number> {
  let code: number = exitCode.done
  for await (const trial of planTrials(plan, installation, io)) {
    io.out(io.json ? JSON.stringify(trial) : lineOf(trial))
    if (trial.failure !== null && code === exitCode.done) code = exitCodeOf(trial.failure.code)
  }
  return code
}

function lineOf({ noun, name, failure }: PlanTrial): string {
  const answer = failure === null ? 'answers.' : `does not answer: ${sentence(printable(failure.message))}`
  return `${noun} ${printable(name)} ${answer}`
}
