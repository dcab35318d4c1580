type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array

const lengthMin = 64
/** Columns hold millions of entries, so room that isn't used costs more than copying now and then. */
const growth = 1.25

/** The column itself if it has `length` places, else a longer one that starts with its content. */
export function withRoom<Kind extends Column>(column: Kind, length: number): Kind {
  if (length <= column.length) return column
  const grown = new (column.constructor as new (length: number) => Kind)(Math.ceil(Math.max(length, lengthMin, column.length * growth)))
  grown.set(column)
  return grown
}
