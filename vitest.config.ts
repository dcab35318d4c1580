import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // They need a browser: `npm run test:e2e`.
    exclude: ['tests/e2e/**'],
    pool: 'forks',
    // The default leaves a core idle, which on two of them doubles the time.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
