import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openCommandPlace } from './noun-place.ts'

describe('sources and targets on the command line', () => {
  test('are tested, kept, shown, changed and removed', async () => {
    await using place = await openCommandPlace()
    const added = await place.run('source add app --dialect sqlite --set path=app.db')
    expect(added).toMatchObject({ code: 0, err: [] })
    expect(added.out.join('\n')).toMatch(/app is kept\.[\s\S]*1 table[\s\S]*users/)
    expect(await place.run('source add app --dialect sqlite --set path=app.db --no-test')).toMatchObject({ code: 6 })
    expect((await place.run('target add nas --kind local --set path=nas --prefix P')).out[1]).toMatch(/It answers/)
    expect(await place.json('target show nas')).toMatchObject([
      { name: 'nas', prefix: 'P/', config: { path: join(place.folder, 'nas') }, identity: expect.any(String), copies: 0 },
    ])
    expect(await place.run('source set app --name database --set path=./elsewhere.db --no-test')).toMatchObject({ code: 0 })
    expect(await place.json('source list')).toMatchObject([
      { name: 'database', config: { path: join(place.folder, 'elsewhere.db') } },
      { name: 'holdfast', dialect: 'settings' },
    ])
    expect(await place.run('target set nas --prefix / --rebind --no-test')).toMatchObject({ code: 0 })
    expect(await place.json('target list')).toMatchObject([{ name: 'local' }, { name: 'nas', prefix: '', identity: null }])
    expect(await place.run('source remove database')).toMatchObject({ code: 0, out: ['database is removed.'] })
    expect(await place.run('source show database')).toMatchObject({ code: 4 })
  })

  test('are listed in columns', async () => {
    await using place = await openCommandPlace()
    await place.run('target add 备份盘 --kind local --set path=/mnt/nas --no-test')
    const { out } = await place.run('target list')
    expect(out[0]).toMatch(/^NAME {4}KIND {3}PREFIX {2}CONFIGURATION$/)
    expect(out[2]).toMatch(/^备份盘 {2}local {2}- {7}path=\/mnt\/nas create=true$/)
  })

  test('refuse what can not be meant, and say why', async () => {
    await using place = await openCommandPlace()
    for (const [line, message] of [
      ['source', 'A word must follow'],
      ['source ad', 'Did you mean: holdfast source add?'],
      ['source add', 'A word is missing after "source add"'],
      ['source list all', '"all" is one word too many after "source list"'],
      ['source list --force', 'Option --force means nothing to "source list"'],
      ['source add app --set path=x', 'Option --dialect is missing'],
      ['target add app --set path=x', 'Option --kind is missing'],
      ['source add app --dialect sqlite --set pth=x --no-test', 'no field "pth"'],
      ['source add app --dialect sqlite --no-test', 'path:'],
      ['target add nas --kind local --set path=x --set create=perhaps --no-test', 'create:'],
      ["source add ' ' --dialect sqlite --set path=x --no-test", 'name of the source is empty'],
    ] as const) {
      const { code, err } = await place.run(line)
      expect(code, line).toBe(2)
      expect(err.join('\n')).toContain(message)
    }
  })
})

