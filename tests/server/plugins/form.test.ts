import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { formOf } from '../../../server/plugins/form.ts'

const fieldsOf = (shape: z.core.$ZodLooseShape) => formOf({ kind: 'target', name: 'sample', config: z.object(shape) as never })

describe('a form', () => {
  test('knows every kind of field, its texts and its limits', () => {
    const fields = fieldsOf({
      path: z.string().meta({ titles: { en: 'Folder', 'zh-CN': '文件夹' }, help: 'Where.', placeholder: '/srv' }),
      password: z.string().optional().meta({ title: 'Password', secret: true }),
      port: z.int().min(1).max(65_535).default(22),
      active: z.boolean().default(true).meta({ advanced: true }),
      mode: z.enum(['fast', 'slow']),
      patterns: z.array(z.string()).default([]),
      region: z.string().nullable(),
    })
    expect(fields.map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ['path', 'text', true],
      ['password', 'text', false],
      ['port', 'number', false],
      ['active', 'boolean', false],
      ['mode', 'choice', true],
      ['patterns', 'list', false],
      ['region', 'text', false],
    ])
    const [path, password, port, active, mode] = fields
    expect(path).toMatchObject({
      title: { en: 'Folder', 'zh-CN': '文件夹' },
      help: { en: 'Where.', 'zh-CN': 'Where.' },
      placeholder: '/srv',
    })
    expect(password).toMatchObject({ secret: true, title: { en: 'Password', 'zh-CN': 'Password' } })
    expect(port).toMatchObject({ initial: 22, minimum: 1, maximum: 65_535 })
    expect(active).toMatchObject({ advanced: true, initial: true })
    expect(mode).toMatchObject({ choices: ['fast', 'slow'] })
  })

  test.each([
    ['a nested object', z.object({ inner: z.string() })],
    ['a union', z.union([z.string(), z.number()])],
    ['a list of numbers', z.array(z.number())],
    ['anything at all', z.unknown()],
    ['a secret number', z.number().meta({ secret: true })],
  ])('names the field when it is %s', (_, field) => {
    expect(() => fieldsOf({ fine: z.string(), odd: field })).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining('"odd"') }),
    )
  })

  test.each([
    ['a date', z.date()],
    ['a big integer', z.bigint()],
  ])('refuses %s', (_, field) => {
    expect(() => fieldsOf({ odd: field })).toThrow(expect.objectContaining({ code: 'invalid' }))
  })
})
