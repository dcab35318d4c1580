import { describe, expect, test } from 'vitest'
import { Failure } from '../../../plugins/failure.ts'
import { parseEvent, parseSpecification, readLines, writeLine } from '../../../server/engine/job-channel.ts'
import { completed, logOf, progressOf, specificationOf } from './job-fixture.ts'

async function* slices(text: string, sizeBytes: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += sizeBytes) yield bytes.subarray(at, at + sizeBytes)
}

async function linesOf(text: string, options: { sizeBytes: number; limitBytes?: number }): Promise<string[]> {
  const lines: string[] = []
  for await (const line of readLines(slices(text, options.sizeBytes), options.limitBytes)) lines.push(line)
  return lines
}

describe('lines', () => {
  test('are the same however the bytes are sliced', async () => {
    const text = 'one\n\nzwölf 十二\nlast\n'
    for (const sizeBytes of [1, 2, 3, 5, 100]) {
      expect(await linesOf(text, { sizeBytes })).toEqual(['one', '', 'zwölf 十二', 'last'])
    }
  })

  test('without an end are no lines', async () => {
    expect(await linesOf('whole\nhalf', { sizeBytes: 4 })).toEqual(['whole'])
  })

  test('that are too long are refused before their end is seen', async () => {
    await expect(linesOf('x'.repeat(101), { sizeBytes: 10, limitBytes: 100 })).rejects.toMatchObject({ code: 'corrupt' })
    await expect(linesOf(`${'x'.repeat(101)}\n`, { sizeBytes: 1000, limitBytes: 100 })).rejects.toMatchObject({ code: 'corrupt' })
    expect(await linesOf(`${'x'.repeat(100)}\n`, { sizeBytes: 7, limitBytes: 100 })).toHaveLength(1)
  })

  test('that are no UTF-8 are refused', async () => {
    async function* bytes() {
      yield Uint8Array.of(0xff, 0x0a)
    }
    await expect(readLines(bytes()).next()).rejects.toMatchObject({ code: 'corrupt' })
  })
})

describe('messages', () => {
  test('come out as they went in', () => {
    for (const event of [completed, logOf('line\nbreak'), progressOf(7)]) {
      const line = writeLine(event)
      expect(line.indexOf('\n')).toBe(line.length - 1)
      expect(parseEvent(line.trimEnd())).toEqual(event)
    }
    expect(parseSpecification(writeLine(specificationOf()).trimEnd())).toEqual(specificationOf())
  })

  test('of before are still understood: what is new has a default', () => {
    const { assertions: _, ...verify } = specificationOf()
    expect(parseSpecification(JSON.stringify(verify))).toEqual(specificationOf())
    const common = { id: 'b', limits: { timeoutMs: null, idleMs: null }, pluginPaths: [] }
    const given = { source: { name: 'files', label: 'f', config: {} }, targets: [{ name: 'local', config: {}, prefix: '' }] }
    const choice = {
      mode: 'full',
      trigger: 'manual',
      codec: 'zstd',
      tables: null,
      recipients: [],
      passphrase: null,
      identities: [],
      zone: 'UTC',
    }
    expect(parseSpecification(JSON.stringify({ ...common, ...given, ...choice, kind: 'backup' }))).toMatchObject({
      backupId: null,
      chain: { lengthMax: null, forceFullReason: null, avoid: [] },
    })
  })

  test('may hold big integers, as text', () => {
    expect(writeLine({ rows: 12n })).toBe('{"rows":"12"}\n')
  })

  test('may tell of what was found, and of nothing that only looks like it', () => {
    const found = { type: 'found', archives: [{ key: 'a', record: null, manifest: null, failure: null }] }
    expect(parseEvent(JSON.stringify(found))).toEqual(found)
    for (const archives of [null, {}, [1], [{}]]) expect(() => parseEvent(JSON.stringify({ type: 'found', archives }))).toThrow(Failure)
  })

  test('that are no event are refused', () => {
    for (const line of ['', 'warning: low disk', '{}', '{"type":"done"}', '{"type":"progress","progress":{"bytesRead":"1"}}', 'null']) {
      expect(() => parseEvent(line), line).toThrow(Failure)
    }
  })

  test('name the fields that do not fit, and none of the secrets', () => {
    const broken = { ...specificationOf(), archive: { target: { name: 'local', config: 'hunter22' }, key: 1 } }
    for (const line of [JSON.stringify(broken), `{"passphrase":"hunter22"`]) {
      try {
        parseSpecification(line)
        expect.unreachable()
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid' })
        expect(JSON.stringify(error)).not.toContain('hunter22')
      }
    }
    expect(() => parseSpecification(JSON.stringify(broken))).toThrow(/archive\.target\.config.*archive\.key/)
  })
})
