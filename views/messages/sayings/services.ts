/** In Chinese what services refuse, a sentence a line. Braces in the English stand for what is named there, and are numbered from 1 in the Chinese. */
export const services = `
No target is configured, so there is no place to keep a backup. ⇒ 尚未配置存储目标，因此没有地方保存备份。
"{}" belongs to no bundle, so there is nothing that a full backup could take with it. ⇒ “{1}”不属于任何组合，因此没有可随完整备份一起保存的内容。
Add a target. ⇒ 请添加一个存储目标。
There is no backup "{}". ⇒ 没有备份“{1}”。
Several backups are meant by "{}", among them {}. ⇒ “{1}”对应多个备份，其中有 {2}。
The description is longer than 2000 characters. ⇒ 说明超过 2000 个字符。
Without {} these could not be restored any more: {}{}. ⇒ 没有 {1}，以下备份将无法恢复：{2}{3}。
{} is pinned, so it is not removed. ⇒ {1} 已固定，因此不会删除。
{} is the last good backup of its source in this plan. ⇒ {1} 是该备份计划中此数据源最后一个完好的备份。
There is no backup {}. ⇒ 没有备份 {1}。
The removal of {} has begun already. ⇒ {1} 的删除已经开始。
Give at least four characters of its id, or its whole name; "holdfast backups" lists them. ⇒ 请至少输入其 ID 的四个字符，或完整名称；“holdfast backups”可列出全部备份。
Give more of the id. ⇒ 请输入 ID 的更多字符。
Shorten it. ⇒ 请缩短内容。
Keep it, or remove those first, or all of them at once: --with-dependants, or ?with_dependants=true in a request of the native API. ⇒ 请保留它，或先删除那些备份，或一次全部删除：--with-dependants，或在原生 API 请求中使用 ?with_dependants=true。
Unpin it first. ⇒ 请先取消固定。
Make another one first, or remove it all the same: --force, or ?force=true in a request of the native API. ⇒ 请先再做一个备份，或仍然删除：--force，或在原生 API 请求中使用 ?force=true。
Make a new backup if its content is still needed. ⇒ 如果仍需要其内容，请重新备份。
The prefix can't be looked below: {}. ⇒ 无法查看该前缀下的内容：{1}。
Give folders joined by "/", as the list names them. ⇒ 请使用列表中的名称，文件夹之间以“/”分隔。
The configuration has format {}, which a newer version wrote. ⇒ 该配置的格式为 {1}，由更新的版本写成。
This is no configuration: {}: {}. ⇒ 这不是配置：{1}：{2}。
Import it with that version. ⇒ 请用那个版本导入。
Give what "holdfast config export" or GET /api/v1/configuration wrote. ⇒ 请提供“holdfast config export”或 GET /api/v1/configuration 写出的内容。
{} is no JSON. ⇒ {1} 不是 JSON。
Restore the settings once more. ⇒ 请再次恢复设置。
{} "{}" refers to {} for {}: {}. ⇒ {1:word} “{2}”在 {4} 处引用了 {3}：{5}。
Write the value in place of the reference. ⇒ 请直接写入值，不要使用引用。
The document is nested deeper than {} levels. ⇒ 文档嵌套超过 {1} 层。
The document is no JSON, and longer than the {} KiB that are read as YAML. ⇒ 该文档不是 JSON，且超过了可按 YAML 读取的 {1} KiB。
The document is neither JSON nor YAML: {}. ⇒ 该文档既不是 JSON 也不是 YAML：{1}。
Give a document that "holdfast config export" or GET /api/v1/configuration wrote. ⇒ 请提供“holdfast config export”或 GET /api/v1/configuration 写出的文档。
Give it as JSON. ⇒ 请以 JSON 提供。
Contract plan {} has no plan. ⇒ 接口计划 {1} 没有对应的备份计划。
There is no schedule {}. ⇒ 没有定时计划 {1}。
No database source is configured, so there is nothing to back up. ⇒ 尚未配置数据库数据源，因此没有可备份的内容。
The source "{}" is no {}. ⇒ 数据源“{1}”不是{2}。
Add a source of a database, or choose one under "contracts" in the settings. ⇒ 请添加一个数据库数据源，或在设置的“兼容接口”中选择一个。
Add a target, or choose one under "contracts" in the settings. ⇒ 请添加一个存储目标，或在设置的“兼容接口”中选择一个。
Choose another source. ⇒ 请选择其他数据源。
{} has {} bytes where {} were written. ⇒ {1} 有 {2} 字节，而写入的是 {3} 字节。
The archive has several parts of which this could be. ⇒ 该归档中有多个部分符合此名称。
The archive has no part "{}". ⇒ 该归档没有“{1}”这一部分。
Choose another copy, and verify this one. ⇒ 请选择其他副本，并验证这一个。
Choose one: {}. ⇒ 请选择其一：{1}。
This download link is not valid. ⇒ 此下载链接无效。
This download link has expired. ⇒ 此下载链接已过期。
Copy all of it, or ask for a new one. ⇒ 请完整复制链接，或重新获取一个。
{} is being removed. ⇒ {1} 正在删除。
There are {} downloads already. ⇒ 已有 {1} 个下载正在进行。
{} is sealed, and nothing here opens it. ⇒ {1} 已加密，而此处没有可打开它的密钥。
{} gave other bytes than it has. ⇒ {1} 给出的字节与它应有的不同。
The target "{}" can not be read: {} ⇒ 无法读取存储目标“{1}”：{2}
There is no copy of {}{} that could be read. ⇒ 没有可读取的 {1}{2} 副本。
Wait for one of them to end. ⇒ 请等待其中一个结束。
Download the whole archive and open it with your identity, or entrust that to this installation. ⇒ 请下载整个归档并用您的 age 密钥打开，或将密钥托管给本系统。
Verify this backup. ⇒ 请验证此备份。
Test the target. ⇒ 请测试该存储目标。
Rescan the target if it has come back, or choose another backup. ⇒ 如果存储目标已恢复，请重新扫描，否则请选择其他备份。
No key with this public half was entrusted to this installation. ⇒ 没有与该公钥对应的密钥托管给本系统。
"holdfast identity list" shows those that were. ⇒ “holdfast identity list”可列出已托管的密钥。
Several jobs begin with {}. ⇒ 有多个任务以 {1} 开头。
There is no job {}. ⇒ 没有任务 {1}。
Job {} has ended already. ⇒ 任务 {1} 已经结束。
There is no {}. ⇒ 没有{1:word}。
Job {} has not ended yet. ⇒ 任务 {1} 尚未结束。
Job {} did what it was to do. ⇒ 任务 {1} 已完成其工作。
Job {} was to undo a restore. ⇒ 任务 {1} 是用于撤销恢复的。
Job {} was a restore, and much may have changed where it was to go. ⇒ 任务 {1} 是一次恢复，目的地的情况可能已有很大变化。
Ask for the restore again: its plan is made anew then. ⇒ 请重新发起恢复，届时会重新制定恢复方案。
Job {} was to remove backups, and much may depend on them by now. ⇒ 任务 {1} 是用于移除备份的，如今可能有许多内容依赖这些备份。
Ask for the removal again: what it would break is checked then. ⇒ 请重新发起移除，届时会检查它将影响什么。
A backup of this source is running or waiting already. ⇒ 该数据源已有备份正在进行或等待中。
"holdfast jobs" lists them. ⇒ “holdfast jobs”可列出任务。
Nothing is left to cancel. ⇒ 没有可取消的内容。
Wait for its end, or cancel it. ⇒ 请等待其结束，或取消它。
Ask for the same work again. ⇒ 请重新发起同样的工作。
Undo job {} again. ⇒ 请再次撤销任务 {1}。
Wait for job {} to end, or cancel it. ⇒ 请等待任务 {1} 结束，或取消它。
There is no {} "{}". ⇒ 没有{1:word}“{2}”。
"holdfast {} list" shows those that there are. ⇒ “holdfast {1} list”可列出现有的全部。
The plan "{}" does not back up "{}". ⇒ 备份计划“{1}”不备份“{2}”。
The plan "{}" has no source, so there is nothing to back up. ⇒ 备份计划“{1}”没有数据源，因此没有可备份的内容。
Name sources of the plan, or none for all of them. ⇒ 请指定该计划的数据源，或不指定以选择全部。
Give it at least one source. ⇒ 请至少指定一个数据源。
The settings of the plan are wrong: {}. ⇒ 备份计划的设置有误：{1}。
Correct what is named; nothing was kept. ⇒ 请更正指出的内容；未保存任何更改。
The plan has no {}, so there would be nothing to do. ⇒ 该备份计划没有{1:word}，因此无事可做。
The settings of the plan are wrong: {}: it never comes again. ⇒ 备份计划的设置有误：{1}：该时间不会再出现。
Give it at least one {}. ⇒ 请至少指定一个{1:word}。
Choose days that there are: the 30th of February, for one, never comes. ⇒ 请选择存在的日期：例如 2 月 30 日永远不会出现。
There was no answer within {} seconds. ⇒ {1} 秒内没有响应。
Make sure that the address is right and that it can be reached from here, then try again. ⇒ 请确认地址正确且可从此处访问，然后重试。
This backup is being made, so it can not be removed. ⇒ 此备份正在进行，因此无法删除。
Job {} has no record. ⇒ 任务 {1} 没有记录。
Wait for its end, or cancel it first. ⇒ 请等待其结束，或先取消它。
The {} "{}" is in use: {} with it {} running. ⇒ {1:word}“{2}”正在使用：有 {3} 正在使用它。
Removing the {} "{}" has consequences. {} ⇒ 删除{1:word}“{2}”会带来以下后果。{3}
The {} "{}" belongs to {}. ⇒ {1:word}“{2}”属于 {3}。
Wait for the end, or cancel what runs; "holdfast jobs" shows it. ⇒ 请等待结束，或取消正在进行的任务；“holdfast jobs”可查看。
If that is meant, force it: --force on the command line, ?force=true in a request. ⇒ 如果确要如此，请强制执行：命令行使用 --force，请求中使用 ?force=true。
Give it other members first ("holdfast source set {} --set members=…"), or remove the bundle. ⇒ 请先为其指定其他成员（“holdfast source set {1} --set members=…”），或删除该组合。
A bundle consists of sources that are kept, so it is no place to restore to. ⇒ 组合由已保存的数据源构成，因此不能作为恢复的目的地。
Name the source of a bundle. ⇒ 请指定一个组合的数据源。
The {} of this restore is not there any more. ⇒ 此次恢复所用的{1:word}已不存在。
Look at the list again and choose another. ⇒ 请重新查看列表并选择其他项。
It is not said where to restore to. ⇒ 未说明要恢复到哪里。
Name a source, or a dialect with its configuration. ⇒ 请指定一个数据源，或方言及其配置。
Add the place as a source, and restore into that. ⇒ 请将该位置添加为数据源，再恢复到其中。
The path is not absolute. ⇒ 该路径不是绝对路径。
Write it from the root on. ⇒ 请从根目录开始填写。
"{}" is a secret, and the request of a job is kept as it is. ⇒ “{1}”是机密信息，而任务的请求会原样保存。
{} holds {}, and "{}" has no such member. ⇒ {1} 包含 {2}，而“{3}”没有这样的成员。
The upload could not be read within a reasonable time. ⇒ 未能在合理时间内读取上传的文件。
Try again, or look at the disk that it lies on. ⇒ 请重试，或检查它所在的磁盘。
Make sure that the destination can be reached. ⇒ 请确认目的地可以访问。
The destination can't be restored into: {} ⇒ 无法恢复到该目的地：{1}
Job {} is no restore. ⇒ 任务 {1} 不是恢复任务。
This restore has not ended yet. ⇒ 此次恢复尚未结束。
This restore was undone already. ⇒ 此次恢复已被撤销。
This restore is being undone already. ⇒ 此次恢复正在撤销中。
The backup of what was there before this restore is gone, so it can not be undone. ⇒ 恢复前的备份已不存在，因此无法撤销。
This restore ended before it changed anything, or without a safety backup: there is nothing to undo. ⇒ 此次恢复在做出更改之前就已结束，或没有安全备份：没有可撤销的内容。
This restore was done without a safety backup, so it can not be undone. ⇒ 此次恢复没有做安全备份，因此无法撤销。
There was nothing at the destination before this restore, so there is nothing to bring back. ⇒ 恢复前目的地没有内容，因此没有可还原的内容。
Only restores can be undone. ⇒ 只有恢复可以撤销。
Wait for its end, or cancel it; then undo it. ⇒ 请等待其结束或取消它，然后再撤销。
To have its result back, undo job {}. ⇒ 要找回其结果，请撤销任务 {1}。
Wait for job {} to end. ⇒ 请等待任务 {1} 结束。
Choose another backup of that time and restore it. ⇒ 请选择当时的其他备份并恢复。
Look at {}; restore a backup into it if something is missing. ⇒ 请检查 {1}；如有缺失，请向其恢复一个备份。
Choose a backup from before it and restore that. ⇒ 请选择此前的备份并恢复。
To take back what it wrote, remove {} yourself. ⇒ 要撤回它写入的内容，请自行删除 {1}。
Only files that were uploaded to this installation can be restored. ⇒ 只能恢复已上传到本系统的文件。
A restore is already in progress. ⇒ 已有恢复正在进行。
Upload the file first. ⇒ 请先上传文件。
The target "{}" was given no identity. ⇒ 存储目标“{1}”尚未获得身份标识。
That is another place than the target "{}" was: {}. ⇒ 该位置与存储目标“{1}”原来的位置不同：{2}。
That place is the target "{}" already. ⇒ 该位置已是存储目标“{1}”。
If that is meant, change it with --rebind (in a request ?rebind=true) and rescan it afterwards; for a second place add another target. ⇒ 如果确要如此，请使用 --rebind（请求中使用 ?rebind=true）更改，之后重新扫描；如需第二个位置，请另外添加存储目标。
Use that one, or choose another folder or --prefix for this one. ⇒ 请使用那一个，或为此目标选择其他文件夹或 --prefix。
The upload is larger than {} bytes. ⇒ 上传的文件超过 {1} 字节。
The upload stood still for {} seconds, so it was ended. ⇒ 上传停滞了 {1} 秒，因此已结束。
The upload broke off before its end. ⇒ 上传在完成前中断。
Raise the limit in the configuration (uploadBytesMax), or restore it with "holdfast restore --upload FILE" on that machine. ⇒ 请在配置中提高上限（uploadBytesMax），或在该机器上用“holdfast restore --upload FILE”恢复。
The disk of the data folder has too little space left for this upload. ⇒ 数据目录所在磁盘的剩余空间不足以接收此上传。
Make space there: delete uploads and other files that are no longer needed. ⇒ 请腾出空间：删除不再需要的上传及其他文件。
There is no upload {}. ⇒ 没有上传 {1}。
This upload is being restored. ⇒ 此上传正在恢复。
What arrived has the SHA-256 {}, not the one that was announced. ⇒ 收到的内容的 SHA-256 为 {1}，与声明的不符。
Uploads are kept for a day: send the file again. ⇒ 上传的文件只保留一天：请重新发送。
Wait for the end of the restore, or cancel it first. ⇒ 请等待恢复结束，或先取消它。
There is a {} "{}" already. ⇒ 已有{1:word}“{2}”。
The {} "{}" was changed or removed by somebody else meanwhile. ⇒ {1:word}“{2}”在此期间已被他人更改或删除。
Choose another name, or change the one that is there. ⇒ 请使用其他名称，或更改已有的那一个。
Look at it again, then repeat what you meant to change. ⇒ 请重新查看，然后再做您的更改。
source ⇒ 数据源
Source ⇒ 数据源
Target ⇒ 存储目标
target ⇒ 存储目标
plan ⇒ 备份计划
backup ⇒ 备份
restore ⇒ 恢复
job ⇒ 任务
user ⇒ 用户
key ⇒ 密钥
full ⇒ 完整
incremental ⇒ 增量
differential ⇒ 差异
pending ⇒ 等待中
running ⇒ 进行中
failed ⇒ 失败
cancelled ⇒ 已取消
path ⇒ 路径
query ⇒ 查询参数
body ⇒ 正文
is empty ⇒ 为空
`
