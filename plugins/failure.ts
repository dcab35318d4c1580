/** What programs act on. The message is for people and may change; the code does not. */
export const failureCodes = [
  'invalid',
  'unauthenticated',
  'denied',
  'not_found',
  'conflict',
  'unsupported',
  'exhausted',
  'unavailable',
  'corrupt',
  'internal',
] as const

export type FailureCode = (typeof failureCodes)[number]

export interface FailureOptions {
  /** What to do next, as a full sentence. */
  readonly remedy?: string
  /** Facts for programs and logs; never a secret. */
  readonly detail?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** A failure as it crosses a process boundary or enters a log: plain JSON, no cause, no stack. */
export interface FailureRecord {
  readonly code: FailureCode
  readonly message: string
  readonly remedy: string | null
  readonly detail: Readonly<Record<string, unknown>>
}

/**
 * The one error class of the project. The message says what happened and why; `remedy` says what to do next.
 * Only `unavailable` may be retried. Cancellation is no failure: an aborted signal's reason passes through as it is.
 */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  readonly remedy: string | null
  readonly detail: Readonly<Record<string, unknown>>

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.remedy = options.remedy ?? null
    this.detail = options.detail ?? {}
  }

  toJSON(): FailureRecord {
    return { code: this.code, message: this.message, remedy: this.remedy, detail: this.detail }
  }

  /** The failure that `toJSON` wrote, on the other side of a process boundary. */
  static from(record: FailureRecord): Failure {
    return new Failure(record.code, record.message, {
      ...(record.remedy === null ? {} : { remedy: record.remedy }),
      detail: record.detail,
    })
  }
}

const codeOfSystemError: Readonly<Record<string, FailureCode>> = {
  ENOENT: 'not_found',
  ENOTDIR: 'not_found',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
  EEXIST: 'conflict',
  ENOTEMPTY: 'conflict',
  ENOSPC: 'exhausted',
  EDQUOT: 'exhausted',
  EMFILE: 'exhausted',
  ENFILE: 'exhausted',
  EFBIG: 'exhausted',
  ECONNREFUSED: 'unavailable',
  ECONNRESET: 'unavailable',
  ETIMEDOUT: 'unavailable',
  EPIPE: 'unavailable',
  EAI_AGAIN: 'unavailable',
  EBUSY: 'unavailable',
}

/**
 * Anything thrown, as a Failure: a Failure stays itself, an operating-system error gets the code that fits, all else is `internal`.
 * `doing` names the work in progress ("reading /srv/app.db"). An aborted signal's reason must be rethrown by the caller, not mapped.
 */
export function toFailure(error: unknown, doing: string): Failure {
  if (error instanceof Failure) return error
  const errno = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  const reason = error instanceof Error ? error.message : String(error)
  const code = codeOfSystemError[errno] ?? 'internal'
  return new Failure(code, `${doing}: ${reason}`, {
    cause: error,
    detail: errno === '' ? {} : { errno },
  })
}
