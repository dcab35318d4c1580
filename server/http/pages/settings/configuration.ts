import { configurationArea } from '../../../../views/messages/settings-configuration.ts'
import { configurationPage, configurationPath } from '../../../../views/pages/settings/configuration.ts'
import { configurationPlanPage, configurationReportPage } from '../../../../views/pages/settings/configuration-plan.ts'
import { notRefused } from '../../../../views/pages/settings/frame.ts'
import { carryConfiguration, openCarried } from '../../../services/configuration-carried.ts'
import type { ImportMode } from '../../../services/configuration-import.ts'
import { planConfiguration } from '../../../services/configuration-plan.ts'
import { readConfigurationText } from '../../../services/configuration-text.ts'
import { configurationBytesMax } from '../../api/configuration-body.ts'
import { takeConfiguration } from '../../api/configuration-take.ts'
import type { Call } from '../../call.ts'
import { defineRoute, type Route } from '../../route.ts'
import { frameOf, htmlAnswer, pageResponse, redirect } from '../page.ts'
import { readFileForm } from './file-form.ts'
import { faulty, type Refusal, refusedBy } from './refusal.ts'

const shared = { access: 'admin', scope: 'none', tags: ['pages'], responses: htmlAnswer } as const
const applyPath = `${configurationPath}/apply`
/** Sealing makes a document that packs badly longer by so much. */
const carriedBytesMax = 2 * configurationBytesMax

/** The configuration as a file. It is had from the API itself, and taken in here. */
export const configurationPages: readonly Route[] = [
  defineRoute({
    ...shared,
    method: 'get',
    path: configurationPath,
    summary: 'Where the configuration is exported and imported',
    async handle({ context, principal }) {
      const frame = frameOf(context, principal)
      return pageResponse(configurationPage({ ...notRefused, mode: 'merge', bytesMax: configurationBytesMax }, frame), frame)
    },
  }),
  defineRoute({ ...shared, method: 'post', path: configurationPath, summary: 'What taking a file in would change', handle: plan }),
  defineRoute({ ...shared, method: 'post', path: applyPath, summary: 'Takes in what was looked at', handle: apply }),
  // For whoever loads the page anew that told what was done.
  defineRoute({ ...shared, method: 'get', path: applyPath, summary: 'Back to the start', handle: async () => redirect(configurationPath) }),
]

async function plan(call: Call): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  let mode: ImportMode = 'merge'
  try {
    const form = await readFileForm(call, configurationBytesMax)
    if ((await form.text('mode')) === 'replace') mode = 'replace'
    const text = await form.text('file')
    if (text === '') return await refusedPage(call, faulty({ file: configurationArea[frame.language].noFile }, frame), mode)
    const document = readConfigurationText(text)
    const { installation } = call.house
    const found = await planConfiguration(installation, document, mode)
    const carried = carryConfiguration(installation, { document, mode }, actorOf(call))
    return await pageResponse(configurationPlanPage({ ...found, carried }, frame), frame)
  } catch (error) {
    return refusedPage(call, refusedBy(error, frame), mode)
  }
}

async function apply(call: Call): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  try {
    const form = await readFileForm(call, carriedBytesMax)
    const { document, mode } = openCarried(call.house.installation, await form.text('carried'), actorOf(call))
    return await pageResponse(configurationReportPage(await takeConfiguration(call, document, mode), frame), frame)
  } catch (error) {
    return refusedPage(call, refusedBy(error, frame), 'merge')
  }
}

function actorOf({ requestedBy }: Call): string {
  return requestedBy ?? ''
}

/** Whatever is wrong with a document stands beside the file that it came in. */
async function refusedPage(call: Call, { status, told, faults }: Refusal, mode: ImportMode): Promise<Response> {
  const frame = frameOf(call.context, call.principal)
  const [first] = Object.values(faults)
  const view = { told, faults: first === undefined ? {} : { file: first }, mode, bytesMax: configurationBytesMax }
  return pageResponse(configurationPage(view, frame), frame, { status })
}
