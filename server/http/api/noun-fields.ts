import { z } from 'zod'
import { type Consequences, describeConsequences } from '../../services/removal.ts'

/** Longer than any name or id that there is. */
const nameLengthMax = 400

/** A name or an id, as a path or a body has it. */
export function nameOrId(noun: string) {
  return z
    .string()
    .min(1)
    .max(nameLengthMax)
    .meta({ description: `Name or id of a ${noun}.` })
}

/** A new name; what it may hold the service says. */
export const newName = z.string().max(nameLengthMax).meta({ description: '1 to 100 characters, none of them a control character.' })

/** The configuration of a source or target as it is given. */
export const configGiven = z.record(z.string().max(200), z.unknown()).meta({
  description:
    'The fields that /api/v1/plugins lists for it. In a change null takes a field away, and the dots of a secret leave it as it is.',
})

/** As it is shown. */
export const configShown = z.record(z.string(), z.unknown()).meta({ description: 'Dots stand in place of secrets.' })

export const probeQuery = {
  probe: z
    .stringbool()
    .default(true)
    .meta({ description: 'Whether the connection is tested first; what can not be reached is not kept then.' }),
}

export const forceQuery = {
  force: z.stringbool().default(false).meta({ description: 'Also when something stands on it; /consequences tells what becomes of that.' }),
}

export const searchQuery = {
  name: z.string().max(nameLengthMax).optional().meta({ description: 'Only those whose name holds this text.' }),
}

export const consequencesShape = z
  .object({
    noun: z.enum(['source', 'target', 'plan']),
    name: z.string(),
    plans: z.array(z.string()).meta({ description: 'The plans that lose it.' }),
    pausedPlans: z.array(z.string()).meta({ description: 'Those of them that have no other, and are paused.' }),
    bundles: z.array(z.string()).meta({ description: 'As long as it belongs to one it is not removed.' }),
    pendingJobs: z.number().int().meta({ description: 'They are cancelled.' }),
    runningJobs: z.number().int().meta({ description: 'As long as there is one it is not removed.' }),
    backups: z.number().int().meta({ description: 'They stay, but no retention looks after them any more.' }),
    copies: z.number().int().meta({ description: 'They stay where they are, but are forgotten.' }),
    forgottenBackups: z.number().int().meta({ description: 'Backups without any other copy: forgotten too.' }),
    sentences: z.array(z.string()).meta({ description: 'The same in words.' }),
  })
  .meta({ id: 'Consequences' })

export function shapeOfConsequences(consequences: Consequences) {
  return { ...consequences, sentences: describeConsequences(consequences) }
}

export const removedShape = z.object({ removed: z.string(), consequences: consequencesShape }).meta({ id: 'RemovedNoun' })

/** What a removal answers. */
export function shapeOfRemoval(consequences: Consequences) {
  return { removed: consequences.name, consequences: shapeOfConsequences(consequences) }
}
