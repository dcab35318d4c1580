import { html } from 'hono/html'
import type { Backup } from '../../../server/domain/backup.ts'
import type { PageFrame } from '../../frame.ts'
import type { Html } from '../../html.ts'
import { backupWork } from '../../messages/backups-work.ts'

type Opened = Pick<Backup, 'name' | 'sha256' | 'scope' | 'mode' | 'isSealed'> & { readonly source: Pick<Backup['source'], 'dialect'> }

/** How the archive is opened without Holdfast: commands to copy. */
export function byHandCard(backup: Opened, { language }: PageFrame): Html {
  const say = backupWork[language]
  const isDelta = backup.mode !== 'full'
  const plain = backup.name.replace(/\.age$/, '')
  const steps: readonly (readonly [string, string])[] = [
    [say.check, `echo '${backup.sha256}  '${quoted(backup.name)} | sha256sum -c`],
    ...(backup.isSealed ? [[say.unseal, `age -d -i key.txt -o ${quoted(plain)} ${quoted(backup.name)}`] as const] : []),
    ...(isDelta ? [] : [[say.list, `bsdtar -tf ${quoted(plain)}`] as const]),
    [say.unpack, unpacking(backup, plain)],
  ]
  return html`<section class="card" aria-labelledby="by-hand"><h2 id="by-hand">${say.byHand}</h2>
<p class="soft">${isDelta ? say.byHandDelta : say.byHandLead}</p>
${steps.map(([what, command]) => html`<h3>${what}</h3><pre class="command" tabindex="0"><code>${command}</code></pre>`)}
${isDelta ? '' : html`<p class="hint">${say.bsdtar}</p>`}</section>`
}

const readers: Readonly<Record<string, string>> = { sqlite: 'sqlite3 new.db', postgres: 'psql new', mysql: 'mysql new' }

function unpacking({ source, mode }: Opened, name: string): string {
  const dialect = source.dialect ?? ''
  const reader = readers[dialect]
  const into = dialect === 'files' ? 'tar -x -C there' : reader
  if (mode !== 'full') return `python3 restore.py ${quoted(name)} ${into === undefined ? '> restored' : `| ${into}`}`
  if (dialect === 'files') return `bsdtar -xOf ${quoted(name)} files.tar | ${into}`
  return reader === undefined ? `bsdtar -xf ${quoted(name)}` : `bsdtar -xOf ${quoted(name)} backup.sql | ${reader}`
}

/** As one word for a shell: what was found at a target may be called anything. */
function quoted(name: string): string {
  return /^[\w.][\w.-]*$/.test(name) ? name : `'${`${name.startsWith('-') ? './' : ''}${name}`.replaceAll("'", "'\\''")}'`
}
