/** In Chinese what jobs and services find besides failures, a sentence a line. Braces in the English stand for what is named there, and are numbered from 1 in the Chinese. */
export const findings = `
The job process ran out of memory. ⇒ 任务进程内存不足。
The job process was killed by {} without saying how the job ended. ⇒ 任务进程被 {1} 终止，未说明任务结果。
The job process reported success, but then {}. ⇒ 任务进程报告成功，但随后{1}。
Give the machine more memory, or run fewer jobs at once. ⇒ 请为机器增加内存，或减少同时运行的任务。
If nobody killed it, the system was out of memory: its log says so. Then run the job again. ⇒ 如果没有人终止它，则是系统内存不足，系统日志中会有记录。请随后重新运行任务。
Read what the process wrote before it ended, then run the job again. ⇒ 请查看该进程结束前的输出，然后重新运行任务。
Look at the log for why the source stopped, then run the backup again. ⇒ 请在日志中查看数据源停止的原因，然后重新备份。
{} could not be identified: {} ⇒ 无法识别 {1}：{2}
this target does not hold the backup: {} ⇒ 此存储目标上没有该备份：{1}
No other target holds a whole copy of {}. ⇒ 没有其他存储目标保存 {1} 的完好副本。
It was damaged and is being replaced. ⇒ 它已损坏，正在替换。
{} was taken in. ⇒ 已登记 {1}。
{} is {} as well, which is known at {}. ⇒ {1} 也是 {2}，后者已登记在 {3}。
{} is not removed: {}. ⇒ 未删除 {1}：{2}。
{} is kept for now, because what refers to it could not be removed yet. ⇒ 暂时保留 {1}，因为引用它的备份尚未能删除。
Its removal had begun before. ⇒ 此前已开始删除。
Somebody removed it. ⇒ 由用户删除。
It was not found when the target was looked at. ⇒ 查看存储目标时未找到它。
The destination is restored in part, and bringing back what was there before failed too: {} ⇒ 目的地只恢复了一部分，还原之前的内容也失败了：{1}
Once that is mended, {}. ⇒ 解决之后，{1}。
Target "{}" is the place that is called "{}" here, so it was not added again. ⇒ 存储目标“{1}”就是此处名为“{2}”的位置，因此未重复添加。
Target "{}" is another place here, and has copies: it was left as it is. ⇒ 存储目标“{1}”在此处是另一个位置且已有副本，因此保持不变。
Plan "{}" was left out: {} ⇒ 已略过备份计划“{1}”：{2}
Plan "{}" lacks its sources or its targets, so it is paused. ⇒ 备份计划“{1}”缺少数据源或存储目标，因此已暂停。
The setting "{}" is sealed with another key: enter it again. ⇒ 设置“{1}”由另一个密钥加密：请重新输入。
{} pinned or described backups are not known here yet: rescan the targets, then import this once more. ⇒ 有 {1} 个已固定或带说明的备份在此处尚无记录：请重新扫描存储目标，然后再次导入。
{} came back without its secrets: enter {} again. ⇒ {1} 恢复时缺少机密信息：请重新输入 {2}。
{} needs the plugin "{}", which is not here. ⇒ {1} 需要插件“{2}”，而此处没有该插件。
{} can't be used as it is: {}. ⇒ 无法按现状使用 {1}：{2}。
A plan has targets of its own. ⇒ 备份计划有自己的存储目标。
Leave the target out, or the plan. ⇒ 请去掉存储目标或备份计划之一。
"{}" belongs to several bundles: {}. ⇒ “{1}”属于多个组合：{2}。
Name the one that is meant. ⇒ 请指明是哪一个。
With tables chosen it is a partial backup ⇒ 选择了表即为部分备份
Source "{}" lacks some of its members: {}. ⇒ 数据源“{1}”缺少部分成员：{2}。
Name two sources at least; one alone needs no bundle. ⇒ 请至少指定两个数据源；单个数据源无需组合。
Name its members instead. ⇒ 请改为指定其成员。
Name each source once. ⇒ 每个数据源只需指定一次。
No other member was restored before it. ⇒ 在此之前没有恢复其他成员。
Restored before it: {}. ⇒ 在此之前已恢复：{1}。
There is no such role. ⇒ 没有这个角色。
A key for no source at all opens nothing. ⇒ 不含任何数据源的密钥没有用处。
Name some sources, or leave it out for all of them. ⇒ 请指定一些数据源，或不指定以适用于全部。
The key would have expired already. ⇒ 密钥一创建就会过期。
Choose a later time. ⇒ 请选择更晚的时间。
There is no source of {}. ⇒ 没有 {1} 类数据源。
Add one, or choose another scope. ⇒ 请添加一个，或选择其他范围。
Add a source of the dialect "bundle" with it, or leave out the scope to back up this one alone. ⇒ 请添加包含它的组合（方言“bundle”）数据源，或不指定范围以单独备份它。
It is not said of what a part is meant. ⇒ 未说明要备份哪一部分。
Name the tables. ⇒ 请指定表。
Leave the scope out, or choose another source. ⇒ 请不要指定范围，或选择其他数据源。
Write env:{}… or file:NAME. ⇒ 请填写 env:{1}… 或 file:NAME。
Look whether the file is there and may be read. ⇒ 请检查文件是否存在且可读取。
Rename the variable. ⇒ 请重命名该变量。
Set it where the program is started, then start it again. ⇒ 请在启动程序之处设置它，然后重新启动程序。
Put the file there. ⇒ 请将文件放在那里。
Put nothing but the secret into it. ⇒ 请只在其中写入机密信息。
it is none ⇒ 它不是引用
only variables that begin with {} may be named ⇒ 只能引用以 {1} 开头的变量
there is no variable {} ⇒ 没有变量 {1}
only files below {} in the data folder may be named ⇒ 只能引用数据目录中 {1} 下的文件
it is no small file ⇒ 它不是小文件
It belongs to {}. ⇒ 它属于{1}。
Name {} at most, and make a second bundle of the rest. ⇒ 请最多指定 {1} 个，其余的另建一个组合。
Not touched: {}. ⇒ 未触及：{1}。
Use one of: {}. ⇒ 请使用其一：{1}。
Did you mean "{}"? There are: {}. ⇒ 您是否要找“{1}”？现有：{2}。
A plugin that prints to standard output does this; run the job again without it. ⇒ 向标准输出打印内容的插件会导致此问题；请去掉它后重新运行任务。
The job process wrote what is no event: {} ⇒ 任务进程写出了不是事件的内容：{1}
Unpack it and give the dump itself, or pack that as .sql.gz, .sql.zst or .zip. ⇒ 请解包后提供转储本身，或将其打包为 .sql.gz、.sql.zst 或 .zip。
Choose viewer, backup_operator or admin. ⇒ 请选择 viewer、backup_operator 或 admin。
The first user must be an admin. ⇒ 第一个用户必须是管理员。
A path can't hold a zero byte. ⇒ 路径中不能有零字节。
A pattern can't hold a zero byte. ⇒ 模式中不能有零字节。
`
