import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Failure } from '../../plugins/failure.ts'
import type { CommandIo } from './command.ts'
import { exitCode } from './exit-code.ts'
import { dialectFiles } from './skeleton/dialect.ts'
import type { Skeleton } from './skeleton/skeleton.ts'
import { targetFiles } from './skeleton/target.ts'

export interface NewOrder {
  readonly kind: string
  readonly name: string
  /** Null means a folder of the plugin's name. */
  readonly folder: string | null
  readonly io: CommandIo
}

const skeletons: Readonly<Record<string, (name: string) => Skeleton>> = { target: targetFiles, dialect: dialectFiles }
const installation = resolve(import.meta.dirname, '..', '..')

/** Writes the package folder of a plugin that works and passes its suite as it is. Throws `conflict` when the folder exists. */
export async function newPlugin({ kind, name, folder, io }: NewOrder): Promise<number> {
  const skeleton = Object.hasOwn(skeletons, kind) ? skeletons[kind]! : null
  if (skeleton === null) throw new Failure('invalid', `"${kind}" is no kind of plugin`, { remedy: 'Choose target or dialect.' })
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length < 2 || name.length > 40) {
    throw new Failure('invalid', `"${name}" can't name a plugin`, { remedy: 'Use kebab-case of 2 to 40 characters, like my-cloud.' })
  }
  const path = resolve(io.cwd, folder ?? name)
  await makeFolder(path)
  for (const [file, text] of Object.entries(skeleton(name))) await writeFile(join(path, file), text, { flag: 'wx' })
  await writeFile(join(path, 'package.json'), await packageText(name), { flag: 'wx' })
  await linkDependencies(path)
  io.out(`${path} holds a ${kind} that works: index.ts is the place to start.`)
  io.out(`Check it: holdfast plugin check ${path}`)
  return exitCode.done
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw new Failure('conflict', `${path} exists already`, { remedy: 'Choose another name or --dir.' })
    if (code === 'ENOENT') throw new Failure('not_found', `the folder above ${path} does not exist`, { remedy: 'Make it first.' })
    throw error
  }
}

async function packageText(name: string): Promise<string> {
  const own = JSON.parse(await readFile(join(installation, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  const description = {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    exports: './index.ts',
    scripts: { test: 'node --test' },
    dependencies: { holdfast: `file:${installation}`, zod: own.dependencies['zod'] },
  }
  return `${JSON.stringify(description, null, 2)}\n`
}

/** Links instead of an installation, so that the plugin runs at once and with the very same zod. */
async function linkDependencies(path: string): Promise<void> {
  const modules = join(path, 'node_modules')
  await mkdir(modules)
  const links = { holdfast: installation, zod: join(installation, 'node_modules', 'zod') }
  for (const [name, target] of Object.entries(links)) {
    try {
      await symlink(target, join(modules, name), 'junction')
    } catch {
      // A filesystem without links: a copy of zod serves as well, and holdfast is found once `npm install` has run.
      if (name === 'zod') await cp(target, join(modules, name), { recursive: true })
    }
  }
}
