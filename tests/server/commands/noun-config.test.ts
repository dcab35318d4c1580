import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { TargetPlugin } from '../../../plugins/contract.ts'
import { describeConfig, readConfig } from '../../../server/commands/noun-config.ts'
import { recordingIo } from './command-io.ts'

const plugin: TargetPlugin = {
  contract: 1,
  kind: 'target',
  name: 'vault',
  title: { en: 'Vault', 'zh-CN': '保险库' },
  config: z.object({
    path: z.string(),
    key: z.string().meta({ secret: true }),
    port: z.number().optional(),
    strict: z.boolean().default(true),
    hosts: z.array(z.string()).default([]),
    label: z.string().default(''),
  }),
  open: async () => {
    throw new Error('not opened here')
  },
}

describe('the configuration on a command line', () => {
  test('gets the kind that each field has, and a path from the caller’s folder', async () => {
    const { io } = recordingIo({ cwd: '/home/me' })
    const set = ['path=nas', 'port=22', 'strict=false', 'hosts=a', 'label=true']
    expect(await readConfig({ set }, plugin, io)).toEqual({ path: '/home/me/nas', port: 22, strict: false, hosts: ['a'], label: 'true' })
    expect(await readConfig({ set: ['path=/nas', 'hosts=a', 'hosts=b'], unset: ['port'] }, plugin, io)).toEqual({
      path: '/nas',
      hosts: ['a', 'b'],
      port: null,
    })
  })

  test('takes secrets from files alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-config-'))
    try {
      await writeFile(join(folder, 'key'), 'hunter2\n')
      const { io } = recordingIo({ cwd: folder })
      expect(await readConfig({ 'set-file': ['key=key'] }, plugin, io)).toEqual({ key: 'hunter2' })
      const error = (await readConfig({ set: ['key=hunter2'] }, plugin, io).catch((reason: Error) => reason)) as Error
      expect(error).toMatchObject({ code: 'invalid', remedy: expect.stringContaining('--set-file key=FILE') })
      expect(JSON.stringify(error)).not.toContain('hunter2')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  test('is shown in one line', () => {
    expect(describeConfig({ path: '/x', key: '••••••', hosts: ['a', 'b'], empty: [], none: null })).toBe('path=/x key=•••••• hosts=a,b')
  })
})
