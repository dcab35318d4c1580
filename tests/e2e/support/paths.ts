import type { live } from './furnished.ts'

/** Every page there is, about things that are there. */
export function paths(made: Awaited<ReturnType<typeof live>>): string[] {
  const { backupId, secondId, failedJobId, restoreJobId } = made
  return [
    ...['/', '/backups', '/admin/backups', '/backups/new', `/backups/${backupId}`, `/backups/${secondId}`, `/backups/${backupId}/delete`],
    ...['/restore', `/restore?backup=${backupId}`, `/restore/${restoreJobId}`, `/restore/${restoreJobId}/undo`, '/restore/upload'],
    ...['/jobs', `/jobs/${failedJobId}`, `/jobs/${restoreJobId}`],
    ...['/plans', '/plans/new', '/plans/nightly', '/plans/nightly/edit', '/plans/nightly/retention', '/plans/nightly/delete'],
    ...[
      '/sources',
      '/sources/new',
      '/sources/new?dialect=sqlite',
      '/sources/shop',
      '/sources/shop/edit',
      '/sources/shop/delete',
      '/sources/shop/tables',
    ],
    ...[
      '/targets',
      '/targets/new',
      '/targets/new?kind=local',
      '/targets/local',
      '/targets/local/edit',
      '/targets/local/delete',
      '/targets/local/browse',
    ],
    ...['/drills', '/audit', '/settings', '/settings/preferences', '/settings/account', '/settings/users', '/settings/keys'],
    ...[
      '/settings/encryption',
      '/settings/recovery-kit',
      '/settings/plugins',
      '/settings/limits',
      '/settings/configuration',
      '/settings/contracts',
    ],
    ...['/welcome', '/welcome/target', '/welcome/source', '/welcome/recovery-kit', '/welcome/backup', '/docs'],
    ...[`/backups/${backupId}/manifest`, '/jobs?state=failed', '/restore/uploads'],
    ...[`/restore/what?backup=${backupId}`, `/restore/where?backup=${backupId}`, `/restore/check?backup=${backupId}&to=origin`],
    ...['/sources/new?dialect=files', '/sources/new?dialect=bundle', '/targets/new?kind=database', '/backups?text=nothing'],
    ...['/settings/account/password', '/settings/account/totp', '/settings/users/new', '/settings/keys/new', '/settings/encryption/rotate'],
  ]
}
