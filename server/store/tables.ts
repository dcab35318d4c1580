import type { Generated } from 'kysely'

/**
 * The tables as the last migration leaves them. Portable types only: text, integers up to 2^53, no booleans (0 and 1), times as milliseconds
 * since 1970, structures as JSON text that only the noun's own file reads.
 */
export interface Tables {
  setting: { key: string; value: string }
  source: {
    id: string
    name: string
    dialect: string
    config: string
    identity: string | null
    folder: string
    created_at: number
    updated_at: number
  }
  target: {
    id: string
    name: string
    kind: string
    config: string
    prefix: string
    identity: string | null
    created_at: number
    updated_at: number
  }
  plan: {
    id: string
    name: string
    folder: string
    settings: string
    is_paused: number
    last_slot: number | null
    next_slot: number | null
    next_run_at: number | null
    next_verify_at: number | null
    expected_since: number
    created_at: number
    updated_at: number
  }
  plan_source: { plan_id: string; source_id: string; position: number }
  plan_target: { plan_id: string; target_id: string; position: number }
  backup: {
    id: string
    name: string
    source_id: string | null
    plan_id: string | null
    purpose: 'regular' | 'safety'
    scope: 'full' | 'db' | 'files' | 'settings' | 'partial'
    mode: 'full' | 'incremental' | 'differential'
    trigger_kind: 'manual' | 'auto'
    started_at: number
    finished_at: number
    size_bytes: number
    plain_bytes: number | null
    sha256: string
    is_sealed: number
    chain_root: string
    chain_parent: string | null
    chain_length: number
    source_facts: string
    source_digest: string
    table_count: number | null
    trust: 'stored' | 'parsed' | 'proven'
    warnings: number
    is_pinned: number
    is_size_plausible: number
    description: string
    state: 'kept' | 'delete_pending'
    job_id: string | null
  }
  backup_need: { backup_id: string; needs_id: string }
  backup_table: {
    backup_id: string
    position: number
    name: string
    rows: number | null
    size_bytes: number | null
    checksum: string | null
  }
  copy: {
    backup_id: string
    target_id: string
    key: string
    state: 'kept' | 'missing' | 'damaged' | 'delete_pending'
    verified_at: number | null
    reason: string | null
  }
  verification: {
    id: string
    backup_id: string
    target_id: string | null
    job_id: string
    level: 'stored' | 'parsed' | 'proven'
    is_passed: number
    at: number
    duration_ms: number
    evidence: string
    failure: string | null
  }
  cleanup: {
    id: string
    backup_id: string
    backup_name: string
    plan_id: string | null
    at: number
    size_bytes: number
    reason: string
    outcome: 'removed' | 'delete_pending'
    failure: string | null
  }
  job: {
    id: string
    kind: 'backup' | 'restore' | 'verify' | 'prune' | 'copy' | 'rescan'
    state: 'pending' | 'running' | 'completed' | 'completed_with_warnings' | 'failed' | 'cancelled' | 'timeout'
    trigger_kind: 'manual' | 'auto'
    request: string
    plan_id: string | null
    source_id: string | null
    target_id: string | null
    backup_id: string | null
    /** Whether a backup that it made is known: only the backups' file writes it. Such a job is not forgotten. */
    has_backup: number
    queued_at: number
    not_before: number
    started_at: number | null
    finished_at: number | null
    progress: string | null
    result: string | null
    failure: string | null
    reason: string | null
    warnings: number
    cancel_requested: number
    attempt: number
    retry_of: string | null
    fence: number
    owner: string | null
    lease_until: number | null
    /** The process that does the present step; it may outlive the owner for a moment. */
    step_owner: string | null
    /** `user:3`, `key:5`; null for schedules and the command line. */
    requested_by: string | null
  }
  /** What a job keeps to itself as long as it is not at its end: no two jobs that run may hold the same one. */
  job_resource: { job_id: string; resource: string }
  /** The processes that take jobs from the queue. */
  worker: { id: string; owner: string; runs_schedules: number; started_at: number; seen_at: number }
  /** A backup that was asked for or found, under the number that contracts know it by. */
  record: {
    number: Generated<number>
    /** Of the job that makes or made it; null for what was found at a target or made before a restore. */
    job_id: string | null
    /** Null until the backup is there. */
    backup_id: string | null
    source_id: string | null
    trigger_kind: 'manual' | 'auto'
    created_at: number
    actor: string | null
    origin: Generated<string>
    name: string | null
    description: Generated<string>
    scope: string | null
    options: Generated<string>
  }
  contract_plan: {
    number: Generated<number>
    contract: string
    plan_id: string
    actor: string | null
    created_at: number
    options: string
  }
  /** What was answered under an idempotency key; without a status, the request is still being worked on. */
  answer: { actor: string; key: string; request_digest: string; status: number | null; body: string | null; at: number }
  /** Who the numbers that people see belong to; users and keys count in one sequence. */
  principal_number: { number: Generated<number>; kind: 'user' | 'key'; id: string }
  user: {
    id: string
    number: number
    name: string
    /** The name as it is compared: no two users differ by case alone. */
    folded_name: string
    password_hash: string
    role: 'viewer' | 'backup_operator' | 'admin'
    is_disabled: number
    /** Sealed; null without a second factor. */
    totp_secret: string | null
    totp_last_step: number | null
    recovery_codes: string
    /** Counts what ends every token that was given out before. */
    epoch: number
    created_at: number
    updated_at: number
    last_login_at: number | null
  }
  /** The id is the hash of what the browser holds. */
  session: { id: string; user_id: string; expires_at: number; created_at: number; address: string | null; agent: string | null }
  api_key: {
    id: string
    number: number
    name: string
    prefix: string
    secret_hash: string
    role: 'viewer' | 'backup_operator' | 'admin'
    source_ids: string | null
    expires_at: number | null
    last_used_at: number | null
    created_by: string | null
    created_at: number
    revoked_at: number | null
  }
  audit: {
    seq: number
    at: number
    actor: string | null
    actor_name: string
    action: string
    subject: string | null
    address: string | null
    detail: string
    previous_hash: string
    hash: string
  }
}
