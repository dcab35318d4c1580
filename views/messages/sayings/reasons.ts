/** In Chinese the reasons that stand inside of other sentences, one a line. Braces in the English stand for what is named there, and are numbered from 1 in the Chinese. */
export const reasons = `
there is no earlier backup of this source to refer to ⇒ 此数据源没有可引用的更早备份
every earlier backup of this source failed its verification or is being removed ⇒ 此数据源更早的备份均未通过验证或正在删除
the chain has its {} backups behind the full one ⇒ 备份链在完整备份之后已有 {1} 个备份
{}, which the newest backup refers to, is gone ⇒ 最新备份所引用的 {1} 已不存在
{} is not the archive that its commit record names ⇒ {1} 不是其提交记录所指的归档
{} can't be referred to: {} ⇒ 无法引用 {1}：{2}
it has no {} ⇒ 其中没有 {1}
its {} names {}, not {} ⇒ 其 {1} 指向 {2}，而不是 {3}
it is {} ({}) ⇒ {1:word}（{2}）
backup {}, which it refers to, is not there ⇒ 它所引用的备份 {1} 不存在
{}, which it refers to, is {} ⇒ 它所引用的 {1} 状态为{2:word}
it is missing ⇒ 缺失
it is damaged ⇒ 已损坏
it is pinned ⇒ 它已固定
{}, which is kept, refers to it ⇒ 被保留的 {1} 引用了它
its record or its copies are not known ⇒ 其记录或副本未知
it is not verified ⇒ 它未经验证
it, or the full backup that it refers to, is unusually small ⇒ 它或它引用的完整备份异常偏小
the last verification in its chain failed ⇒ 其备份链最近一次验证失败
a backup that it refers to is missing or not verified ⇒ 它引用的某个备份缺失或未经验证
its commit record says nothing ⇒ 其提交记录没有内容
it claims to be {} and is something else ⇒ 它自称是 {1}，实际却是其他内容
no target of ours is there yet ⇒ 那里还没有 Holdfast 的存储目标
it calls itself {} ⇒ 它的身份标识为 {1}
{} has {} rows instead of {} ⇒ {1} 有 {2} 行，应为 {3} 行
{} has other content ⇒ {1} 的内容不同
{} is missing ⇒ {1} 缺失
and {} more ⇒ 另有 {1} 个
is shorter than {} characters ⇒ 少于 {1} 个字符
is longer than {} characters ⇒ 超过 {1} 个字符
is the name of the user ⇒ 与用户名相同
is one character over and over ⇒ 只是同一个字符的重复
is one of those that everybody tries first ⇒ 是人人都会先试的密码之一
holds a character that nobody sees ⇒ 含有不可见字符
holds a control character ⇒ 含有控制字符
looks like an id ⇒ 看起来像 ID
looks like a secret key ⇒ 看起来像密钥
is not understood ({}) ⇒ 无法识别（{1}）
must have five or six fields and has {} ⇒ 必须有五个或六个字段，现有 {1} 个
must be a time of day from 00:00 to 23:59, like 03:00 ⇒ 必须是 00:00 到 23:59 之间的时间，例如 03:00
is no IANA time zone that is known here ⇒ 不是此处已知的 IANA 时区
The clock says {}, but the time on record is already {} ⇒ 时钟显示 {1}，而记录中的时间已到 {2}
The clock says {}, but backup {} is dated {} ⇒ 时钟显示 {1}，而备份 {2} 的日期为 {3}
The clock says {}, longer after the newest backup ({}) than the schedule explains ⇒ 时钟显示 {1}，距最新备份（{2}）的时间超出定时设置所能解释的范围
it cannot be unpacked ({}) ⇒ 无法解包（{1}）
it unpacks to more bytes than it should ⇒ 解包后的字节数多于应有的字节数
its length shows that its end is missing ⇒ 从长度看，其结尾缺失
it does not start as an age file does ⇒ 其开头不是 age 文件的格式
its header has no end ⇒ 其文件头没有结尾
its header was changed or is malformed ⇒ 其文件头被更改或格式有误
it ends too early ⇒ 它过早结束
block {} of {} was changed, or blocks after it are missing ⇒ {2} 个块中的第 {1} 个被更改，或其后的块缺失
it does not start with HFINDEX1 ⇒ 其开头不是 HFINDEX1
its two end records contradict each other ⇒ 两处结尾记录相互矛盾
the central directory is not where the end record says ⇒ 中央目录不在结尾记录所指的位置
the central directory is longer than its entries ⇒ 中央目录比其条目长
the central directory holds something that is no entry ⇒ 中央目录中有不是条目的内容
it would unpack to {} bytes or more ⇒ 解包后将有 {1} 字节或更多
is encrypted with a ZIP password ⇒ 使用 ZIP 密码加密
lies on another disk ⇒ 位于另一个分卷
is a link or a device ⇒ 是链接或设备
{} unpacks to more than {} times its size ⇒ {1} 解包后超过自身大小的 {2} 倍
{} overlaps another entry ⇒ {1} 与另一个条目重叠
{} unpacks to more than it declares ⇒ {1} 解包后大于其声明的大小
{} unpacks to less than it declares ⇒ {1} 解包后小于其声明的大小
the content of {} does not have its checksum ⇒ {1} 的内容与其校验和不符
{} ends before its stored bytes do ⇒ {1} 在其存储的字节之前结束
{} cannot be unpacked ⇒ 无法解包 {1}
contains a control character ⇒ 含有控制字符
is an absolute path ⇒ 是绝对路径
leads out of its folder ⇒ 指向文件夹之外
contains an empty path segment ⇒ 含有空的路径段
it has {} entries ⇒ 它有 {1} 个条目
within the statement {} ⇒ 语句 {1} 中间
it takes itself back: the program that made it met an error and wrote ROLLBACK ⇒ 它自行回退：制作它的程序遇到错误并写入了 ROLLBACK
it is empty ⇒ 它为空
it ends within the statement "{}" ⇒ 它在语句“{1}”中途结束
it writes into the schema itself ⇒ 它直接写入数据库结构
no dump of a database needs it ⇒ 数据库转储不需要它
a dump may only set what belongs to the database itself ⇒ 转储只能设置属于数据库自身的内容
it is no query: it must begin with SELECT, WITH or VALUES ⇒ 它不是查询：必须以 SELECT、WITH 或 VALUES 开头
it would change something ⇒ 它会更改数据
it gives {} columns instead of one ⇒ 它返回 {1} 列，应为一列
it gives more than one row ⇒ 它返回多行
it gives no row ⇒ 它没有返回任何行
it gives neither true nor false, but a text or blob ⇒ 它返回的不是真或假，而是文本或二进制数据
the checksum of a header does not fit ⇒ 某个头部的校验和不符
it ends before its end marker ⇒ 它在结束标记之前就结束了
reads back other bytes than were written ⇒ 读回的字节与写入的不同
does not list what was written ⇒ 列表中没有已写入的内容
a folder is needed ⇒ 需要文件夹
a file is needed ⇒ 需要文件
the path must be absolute, like /srv/backups/archives.db ⇒ 路径必须是绝对路径，例如 /srv/backups/archives.db
this is a folder: name the file in it ⇒ 这是文件夹：请指定其中的文件
{} is Holdfast's own database: name a file of its own ⇒ {1} 是 Holdfast 自身的数据库：请另行指定文件
Patterns that take back others ("!…") are not supported; name what you want in "include" instead. ⇒ 不支持反选模式（“!…”）；请改在“仅包含”中写明所需内容。
is a socket, which no archive can hold; left out ⇒ 是套接字，归档无法保存；已略过
was replaced while the backup ran; left out ⇒ 在备份期间被替换；已略过
changed while it was being read{} ⇒ 在读取期间发生变化{1}
vanished while the backup ran ⇒ 在备份期间消失
was replaced by something else while the backup ran; left out ⇒ 在备份期间被其他内容替换；已略过
could not be read ({}); left out ⇒ 无法读取（{1}）；已略过
exists already as something else; kept ⇒ 已作为其他内容存在；已保留
leads out of the folder with ".."; left out ⇒ 通过“..”指向文件夹之外；已略过
is a link to content outside the folder; left out ⇒ 是指向文件夹之外的链接；已略过
is a link to {}, which was not restored; left out ⇒ 是指向 {1} 的链接，而后者未恢复；已略过
"{}" is a bundle itself ⇒ “{1}”本身就是组合
"{}" is named twice ⇒ “{1}”出现了两次
it has only one ⇒ 只有一个成员
The identity file ⇒ 身份文件
Line {} of the identity file ⇒ 身份文件第 {1} 行
it can not be read ⇒ 无法读取
it is malformed ⇒ 格式有误
it is not known ⇒ 未知
The schedule ⇒ 定时设置
The field "{}" of the schedule ⇒ 定时设置的字段“{1}”
ended with exit code {} ⇒ 以退出码 {1} 结束
was killed by {} ⇒ 被 {1} 终止
`
