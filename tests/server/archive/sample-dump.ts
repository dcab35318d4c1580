/** Rows like those of a dump: some 150 bytes of prose, numbers and a token, each by a number of its own so that any row can be made again. */
export function sampleRow(number: number, version = 0): string {
  let state = Math.imul(number + 1, 0x9e3779b1) ^ Math.imul(version, 0x85ebca6b)
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 9) % limit
  }
  const words = ['orange', 'harbour', 'copper', 'lantern', 'meadow', 'thistle', 'granite', 'violin']
  const word = () => words[below(words.length)]
  const token = Array.from({ length: 16 }, () => below(16).toString(16)).join('')
  const date = `20${10 + below(15)}-${10 + below(3)}-${10 + below(18)} ${10 + below(13)}:${10 + below(49)}`
  return `(${number},${below(90_000)},'${date}',${below(1_000_000) / 100},'${word()} ${word()} ${word()}','${word()}','${token}','https://example.org/${word()}/${below(1e6)}'),\n`
}

/** So many rows joined, with those that `changed` picks in another version. */
export function sampleDump(rows: number, changed: (number: number) => boolean = () => false): Uint8Array {
  const lines: string[] = []
  for (let number = 0; number < rows; number++) lines.push(sampleRow(number, changed(number) ? 1 : 0))
  return Buffer.from(lines.join(''), 'latin1')
}
