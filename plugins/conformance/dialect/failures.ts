import { drain, expectFailure, inPieces } from '../expectations.ts'
import type { DialectSubject } from '../subject.ts'
import type { Group } from '../suite.ts'
import { openWorkshop } from '../workshop.ts'
import { dialectTrial } from './place.ts'

/** What goes wrong has the code that programs act on. */
export function dialectFailuresGroup(subject: DialectSubject): Group {
  return {
    name: 'failure codes',
    trials: [
      {
        name: 'a source that does not exist is not_found, at the latest when it is dumped',
        async run() {
          if (subject.makeMissing === undefined) return
          await using workshop = await openWorkshop()
          const config = subject.plugin.config.parse(await subject.makeMissing(workshop.folder))
          const use = async () => {
            await using dialect = await subject.plugin.open(config, workshop.host)
            await drain(dialect.dump({ tables: null }, { ...workshop.call, parent: null }))
          }
          await expectFailure(use, ['not_found', 'unavailable'], 'a dump of what does not exist')
        },
      },
      dialectTrial(subject, 'a part that is no dump is refused', async ({ openEmpty, signal }) => {
        await using destination = await openEmpty()
        const nonsense = Buffer.from('\u0000 this is no dump of anything (((\n'.repeat(60))
        async function* parts() {
          yield { name: subject.plugin.parts[0]!, sizeBytes: nonsense.byteLength, bytes: inPieces(nonsense) }
        }
        const work = () => destination.restore(parts(), { signal, existing: 'refuse', tables: null })
        await expectFailure(work, ['corrupt', 'invalid'], 'restoring nonsense')
      }),
      dialectTrial(subject, 'a part of another dialect is refused', async ({ openEmpty, signal }) => {
        await using destination = await openEmpty()
        async function* parts() {
          yield { name: 'part.of-something-else', sizeBytes: 3, bytes: inPieces(Buffer.from('abc')) }
        }
        const work = () => destination.restore(parts(), { signal, existing: 'refuse', tables: null })
        await expectFailure(work, ['unsupported', 'invalid', 'corrupt'], 'restoring a part it does not know')
      }),
    ],
  }
}
