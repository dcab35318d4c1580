/** In Chinese what is said of kept data and running jobs, a sentence a line. Braces in the English stand for what is named there, and are numbered from 1 in the Chinese. */
export const keeping = `
Ask for a new one. ⇒ 请重新获取一个。
{}, so nothing is removed. Correct the clock or the date; if both are right, the next backup or the removal of a wrongly dated one ends this. ⇒ {1}，因此不删除任何内容。请更正时钟或日期；如两者均正确，下一次备份或删除日期有误的备份即可解除。
Two backups have the id {}, so it is not clear which of them others refer to. ⇒ 有两个备份的 ID 都是 {1}，因此无法确定其他备份引用的是哪一个。
Rescan the targets; if both are still there, remove one by hand. ⇒ 请重新扫描存储目标；如果两者仍在，请手动删除其一。
{} cannot be used: {}. ⇒ {1} 无法使用：{2}。
The field "zone" cannot be used: "{}" is no IANA time zone that is known here. ⇒ 字段“zone”无法使用：“{1}”不是此处已知的 IANA 时区。
Give an object with a kind (cron, daily, weekly or monthly) and the fields of that kind. ⇒ 请提供带有 kind（cron、daily、weekly 或 monthly）及该类型字段的对象。
Give a name such as "Europe/Berlin", "Asia/Shanghai" or "UTC". ⇒ 请使用“Europe/Berlin”“Asia/Shanghai”或“UTC”这样的名称。
There is no {} any more. ⇒ {1:word}已不存在。
There is a {} already. ⇒ 已有{1:word}。
Look at the list again: it may have been removed. ⇒ 请重新查看列表：它可能已被删除。
Another process has kept the metadata database to itself for too long ⇒ 另一个进程独占元数据库的时间过长
Try again; if it goes on, look for a Holdfast process that is stopped in the middle of a write. ⇒ 请重试；如果持续出现，请查找停在写入过程中的 Holdfast 进程。
The disk with the metadata database is full ⇒ 元数据库所在的磁盘已满
Make room on the disk with the data folder. ⇒ 请在数据目录所在的磁盘上腾出空间。
The metadata database may not be written ⇒ 元数据库不可写
Let this user write to the data folder and the files in it. ⇒ 请允许此用户写入数据目录及其中的文件。
The metadata database is damaged ⇒ 元数据库已损坏
Move metadata.db and the files beside it away: a fresh one is filled again by "holdfast rescan". ⇒ 请移走 metadata.db 及其旁边的文件：“holdfast rescan”会重新填充一个新的。
The metadata database can not be reached ⇒ 无法访问元数据库
Look at the disk with the data folder. ⇒ 请检查数据目录所在的磁盘。
Choose a data folder that this user may write to, with --data DIR or HOLDFAST_DATA. ⇒ 请用 --data DIR 或 HOLDFAST_DATA 选择此用户可写的数据目录。
Job {} is no longer this process's: its lease ran out. ⇒ 任务 {1} 已不属于此进程：其租约已到期。
The process that ran this job is gone; the job was interrupted. ⇒ 运行此任务的进程已消失；任务被中断。
Look at the job: it was ended as interrupted. Run it again. ⇒ 请查看该任务：它已以中断结束。请重新运行。
Run it again. What it left behind is removed by itself. ⇒ 请重新运行。它留下的内容会自动清除。
What the metadata database keeps of {} can't be read. ⇒ 无法读取元数据库中关于 {1} 的内容。
Remove it and make it again, or put a backup of the data folder back; archives are not affected. ⇒ 请删除后重新创建，或还原数据目录的备份；归档不受影响。
The metadata database has schema {}; this program knows up to {}. ⇒ 元数据库的结构版本为 {1}；此程序最高支持 {2}。
A newer Holdfast has used this data folder. Run that one, or give this one a data folder of its own and rescan its targets. ⇒ 更新版本的 Holdfast 使用过此数据目录。请运行那个版本，或为此版本另设数据目录并重新扫描其存储目标。
The new key, {}, is in force already: the rotation to it has ended. ⇒ 新密钥 {1} 已生效：轮换已经完成。
Set HOLDFAST_SECRET_KEY to it everywhere and take HOLDFAST_NEW_SECRET_KEY away, or set that one to yet another key. ⇒ 请在各处将 HOLDFAST_SECRET_KEY 设为它并移除 HOLDFAST_NEW_SECRET_KEY，或将后者设为另一个密钥。
The key that seals secrets has {} bytes instead of {}. ⇒ 用于加密机密信息的密钥有 {1} 字节，应为 {2} 字节。
What should be the sealed {} is something else. ⇒ 本应是加密的{1}，实际却是其他内容。
The sealed {} was changed since it was written. ⇒ 加密的{1}在写入后被更改。
Put back the secret.key file of this data folder (or its HOLDFAST_SECRET_KEY), or enter the secrets again. ⇒ 请还原此数据目录的 secret.key（或其 HOLDFAST_SECRET_KEY），或重新输入机密信息。
{} was made and is gone again. ⇒ {1} 曾被创建，但现已消失。
The key comes from {}, so the new one must come from {}, which is not set. ⇒ 密钥来自 {1}，因此新密钥必须来自 {2}，而后者未设置。
{} holds no key: it must be {} bytes in base64. ⇒ {1} 中没有密钥：必须是 base64 编码的 {2} 字节。
Make one with "openssl rand -base64 32" and set {} to it, for the daemon too; after the rotation it becomes {}. ⇒ 请用“openssl rand -base64 32”生成一个，并将 {1} 设为它，守护进程也要设置；轮换后它成为 {2}。
Put the right one back. A new one can be made with "openssl rand -base64 32", but opens nothing that an older one sealed. ⇒ 请还原正确的密钥。可用“openssl rand -base64 32”生成新密钥，但它打不开旧密钥加密的内容。
This backup has no target. ⇒ 此备份没有存储目标。
The {} of this backup was removed while the job waited. ⇒ 任务等待期间，此备份的{1:word}已被删除。
Name one, or give the plan one. ⇒ 请指定一个，或为备份计划设置一个。
The daemon was stopped while this job ran. ⇒ 此任务运行期间守护进程已停止。
Run it again. ⇒ 请重新运行。
The job took longer than it may. ⇒ 任务超过了允许的时长。
Nothing moved for longer than the job allows. ⇒ 没有数据移动的时间超过了任务允许的时长。
Look at its log for where it stood; allow it more time if that was honest work. ⇒ 请查看日志了解它停在何处；如果确属正常工作，请放宽时限。
"{}" is no id of a job. ⇒ “{1}”不是任务的 ID。
The log ends here: it has reached its largest size. ⇒ 日志到此为止：已达到最大长度。
The plan "{}" can't be kept: {} ⇒ 备份计划“{1}”无法执行：{2}
Pause the plan and resume it. ⇒ 请暂停该备份计划，然后继续。
This run makes up for {} later ones as well, whose times have passed. ⇒ 本次运行同时补上之后错过的 {1} 次运行。
Rescan the targets that may hold it, or make a new backup. ⇒ 请重新扫描可能保存它的存储目标，或重新备份。
The target was removed while the job waited. ⇒ 任务等待期间，存储目标已被删除。
Add it again, then rescan it. ⇒ 请重新添加它，然后重新扫描。
Backup {} was removed while the job waited. ⇒ 任务等待期间，备份 {1} 已被删除。
The removal of {} has begun, so nothing else is done with it. ⇒ {1} 的删除已经开始，因此不再对其进行其他操作。
There is no copy of {}{}. ⇒ 没有 {1}{2} 的副本。
Choose another one. ⇒ 请选择其他项。
Rescan the target if the archive lies there. ⇒ 如果归档在那里，请重新扫描该存储目标。
Nothing that is known of {} lies there: another target is there, or it is not mounted. ⇒ {1} 的已知内容都不在那里：那里是另一个存储目标，或它尚未挂载。
Mount it or give the address that it had, then rescan. If it was emptied on purpose, remove the target and add it again. ⇒ 请挂载它或填写它原来的地址，然后重新扫描。如果是有意清空的，请删除该存储目标并重新添加。
{} Nothing was changed. ⇒ {1} 未做任何更改。
The copy at {} can't be restored from: {} ⇒ 无法从 {1} 处的副本恢复：{2}
There is neither a copy nor an upload to restore from. ⇒ 既没有可供恢复的副本，也没有上传的文件。
The settings were restored, but could not be taken over: {} ⇒ 设置已恢复，但无法应用：{1}
Look at {} and import it with "holdfast config import". ⇒ 请查看 {1} 并用“holdfast config import”导入。
There is no target for the safety backup, and the plan did not say so. ⇒ 安全备份没有存储目标，而备份计划未作说明。
The destination could not be backed up first, so nothing was restored and nothing was changed: {} ⇒ 未能先备份目的地，因此没有恢复，也未做任何更改：{1}
Remove the cause, or restore without a safety backup. ⇒ 请消除原因，或不做安全备份直接恢复。
The {} is sealed with another key than the one at hand. ⇒ {1}由另一个密钥加密，与现有密钥不同。
The metadata database is sealed with key {}, which is not at hand. ⇒ 元数据库由密钥 {1} 加密，而该密钥不在此处。
The metadata database is sealed with key {}, and there is no key. ⇒ 元数据库由密钥 {1} 加密，而此处没有密钥。
The metadata database is sealed with key {}; the one that is there is {}. ⇒ 元数据库由密钥 {1} 加密，而现有的是 {2}。
Enter it again; nothing else is affected. ⇒ 请重新输入；其他内容不受影响。
Choose one of the kinds cron, daily, weekly and monthly. ⇒ 请从 cron、daily、weekly 和 monthly 中选择一种类型。
Give five fields (minute hour day month weekday), six with seconds in front, or a nickname such as @daily. ⇒ 请填写五个字段（分 时 日 月 星期），或在前面加上秒共六个，或使用 @daily 这样的别名。
Give hours and minutes of a 24-hour clock, like 03:00. ⇒ 请按 24 小时制填写时和分，例如 03:00。
Give a whole number from 1 (Monday) to 7 (Sunday). ⇒ 请填写 1（星期一）到 7（星期日）的整数。
Give a whole number from 1 to 31, or "last". ⇒ 请填写 1 到 31 的整数，或“last”。
`
