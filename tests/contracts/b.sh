#!/usr/bin/env bash
# The examples of the document as plain curl commands, one after the other. Usage: b.sh URL KEY, where KEY is an admin's and a database source is there.
set -euo pipefail
url=$1
key=$2
. "$(dirname "$0")/answers.sh"

# 1. create a backup by hand
answer=$(ask -X POST "$url/api/backup/create" -H 'Content-Type: application/json' -d '{"reason": "手动备份"}')
has "$answer" '"code":0' '"message":"备份创建成功"' '"status":"completed"' '"backup_type":"manual"' '"created_reason":"手动备份"' \
  '"is_compressed":1' '"file_path":' '"file_size":' '"database_size":' '"table_count":' '"backup_duration":' '"compression_ratio":' '"completed_at":'
id=$(grep -o '"id":[0-9]*' <<<"$answer" | head -n 1 | grep -o '[0-9]*$')

# 2. list
answer=$(ask "$url/api/backup/list?page=1&page_size=20&type=all")
has "$answer" '"code":0' '"message":"success"' '"list":[' '"total":' '"page":1' '"page_size":20'

# 3. one record
answer=$(ask "$url/api/backup/records/$id")
has "$answer" '"code":0' "\"id\":$id" '"task_id":0' '"failure_reason":""'

# 5. restore from the record
answer=$(ask -X POST "$url/api/backup/restore" -H 'Content-Type: application/json' -d "{\"record_id\": $id}")
has "$answer" '"code":0' '"message":"数据恢复成功"' '"data":null'

# 7. download
(cd "$work" && ask -OJ "$url/api/backup/download/$id")
file=$(ls "$work")
grep -qE '^backup_manual_[0-9]{8}_[0-9]{6}\.sql\.zip$' <<<"$file"

# 6. upload and restore
answer=$(ask -X POST "$url/api/backup/upload-restore" -F "file=@$work/$file")
has "$answer" '"code":0' '"message":"数据恢复成功"' '"data":null'
printf 'no backup' >"$work/notes.txt"
answer=$(ask -X POST "$url/api/backup/upload-restore" -F "file=@$work/notes.txt")
has "$answer" '"code":1' '"message":"仅支持.sql和.zip格式的备份文件"' '"data":null'

# 9. and 8. config
answer=$(ask -X PUT "$url/api/backup/config" -H 'Content-Type: application/json' -d '{
  "backup_enabled": 1,
  "backup_cron": "0 3 * * *",
  "backup_retention": 7,
  "backup_max_count": 10,
  "backup_compress": 1
}')
has "$answer" '"code":0' '"message":"配置已更新"' '"data":null'
answer=$(ask "$url/api/backup/config")
has "$answer" '"code":0' '"id":1' '"created_at":' '"updated_at":' '"backup_enabled":1' '"backup_cron":"0 3 * * *"' '"backup_path":""' \
  '"backup_retention":7' '"backup_max_count":10' '"backup_compress":1'

# 10. status, with the key in the address
answer=$(curl -sS "$url/api/backup/status?api_key=$key")
has "$answer" '"code":0' '"is_running":false' '"backup_dir":' '"config":{'

# 11. cancel: nothing runs
answer=$(ask -X POST "$url/api/backup/cancel")
has "$answer" '"code":0' '"message":"没有正在运行的备份任务"' '"data":null'

# 4. delete
answer=$(ask -X DELETE "$url/api/backup/records/$id")
has "$answer" '"code":0' '"message":"备份已删除"' '"data":null'
answer=$(ask "$url/api/backup/records/$id")
has "$answer" '"code":1' '"message":"备份记录不存在"' '"data":null'

# without a key
answer=$(curl -sS "$url/api/backup/list")
has "$answer" '"code":2' '"data":null'

echo 'b: passed'
