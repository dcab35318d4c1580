import { readFileSync } from 'node:fs'

/** The kernel's clock tick towards programs: 1/100 s on every Linux that Node runs on. */
const ticksPerSecond = 100

/** Processor seconds of all descendants that have ended, ours and theirs. The difference around a command is the cost of its whole tree. */
export function endedChildrenSeconds(): number {
  return parseEndedChildren(readFileSync('/proc/self/stat', 'utf8'))
}

/** Processor seconds that all programs of the machine have used together. */
export function machineSeconds(): number {
  return parseMachine(readFileSync('/proc/stat', 'utf8'))
}

/** Fields 16 and 17 of `/proc/PID/stat`. The second field, the name, may hold spaces and parentheses. */
export function parseEndedChildren(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond
}

/** User, nice and system of the first line of `/proc/stat`. */
export function parseMachine(stat: string): number {
  const [user, nice, system] = stat.slice(0, stat.indexOf('\n')).split(/\s+/).slice(1).map(Number)
  return (user! + nice! + system!) / ticksPerSecond
}
