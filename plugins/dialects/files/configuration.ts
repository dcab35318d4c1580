import { z } from 'zod'

const pattern = z
  .string()
  .min(1)
  .refine(
    (text) => !text.startsWith('!'),
    'Patterns that take back others ("!…") are not supported; name what you want in "include" instead.',
  )
  .refine((text) => !text.includes('\0'), "A pattern can't hold a zero byte.")

/** What the user says about a tree of files. */
export const filesConfiguration = z.object({
  path: z
    .string()
    .min(1)
    .refine((text) => !text.includes('\0'), "A path can't hold a zero byte.")
    .meta({
      titles: { en: 'Folder', 'zh-CN': '文件夹' },
      help: { en: 'The folder to back up, or a single file.', 'zh-CN': '要备份的文件夹，也可以是单个文件。' },
      placeholder: '/srv/data',
    }),
  include: z
    .array(pattern)
    .default([])
    .meta({
      titles: { en: 'Only these', 'zh-CN': '仅包含' },
      help: {
        en: 'Patterns of what to back up; empty means everything. "*.jpg" matches at any depth, "/photos" only at the top, "a/**/b" any folders between.',
        'zh-CN': '要备份的内容的匹配模式；留空表示全部。“*.jpg”匹配任意层级，“/photos”仅匹配顶层，“a/**/b”匹配中间任意层文件夹。',
      },
      advanced: true,
    }),
  exclude: z
    .array(pattern)
    .default([])
    .meta({
      titles: { en: 'Not these', 'zh-CN': '排除' },
      help: {
        en: 'Patterns of what to leave out, also of what is included. A "/" at the end means folders only.',
        'zh-CN': '要排除的内容的匹配模式，优先于“仅包含”。以“/”结尾表示仅匹配文件夹。',
      },
      placeholder: '*.tmp',
    }),
  oneFilesystem: z
    .boolean()
    .default(false)
    .meta({
      titles: { en: 'Stay on one filesystem', 'zh-CN': '不跨越文件系统' },
      help: {
        en: 'Leave out what other filesystems mounted below the folder hold.',
        'zh-CN': '跳过挂载在该文件夹下的其他文件系统的内容。',
      },
      advanced: true,
    }),
})

export type FilesConfiguration = z.output<typeof filesConfiguration>
