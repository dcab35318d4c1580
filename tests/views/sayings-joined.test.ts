import { expect, test } from 'vitest'
import { sayings } from '../../views/messages/sayings.ts'
import { translated } from '../../views/sayings.ts'

const said = (text: string) => translated(text, 'zh-CN')

test('a sentence that ends in what the system said does not take the next one with it', () => {
  const failed = 'writing /srv/site/a.bin: ENOSPC: no space left on device, write.'
  expect(said(`${failed} The destination may be restored in part, and there is no safety backup of what was there before.`)).toBe(
    '写入 /srv/site/a.bin 时出错：磁盘空间不足（ENOSPC）。目的地可能只恢复了一部分，且没有之前内容的安全备份。',
  )
  expect(said(`${failed} Nothing was changed.`)).toBe('写入 /srv/site/a.bin 时出错：磁盘空间不足（ENOSPC）。未做任何更改。')
  expect(
    said('What was there before was brought back from backup_x.zip. Files that the restore had added before it failed are still there.'),
  ).toBe('已从 backup_x.zip 还原之前的内容。恢复失败前添加的文件仍在那里。')
})

test('also where bringing back what was there before failed as well, every sentence is said', () => {
  const text =
    'writing /a: EIO: i/o error, write. The destination is restored in part, and bringing back what was there before failed too: ' +
    'looking at /b: ENOENT: no such file or directory, stat. Once that is mended, "holdfast undo 1a2b" brings back what was there before.'
  expect(said(text)).toBe(
    '写入 /a 时出错：读写错误（EIO）。目的地只恢复了一部分，还原之前的内容也失败了：查看 /b 时出错：没有此文件或文件夹（ENOENT）。' +
      '解决之后，“holdfast undo 1a2b”可还原之前的内容。',
  )
})

test('a place that the translation leaves out is never a sentence', () => {
  expect(said('ENOSPC: no space left on device, write. Nobody wrote this. Unpin it first.')).toBe(
    '磁盘空间不足（ENOSPC）。Nobody wrote this. 请先取消固定。',
  )
})

test('nor does a place before the end of a sentence take those before it', () => {
  expect(
    said(
      'Removing the target "nas" has consequences. Plan "nightly" has no other target and is paused. ' +
        '2 copies there are forgotten; the archives stay, and a rescan finds them again.',
    ),
  ).toBe(
    '删除存储目标“nas”会带来以下后果。备份计划 "nightly" 没有其他存储目标，将暂停。将不再记录那里的 2 个副本；归档会保留，重新扫描可再次找到。',
  )
  expect(said('Nobody wrote this. 2 waiting jobs are cancelled.')).toBe('Nobody wrote this. 将取消 2 个等待中的任务。')
})

test('what is said inside of others may stand alone with a full stop', () => {
  expect(said('/srv/x is not empty.')).toBe('/srv/x 不为空。')
  expect(said('there is no /srv/x.')).toBe('没有 /srv/x。')
  expect(said('/srv/x is not empty')).toBe('/srv/x 不为空')
})

test('sentences that stay English keep the space between them', () => {
  expect(said('Unpin it first. Nobody wrote this. Nobody knows that.')).toBe('请先取消固定。Nobody wrote this. Nobody knows that.')
})

test('a name with the end of a sentence in it stays whole', () => {
  expect(said('There is no source "My. Shop".')).toBe('没有数据源“My. Shop”。')
})

test('a list is said member by member', () => {
  const list = 'orders has 1 rows instead of 2; users has other content; tags is missing'
  expect(said(`Restored, but different from the backup, unless somebody has written there since: ${list}; and 3 more.`)).toBe(
    '已恢复，但与备份不同（除非此后有人写入）：orders 有 1 行，应为 2 行；users 的内容不同；tags 缺失；另有 3 个。',
  )
  expect(said('No copy of backup_x can be restored from: nas: it is missing; usb: it is damaged (its SHA-256 is another).')).toBe(
    'backup_x 没有可用于恢复的副本：nas：缺失；usb：已损坏（其 SHA-256 不同）。',
  )
  expect(said('orders is missing; nobody knows that')).toBe('orders is missing; nobody knows that')
})

test('a sentence with a semicolon of its own is no list', () => {
  expect(said('was replaced by something else while the backup ran; left out')).not.toContain('left out')
  expect(said('The destination may be restored in part; "holdfast undo 1a2b" brings back what was there before.')).toBe(
    '目的地可能只恢复了一部分；“holdfast undo 1a2b”可还原之前的内容。',
  )
})

