import { expect, test } from 'vitest'
import { said, saidOfSubject } from '../../../views/parts/said.ts'

test('only what is English on a Chinese page is marked as English', () => {
  const drawn = (text: string, language: 'en' | 'zh-CN') => String(said(text, { language }))
  expect(drawn('Nobody knows this sentence.', 'zh-CN')).toBe('<span lang="en">Nobody knows this sentence.</span>')
  expect(drawn('Nobody knows this sentence.', 'en')).toBe('Nobody knows this sentence.')
  expect(drawn('请更正标出的字段。', 'zh-CN')).toBe('请更正标出的字段。')
})

test('a warning is said in Chinese behind what it is about, and left whole where its sentence is not known', () => {
  const drawn = (text: string, language: 'en' | 'zh-CN') => String(saidOfSubject(text, { language }))
  const full = 'far: this target does not hold the backup: writing /srv/a: ENOSPC: no space left on device, write'
  expect(drawn(full, 'zh-CN')).toBe('far：此存储目标上没有该备份：写入 /srv/a 时出错：磁盘空间不足（ENOSPC）')
  expect(drawn(full, 'en')).toBe(full)
  expect(drawn('far: nobody knows this.', 'zh-CN')).toBe('<span lang="en">far: nobody knows this.</span>')
  expect(drawn('Nobody knows this.', 'zh-CN')).toBe('<span lang="en">Nobody knows this.</span>')
})
