import { join } from 'node:path'
import DatabaseFile from 'better-sqlite3'
import type { DialectSubject } from '../../../../plugins/conformance/index.ts'
import type { DialectPlugin } from '../../../../plugins/contract.ts'
import { sqlite } from '../../../../plugins/dialects/sqlite/index.ts'

/** What the conformance suite needs to try the dialect in one of its forms. */
export function subjectOf(form: 'sql' | 'snapshot'): DialectSubject {
  return {
    plugin: sqlite as DialectPlugin,
    makeSource(folder) {
      const path = join(folder, 'source.db')
      const database = new DatabaseFile(path)
      database.pragma('synchronous = OFF')
      database.exec(`
        CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, photo BLOB);
        INSERT INTO people VALUES (1, 'Ann', x'00ff'), (2, 'O''Hara', NULL), (9, 'Zoë', zeroblob(9));
        CREATE TABLE places (name TEXT PRIMARY KEY, height REAL) WITHOUT ROWID;
        INSERT INTO places VALUES ('Alp', 2500.5), ('Sea', 0.0)`)
      database.close()
      return { path, form }
    },
    assertions: {
      holds: 'SELECT count(*) = 3 FROM people',
      fails: "SELECT count(*) FROM places WHERE name = 'Moon'",
      refused: ['DELETE FROM people', 'SELECT 1; DELETE FROM people', 'PRAGMA user_version = 7', 'SELECT id FROM people', 'SELECT'],
    },
    makeEmpty: (folder) => ({ path: join(folder, 'new.db'), form }),
    makeMissing: (folder) => ({ path: join(folder, 'missing.db'), form }),
  }
}
