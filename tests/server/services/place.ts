import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { builtinPlugins } from '../../../plugins/builtin.ts'
import type { DialectPlugin, TargetPlugin } from '../../../plugins/contract.ts'
import { Failure } from '../../../plugins/failure.ts'
import type { IdentifyResult, PluginUse, ProbeResult } from '../../../server/domain/job.ts'
import { createRegistry } from '../../../server/plugins/registry.ts'
import { systemSeams } from '../../../server/seams/seams.ts'
import { Turnstile } from '../../../server/seams/turnstile.ts'
import type { Installation } from '../../../server/services/installation.ts'
import { PlanService } from '../../../server/services/plans.ts'
import type { Prober, TargetTrial } from '../../../server/services/probing.ts'
import { SourceService } from '../../../server/services/sources.ts'
import { TargetService } from '../../../server/services/targets.ts'
import { createSealer } from '../../../server/store/sealing.ts'
import { openStore, type Store } from '../../../server/store/store.ts'
import { now } from '../store/samples.ts'

export const signal = new AbortController().signal
export const tested = { isProbed: true, signal }
export const untested = { isProbed: false, signal }

const secret = z.string().min(3).meta({ secret: true })
const never = async (): Promise<never> => {
  throw new Failure('internal', 'The services open no plugin themselves.')
}

/** A target and a dialect with a field of every kind that the services treat in a way of its own. */
const vault: TargetPlugin = {
  contract: 1,
  kind: 'target',
  name: 'vault',
  title: { en: 'Vault', 'zh-CN': '保险库' },
  config: z.object({ address: z.string().min(1), key: secret, pin: secret.optional(), region: z.string().default('eu') }),
  open: never,
}

const ledger: DialectPlugin = {
  contract: 1,
  kind: 'dialect',
  name: 'ledger',
  title: { en: 'Ledger', 'zh-CN': '账本' },
  config: z.object({ host: z.string().min(1), password: secret, schemas: z.array(z.string()).default([]) }),
  parts: ['backup.sql'],
  open: never,
}

const builtin = [
  ...builtinPlugins,
  { kind: 'target' as const, name: 'vault', load: async () => ({ default: vault }) },
  { kind: 'dialect' as const, name: 'ledger', load: async () => ({ default: ledger }) },
]

/** Places by their address, path or host, each with the identity that it says it has; what isn't there can't be reached. */
export class FakeProber implements Prober {
  readonly identities = new Map<string, string | null>()
  readonly asked: (PluginUse | TargetTrial)[] = []

  async source(source: PluginUse): Promise<ProbeResult> {
    this.asked.push(source)
    const identity = this.#at(source) ?? ''
    const tables = [{ name: 'users', rows: 3 }]
    return { kind: 'probe', engine: source.name, version: '1', identity, sizeBytes: 10, tableCount: 1, tables, parts: ['backup.sql'] }
  }

  async target(trial: TargetTrial): Promise<IdentifyResult> {
    this.asked.push(trial)
    const found = this.#at(trial.target, trial.prefix)
    if (trial.identity !== null && found !== trial.identity) throw new Failure('unavailable', 'another target is there')
    const identity = found ?? (trial.adopt ? `new at ${placeOf(trial.target)}${trial.prefix}` : null)
    this.identities.set(placeOf(trial.target) + trial.prefix, identity)
    return { kind: 'identify', identity, freeBytes: null, latencyMs: 1, wasNew: found === null }
  }

  #at(use: PluginUse, prefix = ''): string | null {
    const place = placeOf(use) + prefix
    const identity = this.identities.get(place)
    if (identity === undefined) throw new Failure('unavailable', `${place} does not answer`)
    return identity
  }
}

function placeOf({ config }: PluginUse): string {
  return String(config['address'] ?? config['path'] ?? config['host'])
}

/** An installation in memory with its services, a clock that is set by hand, and places that the test says there are. */
export interface Place extends AsyncDisposable {
  readonly installation: Installation
  readonly store: Store
  readonly prober: FakeProber
  readonly sources: SourceService
  readonly targets: TargetService
  readonly plans: PlanService
  readonly clock: { time: Date }
}

/** Dispose closes the store. `keyByte` makes installations with different keys. */
export async function openPlace({ keyByte = 7, dataPath = '/data' } = {}): Promise<Place> {
  const store = await openStore(':memory:', createSealer(new Uint8Array(32).fill(keyByte)))
  const clock = { time: now }
  const seams = { ...systemSeams(), clock: { ...systemSeams().clock, now: () => clock.time } }
  const installation: Installation = {
    dataPath,
    store,
    registry: createRegistry({ paths: [], builtin }),
    pluginPaths: [],
    seams,
    owner: 'test',
    isGone: () => false,
    trials: new Turnstile({ work: 'sources and targets are being tried', runningMax: 4, waitingMax: 32 }),
    rotateKey: () => Promise.reject(new Error('there is no key here')),
    secretKey: () => Promise.reject(new Error('there is no key here')),
    newId: () => Buffer.from(seams.randomness.bytes(16)).toString('hex'),
  }
  const prober = new FakeProber()
  return {
    installation,
    store,
    prober,
    clock,
    sources: new SourceService(installation, prober),
    targets: new TargetService(installation, prober),
    plans: new PlanService(installation),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

/** A source, a target and a plan that backs the one up to the other. */
export async function withPlan(place: Place) {
  const { source } = await place.sources.add({ name: 'app', dialect: 'sqlite', config: { path: '/srv/app.db' } }, untested)
  const { target } = await place.targets.add({ name: 'nas', kind: 'local', config: { path: '/mnt/nas' } }, untested)
  const settings = { schedule: { kind: 'daily' as const, time: '03:00' }, retention: { keepLast: 2 } }
  const plan = await place.plans.add({ name: 'nightly', sources: ['app'], targets: ['nas'], settings })
  return { source, target, plan }
}

/** A folder of the test's own, removed on dispose. */
export async function openFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'holdfast-services-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
