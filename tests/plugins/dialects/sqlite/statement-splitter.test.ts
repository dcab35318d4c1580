import { expect, test } from 'vitest'
import { StatementSplitter } from '../../../../plugins/dialects/sqlite/statement-splitter.ts'
import { type Chance, withSeeds } from './seeded.ts'

function split(text: string | Buffer, pieceBytes = 1 << 20): { statements: string[]; rest: string; splitter: StatementSplitter } {
  const bytes = Buffer.from(text)
  const splitter = new StatementSplitter()
  const statements: string[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    splitter.push(bytes.subarray(at, at + pieceBytes))
    for (let next = splitter.next(); next !== null; next = splitter.next()) statements.push(next.toString())
  }
  return { statements, rest: splitter.rest().toString(), splitter }
}

test('a semicolon ends a statement', () => {
  expect(split(' SELECT 1;\n\nSELECT 2 ; ')).toMatchObject({ statements: ['SELECT 1;', 'SELECT 2 ;'], rest: '' })
})

test('a semicolon in a string, a quoted name or a comment ends nothing', () => {
  const statement = `INSERT INTO "a;""" ([b;], \`c;\`) /* ; * / */ VALUES ('it''s;', -- ;\n 4/2-1);`
  expect(split(`${statement}SELECT 1;`).statements).toEqual([statement, 'SELECT 1;'])
})

test('a trigger ends with its END', () => {
  const trigger = `CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN ';END;' THEN 1 END; DELETE FROM b; END;`
  expect(split(`${trigger}CREATE TABLE trigger_end (end);`).statements).toEqual([trigger, 'CREATE TABLE trigger_end (end);'])
})

test('what is not complete is left over', () => {
  expect(split("SELECT 1; INSERT 'a;").rest).toBe("INSERT 'a;")
  expect(split('SELECT 1; SELECT').rest).toBe('SELECT')
  expect(split('SELECT 1; /* ; ').rest).toBe('')
  expect(split("'").rest).toBe("'")
  expect(split('-').rest).toBe('-')
})

test('semicolons without a statement are no statements', () => {
  expect(split(';; ;SELECT 1;;')).toMatchObject({ statements: ['SELECT 1;'], rest: '' })
})

test('the first comment and the last one are told apart from those within', () => {
  const { splitter } = split('-- first\n-- second\nSELECT 1 -- within\n;\n/* block */\n-- last\n')
  expect([splitter.firstComment, splitter.lastComment]).toEqual(['first', 'last'])
  expect(split('SELECT 1; -- a\nSELECT 2;').splitter.lastComment).toBe(null)
  expect(split('SELECT 1; -- not ended').splitter.lastComment).toBe(null)
})

const atoms: readonly ((chance: Chance) => string)[] = [
  (chance) => `'${randomText(chance).replaceAll("'", "''")}'`,
  (chance) => `"${randomText(chance).replaceAll('"', '""')}"`,
  (chance) => `\`${randomText(chance).replaceAll('`', '``')}\``,
  (chance) => `[${randomText(chance).replaceAll(']', '')}]`,
  (chance) => `--${randomText(chance).replaceAll('\n', '')}\n`,
  (chance) => `/*${randomText(chance).replaceAll('*/', '')}*/`,
  (chance) => chance.pick(['x', '1', '(', ')', ' ', '\n', '+', '- 1', '/ 2', 'é', 'create', 'END', 'trigger', 'BEGIN']),
]

function randomText(chance: Chance): string {
  return Array.from({ length: chance.below(9) }, () =>
    chance.pick([`'`, '"', '`', '[', ';', '--', '/', '*', '\n', ' ', 'a', 'END', '名']),
  ).join('')
}

test('random statements are cut the same way, whatever the pieces', () => {
  withSeeds(300, (chance) => {
    const statements = Array.from({ length: 1 + chance.below(6) }, () => {
      const body = Array.from({ length: chance.below(8) }, () => ` ${chance.pick(atoms)(chance)}`).join('')
      const trigger = chance.below(4) === 0
      return trigger ? `CREATE/**/TRIGGER t${body} BEGIN x; y${body}; END;` : `INSERT${body} z;`
    })
    const text = statements.map((statement) => `${chance.pick(['', ' ', '\n', '-- c;\n', '/*;*/'])}${statement}`).join('')
    for (const pieceBytes of [1, 2 + chance.below(9), 1 << 20]) {
      expect(split(text, pieceBytes)).toMatchObject({ statements, rest: '' })
    }
  })
})

test('no bytes make it hang or lose any', () => {
  withSeeds(300, (chance) => {
    const bytes = Buffer.from(
      Array.from({ length: chance.below(400) }, () => chance.pick([39, 34, 59, 45, 47, 42, 10, 32, 91, 96, 0, 255, 65])),
    )
    const { statements, rest } = split(bytes.toString('latin1'), 1 + chance.below(50))
    expect(statements.join('').length + rest.length).toBeLessThanOrEqual(bytes.toString('latin1').length)
  })
})
