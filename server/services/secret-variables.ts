/** What the name of every variable begins with that a configuration may refer to. */
export const secretVariablePrefix = 'HOLDFAST_SECRET_'

/** It begins alike, but is the key that seals all secrets: no configuration may take that for a password and send it somewhere. */
const keyVariable = 'HOLDFAST_SECRET_KEY'

export function isSecretVariable(name: string): boolean {
  return name.startsWith(secretVariablePrefix) && name !== keyVariable
}

/** The variables of an environment that a configuration may refer to, and no others. */
export function secretsIn(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const meant = Object.entries(env).filter(([name, value]) => isSecretVariable(name) && value !== undefined)
  return Object.fromEntries(meant) as Record<string, string>
}
