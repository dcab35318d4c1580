import { expect, test } from 'vitest'
import type { OpenApiDocument } from '../../../../server/http/openapi.ts'
import { openSite } from '../../../support/http.ts'
import { faultsOf } from '../openapi-faults.ts'

test('everybody gets the description of the API, and it holds every route that programs may call', async () => {
  await using site = await openSite()
  const response = await site.get('/api/v1/openapi.json', { as: null })
  const document = (await response.json()) as OpenApiDocument
  expect(response.status).toBe(200)
  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Holdfast', version: '1.2.3' } })
  expect(document.paths['/api/v1/openapi.json']?.get?.operationId).toBe('getOpenapiJson')
  expect(document.paths['/api/v1/health']?.get?.security).toEqual([])
  expect(document.paths['/login']).toBeUndefined()
  expect(faultsOf(document)).toEqual([])
})
