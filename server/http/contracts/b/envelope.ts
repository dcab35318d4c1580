import type { Context } from 'hono'
import { z } from 'zod'
import { Failure, type FailureCode } from '../../../../plugins/failure.ts'
import { type Answer, answer } from '../../answer.ts'
import { headersOf } from '../../failure.ts'
import { contractStatusOf, sentencesOf } from '../job-failure.ts'

/** What the document says of a request that went well. */
export function enveloped(data: unknown, message = 'success'): Answer {
  return answer({ code: 0, message, data })
}

/** The schema of that. */
export function envelopeOf(data: z.ZodType) {
  return z.object({ code: z.literal(0), message: z.string(), data })
}

/** A failure in the document's own words, which go out as they are. */
export function said(code: FailureCode, message: string, detail: Failure['detail'] = {}): Failure {
  return new Failure(code, message, { detail: { ...detail, isSaid: true } })
}

const words: Readonly<Record<FailureCode, string>> = {
  invalid: '请求参数错误',
  unauthenticated: '未授权',
  denied: '权限不足',
  not_found: '资源不存在',
  conflict: '操作冲突',
  unsupported: '不支持的操作',
  exhausted: '空间或资源不足',
  unavailable: '暂时不可用',
  corrupt: '备份数据已损坏',
  internal: '内部错误',
}

/** What went wrong, in the document's envelope: code 2 where the request may not be made, 1 for all else. */
export function failInEnvelope(failure: Failure, context: Context): Response {
  const code = failure.code === 'unauthenticated' || failure.code === 'denied' ? 2 : 1
  return context.json({ code, message: messageOf(failure), data: null }, contractStatusOf(failure), headersOf(failure))
}

/** What nobody put into the document's words follows its kind, with what to do about it. */
export function messageOf(failure: Failure): string {
  if (failure.detail['isSaid'] === true) return failure.message
  return `${words[failure.code]}：${sentencesOf(failure)}`
}
