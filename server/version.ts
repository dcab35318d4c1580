import packageDescription from '../package.json' with { type: 'json' }

/** The version of this program, as archives, the command line and the health answer name it. */
export const version: string = packageDescription.version
