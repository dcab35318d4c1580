import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Where Debian and its like put it; HOLDFAST_CHROMIUM names another. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Nothing of the browser's own goes out: what a test sees leave the host, a page sent. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/** Starts a browser without a window. Whoever opens it disposes it. */
export async function openBrowser(): Promise<Browser & AsyncDisposable> {
  const path = process.env['HOLDFAST_CHROMIUM'] ?? places.find((place) => existsSync(place))
  if (path === undefined)
    throw new Error('The browser tests need Chromium: install the package chromium, or name the program in HOLDFAST_CHROMIUM.')
  return chromium.launch({ executablePath: path, args: quiet })
}
