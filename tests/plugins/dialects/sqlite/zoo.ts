import { execFileSync } from 'node:child_process'
import DatabaseFile, { type Database } from 'better-sqlite3'

/** Makes a database with at least one of everything that SQLite knows. */
export function makeZoo(path: string): void {
  // Strings in double quotes are refused by the driver's build of SQLite, so the stock program writes them, as legacy applications did.
  execFileSync('sqlite3', [path], {
    input: `PRAGMA synchronous=OFF; PRAGMA page_size=8192; PRAGMA auto_vacuum=1; PRAGMA user_version=-7; PRAGMA application_id=252006674;
      CREATE TABLE legacy (kind TEXT CHECK (kind IN ("good", "it's ""odd""")), note DEFAULT "none");
      INSERT INTO legacy VALUES ('good', "text"); CREATE INDEX legacy_odd ON legacy (note) WHERE kind <> "bad";`,
  })
  const database = new DatabaseFile(path)
  try {
    database.unsafeMode()
    database.pragma('synchronous = OFF')
    database.exec(schema)
    fillValues(database)
    fillKeys(database)
    fillWide(database)
    fillVirtual(database)
    database.exec('ANALYZE')
  } finally {
    database.close()
  }
}

const schema = `
  CREATE TABLE "values" (id INTEGER PRIMARY KEY, a, b INT, c REAL, d TEXT, e BLOB, f NUMERIC);
  CREATE TABLE keyed (a TEXT, b BLOB, c REAL, PRIMARY KEY (b DESC, a COLLATE NOCASE)) WITHOUT ROWID;
  CREATE TABLE strict_one (i INTEGER, r REAL, t TEXT, b BLOB, a ANY, j INT PRIMARY KEY) STRICT;
  CREATE TABLE generated (a INT, b INT AS (a * 2) STORED, c TEXT AS ('x' || a) VIRTUAL, d TEXT DEFAULT 'd');
  CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, t TEXT);
  CREATE TABLE counted_empty (id INTEGER PRIMARY KEY AUTOINCREMENT);
  CREATE TABLE hidden_rowid (a TEXT);
  CREATE TABLE rowid_named (rowid TEXT, oid INT);
  CREATE TABLE all_names (rowid TEXT, oid INT, _rowid_ BLOB);
  CREATE TABLE not_alias (id INTEGER PRIMARY KEY DESC, t TEXT);
  CREATE TABLE sparse (id INTEGER PRIMARY KEY, t TEXT);
  CREATE TABLE empty_one (a, b);
  CREATE TABLE "select" ("from" TEXT, "" INT, "a""b" TEXT, "it's" TEXT, "名字" TEXT, "new
line" TEXT, [br;acket] TEXT);
  CREATE TABLE "back\\slash" (a);
  CREATE TABLE "-- preamble" (a);
  CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT UNIQUE COLLATE NOCASE, UNIQUE (name, id));
  CREATE TABLE children (id INTEGER PRIMARY KEY, parent REFERENCES parents (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED);
  CREATE TABLE log (line TEXT);
  CREATE TABLE letters (id INTEGER PRIMARY KEY, line TEXT);
  CREATE TABLE no_text (id INTEGER PRIMARY KEY, line TEXT);
  CREATE INDEX partial ON children (parent) WHERE parent IS NOT NULL;
  CREATE INDEX expression ON children (parent + id, lower(id) COLLATE RTRIM DESC);
  CREATE UNIQUE INDEX "odd ; name" ON hidden_rowid (a);
  CREATE TRIGGER fires AFTER INSERT ON parents BEGIN INSERT INTO log VALUES ('a;b'); SELECT CASE WHEN 1 THEN 2 END; END;
  CREATE VIEW seen AS SELECT name FROM parents -- of all; really
;
  CREATE VIEW seen_again AS SELECT * FROM seen;
  CREATE TRIGGER instead INSTEAD OF INSERT ON seen BEGIN INSERT INTO parents (name) VALUES (new.name); END;
`

