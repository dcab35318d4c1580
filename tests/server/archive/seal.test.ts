import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Encrypter, generateIdentity, identityToRecipient } from 'age-encryption'
import { beforeAll, describe, expect, test } from 'vitest'
import { passphraseRecipient } from '../../../server/archive/age-passphrase.ts'
import { plainSize, sealedSize } from '../../../server/archive/age-payload.ts'
import { readIdentities } from '../../../server/archive/identities.ts'
import { type SealTo, seal } from '../../../server/archive/seal.ts'
import { isSealed, unseal } from '../../../server/archive/unseal.ts'
import { BytesAccess, call, collect } from './bytes-access.ts'
import { run, temporaryFolder } from './program.ts'
import { seeded } from './seeded.ts'

const block = 65_536
let [identity, recipient] = ['', '']

beforeAll(async () => {
  identity = await generateIdentity()
  recipient = await identityToRecipient(identity)
})

async function* inPieces(bytes: Uint8Array, pieceBytes: number) {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

async function sealed(plain: Uint8Array, to: SealTo, pieceBytes = 100_000): Promise<BytesAccess> {
  return new BytesAccess(await collect(seal(inPieces(plain, pieceBytes), to)))
}

async function opened(access: BytesAccess, identities: string[]): Promise<Buffer> {
  const plain = await unseal(access, identities, call)
  return collect(plain.stream(0, plain.sizeBytes, call))
}

describe('what is sealed', () => {
  test.each([0, 1, block - 1, block, block + 1, 2 * block, 3 * block + 7])(
    'with %i bytes opens again, whatever the pieces',
    async (sizeBytes) => {
      const plain = seeded().bytes(sizeBytes)
      for (const pieceBytes of [999, block, 5 * block]) {
        const access = await sealed(plain, { recipients: [recipient] }, pieceBytes)
        expect(await opened(access, [identity])).toEqual(Buffer.from(plain))
        const headerBytes = access.sizeBytes - sealedSize(plain.length, 0)
        expect(plainSize(access.sizeBytes, headerBytes)).toBe(plain.length)
      }
    },
  )

  test.each([0, block, 2 * block + 5])('with %i bytes is opened by the stock age, and the other way round', async (sizeBytes) => {
    const plain = Buffer.from(seeded().bytes(sizeBytes))
    using folder = temporaryFolder()
    const keyFile = join(folder.path, 'key.txt')
    run('age-keygen', ['-o', keyFile])
    const key = run('cat', [keyFile]).output.toString()
    const to = run('age-keygen', ['-y', keyFile]).output.toString().trim()
    const access = await sealed(plain, { recipients: [recipient, to] })
    expect(run('age', ['-d', '-i', keyFile], { input: access.bytes })).toMatchObject({ status: 0, output: plain })

    const stock = new BytesAccess(run('age', ['-r', recipient, '-r', to], { input: plain }).output)
    expect(await opened(stock, readIdentities(key))).toEqual(plain)
    expect(await opened(stock, [identity])).toEqual(plain)
  })

  test('with a passphrase opens with it alone, also with the library of age', async () => {
    const access = await sealed(Buffer.from('secret'), { passphrase: 'correct horse' })
    expect((await opened(access, [identity, 'passphrase:wrong', 'passphrase:correct horse'])).toString()).toBe('secret')
    await expect(opened(access, ['passphrase:wrong'])).rejects.toMatchObject({ code: 'denied' })
    await expect(opened(access, [identity])).rejects.toMatchObject({ code: 'denied' })

    const encrypter = new Encrypter()
    encrypter.setPassphrase('battery staple')
    encrypter.setScryptWorkFactor(12)
    const theirs = new BytesAccess(await encrypter.encrypt('theirs'))
    expect((await opened(theirs, ['passphrase:battery staple'])).toString()).toBe('theirs')
  })

  test('with a passphrase is opened by the stock age at a terminal', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'sealed.age')
    writeFileSync(path, (await sealed(Buffer.from('hello from holdfast'), { passphrase: 'correct horse' })).bytes)
    const atTerminal =
      'import os, pty, sys\npid, terminal = pty.fork()\nif pid == 0: os.execvp("age", ["age", "-d", "-o", sys.argv[2], sys.argv[1]])\n' +
      'seen = b""\nwhile b"passphrase" not in seen: seen += os.read(terminal, 100)\nos.write(terminal, b"correct horse\\n")\n' +
      'try:\n  while os.read(terminal, 100): pass\nexcept OSError: pass\nsys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))'
    const plainPath = join(folder.path, 'plain')
    expect(run('python3', ['-c', atTerminal, path, plainPath])).toMatchObject({ status: 0 })
    expect(run('cat', [plainPath]).output.toString()).toBe('hello from holdfast')
  })

  test('with a passphrase and to a recipient at once is refused, as the format demands', async () => {
    const encrypter = new Encrypter()
    encrypter.addRecipient(passphraseRecipient('correct horse'))
    encrypter.addRecipient(recipient)
    const both = new BytesAccess(await encrypter.encrypt('both'))
    await expect(opened(both, ['passphrase:correct horse'])).rejects.toMatchObject({ code: 'corrupt' })
  })

  test('is sealed differently each time', async () => {
    const [one, two] = [
      await sealed(new Uint8Array(100), { recipients: [recipient] }),
      await sealed(new Uint8Array(100), { recipients: [recipient] }),
    ]
    expect(Buffer.compare(one.bytes.subarray(-116), two.bytes.subarray(-116))).not.toBe(0)
  })
})

