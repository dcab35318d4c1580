/** In Chinese what the targets say, a sentence a line. Braces in the English stand for what is named there, and are numbered from 1 in the Chinese. */
export const targets = `
Choose another name. ⇒ 请使用其他名称。
Look again what is there. ⇒ 请重新查看现有内容。
there is no {} ⇒ 没有 {1}
{} is being written by somebody else ⇒ {1} 正由其他进程写入
{} was removed while it was used ⇒ {1} 在使用过程中被删除
{} was used after it was closed ⇒ {1} 在关闭后仍被使用
{} was removed while it was made ⇒ {1} 在创建过程中被删除
{} is {}, not a database file ⇒ {1} 是{2}，不是数据库文件
there is no folder {} to make {} in ⇒ 没有可在其中创建 {2} 的文件夹 {1}
Find out by whom. ⇒ 请查明是谁所为。
Name a file, which is made if it is absent. ⇒ 请指定一个文件；如果不存在会自动创建。
Make the folder, or mount the disk that it is on. ⇒ 请创建该文件夹，或挂载它所在的磁盘。
Give the user that runs the daemon the right to write in that folder. ⇒ 请授予运行守护进程的用户在该文件夹中写入的权限。
Check the path and the disk. If it is the right file, move it away with the files beside it, and use other copies of its archives. ⇒ 请检查路径和磁盘。如果文件正确，请将它及旁边的文件移走，并使用其归档的其他副本。
Try again; if it goes on, look for a program that holds this database open in the middle of a write. ⇒ 请重试；如果持续出现，请查找在写入过程中占用此数据库的程序。
Free some MB on that disk, so that archives can be removed; then shorten the retention, or use a larger disk. ⇒ 请在该磁盘上腾出几 MB 以便删除归档；然后缩短保留期，或使用更大的磁盘。
Give the process more memory. ⇒ 请为进程分配更多内存。
Give the user that runs the daemon the right to write the file and the folder it is in. ⇒ 请授予运行守护进程的用户写入该文件及其所在文件夹的权限。
The disk reports errors: check it and its cable before trusting anything on it. ⇒ 磁盘报告错误：在信任其上的任何内容之前，请检查磁盘及其连线。
Report this. ⇒ 请报告此问题。
{} holds other bytes than were written: piece {} of object {} is damaged ⇒ {1} 中的字节与写入的不同：对象 {3} 的第 {2} 段已损坏
Use another copy of the archive, and check the disk. ⇒ 请使用该归档的其他副本，并检查磁盘。
Check the disk before keeping backups there. ⇒ 在那里保存备份之前，请检查磁盘。
there is no {} in {} ⇒ {2} 中没有 {1}
{} was removed while it was read ⇒ {1} 在读取过程中被删除
{} has lost a part of {} ⇒ {1} 丢失了 {2} 的一部分
Look with \`holdfast list\` what is there. ⇒ 请用 \`holdfast list\` 查看现有内容。
{} was made by a newer Holdfast: its format is {}, this one knows {} ⇒ {1} 由更新版本的 Holdfast 创建：其格式为 {2}，此版本支持 {3}
{} is the database of another program ⇒ {1} 是其他程序的数据库
the disk with {} does not share memory between processes, which several writers need ⇒ {1} 所在的磁盘不支持进程间共享内存，而多个写入者需要它
Use that Holdfast, or give this one a file of its own. ⇒ 请使用那个 Holdfast，或为此版本另设一个文件。
Give archives a file of their own: in a database that is itself backed up, they would be part of their own content. ⇒ 请为归档使用单独的文件：如果放在自身也要备份的数据库中，它们会成为其内容的一部分。
Put the file on a disk of this machine. ⇒ 请将文件放在本机的磁盘上。
the disk with {} is full but for what it takes to remove something ⇒ {1} 所在的磁盘已满，仅剩删除所需的空间
{} gives back other bytes than were written to {} ⇒ {1} 读回的字节与写入 {2} 的不同
{} exists already in {} ⇒ {1} 已存在于 {2} 中
what was being written to {} was removed meanwhile ⇒ 正在写入 {1} 的内容在此期间被删除
Free some space there, shorten the retention, or move the target to a larger disk. ⇒ 请在那里腾出空间，缩短保留期，或将存储目标移到更大的磁盘。
Look whether two machines with different clocks use this file, or whether it was replaced; then try again. ⇒ 请检查是否有时钟不同的两台机器使用此文件，或它是否被替换；然后重试。
"{}" is a name that this folder needs for itself ⇒ “{1}”是此文件夹自身需要的名称
{} is not the folder that was used before: it has no {} file ⇒ {1} 不是之前使用的文件夹：其中没有 {2} 文件
{} is a symbolic link that leads out of {} ⇒ {1} 是指向 {2} 之外的符号链接
{} is a file where a folder is needed ⇒ {1} 是文件，而此处需要文件夹
Choose another prefix. ⇒ 请选择其他前缀。
Mount the disk that holds it; or, if this is meant to be a new place, switch on "create the folder". ⇒ 请挂载保存它的磁盘；如果确为新位置，请开启“自动创建文件夹”。
Remove the link, or make the folder it leads to a target of its own. ⇒ 请删除该链接，或将其指向的文件夹设为单独的存储目标。
Move it away, or choose another prefix. ⇒ 请将其移走，或选择其他前缀。
Check the disk and the way it is mounted before keeping backups there. ⇒ 在那里保存备份之前，请检查磁盘及其挂载方式。
Choose another name, or wait until that has ended. ⇒ 请使用其他名称，或等待其结束。
{} became shorter while it was read: it ends at byte {}, not {} ⇒ {1} 在读取过程中变短：在第 {2} 字节结束，应为第 {3} 字节
Find out what writes to this folder; use another copy of the archive. ⇒ 请查明是什么在写入此文件夹；请使用该归档的其他副本。
the disk took no more bytes ⇒ 磁盘无法再写入更多字节
Free some space there. ⇒ 请在那里腾出空间。
the {} {} can't be used: {} ⇒ 不能使用 {2}：{3}
it holds half a surrogate pair ⇒ 其中有半个代理对
it is longer than {} bytes ⇒ 它超过 {1} 字节
it holds a control character or a backslash ⇒ 其中有控制字符或反斜杠
one of its segments is empty ⇒ 其中有一段为空
it holds a segment "." or ".." ⇒ 其中有一段是“.”或“..”
`
