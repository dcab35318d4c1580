import { ok } from 'node:assert/strict'
import { inspect } from 'node:util'
import { secretFields } from '../../server/plugins/secrets.ts'
import type { AnyPlugin, Dialect, Target } from '../contract.ts'
import { drain, inTime } from './expectations.ts'
import type { DialectSubject, TargetSubject } from './subject.ts'
import type { Group } from './suite.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const canary = 'canary-7f3d9a51e2'
const deadlineMs = 30_000

export function targetSecretsGroup(subject: TargetSubject): Group {
  return secretsGroup({
    plugin: subject.plugin,
    makeConfig: async (workshop) => subject.makeConfig(workshop.folder),
    async use(config, { host, call }) {
      await using target: Target = await subject.plugin.open(config, host)
      await target.probe(call)
      await drain(target.list('', call))
      await drain(target.get('there-is-none', call))
    },
  })
}

export function dialectSecretsGroup(subject: DialectSubject): Group {
  return secretsGroup({
    plugin: subject.plugin,
    makeConfig: async (workshop) => subject.makeSource(workshop.folder),
    async use(config, { host, call }) {
      await using dialect: Dialect = await subject.plugin.open(config, host)
      await dialect.probe(call)
      await drain(dialect.dump({ tables: null }, { ...call, parent: null }))
    },
  })
}

interface SecretsTrial {
  readonly plugin: AnyPlugin
  makeConfig(workshop: Workshop): Promise<unknown>
  /** Uses the plugin in every way that may fail. */
  use(config: unknown, workshop: Workshop): Promise<void>
}

/** With a wrong secret in each secret field, something fails or nothing does; either way the secret is shown nowhere. */
function secretsGroup({ plugin, makeConfig, use }: SecretsTrial): Group {
  return {
    name: 'secrets',
    trials: [
      {
        name: 'a secret of the configuration appears in no error and no log',
        async run() {
          await using workshop = await openWorkshop()
          const config = { ...((await makeConfig(workshop)) as Record<string, unknown>) }
          for (const name of secretFields(plugin)) config[name] = canary
          const parsed = plugin.config.safeParse(config)
          const shown: string[] = [inspect(parsed.error ?? null, { depth: 10 })]
          try {
            if (parsed.success) await inTime(use(parsed.data, workshop), deadlineMs, 'using it with a wrong secret')
          } catch (error) {
            shown.push(inspect(error, { depth: 10 }), JSON.stringify(error) ?? '')
          }
          ok(![...shown, ...workshop.logged].some((text) => text.includes(canary)), 'the secret is shown in an error or in the log')
        },
      },
    ],
  }
}
