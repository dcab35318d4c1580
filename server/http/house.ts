import type { Control } from '../control/control.ts'
import { BackupService } from '../services/backups.ts'
import { ContractSettingsService } from '../services/contract-settings.ts'
import { DownloadService } from '../services/downloads.ts'
import { DrillService } from '../services/drills.ts'
import { FigureService } from '../services/figures.ts'
import { IdentityService } from '../services/identities.ts'
import type { Installation } from '../services/installation.ts'
import { JobService } from '../services/jobs.ts'
import { PlanService } from '../services/plans.ts'
import { RecordService } from '../services/records.ts'
import { RecoveryKitService } from '../services/recovery-kit.ts'
import { RescanService } from '../services/rescans.ts'
import { RestoreService } from '../services/restores.ts'
import { RetentionService } from '../services/retention.ts'
import { SourceService } from '../services/sources.ts'
import { TargetService } from '../services/targets.ts'
import { UploadService } from '../services/uploads.ts'
import { WelcomeService } from '../services/welcome.ts'
import type { HouseAuth } from './house-auth.ts'
import type { HttpConfig } from './http-config.ts'
import { Meter } from './meter.ts'

/** Everything that a route may use. Nothing of it is opened or closed by a route. */
export interface House {
  readonly installation: Installation
  readonly auth: HouseAuth
  readonly control: Pick<Control, 'hub' | 'wake' | 'vitals'>
  readonly config: HttpConfig
  readonly version: string
  /** When it started, by the monotonic clock. */
  readonly startedMs: number
  readonly sources: SourceService
  readonly targets: TargetService
  readonly plans: PlanService
  readonly backups: BackupService
  readonly records: RecordService
  readonly jobs: JobService
  readonly restores: RestoreService
  readonly retention: RetentionService
  readonly drills: DrillService
  readonly rescans: RescanService
  readonly identities: IdentityService
  readonly contracts: ContractSettingsService
  readonly recoveryKit: RecoveryKitService
  readonly welcome: WelcomeService
  readonly figures: FigureService
  /** Counts what is answered. */
  readonly meter: Meter
  readonly uploads: UploadService
  readonly downloads: DownloadService
  /** Aborts once the daemon drains: whatever would go on for ever ends. Never if absent. */
  readonly stopping?: AbortSignal
  /** False once the daemon drains. */
  isReady(): boolean
  /** Told of every error that is no one's fault but ours. */
  onUnexpected(error: unknown): void
}

export type HouseParts = Pick<
  House,
  'installation' | 'auth' | 'control' | 'config' | 'version' | 'startedMs' | 'stopping' | 'isReady' | 'onUnexpected'
> &
  Partial<Pick<House, 'meter'>>

/** The services over an installation, put beside what they are served with. */
export function furnish(parts: HouseParts): House {
  const { installation } = parts
  return {
    ...parts,
    sources: new SourceService(installation),
    targets: new TargetService(installation),
    plans: new PlanService(installation),
    backups: new BackupService(installation),
    records: new RecordService(installation),
    jobs: new JobService(installation),
    restores: new RestoreService(installation),
    retention: new RetentionService(installation),
    drills: new DrillService(installation),
    rescans: new RescanService(installation),
    identities: new IdentityService(installation),
    contracts: new ContractSettingsService(installation),
    recoveryKit: new RecoveryKitService(installation),
    welcome: new WelcomeService(installation),
    figures: new FigureService(installation),
    meter: parts.meter ?? new Meter(),
    uploads: new UploadService(installation),
    downloads: new DownloadService(installation),
  }
}
