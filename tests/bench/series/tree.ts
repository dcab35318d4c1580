import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Command, shell } from '../command.ts'
import { run } from '../measure.ts'
import type { Attempt, Series, Step } from '../series.ts'
import { type Borg, createBorg } from '../tools/borg.ts'
import { createHoldfast, type Holdfast } from '../tools/holdfast.ts'
import { createRestic, type Restic } from '../tools/restic.ts'
import type { TreeWorkload } from '../workloads/tree.ts'
import { expectSameTree } from './same-tree.ts'

/** A careful tool reads a file again that changed within the last moments before the backup; nobody's tree has just been reverted. */
const settleMs = 3_000

interface Setup {
  readonly tree: TreeWorkload
  /** The folder that holds the folder `tree`, and where tools that store relative paths stand. */
  readonly variables: { readonly PARENT: string; readonly PACKED: string; readonly RESTORED: string }
  readonly holdfast: Holdfast
  readonly restic: Restic
  readonly borg: Borg
  readonly signal: AbortSignal
}

/** Twenty thousand small files and a few large ones; between its first and its last step the tree changes in place. */
export function treeSeries(tree: TreeWorkload, signal: AbortSignal): Series {
  return {
    name: 'tree',
    title: 'File tree',
    async begin(folder) {
      await tree.revert()
      await wait(settleMs)
      return stepsOf({
        tree,
        variables: { PARENT: dirname(tree.folder), PACKED: join(folder, 'tree.tar.zst'), RESTORED: join(folder, 'restored') },
        holdfast: createHoldfast(join(folder, 'holdfast')),
        restic: createRestic(folder, signal),
        borg: createBorg(folder, signal),
        signal,
      })
    },
  }
}

function stepsOf(setup: Setup): Step[] {
  return [
    { name: 'first', title: 'first backup', attempts: stores(setup, 'first') },
    { name: 'verify', title: 'verify', attempts: verifications(setup) },
    { name: 'restore', title: 'restore', attempts: restores(setup, 'first') },
    { name: 'unchanged', title: 'again, unchanged', attempts: stores(setup, 'unchanged') },
    { name: 'changed', title: '1 % of files changed', prepare: setup.tree.change, attempts: stores(setup, 'changed') },
    {
      name: 'restore-latest',
      title: 'restore after the changes',
      attempts: restores(setup, 'changed').filter(({ repository }) => repository),
    },
  ]
}

function stores({ tree, variables, holdfast, restic, borg }: Setup, name: string): Attempt[] {
  const isFirst = name === 'first'
  return [
    {
      tool: 'holdfast',
      programs: [],
      repository: 'holdfast',
      isWriter: true,
      storesIn: holdfast.folder,
      command: () => holdfast.backup(`files:${tree.folder}`, isFirst ? 'full' : 'incremental'),
      check: holdfast.noteArchive,
    },
    {
      tool: 'tar | zstd -3',
      programs: ['tar', 'zstd'],
      storesIn: variables.PACKED,
      before: () => rm(variables.PACKED, { force: true }),
      command: () => shell('tar -C "$PARENT" -cf - tree | zstd -q -3 >"$PACKED"', variables),
    },
    {
      tool: 'restic',
      programs: ['restic'],
      repository: 'restic',
      isWriter: true,
      storesIn: restic.repository,
      ...(isFirst ? { before: restic.initialise } : {}),
      command: () => restic.command('cd "$PARENT"; restic backup -q tree', variables),
    },
    {
      tool: 'borg',
      programs: ['borg'],
      repository: 'borg',
      isWriter: true,
      storesIn: borg.repository,
      ...(isFirst ? { before: borg.initialise } : {}),
      command: () => borg.command(`cd "$PARENT"; borg create ::${name} tree`, variables),
    },
  ]
}

function verifications({ holdfast, restic, borg }: Setup): Attempt[] {
  return [
    { tool: 'holdfast', programs: [], repository: 'holdfast', command: () => holdfast.verify() },
    { tool: 'holdfast --deep', programs: [], repository: 'holdfast', command: () => holdfast.verify('--deep') },
    { tool: 'restic', programs: ['restic'], repository: 'restic', command: () => restic.command('restic check -q --read-data') },
    { tool: 'borg', programs: ['borg'], repository: 'borg', command: () => borg.command('borg check --verify-data') },
  ]
}

function restores(setup: Setup, archive: string): Attempt[] {
  const { tree, variables, holdfast, restic, borg, signal } = setup
  const restored = join(variables.RESTORED, 'tree')
  const clear = async () => {
    await rm(variables.RESTORED, { recursive: true, force: true })
    await mkdir(variables.RESTORED)
  }
  const restore = (tool: string, programs: readonly string[], command: () => Command) => ({
    tool,
    programs,
    before: clear,
    command,
    check: () => expectSameTree(tree.folder, restored),
  })
  return [
    { ...restore('holdfast', [], () => holdfast.restore(`files:${restored}`)), repository: 'holdfast' },
    {
      ...restore('zstd -dc | tar', ['tar', 'zstd'], () => shell('zstd -q -dc "$PACKED" | tar -C "$RESTORED" -xf -', variables)),
      async before() {
        await clear()
        await run(shell('[ -s "$PACKED" ] || tar -C "$PARENT" -cf - tree | zstd -q -3 >"$PACKED"', variables), signal)
      },
    },
    {
      ...restore('restic', ['restic'], () => restic.command('restic restore -q latest --target "$RESTORED"', variables)),
      repository: 'restic',
    },
    {
      ...restore('borg', ['borg'], () => borg.command(`cd "$RESTORED"; borg extract ::${archive}`, variables)),
      repository: 'borg',
    },
  ]
}
