import { z } from 'zod'
import type { Upload } from '../../services/uploads.ts'
import { answer, done } from '../answer.ts'
import { listSchema, pagingQuery } from '../paging.ts'
import { defineRoute, type Route } from '../route.ts'
import { listNouns } from './noun-list.ts'
import { receiveUpload } from './uploads-receive.ts'
import { uploadReportShape } from './uploads-report.ts'

const tags = ['uploads']
/** Uploads belong to no source and serve restores alone. */
const common = { access: 'admin', scope: 'none', tags } as const
const params = z.object({ upload: z.string() })

const uploadShape = z
  .object({
    id: z.string(),
    name: z.string().meta({ description: 'What the sender called it, made fit for any file system.' }),
    sizeBytes: z.number().int(),
    sha256: z.string(),
    createdAt: z.iso.datetime(),
    keptUntil: z.iso.datetime().meta({ description: 'It is removed after that.' }),
  })
  .meta({ id: 'Upload' })

/** Where it lies stays inside. */
function shapeOfUpload({ id, name, sizeBytes, sha256, createdAt, keptUntil }: Upload): z.infer<typeof uploadShape> {
  return { id, name, sizeBytes, sha256, createdAt: createdAt.toISOString(), keptUntil: keptUntil.toISOString() }
}

export const uploadsRoutes: readonly Route[] = [
  defineRoute({
    ...common,
    method: 'post',
    path: '/api/v1/uploads',
    summary: 'Upload a file to restore it',
    description:
      'The file is the body of the request, or the one file of a multipart/form-data form. A Content-Digest (sha-256) or X-Content-SHA256 header is checked.',
    query: z.object({ name: z.string().max(1000).optional().meta({ description: 'What the file is called, where no form says so.' }) }),
    streams: {
      contentType: 'application/octet-stream',
      description: 'A dump (.sql, also packed with gzip or zstd), a ZIP file, or an archive.',
    },
    responses: { 201: { description: 'It is there, whole.', schema: uploadShape } },
    async handle(call) {
      const { upload } = await receiveUpload(call, { name: call.query.name })
      await call.audit('upload.add', upload.id, { name: upload.name, sizeBytes: upload.sizeBytes, sha256: upload.sha256 })
      return answer(shapeOfUpload(upload), 201, { location: `/api/v1/uploads/${upload.id}` })
    },
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/api/v1/uploads',
    summary: 'The uploads that are kept',
    query: z.object(pagingQuery),
    responses: { 200: { description: 'The newest first.', schema: listSchema(uploadShape) } },
    handle: async ({ house, query }) => answer(await listNouns(query, await house.uploads.list(), shapeOfUpload)),
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/api/v1/uploads/{upload}',
    summary: 'One upload',
    params,
    responses: { 200: { description: 'It is there.', schema: uploadShape } },
    handle: async ({ house, params: { upload } }) => answer(shapeOfUpload(await house.uploads.find(upload))),
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/api/v1/uploads/{upload}/inspect',
    summary: 'What an upload is, and whether it would be restored',
    description: 'Reads it to its end in a process of its own; nothing else is touched.',
    params,
    responses: { 200: { description: 'It would be restored if there are no problems.', schema: uploadReportShape } },
    async handle({ house, params: { upload }, signal }) {
      const { kind: _, ...report } = await house.uploads.inspect(upload, { signal })
      return answer(report)
    },
  }),
  defineRoute({
    ...common,
    method: 'delete',
    path: '/api/v1/uploads/{upload}',
    summary: 'Remove an upload',
    params,
    responses: { 204: { description: 'It is gone.' } },
    async handle(call) {
      const { id, name } = await call.house.uploads.find(call.params.upload)
      await call.house.uploads.remove(id)
      await call.audit('upload.delete', id, { name })
      return done()
    },
  }),
]
