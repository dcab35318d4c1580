import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface Options {
  readonly runs: number
  readonly isQuick: boolean
  readonly work: string
  readonly json: string | null
  /** Which of `series/step/tool` to measure. */
  readonly only: RegExp
}

export const usage = `npm run bench -- [options]
  --runs N       how often each command runs (3); the table shows medians
  --quick        workloads of a tenth of the size
  --only REGEX   only commands whose "series/step/tool" matches, like sqlite/first or tree/.*/restic
  --work DIR     where workloads and repositories are made (.bench); about 8 GB, workloads are kept for the next time
  --json FILE    every run's figures as JSON, too
PostgreSQL and MariaDB: if a server answers on its usual local socket, a database of the name holdfast_bench is made in it, dumped and dropped again.
`

/** The bench's command line as options; throws an Error whose message says what is wrong with it. */
export function parseOptions(args: readonly string[], root: string): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '3' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      work: { type: 'string', default: resolve(root, '.bench') },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const runs = Number(values.runs)
  if (!Number.isSafeInteger(runs) || runs < 1) throw new Error(`--runs can't be "${values.runs}": give a whole number above 0.`)
  return {
    runs,
    isQuick: values.quick,
    work: resolve(values.work),
    json: values.json === undefined ? null : resolve(values.json),
    only: new RegExp(values.only),
  }
}
