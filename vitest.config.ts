import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // They need a browser: `npm run test:e2e`.
    exclude: ['tests/e2e/**'],
    pool: 'forks',
    // The default leaves a core idle, which on two of them doubles the time.
    maxWorkers: '100%',
    // To end what hangs and nothing else: how long something takes is for benchmarks to say.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
  },
})
