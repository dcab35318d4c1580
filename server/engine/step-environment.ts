/** The variables that hold the key of this installation, the one to come, and what configurations refer to. */
const secret = /^HOLDFAST_(NEW_)?SECRET_/

/** The environment of a step: that of this process without its secrets. A step gets those it needs in its specification, and runs plugins of others. */
export function stepEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secret.test(name)))
}