test('the names of things are not translated, also where they are words of the program', () => {
  expect(said('There is no source "backup".')).toBe('没有数据源“backup”。')
  expect(said('There is no source "there is no plan".')).toBe('没有数据源“there is no plan”。')
  expect(said('full was copied from backup to target.')).toBe('full 已从 backup 复制到 target。')
  expect(said('backup')).toBe('backup')
})

test('words stay words where a sentence takes one', () => {
  expect(said('backup is damaged at target: its SHA-256 is another')).toBe('target 上的 backup 状态为已损坏：其 SHA-256 不同')
  expect(said('This is a backup of mode "incremental", which can\'t be restored alone: it refers to full.')).toBe(
    '这是方式为“增量”的备份，不能单独恢复：它引用了 full。',
  )
  expect(said('The name of the source is empty.')).toBe('数据源的名称为空。')
})

test('what finished work tells of itself is said in Chinese', () => {
  expect(said('This backup holds 10 bytes, the 5 before it 100 bytes at the median. Look whether the source grew for a good reason.')).toBe(
    '此备份的内容为 10 字节，而此前 5 个备份的中位数为 100 字节。请检查数据源变大是否有正当原因。',
  )
  expect(said('This incremental backup takes 10 bytes, the 5 before it 100 bytes at the median.')).toBe(
    '此次增量备份为 10 字节，而此前 5 个备份的中位数为 100 字节。',
  )
  expect(
    said('a was removed. There are more backups of its source than the 3 allowed, which overrides what would keep it (last, daily).'),
  ).toBe('a 已删除。该数据源的备份超过了允许的 3 个，此上限优先于保留规则（last, daily）。')
  expect(said('It does not count, because it, or the full backup that it refers to, is unusually small; and newer backups count.')).toBe(
    '它不计入，因为它或它引用的完整备份异常偏小；并且有更新的备份计入。',
  )
  expect(said('retention of plan full')).toBe('备份计划 full 的保留策略')
  expect(said('The job process reported success, but then ended with exit code 3.')).toBe('任务进程报告成功，但随后以退出码 3 结束。')
  expect(said('The job process was killed by SIGKILL without saying how the job ended.')).toBe('任务进程被 SIGKILL 终止，未说明任务结果。')
  expect(said('Taken over: sources 1, targets 2, plans 0.')).toBe('已应用：数据源 1 个、存储目标 2 个、备份计划 0 个。')
  expect(said('Archives at nas: 1; not known before: 1; unreadable: 0; known but missing: 0.')).toBe(
    'nas 上的归档：1 个；此前未知：1 个；无法读取：0 个；已知但缺失：0 个。',
  )
})

test('every sentence that is known is said as it is known, whatever it names', () => {
  for (const { english, chinese } of sayings) {
    if (/^[^\s{}]+$/.test(english)) continue
    let place = 0
    const text = english.replaceAll('{}', () => `n${++place}`)
    const expected = chinese.replaceAll(/\{(\d)(?::word)?\}/g, 'n$1')
    expect([text, said(text)]).toEqual([text, expected])
  }
})

test('sentences and lists that were made to be looked at in very many ways take no time', () => {
  const startedMs = performance.now()
  const hostile = [
    'reading a: '.repeat(363),
    'a is missing; '.repeat(285),
    'A is missing. '.repeat(285),
    'Reading a: b; '.repeat(19) + 'Reading a: '.repeat(300),
    'ENOENT: no such file or directory. '.repeat(19) + ' has x rows instead of '.repeat(140),
    `${'. '.repeat(1900)}A`,
    `.${' '.repeat(3990)}`,
    `${'x; '.repeat(18)}${'is ; at '.repeat(480)}`,
    `${'It is pinned. '.repeat(19)}${'"{}" was changed " '.repeat(190)}`,
  ]
  for (const text of hostile) expect(said(text.slice(0, 4000)).length).toBeGreaterThan(0)
  for (const { english } of sayings) {
    const filled = english.replaceAll('{}', 'a; b. C: ')
    said(`${filled} `.repeat(Math.floor(4000 / (filled.length + 1))))
  }
  expect(performance.now() - startedMs).toBeLessThan(8000)
})
