import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'

export interface VisitorOptions {
  readonly language?: 'en' | 'zh-CN'
  readonly scheme?: 'light' | 'dark'
  readonly width?: number
  readonly height?: number
  readonly hasScripts?: boolean
  readonly timezone?: string
}

/** Somebody with a browser of their own, who notices whatever a page does that it must not. */
export class Visitor implements AsyncDisposable {
  readonly page: Page
  readonly base: string
  /** Errors of scripts, violations of the content policy, and requests that leave the host. */
  readonly complaints: string[] = []
  readonly #context: BrowserContext

  constructor(context: BrowserContext, page: Page, base: string) {
    this.#context = context
    this.page = page
    this.base = base
    const { host } = new URL(base)
    page.on('pageerror', (error) => this.complaints.push(`error of a script: ${error.message}`))
    page.on('console', (message) => {
      // A refused form is answered with its status, which browsers report as an error of the page.
      if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) this.complaints.push(`console: ${message.text()}`)
    })
    page.on('request', (request) => {
      const url = new URL(request.url())
      if (url.host !== host && url.protocol !== 'data:' && url.protocol !== 'blob:') this.complaints.push(`request to ${url.host}`)
    })
  }

  async go(path: string): Promise<void> {
    await this.page.goto(new URL(path, this.base).href)
  }

  async signIn(name: string, password: string): Promise<void> {
    await this.go('/login')
    await this.page.fill('#name', name)
    await this.page.fill('#password', password)
    await this.page.click('main button[type=submit]')
    await this.page.waitForURL((url) => !url.pathname.startsWith('/login'))
  }

  /** What axe finds serious or critical on the page as it is. */
  async barriers(): Promise<string[]> {
    await this.page.evaluate(await axeSource())
    const found = (await this.page.evaluate('axe.run({ resultTypes: ["violations"] })')) as AxeResult
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, help, nodes }) =>
          `${id}: ${help} (${nodes
            .map(({ target }) => target.join(' '))
            .slice(0, 4)
            .join('; ')})`,
      )
  }

  /** Forgets complaints that a test itself caused. */
  forgive(pattern: RegExp): void {
    const kept = this.complaints.filter((complaint) => !pattern.test(complaint))
    this.complaints.splice(0, this.complaints.length, ...kept)
  }

  /** By how many pixels the page is wider than the window. */
  async overflow(): Promise<number> {
    return this.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') as Promise<number>
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close()
    expect(this.complaints).toEqual([])
  }
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string | null
    readonly help: string
    readonly nodes: readonly { readonly target: readonly string[] }[]
  }[]
}

async function axeSource(): Promise<string> {
  return readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
}

/** Whoever opens it disposes it; that fails where a page did what it must not. */
export async function openVisitor(browser: Browser, base: string, options: VisitorOptions = {}): Promise<Visitor> {
  const { language = 'en', scheme = 'light', width = 1280, height = 900, hasScripts = true, timezone = 'UTC' } = options
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale: language,
    javaScriptEnabled: hasScripts,
    timezoneId: timezone,
    acceptDownloads: true,
  })
  context.setDefaultTimeout(20_000)
  return new Visitor(context, await context.newPage(), base)
}
