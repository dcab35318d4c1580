import { compileGlob, type Glob } from './glob.ts'
import { type BytePath, fromText, isWithin, readable } from './path.ts'

export interface ChoiceRules {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Paths in text form; each means itself and everything below. Null means the whole tree. */
  readonly selection: readonly string[] | null
}

/** `take` records it; `pass` walks through a folder that is recorded only if something below is taken; `drop` leaves it and all below. */
export type Verdict = 'take' | 'pass' | 'drop'

/** Which paths of a tree are meant: those selected and included, without those excluded. */
export class Choice {
  readonly #include: readonly Glob[]
  readonly #exclude: readonly Glob[]
  readonly #selection: readonly BytePath[] | null

  constructor(rules: ChoiceRules) {
    this.#include = rules.include.map(compileGlob)
    this.#exclude = rules.exclude.map(compileGlob)
    this.#selection = rules.selection?.map(fromText) ?? null
  }

  /** `isBelowTaken` spares the look at what is known already: all below a taken folder is taken unless excluded. */
  verdict(path: BytePath, isFolder: boolean, isBelowTaken: boolean): Verdict {
    const mayPass = isFolder ? 'pass' : 'drop'
    if (path === '' && this.#include.length > 0) return 'pass'
    const names = this.#include.length + this.#exclude.length === 0 ? [] : readable(path).split('/')
    if (path !== '' && this.#exclude.some((glob) => glob(names, isFolder))) return 'drop'
    if (isBelowTaken) return 'take'
    const selected = this.#selected(path)
    if (selected === 'drop') return 'drop'
    if (selected === 'pass') return mayPass
    return this.#included(names, isFolder) ? 'take' : mayPass
  }

  #selected(path: BytePath): Verdict {
    if (this.#selection === null) return 'take'
    if (this.#selection.some((chosen) => isWithin(path, chosen))) return 'take'
    return this.#selection.some((chosen) => isWithin(chosen, path)) ? 'pass' : 'drop'
  }

  #included(names: readonly string[], isFolder: boolean): boolean {
    if (this.#include.length === 0) return true
    for (let depth = names.length; depth > 0; depth -= 1) {
      const above = names.slice(0, depth)
      if (this.#include.some((glob) => glob(above, isFolder || depth < names.length))) return true
    }
    return false
  }
}