describe('an unsealed archive', () => {
  test('gives any range, reading only the blocks that hold it', async () => {
    const random = seeded()
    const plain = random.bytes(9 * block + 1234)
    const access = await sealed(plain, { recipients: [recipient] })
    const open = await unseal(access, [identity], call)
    expect(open.sizeBytes).toBe(plain.length)
    for (let round = 0; round < 300; round++) {
      const from = random.below(plain.length + 1)
      const to = round % 3 === 0 ? Math.min(plain.length, from + random.below(200)) : from + random.below(plain.length + 1 - from)
      access.ranges.length = 0
      const read = await open.read(from, to, call)
      expect(Buffer.compare(read, plain.subarray(from, to)), `seed ${random.seed}, ${from} to ${to}`).toBe(0)
      const streamed = round % 5 === 0 ? await collect(open.stream(from, to, call)) : read
      expect(Buffer.compare(streamed, read), `seed ${random.seed}, ${from} to ${to}, streamed`).toBe(0)
      const fetched = access.ranges[0] ?? [0, 0]
      expect(fetched[1] - fetched[0]).toBeLessThanOrEqual(to - from + 2 * (block + 16))
    }
  })

  test('refuses a range beyond its end', async () => {
    const open = await unseal(await sealed(new Uint8Array(10), { recipients: [recipient] }), [identity], call)
    await expect(open.read(5, 11, call)).rejects.toMatchObject({ code: 'corrupt' })
    await expect(collect(open.stream(11, 12, call))).rejects.toMatchObject({ code: 'corrupt' })
  })

  test('stops with the reason of an abort', async () => {
    const open = await unseal(await sealed(new Uint8Array(5 * block), { recipients: [recipient] }), [identity], call)
    const abort = new AbortController()
    const reading = open.stream(0, open.sizeBytes, { signal: abort.signal })[Symbol.asyncIterator]()
    await reading.next()
    abort.abort('enough')
    await expect(reading.next()).rejects.toBe('enough')
  })
})

