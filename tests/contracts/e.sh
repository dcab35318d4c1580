#!/usr/bin/env bash
# The examples of the document as plain curl commands, one after the other. Usage: e.sh URL KEY, where KEY is an admin's, a database source is there, and
# nothing was initialized yet.
set -euo pipefail
url=$1
key=$2
. "$(dirname "$0")/answers.sh"

# before it is initialized
for path in backup backup/schedule; do
  answer=$(ask "$url/api/admin/$path")
  has "$answer" '"error":"Backup system not initialized"' '"action_required":"init_backup_tables"' \
    '"message":"Please initialize the backup system first by calling /api/admin/init-backup-tables"' \
    '"initialization_url":"/api/admin/init-backup-tables"'
done
has "$(ask "$url/api/admin/backup/status")" '"initialized":false'

# initialize, and check
answer=$(ask -X POST "$url/api/admin/init-backup-tables")
has "$answer" '"initialized":true' system_backups system_restore_log backup_schedule backup_cleanup_log
has "$(ask "$url/api/admin/backup/status")" '"initialized":true' '"message":"Backup system is ready"'

# create
answer=$(ask -X POST "$url/api/admin/backup" -H 'Content-Type: application/json' -d '{
  "type": "full",           // "full" or "partial"
  "tables": [],             // specific tables (empty for all)
  "description": "Manual backup"
}')
has "$answer" '"status":"completed"' '"type":"full"' '"description":"Manual backup"'
id=$(grep -o '"id":[0-9]*' <<<"$answer" | head -n 1 | grep -o '[0-9]*$')

# list and download
has "$(ask "$url/api/admin/backup")" '"backups":[' "\"id\":$id"
ask -o "$work/backup.zip" "$url/api/admin/backup?id=$id&download=true"
[ "$(head -c 2 "$work/backup.zip")" = PK ]

# schedule
answer=$(ask -X POST "$url/api/admin/backup/schedule" -H 'Content-Type: application/json' -d '{
  "enabled": true,
  "frequency": "daily",
  "time": "02:00",
  "retentionDays": 30,
  "maxBackups": 50
}')
has "$answer" '"enabled":true'
has "$(ask "$url/api/admin/backup/schedule")" '"enabled":true' '"frequency":"daily"' '"time":"02:00"' '"retentionDays":30' '"maxBackups":50'

# restore
answer=$(ask -X POST "$url/api/admin/restore" -H 'Content-Type: application/json' -d "{
  \"backupId\": $id,
  \"restoreType\": \"full\"
}")
has "$answer" '"status":"completed"' "\"backupId\":$id"

# without a key
has "$(curl -sS "$url/api/admin/backup")" '"error":'

echo 'e: passed'
