import { html } from 'hono/html'
import type { Html } from '../html.ts'
import { qrModules } from './qr-modules.ts'

const quietZone = 4

/** A text as a QR code that a phone reads from the screen, black on white in the dark too; nothing where it is too long for one. */
export function qrCode(text: string, name: string): Html {
  const modules = qrModules(new TextEncoder().encode(text))
  if (modules === null) return html``
  const side = modules.length + 2 * quietZone
  const path = modules.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x + quietZone} ${y + quietZone}h1v1h-1z` : ''))).join('')
  return html`<svg class="qr" viewBox="0 0 ${side} ${side}" role="img" aria-label="${name}" shape-rendering="crispEdges"><rect width="${side}" height="${side}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`
}
