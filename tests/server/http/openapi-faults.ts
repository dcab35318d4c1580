import type { OpenApiDocument } from '../../../server/http/openapi.ts'
import { namesIn, type Operation } from '../../../server/http/openapi-operation.ts'

/** What of a description would trip the programs that read it, each as a sentence. */
export function faultsOf(document: OpenApiDocument): string[] {
  const faults: string[] = []
  const ids = new Set<string>()
  const shapes = new Map<string, string>()
  for (const [path, place] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(place)) {
      const found = [...parameterFaults(path, operation), ...schemeFaults(operation, document)]
      if (ids.has(operation.operationId)) found.push(`${operation.operationId} is the name of another operation.`)
      ids.add(operation.operationId)
      faults.push(...found.map((fault) => `${method.toUpperCase()} ${path}: ${fault}`))
    }
    const shape = path.replaceAll(/\{\w+\}/g, '{}')
    const twin = shapes.get(shape)
    if (twin !== undefined) faults.push(`${path} is the same as ${twin}.`)
    shapes.set(shape, path)
  }
  for (const ref of refsIn(document)) if (targetOf(ref, document) === undefined) faults.push(`${ref} is not there.`)
  return faults
}

function parameterFaults(path: string, { parameters, responses, summary }: Operation): string[] {
  const inPath = namesIn(path)
  const described = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
  const missing = inPath.filter((name) => !described.includes(name)).map((name) => `the parameter ${name} of the path is not described.`)
  const surplus = described.filter((name) => !inPath.includes(name)).map((name) => `the parameter ${name} is not in the path.`)
  const keys = parameters.map((parameter) => `${parameter.in} ${parameter.name}`)
  const twice = keys.filter((key, at) => keys.indexOf(key) !== at).map((key) => `${key} is described twice.`)
  const untold =
    Object.keys(responses).some((status) => /^\d{3}$/.test(status)) || Object.keys(responses).length === 1 ? [] : ['has no answers.']
  return [...missing, ...surplus, ...twice, ...untold, ...(summary.trim() === '' ? ['has no summary.'] : [])]
}

function schemeFaults({ security }: Operation, { components }: OpenApiDocument): string[] {
  const named = security.flatMap((way) => Object.keys(way))
  return named.filter((name) => components.securitySchemes[name] === undefined).map((name) => `the scheme ${name} is not described.`)
}

/** Every reference in it, wherever it stands. */
function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => (key === '$ref' && typeof item === 'string' ? [item] : refsIn(item)))
}

function targetOf(ref: string, document: unknown): unknown {
  if (!ref.startsWith('#/')) return undefined
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (at, part) => (at as Record<string, unknown> | undefined)?.[part.replaceAll('~1', '/').replaceAll('~0', '~')],
      document,
    )
}
