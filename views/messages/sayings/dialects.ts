/** In Chinese what the dialects say, a sentence a line. Braces in the English stand for what is named there, and are numbered from 1 in the Chinese. */
export const dialects = `
Choose another backup. ⇒ 请选择其他备份。
Use another backup. ⇒ 请使用其他备份。
the dump is not whole: {} ⇒ 转储不完整：{1}
{} is neither a folder nor a file ⇒ {1} 既不是文件夹也不是文件
{} is no tree of files ⇒ {1} 不是文件树
{} is not empty ⇒ {1} 不为空
Name a folder or a file. ⇒ 请指定一个文件夹或文件。
Restore it into a source of the dialect that it comes from. ⇒ 请恢复到其原方言的数据源。
Restore into an empty folder, or choose to replace or keep what is there. ⇒ 请恢复到空文件夹，或选择替换或保留现有内容。
restored, but not flushed to the disk ({}); a power cut within a minute may undo some of it ⇒ 已恢复，但未写入磁盘（{1}）；一分钟内断电可能会丢失其中一部分
Remove the cause and try again. ⇒ 请消除原因后重试。
Check the disk that holds it; to back up the rest meanwhile, exclude this file. ⇒ 请检查保存它的磁盘；在此期间要备份其余内容，请排除此文件。
the tar is damaged: {} ⇒ tar 已损坏：{1}
Verify the archive it comes from, and restore another backup or copy. ⇒ 请验证它所在的归档，并恢复其他备份或副本。
{}; {} entries were restored to {} before ⇒ {1}；此前已有 {2} 个条目恢复到 {3}
{} entries belong to the user that runs this restore now: only root can give files away ⇒ {1} 个条目现在归运行此次恢复的用户所有：只有 root 才能将文件转给他人
and {} more warnings ⇒ 另有 {1} 条警告
Remove the cause and restore again; what is there already is written anew with "replace". ⇒ 请消除原因后重新恢复；选择“替换”时，已有内容会重新写入。
{} exists already ⇒ {1} 已存在
Check the path of the data folder. ⇒ 请检查数据目录的路径。
Choose to replace it, or to keep it and add what is missing. ⇒ 请选择替换，或保留现有内容并补上缺失的部分。
settings are backed up whole ⇒ 设置只能整体备份
{} holds no settings ⇒ {1} 中没有设置
Leave the choice of tables out. ⇒ 请不要选择表。
{} has format {}, which a newer version wrote ⇒ {1} 的格式为 {2}，由更新的版本写成
{} is no export of settings ⇒ {1} 不是设置的导出文件
{} is too large to be an export of settings ⇒ {1} 过大，不可能是设置的导出文件
Restore it with that version. ⇒ 请用那个版本恢复。
{} holds no JSON object ⇒ {1} 中没有 JSON 对象
{} is too large to hold settings ⇒ {1} 过大，不可能是设置
Repair or remove the file. ⇒ 请修复或删除该文件。
the assertion "{}" is refused: {} ⇒ 断言“{1}”被拒绝：{2}
Write one query that gives one row of one column: 1 or 0, like SELECT count(*) > 0 FROM orders. ⇒ 请写一条只返回一行一列的查询：1 或 0，例如 SELECT count(*) > 0 FROM orders。
the folder {} does not exist ⇒ 文件夹 {1} 不存在
Make the folder, then restore again. ⇒ 请创建该文件夹，然后重新恢复。
the database has no table {} ⇒ 数据库中没有表 {1}
the name or definition of {} "{}" is no valid text, so SQL can't say it ⇒ {1}“{2}”的名称或定义不是有效文本，SQL 无法表示
Choose among {}. ⇒ 请从 {1} 中选择。
Use the form "snapshot", which copies the database page by page. ⇒ 请使用“snapshot”形式，它逐页复制数据库。
{} is in use: another program kept it locked for {} seconds ⇒ {1} 正在使用：另一个程序锁定它达 {2} 秒
{} is locked by another program ⇒ {1} 被另一个程序锁定
Stop the programs that read or write it, then restore again. Nothing was changed. ⇒ 请停止读写它的程序，然后重新恢复。未做任何更改。
the statement "{}" is refused: {} ⇒ 语句“{1}”被拒绝：{2}
a definition with strings in double quotes could not be kept: {} ⇒ 无法保留使用双引号字符串的定义：{1}
{} can't be made anew from its definition: {} ⇒ 无法根据定义重新创建 {1}：{2}
Remove it from the dump if you trust where the dump comes from, and restore again. ⇒ 如果您信任转储的来源，请将其从转储中移除后重新恢复。
looking at {} gave no report ⇒ 查看 {1} 没有得到结果
the form "snapshot" takes the whole database, not chosen tables ⇒ “snapshot”形式备份整个数据库，不能选择表
an assertion gave no answer ⇒ 断言没有给出结果
Use the form "sql" to back up chosen tables. ⇒ 要备份选定的表，请使用“sql”形式。
table "{}": {} ⇒ 表“{1}”：{2}
a value of {} bytes is too long for SQL text ⇒ {1} 字节的值对 SQL 文本来说过长
SQLite finds the restored database damaged: {} ⇒ SQLite 认为恢复后的数据库已损坏：{1}
the tables keep their text in {} and the destination keeps it in {} ⇒ 这些表以 {1} 存储文本，而目的地使用 {2}
Restore them into a new database. ⇒ 请恢复到新的数据库。
rows of "{}" refer to rows that are not there ⇒ “{1}”的行引用了不存在的行
the dump makes a database out of all proportion to its own size ⇒ 转储生成的数据库与其自身大小完全不成比例
Do not restore it before you know who made it: a statement in it computes rows without end. ⇒ 在弄清制作者之前请勿恢复：其中有一条语句会无休止地生成行。
the database file has {} bytes where its header says {} ⇒ 数据库文件有 {1} 字节，而其文件头记载为 {2}
Use another backup; this one was cut short. ⇒ 请使用其他备份；此备份被截断。
there is no file {} ⇒ 没有文件 {1}
{} is a folder, not a database file ⇒ {1} 是文件夹，不是数据库文件
{} is no ordinary file ⇒ {1} 不是普通文件
{} is empty: there is no database in it ⇒ {1} 为空：其中没有数据库
the path {} ends with space or holds a zero byte, which the database driver can't open ⇒ 路径 {1} 以空格结尾或含有零字节，数据库驱动无法打开
Check the path of the database. ⇒ 请检查数据库的路径。
Give the path of the database file in it. ⇒ 请提供其中数据库文件的路径。
Give the path of the database file. ⇒ 请提供数据库文件的路径。
Check the path; an empty file needs no backup. ⇒ 请检查路径；空文件无需备份。
Rename the file, or make a symbolic link to it with another name and give that. ⇒ 请重命名该文件，或创建另一名称的符号链接并使用它。
nothing in this dump says where it ends, so nobody can tell whether it is whole ⇒ 此转储没有标明结尾，因此无法判断是否完整
an SQLite database is restored from one part, and "{}" is {} ⇒ SQLite 数据库由一个部分恢复，而“{1}”是{2}
the backup holds no database ⇒ 备份中没有数据库
{} is no file, so no database can take its place ⇒ {1} 不是文件，数据库无法取代它
there is no {}, but {}{}, which belongs to a former database of that name ⇒ 没有 {1}，但有 {2}{3}，它属于以前同名的数据库
the rows of a database can replace what is there, but not be added to it ⇒ 数据库的行可以替换现有内容，但不能追加到其中
{} holds a database already ⇒ {1} 中已有数据库
Choose a backup of an SQLite database. ⇒ 请选择 SQLite 数据库的备份。
Choose another destination. ⇒ 请选择其他目的地。
Move {}{} away, or choose another destination. ⇒ 请移走 {1}{2}，或选择其他目的地。
Restore into a new file, or replace. ⇒ 请恢复到新文件，或选择替换。
Restore into a new file, or say that what is there may be replaced. ⇒ 请恢复到新文件，或说明可以替换现有内容。
{} is not an SQLite database, or it is encrypted ⇒ {1} 不是 SQLite 数据库，或已加密
{} was left in the middle of a transaction by a program that ended early ⇒ {1} 被提前结束的程序留在事务中途
{} can't be opened: {} ⇒ 无法打开 {1}：{2}
Check the path; a database that is encrypted must be backed up by the program that holds its key. ⇒ 请检查路径；加密的数据库必须由持有其密钥的程序备份。
Open it once with its own program or with "sqlite3", which undoes that transaction, then try again. ⇒ 请用其自身的程序或“sqlite3”打开一次以撤销该事务，然后重试。
Let the user that runs this program read the file. A database in WAL mode also needs its folder to be writable: if it is on a read-only medium, copy it elsewhere first. ⇒ 请允许运行此程序的用户读取该文件。WAL 模式的数据库还需要其文件夹可写：如果位于只读介质上，请先复制到别处。
the dump takes itself back: the program that made it met an error and wrote ROLLBACK at its end ⇒ 转储自行回退：制作它的程序遇到错误，在结尾写入了 ROLLBACK
Make the dump anew, or use another backup. ⇒ 请重新转储，或使用其他备份。
a statement holds bytes that are no text: {} ⇒ 有语句含有非文本的字节：{1}
Make the dump anew; it must be SQL text in UTF-8. ⇒ 请重新转储；必须是 UTF-8 的 SQL 文本。
Restore the last good backup, or try "sqlite3 FILE .recover" on a copy. ⇒ 请恢复最后一个完好的备份，或对副本尝试“sqlite3 FILE .recover”。
Let the program that writes to the database finish its transaction, or stop it, and try again. ⇒ 请让写入该数据库的程序完成其事务，或停止该程序，然后重试。
Free space on the disk of the database and try again. ⇒ 请在数据库所在的磁盘上腾出空间后重试。
Give the process more memory, or back up in the form "snapshot", which holds no row in memory. ⇒ 请为进程分配更多内存，或使用不在内存中保留行的“snapshot”形式备份。
Use the form "snapshot", which has no limit on the size of a row. ⇒ 请使用对行大小没有限制的“snapshot”形式。
Give the user that runs this program access to the file. ⇒ 请授予运行此程序的用户访问该文件的权限。
Give the user that runs this program the right to write the file and its folder. ⇒ 请授予运行此程序的用户写入该文件及其文件夹的权限。
The dump contradicts its own constraints: restore it with the program that made it, or use another backup. ⇒ 转储违反了自身的约束：请用制作它的程序恢复，或使用其他备份。
Read the message: the statement and this version of SQLite do not fit together. ⇒ 请阅读该信息：该语句与此版本的 SQLite 不相容。
`
