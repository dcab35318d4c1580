import * as fs from 'node:fs'
import { join } from 'node:path'
import { run } from './tree.ts'

export interface ZooOptions {
  /** Also what Node itself can't make again. */
  readonly pipes: boolean
}

/** A tree with one of everything that a filesystem may hold. */
export function makeZoo(root: string, options: ZooOptions): void {
  fs.mkdirSync(root, { recursive: true })
  const at = (name: string) => join(root, name)
  fs.mkdirSync(at('folder/empty'), { recursive: true })
  fs.mkdirSync(at('folder-beside'))
  fs.writeFileSync(at('folder/plain.txt'), 'plain')
  fs.writeFileSync(at('empty'), '')
  fs.writeFileSync(at('block'), 'b'.repeat(512))
  fs.writeFileSync(at('large'), Buffer.alloc(3 * 1024 * 1024 + 77, 'large content '))
  fs.writeFileSync(at('newline\nin name'), 'x')
  fs.writeFileSync(at('back\\slash'), 'x')
  fs.writeFileSync(at('-- end'), 'x')
  fs.writeFileSync(at('Ünïcødé 文件 😀'), 'x')
  fs.writeFileSync(Buffer.concat([Buffer.from(at('raw-')), Buffer.from([0xff, 0xfe, 0x80])]), 'no UTF-8')
  const rawFolder = Buffer.concat([Buffer.from(at('raw-folder-')), Buffer.from([0xe4])])
  fs.mkdirSync(rawFolder)
  fs.writeFileSync(Buffer.concat([rawFolder, Buffer.from(`/${'l'.repeat(200)}`), Buffer.from([0xe4])]), 'long and raw')
  makeLongNames(root)
  makeLinks(root)
  makeSparse(root)
  makeModes(root)
  if (options.pipes) run('mkfifo', [at('pipe')])
  setTimes(root)
}

function makeLongNames(root: string): void {
  fs.writeFileSync(join(root, 'n'.repeat(100)), '100')
  fs.writeFileSync(join(root, 'n'.repeat(101)), '101')
  fs.writeFileSync(join(root, 'n'.repeat(255)), '255')
  const deep = join(root, ...Array.from({ length: 8 }, (_, level) => `${level}`.repeat(120)))
  fs.mkdirSync(deep, { recursive: true })
  fs.writeFileSync(join(deep, 'bottom'), 'deep')
}

function makeLinks(root: string): void {
  const at = (name: string) => join(root, name)
  fs.symlinkSync('folder/plain.txt', at('symlink'))
  fs.symlinkSync('/nowhere/at/all', at('dangling'))
  fs.symlinkSync('../..', at('symlink-out'))
  fs.symlinkSync('t'.repeat(300), at('symlink-long'))
  fs.symlinkSync(Buffer.from([0xff, 0x41]), at('symlink-raw'))
  fs.linkSync(at('folder/plain.txt'), at('hard link'))
  fs.linkSync(at('folder/plain.txt'), at('folder/another'))
  fs.linkSync(at('large'), at('large-again'))
}

function makeSparse(root: string): void {
  const write = (name: string, sizeBytes: number, pieces: readonly (readonly [string, number])[]) => {
    const descriptor = fs.openSync(join(root, name), 'w')
    fs.ftruncateSync(descriptor, sizeBytes)
    for (const [text, offset] of pieces) fs.writeSync(descriptor, text, offset)
    fs.closeSync(descriptor)
  }
  write('sparse-hole-only', 5 * 1024 * 1024, [])
  write('sparse-odd-end', 3_000_001, [
    ['start', 0],
    ['middle', 1_500_000],
  ])
  write('sparse-data-end', 2 * 1024 * 1024 + 5, [['end', 2 * 1024 * 1024 + 2]])
  write(`sparse-${'s'.repeat(120)}`, 9_000_000, [['x', 4_194_303]])
}

function makeModes(root: string): void {
  const at = (name: string) => join(root, name)
  for (const mode of [0o000, 0o4755, 0o2711, 0o6555, 0o1644]) {
    const name = at(`mode-${mode.toString(8)}`)
    fs.writeFileSync(name, 'x')
    if (process.getuid?.() === 0) fs.chownSync(name, 12_345, 3_000_000)
    fs.chmodSync(name, mode)
  }
  fs.mkdirSync(at('closed'))
  fs.writeFileSync(at('closed/inside'), 'x')
  fs.chmodSync(at('closed'), 0o1500)
}

/** Times with nanoseconds, before 1970 and past 2038, on everything; folders last. */
function setTimes(root: string): void {
  const script = `cd "$1"
    touch -h -d '1969-12-31 23:59:58.25 UTC' symlink empty
    touch -h -d '2099-01-01 00:00:00.999999999 UTC' dangling block
    touch -h -d '2001-02-03 04:05:06.123456789 UTC' large folder/plain.txt
    touch -h -d '2020-01-01 00:00:00 UTC' folder/empty folder .`
  run('sh', ['-c', script, 'sh', root])
}
