import { expect, test } from 'vitest'
import { stepEnvironment } from '../../../server/engine/step-environment.ts'

test('a step inherits everything but the secrets of its installation', () => {
  const env = {
    PATH: '/bin',
    HOLDFAST_DATA: '/srv/data',
    HOLDFAST_PLUGINS: 'a.ts',
    HOLDFAST_SECRET_KEY: 'canary',
    HOLDFAST_NEW_SECRET_KEY: 'canary',
    HOLDFAST_SECRET_SHOP_PASSWORD: 'canary',
    AWS_PROFILE: 'shop',
  }
  expect(stepEnvironment(env)).toEqual({ PATH: '/bin', HOLDFAST_DATA: '/srv/data', HOLDFAST_PLUGINS: 'a.ts', AWS_PROFILE: 'shop' })
})
