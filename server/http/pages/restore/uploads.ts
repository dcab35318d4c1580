import { z } from 'zod'
import { Failure } from '../../../../plugins/failure.ts'
import { inspectedPage } from '../../../../views/pages/restore/upload.ts'
import { type ShownUpload, uploadDeletePage, uploadPage, uploadsPage } from '../../../../views/pages/restore/uploads.ts'
import type { Told } from '../../../../views/parts/said.ts'
import type { UploadReport } from '../../../domain/upload.ts'
import type { Upload } from '../../../services/uploads.ts'
import { receiveUpload } from '../../api/uploads-receive.ts'
import type { Call } from '../../call.ts'
import { sayingOf, statusOf } from '../../failure.ts'
import { defineRoute, type Route } from '../../route.ts'
import { nounPage } from '../noun-page.ts'
import { frameOf, htmlAnswer, pageResponse, redirect, refusalOf } from '../page.ts'

const shared = { access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const
const params = z.object({ upload: z.string() })
/** How many of them the form shows. */
const besideMax = 5
/** What is larger is not read before its page is shown. */
const atOnceBytes = 16 * 1024 * 1024

type UploadCall = Call<{ readonly upload: string }, unknown, unknown>

export const uploadPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: '/restore/upload',
    summary: 'The form that takes a file to restore',
    handle: (call) => formResponse(call, null),
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/restore/upload',
    summary: 'Takes a file to restore',
    streams: { contentType: 'multipart/form-data', description: 'A form with the one file.' },
    handle: receive,
  }),
  defineRoute({ ...shared, method: 'get', path: '/restore/uploads', summary: 'The uploads that are kept', handle: list }),
  defineRoute({ ...shared, method: 'get', path: '/restore/uploads/{upload}', summary: 'What an upload is', params, handle: inspect }),
  defineRoute({
    ...shared,
    method: 'get',
    path: '/restore/uploads/{upload}/delete',
    summary: 'Asks before an upload is removed',
    params,
    handle: async (call) => deleteResponse(call, await call.house.uploads.find(call.params.upload), null),
  }),
  defineRoute({
    ...shared,
    method: 'post',
    path: '/restore/uploads/{upload}/delete',
    summary: 'Removes an upload',
    params,
    handle: remove,
  }),
]

async function formResponse({ house, context, principal }: Call, refusal: Failure | null): Promise<Response> {
  const frame = frameOf(context, principal)
  const uploads = (await house.uploads.list()).slice(0, besideMax).map(shownUpload)
  const view = { sizeBytesMax: house.config.uploadBytesMax, uploads, fault: refusal === null ? null : saidOnForm(refusal) }
  return pageResponse(uploadPage(view, frame), frame, { status: refusal === null ? 200 : statusOf(refusal) })
}

/** What a program would do about a wrong request is no help in a form; what is wrong is said beside the field. */
function saidOnForm(refusal: Failure): Told {
  const { message, remedy } = sayingOf(refusal)
  return { message, remedy: refusal.code === 'invalid' && refusal.detail['status'] !== 413 ? null : remedy }
}

async function receive(call: Call): Promise<Response> {
  try {
    // Whatever is no form with a file would be taken for the file itself.
    if (!/^multipart\/form-data\b/i.test(call.context.req.header('content-type') ?? '')) {
      throw new Failure('invalid', 'The form has no file.')
    }
    const { upload } = await receiveUpload(call)
    await call.audit('upload.add', upload.id, { name: upload.name, sizeBytes: upload.sizeBytes, sha256: upload.sha256 })
    return redirect(`/restore/uploads/${upload.id}`)
  } catch (error) {
    return formResponse(call, refusalOf(error))
  }
}

async function list({ house, context, principal }: Call): Promise<Response> {
  const frame = frameOf(context, principal)
  const query = new URL(context.req.url).searchParams
  const page = await nounPage(query.get('cursor') ?? undefined, await house.uploads.list(), shownUpload)
  const view = {
    uploads: page.items,
    nextCursor: page.nextCursor,
    isFirst: page.isFirst,
    isDeleted: query.get('done') === 'deleted',
  }
  return pageResponse(uploadsPage(view, frame), frame)
}

/** A file that can't be read now is shown all the same: it can be removed, or looked at again. To read a large one takes long: its page is there before. */
async function inspect(call: UploadCall): Promise<Response> {
  const { house, context, principal, params: given, signal } = call
  const frame = frameOf(context, principal)
  const found = await house.uploads.find(given.upload)
  const upload = shownUpload(found)
  const isNow = new URL(context.req.url).searchParams.has('now')
  if (!isNow && found.sizeBytes > atOnceBytes && !(await house.uploads.isInspected(found.id)))
    return pageResponse(inspectedPage({ upload, report: null, fault: null }, frame), frame)
  const { report, fault, status } = await lookedAt(() => house.uploads.inspect(given.upload, { signal }))
  return pageResponse(inspectedPage({ upload, report, fault }, frame), frame, { status })
}

async function lookedAt(look: () => Promise<UploadReport>): Promise<{ report: UploadReport | null; fault: Told | null; status: number }> {
  try {
    return { report: await look(), fault: null, status: 200 }
  } catch (error) {
    const refusal = refusalOf(error)
    return { report: null, fault: sayingOf(refusal), status: statusOf(refusal) }
  }
}

async function deleteResponse({ context, principal }: UploadCall, upload: Upload, refusal: Failure | null): Promise<Response> {
  const frame = frameOf(context, principal)
  const view = { upload: shownUpload(upload), fault: refusal === null ? null : sayingOf(refusal) }
  return pageResponse(uploadDeletePage(view, frame), frame, { status: refusal === null ? 200 : statusOf(refusal) })
}

async function remove(call: UploadCall): Promise<Response> {
  const upload = await call.house.uploads.find(call.params.upload)
  try {
    await call.house.uploads.remove(upload.id)
  } catch (error) {
    return deleteResponse(call, upload, refusalOf(error))
  }
  await call.audit('upload.delete', upload.id, { name: upload.name })
  return redirect('/restore/uploads?done=deleted')
}

function shownUpload({ id, name, sizeBytes, sha256, createdAt, keptUntil }: Upload): ShownUpload {
  return { id, name, sizeBytes, sha256, createdAt, keptUntil }
}
