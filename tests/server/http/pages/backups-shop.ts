import type { Backup } from '../../../../server/domain/backup.ts'
import type { Source } from '../../../../server/domain/source.ts'
import type { Target } from '../../../../server/domain/target.ts'
import type { PageSite } from '../pages-browser.ts'

export interface PageShop {
  readonly source: Source
  readonly target: Target
}

/** A database with two tables of which one holds two rows, and where it is backed up to. */
export async function addShop({ house }: PageSite, name = 'shop'): Promise<PageShop> {
  house.sqlite(`${name}.db`, 'create table item (id integer primary key, name text); create table bill (id integer primary key)')
  house.sqlite(`${name}.db`, "insert into item values (1, 'pen'), (2, 'ink')")
  return { source: await house.addSource({ name }), target: await house.addTarget({ name: `${name}-disk` }) }
}

/** A full backup of the shop and an incremental one that refers to it, both of a plan. */
export async function addChain(site: PageSite, { source, target }: PageShop): Promise<{ full: Backup; part: Backup; planId: string }> {
  const plan = await site.house.addPlan({ name: 'nightly', sourceIds: [source.id], targetIds: [target.id] })
  const full = await site.house.backup({ sourceId: source.id, planId: plan.id })
  site.house.sqlite(`${source.name}.db`, "insert into item values (3, 'nib')")
  site.house.clock.advance(60_000)
  const part = await site.house.backup({ sourceId: source.id, planId: plan.id, mode: 'incremental' })
  return { full, part, planId: plan.id }
}

/** What a page shows to people: its text without tags and superfluous space. */
export function textOf(page: string): string {
  return page
    .replaceAll('<wbr>', '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
}
