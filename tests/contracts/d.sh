#!/usr/bin/env bash
# The fourth document's own examples, as plain curl commands. Takes the base URL of a daemon and a key of the role admin.
# The daemon needs a source of a database, another one of the same kind named staging, and a target.
set -euo pipefail
url="$1/api/v1/backup"
key="$2"
. "$(dirname "$0")/asking.sh"

# Waits for the end of a restore.
settle() {
  local tries
  for ((tries = 0; ; tries++)); do
    ask 200 GET "/restore/$1/status"
    grep -qE '"status":"(pending|running)"' <<<"$body" || break
    ((tries < 600)) || fail 'the restore takes for ever'
    sleep 0.2
  done
}

echo 'create'
ask 201 POST /create '{"type": "full", "include_files": true, "include_database": true}'
has '"backup_id":"backup-' '"status":"completed"' '"type":"full"' '"includes_database":true'
backup="$(field backup_id)"
ask 400 POST /create '{"type": "everything"}'
has '"error":"invalid"' 'type'

echo 'list'
ask 200 GET /list
[[ "$body" == '['*']' ]] || fail 'the list is no array'
has "\"id\":\"$backup\"" '"created_at":"' '"size":'

echo 'details'
ask 200 GET "/$backup"
has "\"id\":\"$backup\"" '"created_at":"' '"size":'
ask 404 GET /backup-999999999
has '"error":"not_found"' '"message":"'

echo 'restore'
ask 202 POST "/restore/$backup" '{"target": "staging"}'
has '"job_id":"' '"target":"staging"'
job="$(field job_id)"
ask 409 POST "/restore/$backup" '{"target": "staging"}'
has '"error":"conflict"' 'already in progress'
settle "$job"
has "\"job_id\":\"$job\"" '"status":"completed"' '"progress":100' '"error":null'
ask 400 POST "/restore/$backup" '{"target": "nowhere"}'
has '"error":"invalid"' 'target'

echo 'schedule'
ask 201 POST /schedule '{"cron": "0 2 * * *", "type": "incremental", "retention_days": 30}'
has '"schedule_id":"schedule-' '"cron":"0 2 * * *"' '"type":"incremental"' '"retention_days":30' '"next_run":"'
schedule="$(field schedule_id)"
ask 200 GET /schedule
has "\"id\":\"$schedule\""
ask 200 PUT "/schedule/$schedule" '{"cron": "30 3 * * *", "type": "differential", "retention_days": 7}'
has '"cron":"30 3 * * *"' '"type":"differential"' '"retention_days":7'
ask 400 PUT "/schedule/$schedule" '{"cron": "sometimes"}'
has '"error":"invalid"' 'cron'
ask 200 DELETE "/schedule/$schedule"
ask 404 DELETE "/schedule/$schedule"

echo 'delete'
ask 200 DELETE "/$backup"
ask 404 GET "/$backup"

key='hf_wrong'
ask 401 GET /list
has '"error":"unauthenticated"' '"message":"'
echo 'passed'
