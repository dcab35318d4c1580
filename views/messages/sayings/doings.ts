/**
 * In Chinese what was being done when the system refused it, and what to do then, a sentence a line. Braces in the English stand for what is named there,
 * and are numbered from 1 in the Chinese.
 */
export const doings = `
Check the path, and that what it lies on is mounted. ⇒ 请检查路径，并确认其所在的磁盘已挂载。
Give the user that runs this program permission to read it, or run it as one that has. ⇒ 请授予运行此程序的用户读取权限，或以有权限的用户运行。
A file stands where a folder is needed; choose another path. ⇒ 此处需要文件夹，却是一个文件；请选择其他路径。
Use a shorter prefix: one name may have 255 bytes here. ⇒ 请使用更短的前缀：此处每个名称最多 255 字节。
A folder stands where a file is meant: choose another prefix. ⇒ 此处应为文件，却是一个文件夹；请选择其他前缀。
Give the user that runs the daemon the right to write there. ⇒ 请授予运行守护进程的用户在该处写入的权限。
Look at the disk and the log of the system, then try again. ⇒ 请检查磁盘和系统日志，然后重试。
looking for {} at the target {}: {} ⇒ 在存储目标 {2} 上查找 {1} 时出错：{3}
looking for plugins in {}: {} ⇒ 在 {1} 中查找插件时出错：{2}
looking for what earlier jobs left in {}: {} ⇒ 查找先前任务在 {1} 中的遗留内容时出错：{2}
looking for {}: {} ⇒ 查找 {1} 时出错：{2}
looking at the destination {}: {} ⇒ 查看目的地 {1} 时出错：{2}
looking at {}: {} ⇒ 查看 {1} 时出错：{2}
looking up {}: {} ⇒ 查找 {1} 时出错：{2}
probing {}: {} ⇒ 探测 {1} 时出错：{2}
opening the folder {} to restore into: {} ⇒ 打开要恢复到的文件夹 {1} 时出错：{2}
opening {}: {} ⇒ 打开 {1} 时出错：{2}
reading back from {}: {} ⇒ 从 {1} 读回时出错：{2}
reading the data folder {}: {} ⇒ 读取数据目录 {1} 时出错：{2}
reading the folder {}: {} ⇒ 读取文件夹 {1} 时出错：{2}
reading the output of {}: {} ⇒ 读取 {1} 的输出时出错：{2}
reading {}: {} ⇒ 读取 {1} 时出错：{2}
writing to {}: {} ⇒ 写入 {1} 时出错：{2}
writing {}: {} ⇒ 写入 {1} 时出错：{2}
Reading {}: {} ⇒ 读取 {1} 时出错：{2}
Writing {}: {} ⇒ 写入 {1} 时出错：{2}
making the temporary folder {}: {} ⇒ 创建临时文件夹 {1} 时出错：{2}
making a folder beside {}: {} ⇒ 在 {1} 旁创建文件夹时出错：{2}
making {}: {} ⇒ 创建 {1} 时出错：{2}
Making {}: {} ⇒ 创建 {1} 时出错：{2}
creating {}: {} ⇒ 创建 {1} 时出错：{2}
claiming {}: {} ⇒ 占用 {1} 时出错：{2}
removing the temporary folder {}: {} ⇒ 删除临时文件夹 {1} 时出错：{2}
removing what an earlier job left in {}: {} ⇒ 删除先前任务在 {1} 中的遗留内容时出错：{2}
removing {}: {} ⇒ 删除 {1} 时出错：{2}
restoring {}: {} ⇒ 恢复 {1} 时出错：{2}
moving the restored database to {}: {} ⇒ 将恢复的数据库移至 {1} 时出错：{2}
replacing tables of {}: {} ⇒ 替换 {1} 的表时出错：{2}
asking for the free space of {}: {} ⇒ 查询 {1} 的可用空间时出错：{2}
leaving the proof beside {}: {} ⇒ 在 {1} 旁保存验证记录时出错：{2}
starting {}: {} ⇒ 启动 {1} 时出错：{2}
trying the target {}: {} ⇒ 尝试存储目标 {1} 时出错：{2}
loading {}: {} ⇒ 加载 {1} 时出错：{2}
Too many {} at this moment. ⇒ 目前{1}过多。
passwords are being checked ⇒ 正在校验的密码
sources and targets are being tried ⇒ 正在测试的数据源和存储目标
Try again in a few seconds. ⇒ 请过几秒再试。
`
