import { expect, test } from 'vitest'
import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import {
  blankPluginForm,
  keptPluginForm,
  pluginFaults,
  postedPluginForm,
  readPluginForm,
} from '../../../../server/http/pages/plugin-form.ts'
import { formOf } from '../../../../server/plugins/form.ts'
import { redactedText } from '../../../../server/plugins/secrets.ts'
import { faultText, type PluginFormState, pluginForm } from '../../../../views/parts/plugin-form.ts'

const plugin = {
  kind: 'dialect' as const,
  name: 'shelf',
  config: z.object({
    path: z.string().min(1),
    title: z.string().min(3).max(5).optional(),
    port: z.number().int().min(1).max(9).default(5),
    speed: z.enum(['slow', 'fast']).default('slow'),
    isDeep: z.boolean().default(true).meta({ advanced: true }),
    masks: z.array(z.string()).max(2).default(['*']),
    notes: z.array(z.string()).optional(),
    code: z.string().regex(/^x/, 'It begins with x.').optional(),
    password: z.string().meta({ secret: true }),
    token: z
      .string()
      .optional()
      .meta({ secret: true, titles: { en: 'Token', 'zh-CN': '令牌' } }),
  }),
}

const good = { path: '/a', port: '5', speed: 'fast', isDeep: 'on', masks: 'a\r\n\r\nb', password: 'hush hush' }

function read(fields: Readonly<Record<string, string>>, isChange = false) {
  const posted = new URLSearchParams(Object.fromEntries(Object.entries(fields).map(([name, value]) => [`config.${name}`, value])))
  return readPluginForm(plugin, posted, { prefix: 'config.', isChange })
}

async function drawn(state: Partial<PluginFormState> = {}, language: 'en' | 'zh-CN' = 'en'): Promise<string> {
  return String(await pluginForm({ ...blankPluginForm, ...state, fields: formOf(plugin), prefix: 'config.' }, { language }))
}

test('a form is read as the configuration that it means', () => {
  const { config, values } = read(good)
  expect(config).toEqual({ path: '/a', port: 5, speed: 'fast', isDeep: true, masks: ['a', 'b'], password: 'hush hush' })
  expect(JSON.stringify(values)).not.toContain('hush')
  expect(read({ ...good, isDeep: '', port: '', masks: '' }).config).toMatchObject({ isDeep: false, masks: [] })
  expect(read({ ...good, port: '' }).config).not.toHaveProperty('port')
})

test('in a change an empty field takes away what was there, and an empty secret leaves it unless that is asked for', () => {
  const { config } = read({ ...good, title: '', password: '' }, true)
  expect(config).toMatchObject({ title: null, notes: null })
  expect(config).not.toHaveProperty('password')
  expect(config).not.toHaveProperty('token')
  expect(read({ ...good, 'token.forget': 'on' }, true).config).toMatchObject({ token: null })
})

test('a form that is shown again still says which secret is to be removed', async () => {
  const posted = read({ ...good, 'token.forget': 'on', 'title.forget': 'on' }, true)
  const text = await drawn(postedPluginForm(posted, {}, ['password', 'token']))
  expect(text).toMatch(/name="config.token.forget" type="checkbox" value="on" checked/)
  expect(posted.forgotten).toEqual(['token'])
  expect(await drawn({ kept: ['token'] })).not.toMatch(/token.forget"[^>]* checked/)
})

test('a form shows what is kept, and of secrets only that they are', async () => {
  const shown = { path: '/<b>', port: 7, masks: ['x', 'y'], isDeep: false, password: redactedText, token: redactedText }
  const text = await drawn(keptPluginForm(plugin, shown))
  expect(text).toContain('value="/&lt;b&gt;"')
  expect(text).toMatch(/name="config.port" type="number" value="7"/)
  expect(text).toContain('\nx\ny</textarea>')
  expect(text).not.toContain(redactedText)
  expect(text.match(/leave it empty to keep it/g)).toHaveLength(2)
  expect(text).toContain('name="config.token.forget"')
  expect(text).not.toContain('name="config.password.forget"')
  expect(text).not.toMatch(/name="config.isDeep"[^>]*checked/)
})

test('a new form holds the defaults, and what few need stands behind a word', async () => {
  const text = await drawn()
  expect(text).toMatch(/<option value="slow" selected/)
  expect(text).toContain('\n*</textarea>')
  expect(text).toContain('Default: 5')
  expect(text).toMatch(/<details class="field" ><summary>More settings<\/summary>[\s\S]*config.isDeep/)
  expect(text).not.toContain('.forget')
  expect(await drawn({ errors: { isDeep: { code: 'wrong' } } })).toMatch(/<details class="field" open>/)
  expect(await drawn({}, 'zh-CN')).toContain('令牌')
})

test('each usual fault is said beside its field, in both languages', () => {
  const wrong = { path: '', title: 'ab', port: 'many', speed: 'warp', masks: 'a\nb\nc', code: 'y', password: '' }
  const { config } = read(wrong)
  const fields = ['path', 'title', 'port', 'speed', 'masks', 'code', 'password']
  const faults = pluginFaults(new Failure('invalid', 'no', { detail: { fields } }), { plugin, config })
  expect(faults).toEqual({
    path: { code: 'required' },
    title: { code: 'short', limit: 3 },
    port: { code: 'number' },
    speed: { code: 'choice' },
    masks: { code: 'many', limit: 2 },
    code: { message: 'It begins with x.' },
    password: { code: 'required' },
  })
  expect(faultText(faults['title']!, { language: 'en' })).toBe('This needs 3 characters at least.')
  expect(faultText(faults['title']!, { language: 'zh-CN' })).toBe('至少需要 3 个字符。')
  const more = pluginFaults(new Failure('invalid', 'no', { detail: { fields: ['port'] } }), {
    plugin,
    config: read({ ...good, port: '12' }).config,
  })
  expect(faultText(more['port']!, { language: 'zh-CN' })).toBe('不能大于 9。')
  const half = pluginFaults(new Failure('invalid', 'no', { detail: { fields: ['port'] } }), {
    plugin,
    config: read({ ...good, port: '1.5' }).config,
  })
  expect(half).toEqual({ port: { code: 'integer' } })
})

test('a fault that the schema knows nothing of is said in the words of whoever refused it', () => {
  const failure = new Failure('invalid', 'There is no such folder.', { detail: { fields: ['to.config.path', 'name'] } })
  const { config } = read(good)
  expect(pluginFaults(failure, { plugin, config, within: 'to.config.' })).toEqual({ path: { message: 'There is no such folder.' } })
})
