import { describe, test } from 'vitest'
import { testDialect } from '../../../../plugins/conformance/dialect.ts'
import { subjectOf } from './conformance-subject.ts'

testDialect(subjectOf('snapshot'), { describe, test })
