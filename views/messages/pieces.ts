import { area } from './area.ts'

/** What the parts say that pages are made of. */
export const pieces = area(
  {
    trail: 'Where this page is',
    pages: 'Pages of the list',
    firstPage: 'First page',
    nextPage: 'Next page',
    cancel: 'Cancel',
    optional: 'optional',
    secretKept: 'Kept; leave it empty to keep it as it is.',
    advanced: 'More settings',
    onePerLine: 'One a line.',
    choose: 'Choose…',
    theDefault: 'Default: {value}',
    correct: 'Please correct what is marked below.',
    english: 'The program says:',
    andMore: { one: '{names} and {count} more', other: '{names} and {count} more' },
  },
  {
    trail: '当前位置',
    pages: '列表分页',
    firstPage: '第一页',
    nextPage: '下一页',
    cancel: '取消',
    optional: '可选',
    secretKept: '已保存；留空则保持不变。',
    advanced: '更多设置',
    onePerLine: '每行一个。',
    choose: '请选择…',
    theDefault: '默认值：{value}',
    correct: '请更正下面标出的内容。',
    english: '程序提示：',
    andMore: { other: '{names} 等，另有 {count} 个' },
  },
)
