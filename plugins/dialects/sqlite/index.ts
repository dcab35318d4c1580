import { join } from 'node:path'
import type { DialectPlugin, Host, ScratchSource } from '../../contract.ts'
import { type SqliteConfiguration, sqliteConfiguration } from './configuration.ts'
import { SqliteDialect } from './dialect.ts'

/**
 * SQLite databases, as SQL text or as the database file. SQL text keeps every value exactly, hidden rowids, counters of AUTOINCREMENT, virtual
 * tables with the tables that hold their content, and what the query planner learned.
 */
export const sqlite: DialectPlugin<SqliteConfiguration> = {
  contract: 1,
  kind: 'dialect',
  name: 'sqlite',
  title: { en: 'SQLite', 'zh-CN': 'SQLite' },
  config: sqliteConfiguration,
  parts: ['backup.sql', 'backup.db'],
  locate: (text) => ({ path: text }),
  open: async (configuration, host) => new SqliteDialect(configuration, host),
  scratch: (configuration, host) => openScratch(configuration, host),
}

async function openScratch(configuration: SqliteConfiguration | null, host: Host): Promise<ScratchSource> {
  const folder = await host.temporary('sqlite-scratch')
  const path = join(folder.path, 'scratch.db')
  return {
    dialect: new SqliteDialect({ path, form: configuration?.form ?? 'sql' }, host),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

export default sqlite
