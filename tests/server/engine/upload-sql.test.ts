import { describe, expect, test } from 'vitest'
import { scanSql } from '../../../server/engine/upload-sql.ts'

/** The text in pieces of that size, one byte after the other if it must be. */
async function* inPieces(text: string, pieceBytes: number) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

const scan = (text: string, pieceBytes = 65_536) => scanSql(inPieces(text, pieceBytes))
const rowsOf = async (text: string) => (await scan(text)).tables.map(({ name, rows }) => [name, rows])
const messages = async (text: string) => (await scan(text)).objections.map(({ message }) => message)

const mysql = String.raw`/*M!999999\- enable the sandbox mode */
-- MariaDB dump 10.19-11.4.2-MariaDB, for debian-linux-gnu (x86_64)
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
DROP TABLE IF EXISTS ${'`we ird`'};
CREATE TABLE ${'`we ird`'} (
  ${'`id`'} int(11) NOT NULL AUTO_INCREMENT,
  PRIMARY KEY (${'`id`'})
) ENGINE=InnoDB;
LOCK TABLES ${'`we ird`'} WRITE;
INSERT INTO ${'`we ird`'} VALUES
(1,'it\'s \\ \"x\";'),
(2,'(a),(b)'), # not a row: (3)
(3,'\\');
UNLOCK TABLES;
DELIMITER ;;
CREATE TRIGGER tr BEFORE INSERT ON two FOR EACH ROW begin set new.a = 1; set @x=';'; end */;;
DELIMITER ;
CREATE TABLE two (a int);
-- Dump completed on 2026-11-21 10:00:00
`

const postgres = String.raw`--
-- PostgreSQL database dump
--

\restrict abc

SET statement_timeout = 0;
/* a comment /* within a comment; */ still */
CREATE FUNCTION public.f() RETURNS integer LANGUAGE plpgsql AS $body$ begin perform 1; -- it's ;
 return 1; end $body$;
CREATE TABLE s."we;ird" (id integer, a integer[] DEFAULT '{}'::integer[]);
COPY s."we;ird" (id, a) FROM stdin;
1	it's; -- here
2	\\.
\N	\N
\.

INSERT INTO public.pub (x) VALUES (E'it\'s;'), ('\');
CREATE TABLE public.pub (x text);
--
-- PostgreSQL database dump complete
--

\unrestrict abc
`

describe('a dump is read in pieces of any size', () => {
  test.each([1, 7, 95, 96, 97, 1000, 65_536])('of %i bytes', async (pieceBytes) => {
    expect(await scan(mysql, pieceBytes)).toMatchObject({
      dialect: 'mysql',
      plainBytes: Buffer.byteLength(mysql),
      tables: [
        { name: 'we ird', rows: 3 },
        { name: 'two', rows: 0 },
      ],
      objections: [],
    })
    expect(await scan(postgres, pieceBytes)).toMatchObject({
      dialect: 'postgres',
      tables: [
        { name: 's.we;ird', rows: 3 },
        { name: 'public.pub', rows: 2 },
      ],
      objections: [],
    })
  })
})

test('rows of a table that is larger than what is kept of a statement are counted', async () => {
  const rows = Array.from({ length: 30_000 }, (_, at) => `(${at},'text (${at}), and ''more''')`)
  expect(await rowsOf(`CREATE TABLE t (a, b);\nINSERT INTO t (a, "b)") VALUES ${rows.join(',\n')};`)).toEqual([['t', 30_000]])
})

test('names are told as they are, however they are quoted', async () => {
  const sql = `CREATE TABLE "a""b" (x); CREATE TABLE IF NOT EXISTS [c d](x); CREATE TABLE main.'e;f' (x); PRAGMA user_version=1;
    INSERT OR IGNORE INTO "a""b" VALUES(1); REPLACE INTO g VALUES (1),(2); INSERT INTO sqlite_sequence VALUES('x',1);`
  expect(await rowsOf(sql)).toEqual([
    ['a"b', 1],
    ['c d', 0],
    ['main.e;f', 0],
    ['g', 2],
  ])
})

