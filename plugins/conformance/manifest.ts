import { ok, strictEqual } from 'node:assert/strict'
import { formOf } from '../../server/plugins/form.ts'
import { requirePlugin } from '../../server/plugins/manifest.ts'
import type { AnyPlugin } from '../contract.ts'
import type { Group } from './suite.ts'

/** What the loader checks, and what people see of a plugin. */
export function manifestGroup(plugin: AnyPlugin): Group {
  return {
    name: 'manifest and form',
    trials: [
      {
        name: 'the manifest is complete and the configuration can be drawn as a form',
        run: async () => void requirePlugin(plugin, plugin.name),
      },
      {
        name: 'every field of the form has a title',
        async run() {
          for (const field of formOf(plugin)) {
            ok(field.title.en !== field.name, `give "${field.name}" a title: .meta({ title: … })`)
          }
        },
      },
      {
        name: 'fields that sound like secrets are marked as such',
        async run() {
          for (const field of formOf(plugin)) {
            const sounds = /password|passphrase|secret|token|private|credential/i.test(field.name)
            if (sounds && field.kind === 'text') strictEqual(field.secret, true, `mark "${field.name}": .meta({ secret: true })`)
          }
        },
      },
      {
        name: 'a configuration that is no object is refused',
        run: async () => strictEqual(plugin.config.safeParse('nonsense').success, false),
      },
    ],
  }
}
