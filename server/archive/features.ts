/** How many min-hashes a chunk has. */
export const featureCount = 4

const lowest = -(2 ** 31)
/** Odd, so that multiplying by one only reorders the words: the largest product is the min-hash of one random order. */
const multipliers = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const
const offsets = [0x2545f491, 0x5851f42d, 0x14057b7e, 0x369dea0f] as const
const linkMultiplier = 0x2c1b3c6d

/**
 * Gathers the features of a chunk from sampled values of its rolling hash: for each of four orders of all words, the sample that comes last in it.
 * Two chunks share a feature with a probability near the share of samples they have in common (Broder, "On the resemblance and containment of documents", 1997).
 *
 * Sampled hashes agree in their upper bits, which leaves too few to tell unrelated chunks apart; so each is joined with the one before it.
 */
export class FeatureSampler {
  #previous = 0
  #first = lowest
  #second = lowest
  #third = lowest
  #fourth = lowest

  add(hash: number): void {
    const link = Math.imul(this.#previous, linkMultiplier) ^ hash
    this.#previous = hash
    const first = (Math.imul(link, multipliers[0]) + offsets[0]) | 0
    if (first > this.#first) this.#first = first
    const second = (Math.imul(link, multipliers[1]) + offsets[1]) | 0
    if (second > this.#second) this.#second = second
    const third = (Math.imul(link, multipliers[2]) + offsets[2]) | 0
    if (third > this.#third) this.#third = third
    const fourth = (Math.imul(link, multipliers[3]) + offsets[3]) | 0
    if (fourth > this.#fourth) this.#fourth = fourth
  }

  /** The features so far, and starts anew. A feature without a sample is 0, which resembles nothing. */
  take(): Uint32Array {
    const features = Uint32Array.of(this.#first - lowest, this.#second - lowest, this.#third - lowest, this.#fourth - lowest)
    this.#previous = 0
    this.#first = this.#second = this.#third = this.#fourth = lowest
    return features
  }
}