test.each<[string, string | null]>([
  ['-- QMediaSync Database Backup\n-- Database Engine: sqlite\nCREATE TABLE t (a);\n', 'sqlite'],
  ['-- Database Engine: PostgreSQL\nCREATE TABLE t (a);\n', 'postgres'],
  ['PRAGMA foreign_keys=OFF;\nCREATE TABLE `t` (`a` integer);\n', 'sqlite'],
  ['CREATE TABLE `t` (`a` int) ENGINE=InnoDB;\n', 'mysql'],
  ['SET NAMES utf8;\nCREATE TABLE t (a int);\n', 'mysql'],
  ['SET client_encoding = utf8;\nALTER TABLE ONLY t ADD x int;\n', 'postgres'],
  ['CREATE TABLE `t` (a);\nINSERT INTO t VALUES (1);\n', null],
  ["CREATE TABLE t (a);\nINSERT INTO t VALUES ('\n-- MySQL dump 10\nLOCK TABLES x;\n');\n", null],
])('the dialect of %j is %s', async (sql, dialect) => {
  expect(await scan(sql)).toMatchObject({ dialect, objections: [] })
})

test.each([
  [mysql.slice(0, mysql.indexOf('-- Dump')), 'Dump completed'],
  [postgres.slice(0, postgres.indexOf('\\N')), 'within the rows'],
  [postgres.slice(0, postgres.lastIndexOf('-- PostgreSQL')), 'database dump complete'],
  ['CREATE TABLE t (a', 'within the statement "CREATE TABLE t (a"'],
  ["CREATE TABLE t (a);\nINSERT INTO t VALUES ('", 'within the statement'],
  ['CREATE TABLE t (a);\n/* and', 'within a comment'],
  ['BEGIN;\nCREATE TABLE t (a);\n', 'not committed'],
  ['BEGIN;\nCREATE TABLE t (a);\nROLLBACK; -- due to errors\n', 'takes itself back'],
])('a dump that was cut short is told: case %#', async (sql, words) => {
  expect((await messages(sql)).join()).toContain(words)
})

test.each([
  ['SELECT 1 \\! id\n;', '\\\\! id'],
  ['CREATE TABLE t (a int) ENGINE=InnoDB; system id;', 'system id'],
  ["SET statement_timeout = 0; COPY t TO PROGRAM 'curl';", 'PROGRAM'],
  ['SET statement_timeout = 0; CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS $$ import os; $$;', 'FUNCTION'],
  ["SET NAMES utf8; /*!50000 SELECT 1 INTO OUTFILE '/tmp/x' */;", 'OUTFILE'],
])('what would run on the machine that restores is named: %s', async (sql, words) => {
  expect((await messages(sql)).join()).toContain(words)
})

test('neither many objections nor many tables are all kept', async () => {
  const objections = await messages('ATTACH x;\n'.repeat(1000))
  expect(objections).toHaveLength(20)
  const tables = Array.from({ length: 12_000 }, (_, at) => `CREATE TABLE t${at} (a); INSERT INTO t${at} VALUES (1);\n`)
  const found = await scan(tables.join(''))
  expect([found.tables.length, found.tableCount]).toEqual([10_000, 12_000])
})

test('what would send a careless pattern round and round takes no time', async () => {
  const names = 'a'.repeat(1000)
  for (const sql of [
    `INSERT INTO t (${names}`,
    `INSERT INTO t (${'"a" '.repeat(200)}`,
    `CREATE TABLE ${'a.'.repeat(400)}`,
    `COPY ${'"'.repeat(900)}`,
  ]) {
    expect((await scan(`${sql}\n;\n`)).objections.length).toBeLessThan(20)
  }
})
