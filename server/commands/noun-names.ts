import type { Store } from '../store/store.ts'

/** The names that people gave, by id; a dash for what was removed, or never was. */
export interface NounNames {
  source(id: string | null): string
  plan(id: string | null): string
  target(id: string | null): string
}

export async function readNames(store: Pick<Store, 'sources' | 'plans' | 'targets'>): Promise<NounNames> {
  const sources = byId(await store.sources.list())
  const plans = byId(await store.plans.list())
  const targets = byId(await store.targets.list())
  return {
    source: (id) => sources.get(id ?? '') ?? '-',
    plan: (id) => plans.get(id ?? '') ?? '-',
    target: (id) => targets.get(id ?? '') ?? '-',
  }
}

function byId(nouns: readonly { readonly id: string; readonly name: string }[]): ReadonlyMap<string, string> {
  return new Map(nouns.map(({ id, name }) => [id, name]))
}
