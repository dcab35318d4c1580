/**
 * In Chinese what operating systems and SQLite say, and what the program joins together from pieces, a sentence a line. None of it stands in the source
 * as it is said, so nothing compares it with that.
 */
export const systemSayings = `
ENOENT: no such file or directory{} ⇒ 没有此文件或文件夹（ENOENT）
ENOTDIR: not a directory{} ⇒ 路径中有一段不是文件夹（ENOTDIR）
EISDIR: illegal operation on a directory{} ⇒ 不能对文件夹执行此操作（EISDIR）
EACCES: permission denied{} ⇒ 没有权限（EACCES）
EPERM: operation not permitted{} ⇒ 不允许此操作（EPERM）
EROFS: read-only file system{} ⇒ 文件系统为只读（EROFS）
EEXIST: file already exists{} ⇒ 文件已存在（EEXIST）
ENOTEMPTY: directory not empty{} ⇒ 文件夹不为空（ENOTEMPTY）
ENOSPC: no space left on device{} ⇒ 磁盘空间不足（ENOSPC）
EDQUOT: disk quota exceeded{} ⇒ 超出磁盘配额（EDQUOT）
EMFILE: too many open files{} ⇒ 打开的文件过多（EMFILE）
ENFILE: file table overflow{} ⇒ 系统打开的文件过多（ENFILE）
EFBIG: file too large{} ⇒ 文件过大（EFBIG）
EIO: i/o error{} ⇒ 读写错误（EIO）
EBUSY: resource busy or locked{} ⇒ 资源正被占用（EBUSY）
ELOOP: too many symbolic links encountered{} ⇒ 符号链接层数过多（ELOOP）
ENAMETOOLONG: name too long{} ⇒ 名称过长（ENAMETOOLONG）
ENODEV: no such device{} ⇒ 没有此设备（ENODEV）
EINVAL: invalid argument{} ⇒ 参数无效（EINVAL）
ESTALE: stale file handle{} ⇒ 网络共享上的文件已失效（ESTALE）
connect ECONNREFUSED {} ⇒ 连接被拒绝：{1}（ECONNREFUSED）
connect ETIMEDOUT {} ⇒ 连接超时：{1}（ETIMEDOUT）
getaddrinfo ENOTFOUND {} ⇒ 找不到主机 {1}（ENOTFOUND）
getaddrinfo EAI_AGAIN {} ⇒ 暂时无法解析主机 {1}（EAI_AGAIN）
read ECONNRESET ⇒ 连接被对方重置（ECONNRESET）
write EPIPE ⇒ 连接已断开（EPIPE）
spawn {} ENOENT ⇒ 找不到程序 {1}（ENOENT）
database is locked ⇒ 数据库已被锁定
database disk image is malformed ⇒ 数据库文件已损坏
disk I/O error ⇒ 磁盘读写错误
database or disk is full ⇒ 数据库或磁盘已满
attempt to write a readonly database ⇒ 数据库为只读
unable to open database file ⇒ 无法打开数据库文件
file is not a database ⇒ 该文件不是数据库
reading {} broke off in the middle: {} ⇒ 读取 {1} 时中途中断：{2}
reading the events of the job: {} ⇒ 读取任务事件时出错：{1}
reading its schedule: {} ⇒ 读取其定时设置时出错：{1}
writing the upload: {} ⇒ 写入上传的文件时出错：{1}
making the database: {} ⇒ 创建数据库时出错：{1}
completing the restored database: {} ⇒ 完成恢复后的数据库时出错：{1}
asking an assertion: {} ⇒ 执行断言时出错：{1}
running the job: {} ⇒ 执行任务时出错：{1}
running sync: {} ⇒ 执行 sync 时出错：{1}
taking in the upload: {} ⇒ 接收上传的文件时出错：{1}
recording what was done: {} ⇒ 记录结果时出错：{1}
working with it: {} ⇒ 使用时出错：{1}
it is damaged ({}) ⇒ 已损坏（{1}）
With tables chosen it is a partial backup, not {}. ⇒ 选择了表即为部分备份，而不是 {1}。
A backup of "{}" has the scope {}, not {}. ⇒ “{1}”的备份范围是 {2}，而不是 {3}。
bundle {} ⇒ 组合 {1}
bundles {} ⇒ 组合 {1}
delete pending ⇒ 等待删除
Backup {}, which is kept, refers to it. ⇒ 被保留的备份 {1} 引用了它。
Backup {} and {} more, which are kept, refer to it. ⇒ 被保留的备份 {1} 及另外 {2} 个引用了它。
{}: it is missing ⇒ {1}：缺失
{}: it is damaged ⇒ {1}：已损坏
{}: it is {} ({}) ⇒ {1}：{2:word}（{3}）
{} ended with exit code {} ⇒ {1} 以退出码 {2} 结束
{} ended with exit code {}: {} ⇒ {1} 以退出码 {2} 结束：{3}
{} was killed by {} ⇒ {1} 被 {2} 终止
{} was killed by {}: {} ⇒ {1} 被 {2} 终止：{3}
The {} "{}" is in use: {} job with it is running. ⇒ {1:word}“{2}”正在使用：有 {3} 个任务正在使用它。
The {} "{}" is in use: {} jobs with it are running. ⇒ {1:word}“{2}”正在使用：有 {3} 个任务正在使用它。
Plan {} loses it. ⇒ 备份计划 {1} 将失去它。
Plans {} lose it. ⇒ 备份计划 {1} 将失去它。
Plan {} has no other {} and is paused. ⇒ 备份计划 {1} 没有其他{2:word}，将暂停。
Plans {} have no other {} and are paused. ⇒ 备份计划 {1} 没有其他{2:word}，将暂停。
{} waiting job is cancelled. ⇒ 将取消 {1} 个等待中的任务。
{} waiting jobs are cancelled. ⇒ 将取消 {1} 个等待中的任务。
{} backup stays, but no retention looks after them any more. ⇒ {1} 个备份会保留，但不再受保留策略管理。
{} backups stay, but no retention looks after them any more. ⇒ {1} 个备份会保留，但不再受保留策略管理。
{} copy there is forgotten; the archives stay, and a rescan finds them again. ⇒ 将不再记录那里的 {1} 个副本；归档会保留，重新扫描可再次找到。
{} copies there are forgotten; the archives stay, and a rescan finds them again. ⇒ 将不再记录那里的 {1} 个副本；归档会保留，重新扫描可再次找到。
{} backup with no copy elsewhere is forgotten as well. ⇒ 在别处没有副本的 {1} 个备份也将不再记录。
{} backups with no copy elsewhere are forgotten as well. ⇒ 在别处没有副本的 {1} 个备份也将不再记录。
The job process ended with exit code {} without saying how the job ended. ⇒ 任务进程以退出码 {1} 结束，未说明任务结果。
`
