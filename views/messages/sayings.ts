import { access } from './sayings/access.ts'
import { archive } from './sayings/archive.ts'
import { dialects } from './sayings/dialects.ts'
import { doings } from './sayings/doings.ts'
import { engine } from './sayings/engine.ts'
import { findings } from './sayings/findings.ts'
import { keeping } from './sayings/keeping.ts'
import { notes } from './sayings/notes.ts'
import { plugins } from './sayings/plugins.ts'
import { reasons } from './sayings/reasons.ts'
import { services } from './sayings/services.ts'
import { systemSayings } from './sayings/system.ts'
import { targets } from './sayings/targets.ts'

/** What is known in both languages; a place like `{1:word}` of the Chinese takes a word of the program, any other a name or a sentence. */
export interface Saying {
  readonly english: string
  readonly chinese: string
}

/** Sentences that the program says in English wherever it says them, with what they are in Chinese. */
export const sayings: readonly Saying[] = [
  services,
  access,
  keeping,
  notes,
  plugins,
  engine,
  archive,
  dialects,
  targets,
  doings,
  reasons,
  findings,
].flatMap(read)

/** What operating systems and databases say, which stands inside of sentences of the program. */
export const foreignSayings: readonly Saying[] = read(systemSayings)

function read(text: string): Saying[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [english = '', chinese = ''] = line.split(' ⇒ ', 2)
      return { english, chinese }
    })
}
