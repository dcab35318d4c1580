import { expect } from 'vitest'
import type { Visitor } from './visitor.ts'

interface Stop {
  readonly name: string
  readonly isNowhere: boolean
  readonly isSeen: boolean
}

const stopScript = `(() => {
  const spot = document.activeElement ?? document.body
  const { outlineStyle, outlineWidth } = getComputedStyle(spot)
  const label = spot.labels?.[0] ?? spot
  // The parts of a date and of a time show by themselves which of them is meant.
  const hasParts = ['date', 'time'].includes(spot.type)
  return {
    name: (spot.getAttribute('aria-label') ?? label.textContent).trim().replace(/\\s+/g, ' '),
    isNowhere: spot === document.body,
    isSeen: hasParts || outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
  }
})()`

const stopsMax = 120

/** What has the focus. */
export async function focused({ page }: Visitor): Promise<Stop> {
  return (await page.evaluate(stopScript)) as Stop
}

/** Goes on with Tab until something of this name has the focus; every stop on the way must be seen to have it. */
export async function tabTo(visitor: Visitor, name: RegExp): Promise<void> {
  const passed: string[] = []
  while (passed.length < stopsMax) {
    await visitor.page.keyboard.press('Tab')
    const stop = await focused(visitor)
    if (!stop.isNowhere) expect(stop, `${stop.name} on ${visitor.page.url()}`).toMatchObject({ isSeen: true })
    if (name.test(stop.name)) return
    passed.push(stop.name)
  }
  throw new Error(`Nothing called ${name} is met with Tab on ${visitor.page.url()}, only ${[...new Set(passed)].join(' | ')}`)
}

/** Goes to it, and presses Enter. */
export async function enter(visitor: Visitor, name: RegExp, to: RegExp): Promise<void> {
  await tabTo(visitor, name)
  await visitor.page.keyboard.press('Enter')
  await visitor.page.waitForURL(to)
  await visitor.page.locator('main').waitFor()
}

/** Whether the focus is on the content of the page, from where Tab goes on. */
export async function isAtContent({ page }: Visitor): Promise<boolean> {
  return (await page.evaluate("document.activeElement === document.getElementById('content')")) as boolean
}
