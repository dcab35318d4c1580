import { z } from 'zod'
import { answer } from '../answer.ts'
import { describeApi, type OpenApiDocument } from '../openapi.ts'
import { defineRoute, type Route, type RouteGroup } from '../route.ts'

/** Gives the description of the groups, drawn once for each version that asks. */
export type ApiDescription = (version: string) => OpenApiDocument

/** Draws when first asked: by then the groups hold this route too. */
export function apiDescription(groups: () => readonly RouteGroup[]): ApiDescription {
  let drawn: OpenApiDocument | null = null
  return (version) => {
    if (drawn?.info.version !== version) drawn = describeApi(groups(), version)
    return drawn
  }
}

/** The description of all routes, for programs. */
export function openapiRoutes(describe: ApiDescription): readonly Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/api/v1/openapi.json',
      access: 'public',
      scope: 'checked',
      tags: ['description'],
      summary: 'This description',
      responses: {
        200: {
          description: 'An OpenAPI 3.1 document, drawn from the routes that answer.',
          schema: z.looseObject({ openapi: z.literal('3.1.0') }),
        },
      },
      handle: async ({ house }) => answer(describe(house.version)),
    }),
  ]
}
