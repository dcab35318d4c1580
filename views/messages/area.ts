import type { Language } from '../language.ts'

/** A message that depends on a number. Languages that don't tell one from many have only `other`. */
export interface Plural {
  readonly one?: string
  readonly other: string
}

export interface Words {
  readonly [name: string]: string | Plural | Words
}

/** The same messages in any language. */
export type Said<Shape> = {
  readonly [Name in keyof Shape]: Shape[Name] extends string ? string : Shape[Name] extends Plural ? Plural : Said<Shape[Name]>
}

/** What one area of the dashboard says, by language. */
export type Area<Shape> = Readonly<Record<Language, Said<Shape>>>

/** The messages of an area: those in English say which there are, and the compiler misses what another language lacks. */
export function area<const English extends Words>(en: English, zhCN: Said<English>): Area<English> {
  return { en: en as Said<English>, 'zh-CN': zhCN }
}
