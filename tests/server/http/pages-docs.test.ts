import { expect, test } from 'vitest'
import { groups } from '../../../server/http/groups.ts'
import { describeApi } from '../../../server/http/openapi.ts'
import { fieldsOf, typeOf } from '../../../server/http/pages/docs-fields.ts'
import { openPages } from './pages-browser.ts'

const components = { Leaf: { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } } }
const leaf = { $ref: '#/components/schemas/Leaf' }
const textOf = (schema: Readonly<Record<string, unknown>>) =>
  typeOf(schema, components)
    .map(({ text, isShape }) => (isShape ? `<${text}>` : text))
    .join('')

test('a type is said in few words, and a shape with a name leads to it', () => {
  expect(textOf({ type: 'string' })).toBe('text')
  expect(textOf({ type: ['string', 'null'] })).toBe('text or null')
  expect(textOf({ type: 'integer', minimum: 1, maximum: 50 })).toBe('whole number, 1 to 50')
  expect(textOf({ enum: ['a', 'b'] })).toBe('"a" or "b"')
  expect(textOf({ anyOf: [leaf, leaf, { type: 'null' }] })).toBe('<Leaf> or null')
  expect(textOf({ type: 'array', items: leaf })).toBe('list of <Leaf>')
  expect(textOf({ $ref: '#/components/schemas/Gone' })).toBe('anything')
})

test('fields are those of what lies inside, but not of what is shown elsewhere', () => {
  const inner = { type: 'object', properties: { deep: { type: 'boolean', default: false } } }
  const schema = { type: 'object', required: ['leaf'], properties: { leaf, list: { type: 'array', items: leaf }, inner } }
  const fields = fieldsOf(schema, components)
  expect(fields.map(({ name, isRequired }) => [name, isRequired])).toEqual([
    ['leaf', true],
    ['list', false],
    ['inner', false],
    ['inner.deep', false],
  ])
  expect(fields.at(-1)!.standard).toBe('false')
})

test('what many operations give is described once, and small enough to be read at once', async () => {
  await using site = await openPages()
  // Pages are for people, and stand in no description of the API.
  const forPrograms = groups().filter(({ name }) => name !== 'pages' && name !== 'live')
  const document = describeApi(forPrograms, '1.0.0')
  expect(JSON.stringify(document).length).toBeLessThan(250_000)
  expect(document.paths['/api/v1/jobs/{job}']!.get!.responses['200']!.content!['application/json']!.schema).toEqual({
    $ref: '#/components/schemas/Job',
  })
  const text = await (await site.browser().get('/docs', { 'accept-language': 'en' })).text()
  expect(text.length).toBeLessThan(280_000)
  const names = new Set([...text.matchAll(/href="#shape-([^"]+)"/g)].map(([, name]) => name!))
  expect(names).toContain('Job')
  for (const name of names) expect(text.split(`id="shape-${name}"`), name).toHaveLength(2)
})
