import type { Role } from '../../../server/domain/role.ts'
import type { Method } from '../../../server/http/route.ts'

type Rule = readonly [methods: '*' | 'change' | Method, path: RegExp, least: Role | 'public']

/**
 * Who may do what, from the specification and not from the routes: the first rule that fits is the one that holds, and what none fits is nobody's.
 * `change` is every method but GET.
 */
const rules: readonly Rule[] = [
  // Before anybody is signed in there must be a way to become somebody; what describes the daemon and says whether it lives says nothing of anybody.
  ['get', /^\/(login|setup|docs|static\/.*)$/, 'public'],
  ['post', /^\/(login|setup)$/, 'public'],
  ['*', /^\/api\/v1\/setup$/, 'public'],
  ['post', /^\/api\/v1\/auth\/(login|token)$/, 'public'],
  ['get', /^\/api\/v1\/(health|health\/live|health\/ready|openapi\.json)$/, 'public'],
  // The link was given out by somebody who may, and is a credential of its own.
  ['get', /^\/api\/v1\/downloads\/\{token\}$/, 'public'],

  // Everybody's own account.
  ['*', /^\/api\/v1\/auth\//, 'viewer'],
  ['post', /^\/logout$/, 'viewer'],
  ['get', /^\/$/, 'viewer'],

  // The dashboard lets people do what the API lets them.
  ['*', /^\/settings(\/(preferences|account)(\/.*)?)?$/, 'viewer'],
  ['*', /^\/((settings|audit|restore|welcome)|live\/(welcome|settings))(\/|$)/, 'admin'],
  ['get', /^\/(sources|targets|plans)\/(new|\{\w+\}\/(edit|delete))$/, 'admin'],
  ['get', /^\/backups\/\{backup\}\/delete$/, 'admin'],
  // It is read out of the archive, as a download is.
  ['get', /^\/backups\/\{backup\}\/manifest$/, 'backup_operator'],
  ['post', /^\/(sources\/\{source\}|targets\/\{target\})\/test$/, 'backup_operator'],
  ['get', /^\/(sources\/\{source\}\/tables|targets\/\{target\}\/browse|backups\/new)$/, 'backup_operator'],
  ['post', /^\/(backups|drills|plans\/\{plan\}\/run|jobs\/\{job\}\/(cancel|retry)|backups\/\{backup\}\/(verify|copy))$/, 'backup_operator'],
  ['change', /^\/(backups|sources|targets|plans|jobs|drills|admin)(\/|$)/, 'admin'],
  ['get', /^\/(backups|admin\/backups|sources|targets|plans|jobs|drills|live)(\/|$)/, 'viewer'],

  // Who may come in, what they did, and the keys to it all.
  ['*', /^\/api\/v1\/(users|keys|audit|configuration|secrets|recovery-kit|uploads)(\/|$)/, 'admin'],
  ['*', /^\/settings\//, 'admin'],

  // Seed E knows admins only; seed D's table: create and list for operators, restores, schedules and deleting for admins.
  ['*', /^\/api\/admin\//, 'admin'],
  ['*', /^\/api\/v1\/backup\/(restore|schedule)(\/|$)/, 'admin'],
  ['get', /^\/api\/v1\/backup\/(list|\{backup_id\})$/, 'backup_operator'],

  // Whatever restores, undoes, deletes or removes.
  ['change', /^\/api\/v1\/restores(\/|$)/, 'admin'],
  ['change', /\/(restore|upload-restore|undo|prune)$/, 'admin'],
  ['delete', /./, 'admin'],

  // What an operator may besides looking: make backups, prove them, copy them, fetch them, end and repeat its own, and try connections that are kept.
  ['post', /^\/api\/v1\/(sources\/\{source\}|targets\/\{target\})\/test$/, 'backup_operator'],
  ['get', /^\/api\/v1\/(sources\/\{source\}\/tables|targets\/\{target\}\/browse)$/, 'backup_operator'],
  ['post', /^\/api\/v1\/plans\/\{plan\}\/run$/, 'backup_operator'],
  [
    'post',
    /^\/api\/v1\/(backups|drills|jobs\/\{job\}\/(cancel|retry)|backups\/\{backup\}\/(verify|copy|download-links))$/,
    'backup_operator',
  ],
  ['get', /\/download(\/\{id\})?$/, 'backup_operator'],
  ['post', /^\/api\/backup\/(create|cancel)$/, 'backup_operator'],
  ['post', /^\/api\/v1\/backup\/(create|backups|configs\/\{id\}\/test)$/, 'backup_operator'],

  // A preview changes nothing, though it is sent as a body.
  ['post', /^\/api\/v1\/plans(\/\{plan\})?\/preview$/, 'viewer'],

  // Sources, targets, plans, settings and schedules, and what is kept of backups, are changed by admins.
  ['change', /^\/api\/v1\/(sources|targets|plans|settings|identities|backups)(\/|$)/, 'admin'],
  ['change', /^\/api\/v1\/backup\/configs(\/|$)/, 'admin'],
  ['change', /^\/api\/backup\/config$/, 'admin'],

  ['get', /^\/api\/(v1|backup)\//, 'viewer'],
]

/** The least role that may; null where no rule says so. */
export function leastRoleFor(method: Method, path: string): Role | 'public' | null {
  const fits = (methods: Rule[0]) => methods === '*' || methods === method || (methods === 'change' && method !== 'get')
  return rules.find(([methods, pattern]) => fits(methods) && pattern.test(path))?.[2] ?? null
}
