import { mkdirSync } from 'node:fs'
import { appendFile, copyFile, open, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { keepWorkload, type Place } from './place.ts'
import { createProse, type Prose } from './prose.ts'
import { createDice, type Dice, incompressible } from './randomness.ts'

export interface TreeWorkload {
  readonly folder: string
  /** Appends to one file in a hundred, and to a log. */
  change(): Promise<void>
  /** As it was built; also after a bench that was interrupted. */
  revert(): Promise<void>
}

interface Changing {
  readonly path: string
  readonly sizeBytes: number
}

const extensions = ['.ts', '.ts', '.js', '.json', '.md', '.css', '.py', '.go', '.html', '.txt']

/** 1 GB at scale 1: 20,000 text files of about 3 KB in 1,500 folders, three media files and a copy of one, three logs. */
export async function buildTree(place: Place): Promise<TreeWorkload> {
  const built = await keepWorkload(place, 'tree', async (unfinished) => {
    const root = join(unfinished, 'tree')
    const files = await writeTexts(root, place.scale)
    const log = await writeAssets(root, place.scale)
    const chosen = [...files.filter((_, position) => position % 100 === 7), log]
    const changing: Changing[] = []
    for (const path of chosen) changing.push({ path: path.slice(root.length + 1), sizeBytes: (await stat(path)).size })
    await writeFile(join(unfinished, 'changing.json'), JSON.stringify(changing))
  })
  const folder = join(built, 'tree')
  const changing: readonly Changing[] = JSON.parse(await readFile(join(built, 'changing.json'), 'utf8'))
  return {
    folder,
    async change() {
      for (const { path } of changing) await appendFile(join(folder, path), `// edited: ${path}\n`)
    },
    async revert() {
      for (const { path, sizeBytes } of changing) {
        if ((await stat(join(folder, path))).size > sizeBytes) await truncate(join(folder, path), sizeBytes)
      }
    },
  }
}

async function writeTexts(root: string, scale: number): Promise<string[]> {
  const dice = createDice(31)
  const prose = createProse(dice)
  const folders = makeFolders(root, { count: Math.round(1500 * scale), dice, prose })
  const files: string[] = []
  for (let position = 0; position < 20_000 * scale; position++) {
    const path = join(dice.pick(folders), `${prose.word()}-${position}${dice.pick(extensions)}`)
    const sizeBytes = Math.min(400_000, Math.max(60, Math.exp(8 + 1.1 * normal(dice))))
    let text = ''
    while (text.length < sizeBytes) text += `${line(dice, prose)}\n`
    await writeFile(path, text)
    files.push(path)
  }
  return files
}

function makeFolders(root: string, given: { count: number; dice: Dice; prose: Prose }): string[] {
  const folders = [root]
  while (folders.length < given.count) {
    const parent = given.dice.pick(folders)
    if (parent.length > root.length + 80) continue
    folders.push(join(parent, `${given.prose.word()}-${folders.length}`))
  }
  for (const folder of folders) mkdirSync(folder, { recursive: true })
  return folders
}

/** Resolves with the path of the log that grows. */
async function writeAssets(root: string, scale: number): Promise<string> {
  const sizeBytes = Math.round(120 * 2 ** 20 * scale)
  const at = (name: string) => join(root, 'assets', name)
  mkdirSync(dirname(at('')), { recursive: true })
  mkdirSync(at(''), { recursive: true })
  for (const number of [1, 2, 3]) {
    await writeAll(at(`media-${number}.bin`), incompressible(number, sizeBytes))
    await writeAll(at(`access-${number}.log`), accessLog(number, sizeBytes))
  }
  await copyFile(at('media-1.bin'), at('media-1-copy.bin'))
  return at('access-1.log')
}

async function writeAll(path: string, pieces: Iterable<Uint8Array>): Promise<void> {
  await using file = await open(path, 'wx')
  for (const piece of pieces) await file.writeFile(piece)
}

function* accessLog(seed: number, sizeBytes: number): Generator<Uint8Array> {
  const dice = createDice(100 + seed)
  const prose = createProse(dice)
  const request = () =>
    `10.${dice.whole(256)}.${dice.whole(256)}.${dice.whole(256)} - - [${prose.time()}] "GET /${prose.word()}/${prose.word()}?id=${dice.whole(1e6)} HTTP/1.1" ` +
    `${dice.pick([200, 200, 200, 304, 404])} ${dice.whole(90_000)} "${dice.hex(16)}"\n`
  for (let written = 0; written < sizeBytes; ) {
    let text = ''
    while (text.length < 1 << 20) text += request()
    const bytes = Buffer.from(text).subarray(0, sizeBytes - written)
    written += bytes.length
    yield bytes
  }
}

function line(dice: Dice, prose: Prose): string {
  const { word } = prose
  const forms = [
    () => `import { ${word()} } from './${word()}.ts'`,
    () => `  const ${word()} = await ${word()}(${word()}, ${dice.whole(1000)})`,
    () => `  if (${word()} === '${word()}') return ${word()}.${word()}()`,
    () => `  // ${prose.text(20 + dice.whole(50))}`,
    () => `export function ${word()}${dice.whole(99)}(${word()}: string) {`,
    () => '}',
    () => '',
  ]
  return dice.pick(forms)()
}

/** Box and Muller's way from two uniform numbers to a normal one. */
function normal(dice: Dice): number {
  return Math.sqrt(-2 * Math.log(1 - dice.fraction())) * Math.cos(2 * Math.PI * dice.fraction())
}
