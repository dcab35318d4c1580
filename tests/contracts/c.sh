#!/usr/bin/env bash
# The endpoints of the third document, a story, as plain curl commands in the order of its acceptance criteria. Takes the base URL of a daemon and a key of the
# role admin. The daemon needs a source of a database, another one of the same kind named staging, a target, and no backup yet.
set -euo pipefail
url="$1/api/v1"
key="$2"
. "$(dirname "$0")/asking.sh"

# Follows the progress of a job to its end.
settle() {
  local tries
  for ((tries = 0; ; tries++)); do
    ask 200 GET "/jobs/$1"
    has '"progress":'
    grep -qE '"state":"(pending|running)"' <<<"$body" || break
    ((tries < 600)) || fail 'the job takes for ever'
    sleep 0.2
  done
  has '"state":"completed"'
}

echo 'AC 2: a backup by hand, its progress and its end'
ask 202 POST /backups '{}'
has '"kind":"backup"' '"recordNumber":'
job="$(field id)"
backup="$(field recordNumber)"
settle "$job"
ask 400 POST /backups '{"mode": "everything"}'
has '"code":"invalid"' 'mode'

echo 'AC 1: the list, with sizes and times'
ask 200 GET /backups
has '"items":[{' "\"number\":$backup" '"sizeBytes":' '"startedAt":"' '"finishedAt":"' '"state":"kept"'
ask 200 GET "/backups/$backup"
has "\"number\":$backup" "\"jobId\":\"$job\""
ask 404 GET /backups/999999999
has '"code":"not_found"'

echo 'AC 3: a restore is checked, then followed to its end'
ask 200 POST "/backups/$backup/restore" '{"to": {"source": "staging"}, "dryRun": true}'
has '"problems":[]'
ask 202 POST "/backups/$backup/restore" '{"to": {"source": "staging"}}'
has '"kind":"restore"'
settle "$(field id)"
has '"safetyBackupId":"'
ask 404 POST /backups/999999999/restore '{}'

echo 'AC 4: automatic backups, daily or weekly, which keep the last N'
ask 200 GET /backups/config
has '"enabled":false' '"frequency":"daily"' '"time":"02:00"' '"keepLast":7'
ask 200 PUT /backups/config '{"enabled": true, "frequency": "daily", "time": "03:30", "keepLast": 5}'
has '"enabled":true' '"frequency":"daily"' '"time":"03:30"' '"weekday":null' '"keepLast":5' '"nextRun":"'
ask 200 PUT /backups/config '{"frequency": "weekly", "weekday": 1}'
has '"enabled":true' '"frequency":"weekly"' '"time":"03:30"' '"weekday":1' '"keepLast":5'
ask 200 GET /backups/config
has '"frequency":"weekly"'
ask 200 PUT /backups/config "$body"
has '"frequency":"weekly"' '"weekday":1'
ask 400 PUT /backups/config '{"frequency": "monthly"}'
has '"code":"invalid"' 'frequency'

echo 'delete'
ask 202 DELETE "/backups/$backup"
settle "$(field id)"
ask 404 GET "/backups/$backup"

key='hf_wrong'
ask 401 GET /backups
has '"code":"unauthenticated"'
ask 401 GET /backups/config
echo 'passed'
