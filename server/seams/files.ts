import * as blocking from 'node:fs'
import * as promises from 'node:fs/promises'
import type { BlockingFiles, Files } from '../../plugins/contract.ts'

export const systemFiles: Files = promises

export const systemBlockingFiles: BlockingFiles = blocking
