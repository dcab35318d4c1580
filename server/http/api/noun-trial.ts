import { z } from 'zod'
import { Failure, type FailureCode } from '../../../plugins/failure.ts'

/**
 * What a source or target can answer with that would be misread as being about the request: a database that refuses its password must not
 * look like a refused key.
 */
const misread: ReadonlySet<FailureCode> = new Set(['unauthenticated', 'denied', 'not_found', 'exhausted', 'corrupt', 'internal'])

/** Waits for something to be tested and kept; a test that failed is a fault of what was given. */
export async function keptAfterTest<Kept>(work: Promise<Kept>): Promise<Kept> {
  try {
    return await work
  } catch (error) {
    if (!isTrialFailure(error)) throw error
    const { code, message, remedy, detail } = error
    const fields = Array.isArray(detail['fields']) ? detail['fields'] : ['config']
    throw new Failure(misread.has(code) ? 'invalid' : code, `It was not kept, because the test of the connection failed: ${message}`, {
      remedy: `${remedy === null ? '' : `${remedy} `}With ?probe=false it is kept without a test.`,
      detail: { fields },
      cause: error,
    })
  }
}

/** Waits for what a source or target that is kept says; that it doesn't is nothing of the request's. */
export async function askedOf<Said>(work: Promise<Said>): Promise<Said> {
  try {
    return await work
  } catch (error) {
    if (!isTrialFailure(error) || !misread.has(error.code)) throw error
    const { message, remedy } = error
    throw new Failure('unavailable', `There was no good answer: ${message}`, { ...(remedy === null ? {} : { remedy }), cause: error })
  }
}

/** What a backup would meet, as a test tells it. */
export const trialFailureShape = z
  .object({ code: z.string(), message: z.string(), remedy: z.string().nullable() })
  .nullable()
  .meta({ description: 'What a backup would meet.' })

export function shapeOfTrialFailure(failure: Failure | null): z.infer<typeof trialFailureShape> {
  return failure === null ? null : { code: failure.code, message: failure.message, remedy: failure.remedy }
}

/** The schema of what a test answers, given that of the report. */
export function trialShape(report: z.ZodType) {
  return z.object({ isAnswering: z.boolean(), report: report.nullable(), failure: trialFailureShape })
}

/** What came of a test: that it failed is an answer too. Throws what is wrong with the request itself. */
export async function trialOf<Report, Shown>(work: Promise<Report>, show: (report: Report) => Shown) {
  try {
    return { isAnswering: true, report: show(await work), failure: null }
  } catch (error) {
    if (!isTrialFailure(error)) throw error
    return { isAnswering: false, report: null, failure: shapeOfTrialFailure(error) }
  }
}

/** Whether it speaks of the source or target that was asked, and not of who asked. */
export function isTrialFailure(error: unknown): error is Failure {
  return error instanceof Failure && error.detail['isTrial'] === true
}

/** What a body names and isn't there makes the body wrong, not the address. `plugin` is the field that names a plugin. */
export async function namedInBody<Result>(fields: { readonly [noun: string]: string }, work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'not_found' || isTrialFailure(error)) throw error
    const { message, remedy, detail } = error
    const field = 'names' in detail ? fields['plugin'] : fields[String(detail['noun'])]
    const guessed = detail['isGuessed'] === true ? { isGuessed: true } : {}
    const known = Array.isArray(detail['fields']) ? detail['fields'] : field === undefined ? [] : [field]
    throw new Failure('invalid', message, { ...(remedy === null ? {} : { remedy }), detail: { fields: known, ...guessed }, cause: error })
  }
}

/** What bodies have besides what lies in `config` or `settings`. */
const ownFields: ReadonlySet<string> = new Set(['name', 'dialect', 'kind', 'prefix', 'like', 'sources', 'targets', 'config', 'settings'])

/** What is wrong inside `container` is named by its whole path in the body: a service knows nothing of where it lay. */
export async function namedWithin<Result>(container: 'config' | 'settings', work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof Failure) || !Array.isArray(error.detail['fields'])) throw error
    const { code, message, remedy, detail } = error
    const fields = (detail['fields'] as string[]).map((field) => (ownFields.has(field.split('.')[0]!) ? field : `${container}.${field}`))
    throw new Failure(code, message, { ...(remedy === null ? {} : { remedy }), detail: { ...detail, fields }, cause: error })
  }
}
