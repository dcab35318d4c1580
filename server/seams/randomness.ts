import { randomBytes } from 'node:crypto'

export interface Randomness {
  bytes(count: number): Uint8Array
}

export const systemRandomness: Randomness = {
  bytes: (count) => new Uint8Array(randomBytes(count)),
}
