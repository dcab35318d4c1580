import type { Files } from '../../plugins/contract.ts'
import { type Clock, systemClock } from './clock.ts'
import { systemFiles } from './files.ts'
import { type Network, systemNetwork } from './network.ts'
import { type Processes, systemProcesses } from './processes.ts'
import { type Randomness, systemRandomness } from './randomness.ts'

/** The five places where the program touches the world. Everything else is a function of its arguments; a test replaces any of them. */
export interface Seams {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly files: Files
  readonly processes: Processes
  readonly network: Network
}

export function systemSeams(): Seams {
  return { clock: systemClock, randomness: systemRandomness, files: systemFiles, processes: systemProcesses, network: systemNetwork }
}
