import { describeReason } from '../domain/retention.ts'
import { type RetentionPreview, RetentionService } from '../services/retention.ts'
import { type CommandIo, defineCommand } from './command.ts'
import { dataOptions, openData } from './data-options.ts'
import { exitCode } from './exit-code.ts'
import { runAndFollow } from './follow.ts'
import { formatSize, printable } from './format.ts'
import { formatInstant, renderTable } from './table.ts'

export const pruneCommand = defineCommand({
  name: 'prune',
  summary: "Remove what a plan's retention lets go of, or with --dry-run say what that is and why.",
  usage: 'prune PLAN [--dry-run]',
  positionals: { atLeast: 1, atMost: 1 },
  options: { 'dry-run': { type: 'boolean', help: 'Remove nothing; say of every backup what becomes of it and why.' }, ...dataOptions },
  async run({ positionals, options, io }) {
    await using installation = await openData(io, options)
    const service = new RetentionService(installation)
    const [plan] = positionals
    if (options['dry-run'] !== true) return await runAndFollow(installation, await service.prune(plan!), io)
    printPreview(await service.preview(plan!), io)
    return exitCode.done
  },
})

function printPreview(preview: RetentionPreview, io: CommandIo): void {
  const decisions = preview.decisions.map((decision) => ({ ...decision, sentences: decision.reasons.map(describeReason) }))
  if (io.json) {
    io.out(JSON.stringify({ ...preview, decisions }))
    return
  }
  const rows = decisions.map(({ keep, backup, sentences }) => {
    return [
      keep ? 'keep' : 'remove',
      backup.id.slice(0, 8),
      formatInstant(backup.startedAt),
      formatSize(backup.sizeBytes),
      sentences.join(' '),
    ]
  })
  for (const line of renderTable(rows)) io.out(line)
  if (preview.refusal !== null) io.out(printable(preview.refusal))
  const { removed, kept, freedBytes } = preview
  io.out(`It would remove ${removed} of ${removed + kept} and free ${formatSize(freedBytes)}. Nothing was removed.`)
}
