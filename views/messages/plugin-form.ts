import { area } from './area.ts'

/** What a form that is drawn from a plugin's configuration says of itself. */
export const pluginForm = area(
  {
    forget: 'Remove what is kept',
    notSet: 'Not set',
    order: 'The numbers give the order of those that are chosen.',
    place: 'Place of {name}',
    faults: {
      required: 'This is required.',
      again: 'Type it again: what was typed here is not shown a second time.',
      number: 'This must be a number.',
      integer: 'This must be a whole number.',
      small: 'This must be {limit} or more.',
      large: 'This must be {limit} or less.',
      short: { one: 'This needs {count} character at least.', other: 'This needs {count} characters at least.' },
      long: { one: 'This may have {count} character at most.', other: 'This may have {count} characters at most.' },
      few: { one: 'Give {count} at least.', other: 'Give {count} at least.' },
      many: { one: 'Give {count} at most.', other: 'Give {count} at most.' },
      choice: 'Choose one of the options.',
      format: 'This does not have the right format.',
      wrong: 'This is not right.',
    },
  },
  {
    forget: '删除已保存的内容',
    notSet: '未设置',
    order: '数字决定所选项的先后次序。',
    place: '{name} 的次序',
    faults: {
      required: '此项必填。',
      again: '请重新输入：此处的内容不会再次显示。',
      number: '必须是数字。',
      integer: '必须是整数。',
      small: '不能小于 {limit}。',
      large: '不能大于 {limit}。',
      short: { other: '至少需要 {count} 个字符。' },
      long: { other: '最多 {count} 个字符。' },
      few: { other: '至少填写 {count} 项。' },
      many: { other: '最多填写 {count} 项。' },
      choice: '请从现有选项中选择。',
      format: '格式不正确。',
      wrong: '此项不正确。',
    },
  },
)
