import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { Files } from '../plugins/contract.ts'
import { Failure, toFailure } from '../plugins/failure.ts'
import { defaultHttpConfig, type HttpConfig } from './http/http-config.ts'
import type { Address } from './http/listener.ts'

/** Where a setting comes from, the first that gives it wins: the command line, the environment, `<data>/config.json`, the default. */
export interface ConfigSources {
  readonly flags: { readonly data: string | undefined; readonly listen: string | undefined }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Where the program is installed; its `data` folder is the default. */
  readonly home: string
  readonly files: Files
}

export interface Config {
  /** Where the daemon keeps its own state. `--data`, `HOLDFAST_DATA`; default `data` where Holdfast is installed. */
  readonly dataPath: string
  /** Where it answers HTTP. `--listen`, `HOLDFAST_LISTEN`, `listen`; default 127.0.0.1:8080, which no other machine reaches. Port 0 takes any free one. */
  readonly listen: Address
  /** How long running requests may take to finish when the daemon stops. `drainSeconds`; default 10. */
  readonly drainSeconds: number
  /** What the routes go by; see there for each. */
  readonly http: HttpConfig
}

/** `<data>/config.json`. A key that is not listed is refused: a misspelt setting must not be taken for one that holds. */
const configFile = z.strictObject({
  listen: z.string().optional(),
  drainSeconds: z.number().min(0).max(3600).optional(),
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  trustedProxies: z.array(z.union([z.ipv4(), z.ipv6()])).optional(),
  uploadBytesMax: z.number().int().positive().optional(),
})

/** Reads every source and resolves with the one frozen configuration; throws `invalid` naming the setting and where it came from. */
export async function loadConfig(sources: ConfigSources): Promise<Config> {
  const { flags, env, cwd, home, files } = sources
  const data = flags.data ?? nonEmpty(env['HOLDFAST_DATA'])
  const dataPath = data === undefined ? join(home, 'data') : resolve(cwd, data)
  const file = await readConfigFile(join(dataPath, 'config.json'), files)
  return Object.freeze({
    dataPath,
    listen: Object.freeze(parseListen(listenSource(flags.listen, env, file.listen))),
    drainSeconds: file.drainSeconds ?? 10,
    http: Object.freeze({
      publicUrl: publicUrlOf(nonEmpty(env['HOLDFAST_URL']) ?? file.publicUrl),
      trustedProxies: Object.freeze(file.trustedProxies ?? defaultHttpConfig.trustedProxies),
      uploadBytesMax: file.uploadBytesMax ?? defaultHttpConfig.uploadBytesMax,
    }),
  })
}

interface Given {
  readonly text: string
  readonly origin: string
}

function listenSource(flag: string | undefined, env: ConfigSources['env'], file: string | undefined): Given {
  if (flag !== undefined) return { text: flag, origin: '--listen' }
  const variable = nonEmpty(env['HOLDFAST_LISTEN'])
  if (variable !== undefined) return { text: variable, origin: 'HOLDFAST_LISTEN' }
  return { text: file ?? '127.0.0.1:8080', origin: 'listen in config.json' }
}

/** `127.0.0.1:8080`, `[::1]:8080`, `:8080` for every interface, or `8080` for this machine alone. */
function parseListen({ text, origin }: Given): Address {
  const match = /^(?:(?:\[(?<six>[\da-fA-F:.]+)\]|(?<host>[^:[\]\s/]*)):)?(?<port>\d{1,5})$/.exec(text)
  const port = Number(match?.groups?.['port'])
  if (match === null || port > 65_535) {
    throw new Failure('invalid', `${origin} is "${text}", which is no HOST:PORT.`, {
      remedy: 'Write it like 127.0.0.1:8080 or [::1]:8080, with a port from 0 to 65535.',
    })
  }
  const host = match.groups?.['six'] ?? match.groups?.['host'] ?? '127.0.0.1'
  return { host: host === '' ? '0.0.0.0' : host, port }
}

function publicUrlOf(text: string | undefined): string | null {
  if (text === undefined) return null
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin
  throw new Failure('invalid', `HOLDFAST_URL is "${text}", which is no URL.`, { remedy: 'Write it like https://backup.example.com.' })
}

async function readConfigFile(path: string, files: Files): Promise<z.infer<typeof configFile>> {
  const text = await readText(path, files)
  if (text === null) return {}
  const remedy = `Correct ${path}; it may hold: ${Object.keys(configFile.shape).join(', ')}.`
  try {
    const checked = configFile.safeParse(JSON.parse(text))
    if (checked.success) return checked.data
    const [issue] = checked.error.issues
    throw new Failure('invalid', `${path} is not valid: ${[...(issue?.path ?? []), issue?.message].join(' ')}.`, { remedy })
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('invalid', `${path} is no JSON: ${(error as Error).message}`, { remedy, cause: error })
  }
}

async function readText(path: string, files: Files): Promise<string | null> {
  try {
    await using file = await files.open(path, 'r')
    return await file.readFile('utf8')
  } catch (error) {
    const failure = toFailure(error, `Reading ${path}`)
    if (failure.detail['errno'] === 'ENOENT') return null
    throw failure
  }
}

/** An empty variable is how a shell or a compose file says "not set". */
function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value
}
