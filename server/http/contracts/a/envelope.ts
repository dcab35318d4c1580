import type { Context } from 'hono'
import { z } from 'zod'
import type { Failure } from '../../../../plugins/failure.ts'
import { type Answer, answer } from '../../answer.ts'
import { headersOf } from '../../failure.ts'
import { contractStatusOf, isOfJob, sentencesOf } from '../job-failure.ts'

/** What the document says of a request that went well. */
export function enveloped(data: unknown): Answer {
  return answer({ code: 0, message: 'success', data })
}

/** The same where the document tells no more than a sentence. */
export function saying(message: string): Answer {
  return answer({ code: 0, message })
}

export function envelopeOf(data: z.ZodType) {
  return z.object({ code: z.literal(0), message: z.literal('success'), data })
}

export function sayingOf(message: string) {
  return z.object({ code: z.literal(0), message: z.literal(message) })
}

const leads: Readonly<Record<number, string>> = {
  400: '请求参数错误',
  401: '未登录或密钥无效',
  403: '没有权限',
  404: '未找到',
  405: '不支持该请求方法',
  409: '操作冲突',
  413: '请求内容过大',
  422: '不支持的操作',
  429: '请求过于频繁',
  503: '暂时不可用',
  507: '空间或资源不足',
}

/** What went wrong: the status as the code, for the document gives none, and behind a few words in its language what exactly it was. */
export function failInEnvelope(failure: Failure, context: Context): Response {
  const status = contractStatusOf(failure)
  const lead = isOfJob(failure) ? '操作失败' : (leads[status] ?? '服务器内部错误')
  const body = { code: status, message: `${lead}：${sentencesOf(failure)}`, data: null }
  return context.body(JSON.stringify(body), status, { 'content-type': 'application/json; charset=UTF-8', ...headersOf(failure) })
}
