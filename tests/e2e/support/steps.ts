import { expect } from 'vitest'
import { words } from '../../../views/messages/words.ts'
import type { Visitor } from './visitor.ts'

type Language = 'en' | 'zh-CN'

/** Waits on the page of a job until it says that it has ended well. */
export async function awaitCompleted({ page }: Visitor, language: Language): Promise<void> {
  await page.waitForURL(/\/jobs\/[0-9a-f]{32}/)
  const states = words[language].jobStates
  const ended = [states.completed, states.completed_with_warnings, states.failed, states.cancelled, states.timeout]
  const state = page.locator('#job .marks .badge').filter({ hasText: new RegExp(`^\\s*(${ended.join('|')})`) })
  await state.waitFor({ timeout: 60_000 })
  expect(await state.textContent()).toBe(states.completed)
}

/** Goes on to the next step of the way to a restore. */
export async function nextStep({ page }: Visitor, path: string): Promise<void> {
  await page.locator('main form:not(.inline) button[type=submit]:not(.quiet)').last().click()
  await page.waitForURL((url) => url.pathname === path)
}
