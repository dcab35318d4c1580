import type { Visitor } from './visitor.ts'

/** What people read or hear of a page that isn't code, a log or something typed. The description of the API is English, and says so. */
const collect = `(() => {
  const found = []
  const skipped = 'script, style, noscript, code, pre, kbd, samp, textarea, svg, a[hreflang], .log' + (location.pathname === '/docs' ? ', [lang=en]' : '')
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
  for (let node = walker.currentNode; node !== null; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node
    if (element === null || element.closest(skipped) !== null) continue
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data)
    else for (const name of ['title', 'aria-label', 'placeholder', 'alt']) if (node.hasAttribute(name)) found.push(node.getAttribute(name))
  }
  return found.map((text) => text.replace(/\\s+/g, ' ').trim()).filter((text) => text !== '')
})()`

/** The texts of the page as it is that have three or more words in Latin letters in a row, once names, paths and the like are taken out. */
export async function latinOn({ page }: Visitor, names: RegExp): Promise<string[]> {
  const texts = (await page.evaluate(collect)) as string[]
  return [...new Set(texts.filter((text) => isLatin(text.replaceAll(names, ' · '))))]
}

function isLatin(text: string): boolean {
  return /(?<![\w/.-])[A-Za-z]{2,}(?:['’]\w+)?(?:[ ,;:.]+[A-Za-z]{1,}(?:['’]\w+)?){2,}(?![\w/])/.test(text)
}
