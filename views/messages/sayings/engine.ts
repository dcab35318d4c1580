/** In Chinese what steps of jobs say, a sentence a line. Braces in the English stand for what is named there, and are numbered from 1 in the Chinese. */
export const engine = `
{} is a backup of a {} source; it can't be restored into {}. ⇒ {1} 是 {2} 数据源的备份，无法恢复到 {3}。
The upload is empty. ⇒ 上传的文件为空。
The archive does not say which source {} is of. ⇒ 归档未说明 {1} 来自哪个数据源。
Restore it into {}:… ⇒ 请恢复到 {1}:…
This is one backup of {} sources, which can't all be restored into {}: {}. ⇒ 这是 {1} 个数据源的同一备份，无法全部恢复到 {2}：{3}。
{} is no commit record: it has {} bytes ⇒ {1} 不是提交记录：它有 {2} 字节
{} has no commit record ({}{}): it was never finished, or the record was lost ⇒ {1} 没有提交记录（{2}{3}）：它从未完成，或记录已丢失
{}, which this archive refers to, is gone from the target ⇒ 此归档所引用的 {1} 已不在存储目标上
{}, which this archive refers to, has {} bytes instead of {} ⇒ 此归档所引用的 {1} 有 {2} 字节，应为 {3} 字节
Check the path; "holdfast list FOLDER" shows the archives there. ⇒ 请检查路径；“holdfast list FOLDER”可列出其中的归档。
Use another backup. If you know that this file is whole, "holdfast extract" still reads it. ⇒ 请使用其他备份。如果您确知该文件完整，“holdfast extract”仍可读取它。
Put it back beside this archive, or use a backup that does not need it ("holdfast list" shows which needs which). ⇒ 请将它放回此归档旁边，或使用不需要它的备份（“holdfast list”可显示依赖关系）。
Use another copy of it, or another backup. ⇒ 请使用它的其他副本，或其他备份。
restored, but {} of {} assertions don't hold, like: {} ⇒ 已恢复，但 {2} 条断言中有 {1} 条不成立，例如：{3}
this kind of source has no assertions ⇒ 此类数据源没有断言
an assertion took longer than {} s: {} ⇒ 一条断言耗时超过 {1} 秒：{2}
Look whether the source was as it should be at that time; if so, correct the assertion. ⇒ 请检查当时数据源是否正常；如果正常，请更正断言。
Verify it without them. ⇒ 请不带断言进行验证。
Make it look at less, or have the source carry an index for it. ⇒ 请缩小其查询范围，或为数据源建立相应的索引。
{} lacks what this backup refers to: {}{} ⇒ {1} 缺少此备份所引用的内容：{2}{3}
Copy the backup there together with what it refers to, or make a full one. ⇒ 请将备份连同它所引用的内容一起复制过去，或做一次完整备份。
{} can't back up chosen tables ⇒ {1} 不能只备份选定的表
{} and its {} successors are all taken ⇒ {1} 及其后的 {2} 个名称都已被占用
{} was removed while it was to be copied ⇒ {1} 在复制前已被删除
another archive is at {} already ⇒ {1} 处已有另一个归档
{} lies there already, but damaged: it is not what its commit record says ⇒ {1} 已在那里，但已损坏：与其提交记录不符
something else lies at {}, without a commit record ⇒ {1} 处有其他内容，且没有提交记录
{} is damaged: its SHA-256 is {}, its commit record says {} ⇒ {1} 已损坏：其 SHA-256 为 {2}，而提交记录为 {3}
Copy into another folder, or remove the other one if it is no longer needed. ⇒ 请复制到其他文件夹，或在不再需要时删除另一个。
Remove that copy, then copy it anew from {}. ⇒ 请删除该副本，然后从 {1} 重新复制。
Wait until that has ended, then try again. ⇒ 请等待其结束，然后重试。
Look at what it is; move it away or remove it, then try again. ⇒ 请查看它是什么；移走或删除后重试。
Copy it from another target that holds it. ⇒ 请从保存它的其他存储目标复制。
{} can't be copied as "{}": other archives refer to it by its name ⇒ {1} 不能以“{2}”的名称复制：其他归档按名称引用它
{} is not the archive that {} refers to ⇒ {1} 不是 {2} 所引用的归档
{} refers to archives that are not at the destination: {} ⇒ {1} 引用了目的地没有的归档：{2}
Copy it under its own name, into any folder. ⇒ 请以其原名复制到任一文件夹。
Copy those first, or let the job copy them as well. ⇒ 请先复制那些归档，或让任务一并复制。
restored, but not equal to what was backed up: {} ⇒ 已恢复，但与备份时的内容不一致：{1}
Do not rely on this backup. Make a new one and keep this one for the search for the cause. ⇒ 请勿依赖此备份。请重新备份，并保留此备份以查明原因。
the restored source holds {}, which the backup does not ⇒ 恢复后的数据源中有 {1}，而备份中没有
this can't be proven here: {} ⇒ 此处无法验证：{1}
{} ends inside {} ⇒ {1} 在 {2} 中途结束
Prove it as a user who may restore everything as it was (root), or use --deep. ⇒ 请以能够按原样恢复一切的用户（root）进行验证，或使用 --deep。
The job specification does not fit: {}. ⇒ 任务说明不符：{1}。
Both sides must be of the same version: restart the daemon after an update. ⇒ 双方版本必须一致：更新后请重新启动守护进程。
{} has {} bytes, the manifest says {} ⇒ {1} 有 {2} 字节，而清单记载为 {3}
{} has no entry {} ⇒ {1} 没有条目 {2}
{}: the ZIP directory and the index tell different bytes ⇒ {1}：ZIP 目录与索引记载的字节不同
The proof could not be left at the target: {} ⇒ 无法在存储目标上留下验证记录：{1}
{} is not named as an archive, so it is not removed ⇒ {1} 的名称不是归档，因此不删除
Remove it by hand if it is no longer needed. ⇒ 如不再需要，请手动删除。
{} can't restore with "{}" ⇒ {1} 不能以“{2}”方式恢复
this is a backup of a {} source; it can't be restored into {} ⇒ 这是 {1} 数据源的备份，无法恢复到 {2}
It can: {}. ⇒ 它可以：{1}。
Restore it into {}:…, or take its parts out with "holdfast extract". ⇒ 请恢复到 {1}:…，或用“holdfast extract”取出其各部分。
The job process could not be started: {}. ⇒ 无法启动任务进程：{1}。
Make sure that the program is installed whole and that the system may start more processes. ⇒ 请确认程序安装完整，且系统允许启动更多进程。
{} has {} bytes, its commit record says {} ⇒ {1} 有 {2} 字节，而提交记录为 {3}
{} and its commit record name different backups ⇒ {1} 与其提交记录指的是不同的备份
the backup holds nothing named {} ⇒ 备份中没有名为 {1} 的内容
It holds: {}. ⇒ 它包含：{1}。
"holdfast extract --entry manifest.json" tells what it holds. ⇒ “holdfast extract --entry manifest.json”可查看其内容。
While the job was being ended: {} ⇒ 任务结束过程中：{1}
{} said that {} is written, but it is not there ⇒ {1} 报告已写入 {2}，但它不在那里
{} holds {} bytes of {}, but {} were written ⇒ {1} 保存了 {3} 的 {2} 字节，而写入的是 {4} 字节
{} reads back from {} with another SHA-256 than was written ⇒ 从 {2} 读回的 {1}，其 SHA-256 与写入时不同
{} is damaged: it does not say which target this is ⇒ {1} 已损坏：它未说明这是哪个存储目标
another target is there, or it is not mounted: {} ⇒ 那里是另一个存储目标，或它尚未挂载：{1}
the target said that {}{} is written, but it is not there ⇒ 存储目标报告已写入 {1}{2}，但它不在那里
Make sure that this is the right place, then remove that object and let the target be recognised anew. ⇒ 请确认位置正确，然后删除该对象，让存储目标重新识别。
Mount the disk or give the address that the target had. If it was moved or set up anew on purpose, say so with "holdfast target set NAME --rebind". ⇒ 请挂载磁盘，或填写该存储目标原来的地址。如果是有意移动或重新设置的，请用“holdfast target set NAME --rebind”说明。
This is a backup of mode "{}", which can't be restored alone: it refers to {}. ⇒ 这是方式为“{1:word}”的备份，不能单独恢复：它引用了 {2}。
the commit record has {} bytes ⇒ 提交记录有 {1} 字节
The file is not the one that its commit record names: {}. ⇒ 该文件不是其提交记录所指的文件：{1}。
Give a full backup, or put this archive with its commit record beside those at a target and restore it from there. ⇒ 请提供完整备份，或将此归档及其提交记录放到存储目标上的其他归档旁边，再从那里恢复。
Use another copy of the archive; this one was cut or changed, or the record belongs to another. ⇒ 请使用该归档的其他副本；此副本被截断或更改，或提交记录属于另一个归档。
{} holds something that is packed once more. ⇒ {1} 中的内容又被打包了一层。
Check that it was transferred whole. ⇒ 请检查是否完整传输。
Unpack it and give the dump itself, or pack that once as .sql.gz, .sql.zst or .zip. ⇒ 请解包后提供转储本身，或只打包一次，格式为 .sql.gz、.sql.zst 或 .zip。
{} is no file. ⇒ {1} 不是文件。
{} became shorter while it was read ⇒ {1} 在读取过程中变短
Give a dump, a ZIP file or an archive. ⇒ 请提供转储、ZIP 文件或归档。
it is a command of a client program, which runs on the machine that restores ⇒ 它是客户端程序的命令，会在执行恢复的机器上运行
it reaches files or programs of the machine ⇒ 它会触及本机的文件或程序
it reaches beyond the database that is restored ⇒ 它会触及所恢复数据库之外的内容
it is a command of the sqlite3 program, not SQL ⇒ 它是 sqlite3 程序的命令，而不是 SQL
it ends {} ⇒ 它结束于{1}
within the rows of a table ⇒ 表的行数据中间
within a comment ⇒ 注释中间
its transaction is not committed ⇒ 其事务未提交
its last line is not "-- {}" ⇒ 其最后一行不是“-- {1}”
it holds more than {} bytes ⇒ 它超过 {1} 字节
it unpacks to more than {} times its size ⇒ 它解包后超过自身大小的 {1} 倍
an SQLite database itself, not a dump of one ⇒ SQLite 数据库文件本身，而不是其转储
a dump in pg_dump's custom format, not SQL text ⇒ pg_dump 自定义格式的转储，而不是 SQL 文本
text in UTF-16 ⇒ UTF-16 文本
packed with bzip2 ⇒ 用 bzip2 打包的文件
packed with xz ⇒ 用 xz 打包的文件
a 7z file ⇒ 7z 文件
a RAR file ⇒ RAR 文件
sealed once more ⇒ 又加密了一层的文件
a tar file ⇒ tar 文件
The upload can't be restored: it is {}. ⇒ 无法恢复上传的文件：它是{1}。
Make a dump of it: sqlite3 FILE .dump > dump.sql ⇒ 请先转储：sqlite3 FILE .dump > dump.sql
Turn it into SQL text: pg_restore -f dump.sql FILE ⇒ 请转换为 SQL 文本：pg_restore -f dump.sql FILE
Save it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE > dump.sql ⇒ 请保存为 UTF-8：iconv -f UTF-16 -t UTF-8 FILE > dump.sql
Pack it into a ZIP file under the name files.tar. ⇒ 请以 files.tar 的名称打包进 ZIP 文件。
The upload is made for {}; it can't be restored into {}. ⇒ 上传的文件适用于 {1}，无法恢复到 {2}。
This destination can't be restored with "{}". ⇒ 此目的地不能以“{1}”方式恢复。
This destination takes no chosen tables. ⇒ 此目的地不支持选择表。
the upload was inspected and has no content ⇒ 已检查上传的文件，其中没有内容
The upload changed while it was being restored. ⇒ 上传的文件在恢复过程中发生了变化。
{} takes {}. ⇒ {1} 接受 {2}。
Restore the whole upload. ⇒ 请恢复整个上传文件。
Upload it again, then restore it. ⇒ 请重新上传，然后恢复。
This is neither SQL text nor a ZIP file nor an archive: nothing in it begins as a statement does. ⇒ 这既不是 SQL 文本，也不是 ZIP 文件或归档：其中没有任何语句的开头。
the statement {} is refused: {} ⇒ 语句 {1} 被拒绝：{2}
Give a dump (.sql, .sql.gz, .sql.zst), a ZIP file that holds one, or an archive. ⇒ 请提供转储（.sql、.sql.gz、.sql.zst）、含有转储的 ZIP 文件或归档。
Transfer it again, or make the dump anew. ⇒ 请重新传输，或重新转储。
Remove it from the dump if you trust where the dump comes from, and try again. ⇒ 如果您信任转储的来源，请将其从转储中移除后重试。
The {} file is damaged: it can't be unpacked to its end, or something follows it. ⇒ {1} 文件已损坏：无法解包到结尾，或其后还有其他内容。
The upload was refused: {}. ⇒ 上传的文件被拒绝：{1}。
Check that it was transferred whole, or pack the dump again. ⇒ 请检查是否完整传输，或重新打包转储。
If you trust where the file comes from, unpack it yourself and restore the plain dump, or have the limit raised. ⇒ 如果您信任文件的来源，请自行解包并恢复其中的纯文本转储，或提高上限。
The ZIP file holds {} dumps: {}. ⇒ ZIP 文件中有 {1} 个转储：{2}。
The ZIP file was refused: {} and {} differ only in case. ⇒ ZIP 文件被拒绝：{1} 与 {2} 仅大小写不同。
The ZIP file holds no dump but {}, which is packed once more. ⇒ ZIP 文件中除 {1} 外没有转储，而它又被打包了一层。
The ZIP file holds nothing that could be restored: {}. ⇒ ZIP 文件中没有可恢复的内容：{1}。
Pack the one to restore into a ZIP file of its own, or give it as a plain .sql file. ⇒ 请将要恢复的那个单独打包进 ZIP 文件，或以 .sql 文件提供。
Pack the content again under names that stay apart everywhere. ⇒ 请以在任何系统上都能区分的名称重新打包。
Unpack the ZIP file and give what is in it. ⇒ 请解包 ZIP 文件，并提供其中的内容。
It must hold one .sql file, or files.tar or settings.json from an archive. ⇒ 其中必须有一个 .sql 文件，或来自归档的 files.tar 或 settings.json。
assertions need restored data, which only the level "proven" has ⇒ 断言需要恢复后的数据，只有“proven”级别才有
{} is gone; only its commit record is left ⇒ {1} 已消失；只剩下其提交记录
Verify with the level "proven", or leave the assertions out. ⇒ 请以“proven”级别验证，或去掉断言。
Use another copy or another backup. ⇒ 请使用其他副本或其他备份。
Use another copy or another backup, and look for the cause: a disk, a transfer, a store. ⇒ 请使用其他副本或其他备份，并查找原因：磁盘、传输或存储。
`
