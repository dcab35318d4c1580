/** A worker that was not seen for so long is gone, wherever it ran. */
export const workerGoneMs = 30_000