function fillValues(database: Database): void {
  const insert = database.prepare('INSERT INTO "values" (a, b, c, d, e, f) VALUES (?, ?, ?, ?, ?, ?)')
  const text = (bytes: string) => `CAST(x'${bytes}' AS TEXT)`
  const all = [
    ...[0, -0, 1.5, 0.1, 1e23, 5e-324, 1.7976931348623157e308, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 123456789012345680, 3.0],
    ...[
      9223372036854775807n,
      -9223372036854775808n,
      0n,
      null,
      '',
      "it's",
      'a;b',
      '-- no',
      "');\nDROP TABLE log;",
      'line\nfeed',
      'cr\r\nlf \\r',
      '\r',
      'Zoë 名 😀',
      '12abc',
      '007',
    ],
    ...[Buffer.alloc(0), Buffer.from([0, 255, 39]), Buffer.alloc(300_000, 7)],
  ]
  for (const value of all) insert.run(value, value, value, value, value, value)
  for (const bytes of ['00', '610062', 'ff', 'c3', 'eda080', '27ff27', 'efbbbf61', '6100']) {
    const value = text(bytes)
    database.exec(`INSERT INTO "values" (a, d) VALUES (${value}, ${value})`)
    database.exec(`INSERT INTO keyed VALUES (${value}, x'${bytes}', -0.0)`)
  }
  database.exec(`INSERT INTO "values" (id, a) VALUES (-9223372036854775808, 'least'), (9223372036854775807, 'most')`)
  database.prepare('INSERT INTO letters (line) VALUES (?), (?)').run('Dear reader,\r\n', 'bye')
  database.exec(`INSERT INTO no_text (line) VALUES (CAST(x'c3' AS TEXT)), ('text')`)
  database.exec(`UPDATE "values" SET e = CAST(zeroblob(200000) AS TEXT) WHERE id = 3`)
  database.exec(`INSERT INTO strict_one VALUES (1, 2, 't', x'01', 5, 1), (NULL, -0.0, '', x'', -0.0, 2), (9, 0.5, 'x', NULL, '5', 3)`)
}

function fillKeys(database: Database): void {
  database.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
      INSERT INTO counted SELECT i, 'row ' || i FROM n;
    DELETE FROM counted WHERE id % 7 = 0 OR id BETWEEN 1000 AND 2000 OR id > 2900;
    INSERT INTO hidden_rowid (rowid, a) SELECT id * 1000003, t FROM counted;
    INSERT INTO sparse SELECT (id - 1500) * 4503599627370497, t FROM counted;
    INSERT INTO keyed SELECT t, id, id / 3.0 FROM counted;
    INSERT INTO generated (a) VALUES (1), (2), (NULL);
    INSERT INTO rowid_named VALUES ('x', 1), ('y', 2);
    INSERT INTO all_names VALUES ('x', 2, x'00'), ('y', 1, NULL);
    INSERT INTO not_alias VALUES (5, 'five'), (1, 'one');
    INSERT INTO "select" VALUES ('a', 1, 'b', 'c', 'd', 'e', 'f');
    INSERT INTO "back\\slash" VALUES (1);
    INSERT INTO "-- preamble" VALUES (2);
    INSERT INTO parents (name) VALUES ('Ann'), ('Bob');
    PRAGMA foreign_keys = OFF;
    INSERT INTO children VALUES (1, 1), (2, 99), (3, NULL)`)
}

function fillWide(database: Database): void {
  const columns = Array.from({ length: 1990 }, (_, index) => `c${index}`)
  database.exec(`CREATE TABLE wide (${columns.join(', ')})`)
  const insert = database.prepare(`INSERT INTO wide VALUES (${columns.map(() => '?').join(', ')})`)
  insert.run(columns)
  insert.run(columns.map((_, index) => (index % 3 === 0 ? null : index)))
  database.exec(`UPDATE wide SET c1989 = CAST(x'00' AS TEXT) WHERE rowid = 2`)
}

function fillVirtual(database: Database): void {
  database.exec(`
    CREATE VIRTUAL TABLE search USING fts5 (title, body, content = '', tokenize = "unicode61 remove_diacritics 2");
    CREATE VIRTUAL TABLE "search 2" USING fts5 (title, body);
    INSERT INTO "search 2" SELECT t, 'body of ' || t FROM counted WHERE id < 300;
    INSERT INTO search (rowid, title, body) VALUES (7, 'seven', 'it''s');
    CREATE VIRTUAL TABLE old_search USING fts4 (words);
    INSERT INTO old_search VALUES ('some words'), ('other words');
    CREATE VIRTUAL TABLE boxes USING rtree (id, x0, x1, +note);
    INSERT INTO boxes VALUES (1, 0, 1, 'first'), (2, 5, 9, 'second');
    PRAGMA writable_schema = ON;
    INSERT INTO sqlite_schema VALUES ('table', 'foreign_kind', 'foreign_kind', 0, 'CREATE VIRTUAL TABLE foreign_kind USING nobody_knows (a, b)');
    CREATE TABLE foreign_kind_content (a);
    INSERT INTO foreign_kind_content VALUES (1);
    PRAGMA writable_schema = RESET`)
}