describe('damage is noticed', () => {
  test('in any single bit', async () => {
    const access = await sealed(Buffer.from('some content'), { recipients: [recipient] })
    for (let bit = 0; bit < access.sizeBytes * 8; bit++) {
      const bytes = Uint8Array.from(access.bytes)
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      const outcome = opened(new BytesAccess(bytes), [identity])
      await expect(outcome, `bit ${bit}`).rejects.toMatchObject({ name: 'Failure', code: expect.stringMatching(/^(corrupt|denied)$/) })
    }
  })

  test('when the end is missing, also at the end of a block, before anything is read', async () => {
    const access = await sealed(new Uint8Array(4 * block), { recipients: [recipient] })
    const headerBytes = access.sizeBytes - sealedSize(4 * block, 0)
    const cuts = [1, 2, 3].map((blocks) => headerBytes + 16 + blocks * (block + 16))
    for (const length of [
      ...cuts,
      ...cuts.map((cut) => cut + 5),
      access.sizeBytes - 1,
      headerBytes + 16,
      headerBytes + 3,
      headerBytes - 2,
      10,
      0,
    ]) {
      await expect(unseal(new BytesAccess(access.bytes.subarray(0, length)), [identity], call), `cut at ${length}`).rejects.toMatchObject({
        code: 'corrupt',
      })
    }
  })

  test('when bytes are appended', async () => {
    const access = await sealed(new Uint8Array(block), { recipients: [recipient] })
    for (const tail of [1, 16, 17, block + 16]) {
      const longer = Buffer.concat([access.bytes, new Uint8Array(tail)])
      await expect(unseal(new BytesAccess(longer), [identity], call)).rejects.toMatchObject({ code: 'corrupt' })
    }
  })

  test('when two blocks changed places', async () => {
    const access = await sealed(seeded().bytes(3 * block), { recipients: [recipient] })
    const first = access.sizeBytes - 3 * (block + 16)
    const bytes = Buffer.from(access.bytes)
    access.bytes.subarray(first, first + block + 16).forEach((byte, at) => {
      bytes[first + block + 16 + at] = byte
      bytes[first + at] = access.bytes[first + block + 16 + at]!
    })
    const open = await unseal(new BytesAccess(bytes), [identity], call)
    await expect(open.read(0, 10, call)).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('block 0 of 3') })
  })
})

describe('what is given wrong', () => {
  test('is told apart: no key fits, no key at all, no recipient', async () => {
    const access = await sealed(new Uint8Array(10), { recipients: [recipient] })
    await expect(unseal(access, [await generateIdentity()], call)).rejects.toMatchObject({
      code: 'denied',
      remedy: expect.stringContaining('identity'),
    })
    await expect(unseal(access, [], call)).rejects.toMatchObject({ code: 'denied' })
    for (const wrong of [
      '',
      'age1abc',
      `${recipient}x`,
      recipient.replace(/.$/, recipient.endsWith('q') ? 'p' : 'q'),
      'ssh-ed25519 AAAA',
      identity,
    ]) {
      await expect(sealed(new Uint8Array(1), { recipients: [wrong] })).rejects.toMatchObject({ code: 'invalid' })
    }
    await expect(sealed(new Uint8Array(1), { recipients: [] })).rejects.toMatchObject({ code: 'invalid' })
    await expect(sealed(new Uint8Array(1), { passphrase: '' })).rejects.toMatchObject({ code: 'invalid' })
  })

  test('never shows a secret', async () => {
    const access = await sealed(new Uint8Array(10), { recipients: [recipient] })
    const broken = identity.replace(/.$/, identity.endsWith('Q') ? 'P' : 'Q')
    for (const attempt of [() => unseal(access, [broken], call), () => sealed(new Uint8Array(1), { recipients: [identity] })]) {
      const error = await attempt().then(
        () => null,
        (reason: unknown) => reason,
      )
      expect(error).toMatchObject({ code: 'invalid' })
      for (const key of [broken, identity])
        expect(`${String(error)} ${JSON.stringify(error)} ${String((error as Error).cause)}`).not.toContain(key.slice(16, 40))
    }
  })

  test('is refused before anything of the source is read', async () => {
    let read = false
    const source = (async function* () {
      read = true
      yield new Uint8Array(1)
    })()
    await expect(collect(seal(source, { recipients: ['age1nonsense'] }))).rejects.toMatchObject({ code: 'invalid' })
    expect(read).toBe(false)
  })
})

test('sealed files are recognised, armored ones too', async () => {
  const access = await sealed(new Uint8Array(1), { recipients: [recipient] })
  expect(await isSealed(access, call)).toBe(true)
  const armored = new BytesAccess(run('age', ['-a', '-r', recipient], { input: Buffer.from('x') }).output)
  expect(await isSealed(armored, call)).toBe(true)
  await expect(unseal(armored, [identity], call)).rejects.toMatchObject({ code: 'unsupported' })
  for (const other of ['', 'PK\x03\x04', 'age-encryption.org/v2\n'])
    expect(await isSealed(new BytesAccess(Buffer.from(other)), call)).toBe(false)
})
