import type { OptionTable, OptionValues } from './command.ts'
import { dataOptions } from './data-options.ts'
import { identityOptions, limitOptions } from './job-options.ts'

/** The options of `restore`, for both of its forms. */
export const restoreOptions = {
  to: {
    type: 'string',
    placeholder: 'SOURCE',
    clashes: ['into'],
    help: 'The source to restore into; what it holds is replaced unless --existing says otherwise.',
  },
  into: { type: 'string', placeholder: 'DIALECT:WHERE', help: 'Where to: sqlite:/path/new.db, files:/path/folder.' },
  upload: { type: 'string', placeholder: 'FILE', help: 'Restore a dump or ZIP file that was made elsewhere, instead of a backup.' },
  tables: {
    type: 'string',
    multiple: true,
    placeholder: 'A,B',
    help: 'Only these tables (of files: these paths); reads only their bytes.',
  },
  existing: {
    type: 'string',
    choices: ['refuse', 'replace', 'keep'],
    help: 'What to do with what is there already: refuse (the default with --into), replace it, or keep it and add what is missing.',
  },
  'no-safety': { type: 'boolean', help: 'Make no safety backup of the destination first: the restore can then not be undone.' },
  'dry-run': { type: 'boolean', help: 'Show what it would do and what keeps it from it; touch nothing.' },
  yes: { type: 'boolean', help: 'Do not ask before what is there is replaced.' },
  set: { type: 'string', multiple: true, placeholder: 'KEY=VALUE', help: 'A further setting of the destination.' },
  'set-file': {
    type: 'string',
    multiple: true,
    placeholder: 'KEY=FILE',
    help: 'Of an archive file: a further setting, read from a file: for secrets.',
  },
  ...identityOptions,
  ...limitOptions,
  ...dataOptions,
} as const satisfies OptionTable

/** Their values. */
export type RestoreOptions = OptionValues<typeof restoreOptions>
