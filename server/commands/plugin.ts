import { Failure } from '../../plugins/failure.ts'
import { defineCommand } from './command.ts'
import { checkPlugin } from './plugin-check.ts'
import { listPlugins } from './plugin-list.ts'
import { newPlugin } from './plugin-new.ts'

export const pluginCommand = defineCommand({
  name: 'plugin',
  summary: 'Check a plugin against the suite of its kind, start a new one, or list what there is.',
  usage: 'plugin check FILE [--set KEY=VALUE]… | plugin new target|dialect NAME [--dir DIR] | plugin list',
  positionals: { atLeast: 1, atMost: 3 },
  options: {
    set: {
      type: 'string',
      multiple: true,
      placeholder: 'KEY=VALUE',
      help: 'check: a field of the configuration. {folder} stands for an empty folder, {random} for random letters, both new for each trial.',
    },
    dir: { type: 'string', placeholder: 'DIR', help: 'new: the folder to make; ./NAME by default.' },
  },
  async run({ positionals, options, io }) {
    const [action, ...words] = positionals
    if (action === 'check' && words.length === 1) return await checkPlugin({ file: words[0]!, settings: options.set ?? [], io })
    if (action === 'new' && words.length === 2)
      return await newPlugin({ kind: words[0]!, name: words[1]!, folder: options.dir ?? null, io })
    if (action === 'list' && words.length === 0) return await listPlugins(io)
    throw new Failure('invalid', `"plugin ${positionals.join(' ')}" is not complete or not known`, {
      remedy: 'Write: plugin check FILE, plugin new target NAME, plugin new dialect NAME, or plugin list.',
    })
  },
})
