#!/usr/bin/env bash
# The first document's own examples, as plain curl commands. Takes the base URL of a daemon and a key of the role admin.
# The daemon needs a source of a database and a target.
set -euo pipefail
url="$1/api/v1/backup"
key="$2"
. "$(dirname "$0")/asking.sh"

# Waits until no backup waits or runs.
settle() {
  local state tries
  for state in pending running; do
    for ((tries = 0; ; tries++)); do
      ask 200 GET "/backups/?status=$state"
      grep -qF '"count":0' <<<"$body" && break
      ((tries < 600)) || fail "a backup is $state for ever"
      sleep 0.2
    done
  done
}

echo '1.2 create'
ask 200 POST /backups/ '{"name": "手动备份_20250210_235959", "backup_type": "full", "description": "手动创建的完整备份"}'
has '"code":0' '"message":"success"' '"name":"手动备份_20250210_235959"' '"backup_type":"full"' '"backup_type_display":"完整备份"' \
  '"description":"手动创建的完整备份"' '"file_path":""' '"file_size":0' '"status":"pending"' '"status_display":"等待中"' '"error_message":""' \
  '"is_auto":false' '"started_at":null' '"completed_at":null' '"created_by":' '"created_by_name":"'
backup="$(field id)"
settle

echo '1.3 details'
ask 200 GET "/backups/$backup/"
has '"code":0' "\"id\":$backup" '"status":"completed"' '"status_display":"已完成"' '"error_message":""' '.zip"'
ask 200 GET "/backups/$backup"
has "\"id\":$backup"

echo '1.1 list'
ask 200 GET "/backups/?page=1&page_size=10&backup_type=full&status=completed&is_auto=false&start_date=2025-02-10&end_date=2999-12-31"
has '"code":0' '"count":' '"next":' '"previous":null' '"results":[' "\"id\":$backup"
ask 200 GET /backups
has "\"id\":$backup"
ask 400 GET '/backups/?status=lost'
has '"code":400' '"data":null' 'status'
ask 404 GET /backups/999999999/
has '"code":404' '"data":null'

echo '1.6 download'
archive="$(mktemp)"
trap 'rm -f "$archive"' EXIT
curl -sS --fail -H "X-API-Key: $key" -o "$archive" "$url/backups/$backup/download/"
grep -qa '^PK' "$archive" || fail 'the download is no archive'

echo '1.5 restore'
ask 200 POST "/backups/$backup/restore/"
has '"code":0' '"message":"备份恢复成功"'

config='{"enabled": true, "backup_type": "full", "frequency": "daily", "retention_days": 30, "backup_time": "02:00:00"}'
shown=('"code":0' '"message":"success"' '"enabled":true' '"backup_type":"full"' '"backup_type_display":"完整备份"' '"frequency":"daily"'
  '"frequency_display":"每天"' '"retention_days":30' '"backup_time":"02:00:00"' '"last_backup":' '"next_backup":"' '"created_at":"' '"updated_at":"')

echo '2.2 create a configuration'
ask 200 POST /configs/ "$config"
has "${shown[@]}" '"last_backup":null'
number="$(field id)"

echo '2.1 list of configurations'
ask 200 GET /configs/
has '"count":' '"next":null' '"previous":null' "\"id\":$number"

echo '2.3 details of a configuration'
ask 200 GET "/configs/$number/"
has "${shown[@]}"

echo '2.4 update a configuration'
ask 200 PUT "/configs/$number/" "$config"
has "${shown[@]}"
ask 400 PUT "/configs/$number/" '{"enabled": true}'
has '"code":400' 'frequency'

echo '2.6 try a configuration'
ask 200 POST "/configs/$number/test/"
has '"code":0' '"message":"测试备份已启动"'
settle

echo '2.5 delete a configuration'
ask 200 DELETE "/configs/$number/"
has '"code":0' '"message":"备份配置已删除"'

echo '1.4 delete'
ask 200 DELETE "/backups/$backup/"
has '"code":0' '"message":"备份已删除"'
ask 404 GET "/backups/$backup/"

key='hf_wrong'
ask 401 GET /backups/
has '"code":401' '"data":null'
echo 'passed'
