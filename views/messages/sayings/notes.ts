/** In Chinese what finished work tells of itself, a sentence a line. Braces in the English stand for what is named there, and are numbered from 1 in the Chinese. */
export const notes = `
It is tried again at {}. ⇒ 将于 {1} 重试。
{} was copied from {} to {}. ⇒ {1} 已从 {2} 复制到 {3}。
What was there is kept as {} at {}. ⇒ 原有内容已保存为 {1}，位于 {2}。
Everything was restored before this job was ended; only the check of it is missing. ⇒ 任务结束前已恢复全部内容，只是尚未检查。
Checked: {} what the backup holds. ⇒ 已检查：{1}与备份内容一致。
the one table holds ⇒ 该表
all {} tables hold ⇒ 全部 {1} 个表
The backup is sealed and nothing that opens it was entrusted to this installation, so only its bytes are verified. ⇒ 备份已加密，而可打开它的密钥未托管给本系统，因此只验证其字节。
The assertions of the plan are left out: they fit whole databases only. ⇒ 已略过备份计划的断言：它们仅适用于完整的数据库。
Archives at {}: {}; not known before: {}; unreadable: {}; known but missing: {}. ⇒ {1} 上的归档：{2} 个；此前未知：{3} 个；无法读取：{4} 个；已知但缺失：{5} 个。
{} is no longer at {}. ⇒ {1} 已不在 {2} 上。
{} can't be read: {} ⇒ 无法读取 {1}：{2}
{} more are missing or can't be read. ⇒ 另有 {1} 个缺失或无法读取。
Taken over: sources {}, targets {}, plans {}. ⇒ 已应用：数据源 {1} 个、存储目标 {2} 个、备份计划 {3} 个。
{} was removed. {} ⇒ {1} 已删除。{2}
{} more were removed; the history names each. ⇒ 另有 {1} 个已删除；历史记录中列出了每一个。
{} more could not be removed yet. ⇒ 另有 {1} 个暂时无法删除。
There is nothing to remove. ⇒ 没有可删除的内容。
The plan was removed in the meantime, so nothing is removed by its retention. ⇒ 该备份计划在此期间已删除，因此不按其保留策略删除任何内容。
{} is {}, as it lies at {}. ⇒ {3} 上的 {1}：{2:word}。
It is copied there again from another target that holds it. ⇒ 正在从保存它的另一个存储目标重新复制到那里。
This is a full backup: {}. ⇒ 这是完整备份：{1}。
there is no earlier full backup to refer to ⇒ 没有可引用的更早的完整备份
the last verification in the chain failed ⇒ 备份链中最近一次验证失败
the chain would be longer than {} ⇒ 备份链将超过 {1} 个
the newest full backup is from {}, and a new one is due ⇒ 最新的完整备份来自 {1}，现在应做新的完整备份
There is nothing at the destination yet that would have to be kept safe. ⇒ 目的地尚无需要保护的内容。
No safety backup was wished for: this restore can not be undone. ⇒ 未要求安全备份：此次恢复无法撤销。
Nothing that is there is touched. ⇒ 不会触及现有内容。
What is there now is backed up first, so that the restore can be undone. ⇒ 会先备份现有内容，以便撤销恢复。
The safety backup could not be kept at {}: {} ⇒ 安全备份未能保存到 {1}：{2}
What {} held before {} was restored into it. ⇒ 恢复 {2} 之前 {1} 中的内容。
an upload ⇒ 上传的文件
Restored, but different from the backup, unless somebody has written there since: {}. ⇒ 已恢复，但与备份不同（除非此后有人写入）：{1}。
Everything is restored, but it could not be checked afterwards: {} ⇒ 已恢复全部内容，但之后未能检查：{1}
{} is {} at {}: {} ⇒ {3} 上的 {1} 状态为{2:word}：{4}
missing ⇒ 缺失
damaged ⇒ 已损坏
stored ⇒ 已存储
parsed ⇒ 已解析
proven ⇒ 已验证可恢复
The backup was made by {}; the destination is {}. ⇒ 备份由 {1} 生成；目的地是 {2}。
The backup was made by {} {}; the destination has the older {}. ⇒ 备份由 {1} {2} 生成；目的地的版本较旧：{3}。
The content has {} bytes; at the destination only {} are free. ⇒ 内容有 {1} 字节；目的地仅剩 {2} 字节。
The safety backup is sealed like every backup of its plan; to undo this restore an identity has to be entrusted first. ⇒ 安全备份与其备份计划的所有备份一样已加密；要撤销此次恢复，须先托管 age 密钥。
There is no target that could keep a safety backup of the destination. ⇒ 没有可保存目的地安全备份的存储目标。
Add a target, or restore without a safety backup. ⇒ 请添加存储目标，或不做安全备份直接恢复。
{} is being removed. ⇒ {1} 正在删除。
{} is sealed, and nothing here opens it. ⇒ {1} 已加密，而此处没有可打开它的密钥。
Entrust the identity or passphrase that it was sealed for to this installation. ⇒ 请将加密时所用的 age 密钥或口令托管给本系统。
No copy of {} can be restored from: {}. ⇒ {1} 没有可用于恢复的副本：{2}。
none is known ⇒ 没有已知的副本
{} holds nothing named {}. ⇒ {1} 中没有名为 {2} 的内容。
{} is a backup of a {} source; it can't be restored into {}. ⇒ {1} 是 {2} 数据源的备份，无法恢复到 {3}。
Choose a {} destination{}. ⇒ 请选择 {1} 目的地{2}。
Choose a {} destination. ⇒ 请选择 {1} 目的地。
Restore into the bundle that was backed up, or choose what of it is meant. ⇒ 请恢复到所备份的组合，或选择其中要恢复的部分。
Give another file. ⇒ 请提供其他文件。
{} holds data already. ⇒ {1} 中已有数据。
Restore to another place, or say that what is there may be replaced. ⇒ 请恢复到其他位置，或说明可以替换现有内容。
{} can't restore with "{}". ⇒ {1} 不能以“{2}”方式恢复。
{} takes no chosen tables. ⇒ {1} 不支持选择表。
Restore the whole backup. ⇒ 请恢复整个备份。
Nothing was changed. ⇒ 未做任何更改。
The destination is as it was before. ⇒ 目的地与之前一样。
The destination holds either what it held before or all of the backup. ⇒ 目的地保存的要么是原有内容，要么是备份的全部内容。
The destination may be restored in part; {}. ⇒ 目的地可能只恢复了一部分；{1}。
The destination is restored in part; {}. ⇒ 目的地只恢复了一部分；{1}。
"holdfast undo {}" brings back what was there before ⇒ “holdfast undo {1}”可还原之前的内容
What was there before was brought back from {}. ⇒ 已从 {1} 还原之前的内容。
Files that the restore had added before it failed are still there. ⇒ 恢复失败前添加的文件仍在那里。
The destination may be restored in part, and there is no safety backup of what was there before. ⇒ 目的地可能只恢复了一部分，且没有之前内容的安全备份。
There was nothing before; what was written until then may still be there: remove {} before you try again. ⇒ 之前没有内容；已写入的部分可能仍在那里：重试前请删除 {1}。
Look whether the source lost data; until somebody says that the size is right, it pushes out no other backup. ⇒ 请检查数据源是否丢失了数据；在有人确认大小正确之前，它不会挤掉其他备份。
Look whether the source grew for a good reason. ⇒ 请检查数据源变大是否有正当原因。
This backup holds {} bytes, the {} before it {} bytes at the median. ⇒ 此备份的内容为 {1} 字节，而此前 {2} 个备份的中位数为 {3} 字节。
This {} backup takes {} bytes, the {} before it {} bytes at the median. ⇒ 此次{1:word}备份为 {2} 字节，而此前 {3} 个备份的中位数为 {4} 字节。
The policy limits neither how many backups are kept nor for how long. ⇒ 保留策略既不限制数量，也不限制时间。
It is number {} from the newest of those that count, and the last {} are kept. ⇒ 它是计入的备份中从新到旧的第 {1} 个，而保留最近 {2} 个。
Its age is {}, not counting time without backups, and backups are kept for {}. ⇒ 其已有 {1}（不计没有备份的时间），而备份保留 {2}。
1 day ⇒ 1 天
{} days ⇒ {1} 天
No rule of the policy keeps it. ⇒ 没有符合它的保留规则。
There are more backups of its source than the {} allowed, which overrides what would keep it ({}). ⇒ 该数据源的备份超过了允许的 {1} 个，此上限优先于保留规则（{2}）。
The backups take more than the {} bytes allowed, which overrides what would keep it ({}). ⇒ 备份总大小超过了允许的 {1} 字节，此上限优先于保留规则（{2}）。
It does not count, because {}; and newer backups count. ⇒ 它不计入，因为{1}；并且有更新的备份计入。
It does not count, because {}; but nothing newer counts either. ⇒ 它不计入，因为{1}；但也没有更新的备份计入。
It is one of the last {} verified backups of its source. ⇒ 它是其数据源最后 {1} 个已验证的备份之一。
It is one of the last {} backups of its source that were proven to restore. ⇒ 它是其数据源最后 {1} 个已验证可恢复的备份之一。
Backup {} is newer and can't be read for now, so it may refer to this one. ⇒ 备份 {1} 更新，但目前无法读取，因此它可能引用此备份。
retention of plan {} ⇒ 备份计划 {1} 的保留策略
removals that did not come to their end ⇒ 未完成的删除
{} is still at {}: {} ⇒ {1} 仍在 {2} 上：{3}
nobody knows why ⇒ 原因不明
It was made before a restore, to undo it, and such backups are kept for {} days. ⇒ 它是恢复前为撤销而做的备份，此类备份保留 {1} 天。
It was made before a restore, to undo it, more than {} days ago. ⇒ 它是恢复前为撤销而做的备份，已超过 {1} 天。
It was made before a restore, to undo it, less than {} hours ago. ⇒ 它是恢复前为撤销而做的备份，不到 {1} 小时。
Nothing is removed while the clock looks wrong. ⇒ 时钟看起来有误时不删除任何内容。
It is the newest backup of its source. ⇒ 它是其数据源最新的备份。
It is the last verified backup of its source. ⇒ 它是其数据源最后一个已验证的备份。
It is the last backup of its source that was proven to restore. ⇒ 它是其数据源最后一个已验证可恢复的备份。
It is pinned. ⇒ 它已固定。
The last verification in its chain failed, so nothing of the chain is removed. ⇒ 其备份链最近一次验证失败，因此链中的内容都不删除。
Its record or its copies are not known. ⇒ 其记录或副本未知。
A job works on it. ⇒ 有任务正在使用它。
Somebody uploaded it, so only somebody removes it. ⇒ 由用户上传，只能由用户删除。
`
