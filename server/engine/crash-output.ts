import type { JobSpecification } from '../domain/job.ts'

const keptBytes = 8 * 1024

/** The shortest text that is worth hiding: anything shorter would punch holes into every other word. */
const secretLengthMin = 4

/** The fields, at any depth of any specification, in which every text counts. */
const secretFields = ['config', 'scratch', 'passphrase', 'identities']

/** Every text of a specification that may be secret. Which field of a configuration is one only its plugin knows, so all of them count. */
export function secretsOf(specification: JobSpecification): string[] {
  const found = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value === 'string' && value.length >= secretLengthMin) found.add(value).add(JSON.stringify(value).slice(1, -1))
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
  }
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      if (secretFields.includes(name)) collect(inner)
      else look(inner)
    }
  }
  look(specification)
  return [...found].sort((one, other) => other.length - one.length)
}

/** `text` without any of the `secrets`; give the longest first. */
export function redactText(text: string, secrets: readonly string[]): string {
  return secrets.reduce((redacted, secret) => redacted.replaceAll(secret, '[redacted]'), text)
}

/** Keeps the end of what a process wrote to its standard error. */
export class CrashOutput {
  readonly #secrets: readonly string[]
  readonly #keptBytes: number
  #kept: Buffer = Buffer.alloc(0)

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets
    // A secret that the cut runs through would no longer be recognised, so more is kept than is shown.
    this.#keptBytes = keptBytes + Math.max(0, ...secrets.map((secret) => Buffer.byteLength(secret)))
  }

  push(bytes: Uint8Array): void {
    const joined = Buffer.concat([this.#kept, bytes])
    this.#kept = joined.subarray(Math.max(0, joined.length - this.#keptBytes))
  }

  /** At most the last 8 KiB, without secrets. */
  text(): string {
    const redacted = Buffer.from(redactText(this.#kept.toString('utf8'), this.#secrets))
    return redacted
      .subarray(Math.max(0, redacted.length - keptBytes))
      .toString('utf8')
      .trim()
  }
}