describe('plans on the command line', () => {
  const add = 'plan add nightly --source holdfast --target local --zone Asia/Shanghai'

  test('run by the zone of the installation, if they are given none', async () => {
    await using place = await openCommandPlace()
    expect((await place.run('contracts set A --zone Asia/Kathmandu')).err).toEqual([])
    expect((await place.run('plan add nightly --source holdfast --target local --daily 03:00')).err).toEqual([])
    expect(await place.json('plan show nightly')).toMatchObject([{ settings: { zone: 'Asia/Kathmandu' } }])
  })

  test('take every setting', async () => {
    await using place = await openCommandPlace()
    await place.write('check.sql', 'select count(*) > 0 from users\n')
    const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'
    const line =
      `${add} --cron '0 3 * * *' --jitter 90s --mode incremental --full-every 7d --chain-max 30 --codec deflate --recipient ${recipient} ` +
      '--tables a,b --keep-last 7 --keep-days 30 --keep-daily 1 --keep-weekly 2 --keep-monthly 3 --keep-yearly 4 --keep-max 50 --keep-size 1.5GB ' +
      "--keep-verified 2 --verify proven --verify-after --verify-cron '@weekly' --assert-file check.sql --timeout 90 --idle-timeout none " +
      '--retries 5 --retry-after 1h'
    expect((await place.run(line)).err).toEqual([])
    expect(await place.json('plan show nightly')).toMatchObject([
      {
        sources: ['holdfast'],
        targets: ['local'],
        settings: {
          schedule: { kind: 'cron', expression: '0 3 * * *' },
          zone: 'Asia/Shanghai',
          jitterSeconds: 90,
          mode: 'incremental',
          fullEveryMs: 7 * 86_400_000,
          chainLengthMax: 30,
          codec: 'deflate',
          recipients: [recipient],
          tables: ['a', 'b'],
          retention: {
            keepLast: 7,
            keepDays: 30,
            daily: 1,
            weekly: 2,
            monthly: 3,
            yearly: 4,
            countMax: 50,
            sizeBytesMax: 1.5e9,
            verifiedFloor: 2,
          },
          verification: {
            level: 'proven',
            afterBackup: true,
            schedule: { kind: 'cron', expression: '@weekly' },
            assertions: ['select count(*) > 0 from users'],
          },
          timeoutMs: 90 * 60_000,
          idleMs: null,
          retries: 5,
          retryDelayMs: 3_600_000,
        },
      },
    ])
    const changed = await place.run(
      'plan set nightly --name n2 --unscheduled --keep-days none --recipient none --tables none --no-verify-after --verify-cron none',
    )
    expect(changed.code).toBe(0)
    expect(await place.json('plan show n2')).toMatchObject([
      {
        settings: {
          schedule: null,
          recipients: [],
          tables: null,
          retention: { keepLast: 7, keepDays: null },
          verification: { level: 'proven', afterBackup: false, schedule: null, assertions: [expect.any(String)] },
        },
      },
    ])
  })

  test('run on every kind of schedule', async () => {
    await using place = await openCommandPlace()
    await place.run(add)
    for (const [words, schedule] of [
      ['--daily 03:00', { kind: 'daily', time: '03:00' }],
      ['--weekly mon@03:00', { kind: 'weekly', weekday: 1, time: '03:00' }],
      ['--weekly Sunday@23:59', { kind: 'weekly', weekday: 7, time: '23:59' }],
      ['--monthly 31@03:00', { kind: 'monthly', day: 31, time: '03:00' }],
      ['--monthly last@03:00', { kind: 'monthly', day: 'last', time: '03:00' }],
    ] as const) {
      expect(await place.json(`plan set nightly ${words}`)).toMatchObject([{ settings: { schedule }, nextRunAt: expect.any(String) }])
    }
  })

  test('refuse what can not be meant, and keep nothing', async () => {
    await using place = await openCommandPlace()
    for (const [words, message] of [
      ['--weekly 03:00', 'Write it like mon@03:00'],
      ['--weekly xyz@03:00', 'Name the day'],
      ['--monthly 32@03:00', 'schedule.day'],
      ['--daily 24:00', 'schedule.time'],
      ['--daily 03:00 --cron @daily', 'exclude each other'],
      ['--keep-last 7d', 'Option --keep-last'],
      ['--keep-last 0', 'retention.keepLast'],
      ['--full-every 7', 'Write it like 90s'],
      ['--keep-max 0', 'retention.countMax'],
      ['--keep-size 500', 'Write it like 500MB'],
      ['--zone Nowhere', 'Nowhere'],
      ['--assert-file none.sql', 'none.sql'],
      ['--tables a,,b', 'empty name'],
    ] as const) {
      const { code, err } = await place.run(`plan add nightly --source holdfast --target local ${words}`)
      expect([2, 4], words).toContain(code)
      expect(err.join('\n')).toContain(message)
    }
    expect(await place.json('plan list')).toEqual([])
  })

  test('rest and run again, and show what is next', async () => {
    await using place = await openCommandPlace()
    await place.run(`${add} --daily 03:00 --keep-last 3`)
    expect((await place.run('plan next nightly')).out).toHaveLength(6)
    expect((await place.run('plan pause nightly')).out).toEqual(['nightly is paused.'])
    expect((await place.run('plan list')).out[1]).toContain('paused')
    expect((await place.run('plan resume nightly')).out[0]).toBe('nightly runs again.')
    expect((await place.run('plan preview nightly --keep-last none --keep-days 30 --keep-max 50')).out.at(-2)).toBe(
      'Keeps: 30 days, at most 50 of each source.',
    )
    expect((await place.run('plan preview nightly --keep-last 1')).out.slice(-2)).toEqual([
      'Keeps: last 1.',
      'Of 0 backups none would be removed.',
    ])
    expect((await place.run('source remove holdfast')).err[0]).toContain('Plan "nightly" loses it.')
    expect((await place.run('source remove holdfast --force')).code).toBe(0)
    expect(await place.run('plan resume nightly')).toMatchObject({ code: 2 })
    expect((await place.run('plan remove nightly')).out).toEqual(['nightly is removed.'])
  })
})

describe('a plan that is tested', () => {
  test('says of everything that it stands on whether it answers', async () => {
    await using place = await openCommandPlace()
    await place.run('source add gone --dialect sqlite --set path=none.db --no-test')
    await place.run('plan add nightly --source gone --target local')
    const { code, out } = await place.run('plan test nightly')
    expect(code).toBe(4)
    expect(out).toEqual([expect.stringMatching(/^source gone does not answer: There is no file /), 'target local answers.'])
  })
})

describe('the configuration on the command line', () => {
  test('goes to a file that only its owner reads, and into another data folder', async () => {
    await using place = await openCommandPlace()
    await place.run('source add app --dialect sqlite --set path=app.db --no-test')
    await place.run('plan add nightly --source app --target local')
    expect((await place.run('config export out.json')).code).toBe(0)
    expect((await stat(join(place.folder, 'out.json'))).mode & 0o777).toBe(0o600)
    expect((await place.run('config export out.json')).code).toBe(6)
    expect((await place.run('config export -')).out.join('')).toContain('"nightly"')
    const { code, out } = await place.run('config import out.json', 'other')
    expect(code).toBe(0)
    expect(out[0]).toBe('Sources: 1 added, 0 replaced, 1 left as they are')
    expect((await place.run('plan show nightly', 'other')).code).toBe(0)
    await place.write('broken.json', '{')
    expect(await place.run('config import broken.json')).toMatchObject({ code: 2 })
    expect(await place.run('config import out.json --merge --replace')).toMatchObject({ code: 2 })
  })

  test('has its secrets sealed with a new key', async () => {
    await using place = await openCommandPlace()
    await place.run('source add app --dialect sqlite --set path=app.db --no-test')
    const key = () => readFile(join(place.folder, 'data', 'secret.key'), 'utf8')
    const before = await key()
    expect((await place.run('secrets rotate')).code).toBe(0)
    expect(await key()).not.toBe(before)
    expect((await place.run('source show app')).code).toBe(0)
  })
})
