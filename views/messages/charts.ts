import { area } from './area.ts'

/** What charts say to those who don't see them. */
export const charts = area(
  {
    nothing: 'Nothing to draw yet.',
    series: {
      one: '{count} value, {newest}, at {last}.',
      other: '{count} values from {first} to {last}. The newest is {newest}, the least {least}, the most {most}.',
    },
    trend: { other: '{title}: {count} values, from {first} to {newest}.' },
    day: '{day}: {text}',
    tones: { good: 'Good', warn: 'With warnings', bad: 'Failed', none: 'Nothing' },
    tally: { one: '{tone}: {count} day', other: '{tone}: {count} days' },
  },
  {
    nothing: '暂无可绘制的数据。',
    series: { other: '{first} 至 {last} 共 {count} 个值。最新 {newest}，最小 {least}，最大 {most}。' },
    trend: { other: '{title}：共 {count} 个值，从 {first} 到 {newest}。' },
    day: '{day}：{text}',
    tones: { good: '正常', warn: '有警告', bad: '失败', none: '无记录' },
    tally: { other: '{tone}：{count} 天' },
  },
)
