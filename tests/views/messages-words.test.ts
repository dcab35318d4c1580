import { expect, test } from 'vitest'
import { auditActions } from '../../views/messages/audit-actions.ts'
import { backupWork } from '../../views/messages/backups-work.ts'
import { drillMessages } from '../../views/messages/drills.ts'
import { overview } from '../../views/messages/overview.ts'
import { peopleArea } from '../../views/messages/settings-people.ts'
import { sources } from '../../views/messages/sources.ts'
import { targets } from '../../views/messages/targets.ts'
import { words } from '../../views/messages/words.ts'
import { translated } from '../../views/sayings.ts'

const [actions, drills, work] = [auditActions['zh-CN'], drillMessages['zh-CN'], backupWork['zh-CN']]

test('what is taken out of use and not deleted is called the same wherever it is named', () => {
  expect(actions.known['source.remove']).toBe(sources['zh-CN'].removeNow)
  expect(actions.known['target.remove']).toBe(targets['zh-CN'].removeNow)
  expect(JSON.stringify(peopleArea['zh-CN'])).toContain('已移除的数据源')
})

test('a verification is called the same on the page of drills and on that of its backup', () => {
  expect([drills.run.level, drills.list.passed, drills.list.failed]).toEqual([work.level, work.passed, work.failed])
})

test('what was never proven to restore is not called never verified', () => {
  expect(drills.recovery.never).toContain(words['zh-CN'].trustLevels.proven.replace('已', ''))
  expect(JSON.stringify(overview['zh-CN'])).toContain('{plan} 尚无已验证可恢复的备份（共 {count} 个）。')
})

test('a remedy names a field as its form does', () => {
  const remedy = 'Mount the disk that holds it; or, if this is meant to be a new place, switch on "create the folder".'
  expect(translated(remedy, 'zh-CN')).toContain('“自动创建文件夹”')
})
