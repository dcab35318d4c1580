import { z } from 'zod'

/** What the user says about a SQLite database. */
export const sqliteConfiguration = z.object({
  path: z
    .string()
    .min(1)
    .refine((text) => !text.includes('\0'), "A path can't hold a zero byte.")
    .meta({
      titles: { en: 'Database file', 'zh-CN': '数据库文件' },
      help: {
        en: 'The path of the SQLite database. It may be in use: the backup is of one instant. A database that is not in WAL mode holds up its writers while it is read.',
        'zh-CN': 'SQLite 数据库的路径。数据库可以正在使用：备份取自同一时刻。非 WAL 模式的数据库在读取期间会让写入者等待。',
      },
      placeholder: '/srv/app/app.db',
    }),
  form: z
    .enum(['sql', 'snapshot'])
    .default('sql')
    .meta({
      titles: { en: 'Form', 'zh-CN': '形式' },
      help: {
        en: '"sql" is text that any SQLite reads, and from which single tables can be restored. "snapshot" is the database file itself, page by page; it is copied to a temporary file first, which needs as much free space as the database.',
        'zh-CN':
          '“sql”是任何 SQLite 都能读取的文本，可从中恢复单个表。“snapshot”是逐页复制的数据库文件本身；会先复制到临时文件，所需的可用空间与数据库一样大。',
      },
      advanced: true,
    }),
})

export type SqliteConfiguration = z.output<typeof sqliteConfiguration>
