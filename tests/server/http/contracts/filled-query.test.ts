import { expect, test } from 'vitest'
import { z } from 'zod'
import { filledQuery } from '../../../../server/http/contracts/filled-query.ts'

const query = filledQuery(z.object({ page: z.coerce.number().int().min(1).default(1), is_auto: z.stringbool().optional() }))

test('what is left empty is as good as absent, and nothing else is', () => {
  expect(query.parse({ page: '', is_auto: '', other: '' })).toEqual({ page: 1 })
  expect(query.parse({ page: '2', is_auto: 'false' })).toEqual({ page: 2, is_auto: false })
  expect(query.safeParse({ page: ' x' }).success).toBe(false)
  expect(query.safeParse({ page: '0' }).error?.issues[0]?.path).toEqual(['page'])
})

test('the description of the API shows its parameters as they are', () => {
  expect(z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' })).toMatchObject({
    type: 'object',
    properties: { page: { default: 1 }, is_auto: {} },
  })
})
