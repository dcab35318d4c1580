/** In Chinese what is said of archives, a sentence a line. Braces in the English stand for what is named there, and are numbered from 1 in the Chinese. */
export const archive = `
It has: {}. ⇒ 它包含：{1}。
{}: bytes {} to {} are asked for, but it has only {} ⇒ {1}：请求第 {2} 到 {3} 字节，但它只有 {4} 字节
Open it with \`age -d\` and give the result. ⇒ 请用 \`age -d\` 打开，并提供其结果。
{}, byte {}: {} ⇒ {1}，第 {2} 字节：{3}
{} bytes are stored where {} should be ⇒ 存储了 {1} 字节，应为 {2} 字节
it unpacks to {} bytes where {} should be ⇒ 解包后为 {1} 字节，应为 {2} 字节
{} bytes follow the end of its data ⇒ 其数据结尾之后还有 {1} 字节
there was no memory to unpack a chunk ⇒ 没有足够的内存来解包数据块
a chunk could not be packed: {} ⇒ 无法打包数据块：{1}
Free memory, or run fewer jobs at a time. ⇒ 请释放内存，或减少同时运行的任务。
The identity file is itself sealed with a passphrase. ⇒ 身份文件本身用口令加密。
{} holds no secret key of age. ⇒ {1} 中没有 age 的私钥。
Open it with \`age -d\` first and give the result. ⇒ 请先用 \`age -d\` 打开，并提供其结果。
Give the file that \`age-keygen\` wrote; its keys start with AGE-SECRET-KEY-1. ⇒ 请提供 \`age-keygen\` 写出的文件；其中的密钥以 AGE-SECRET-KEY-1 开头。
manifest.json is damaged: {} ⇒ manifest.json 已损坏：{1}
{} is damaged: it is no JSON text ⇒ {1} 已损坏：它不是 JSON 文本
this archive has format {}{} ⇒ 此归档的格式为 {1}{2}
Read it with a newer Holdfast; this one reads format {}. ⇒ 请用更新版本的 Holdfast 读取；此版本支持格式 {1}。
there is no {} at the target ⇒ 存储目标上没有 {1}
{}: the target sent more bytes than were asked for ⇒ {1}：存储目标发送的字节多于请求的字节
{}: the target sent {} of the {} bytes from {} on ⇒ {1}：从第 {4} 字节起，存储目标只发送了 {3} 字节中的 {2} 字节
Check the name; "holdfast list" shows what is there. ⇒ 请检查名称；“holdfast list”可显示现有内容。
{} has no index.bin ⇒ {1} 没有 index.bin
{}: index.bin is not the one that manifest.json names ⇒ {1}：index.bin 不是 manifest.json 所指的那个
{} has no part named {} ⇒ {1} 没有名为 {2} 的部分
its SHA-256 is another ⇒ 其 SHA-256 不同
{} is damaged, at byte {} of {}: {} ⇒ {1} 已损坏，位于 {3} 的第 {2} 字节：{4}
{} is a ZIP file, but not an archive of Holdfast: it has no manifest.json at its end ⇒ {1} 是 ZIP 文件，但不是 Holdfast 的归档：其末尾没有 manifest.json
{} claims {} bytes, more than the {} that are read ⇒ {1} 声称有 {2} 字节，超过了可读取的 {3}
Use another copy of this archive, or another backup. ⇒ 请使用此归档的其他副本，或其他备份。
Give an archive that Holdfast wrote. "unzip -l" shows what this file holds. ⇒ 请提供 Holdfast 写出的归档。“unzip -l”可显示此文件的内容。
{} is no commit record: {} ⇒ {1} 不是提交记录：{2}
{} is damaged: its checksum is another ⇒ {1} 已损坏：其校验和不同
a self-contained archive refers to another ⇒ 自包含的归档引用了其他归档
The passphrase is empty. ⇒ 口令为空。
Give one of at least ten characters. ⇒ 请使用至少十个字符的口令。
Give the public key that \`age-keygen\` prints: "age1" and 58 letters and digits. ⇒ 请提供 \`age-keygen\` 显示的公钥：“age1”及其后的 58 个字母和数字。
Split the source: back up its folders one by one. ⇒ 请拆分数据源：逐个备份其文件夹。
The archive is sealed and none of the {} identities given opens it. ⇒ 归档已加密，而给出的 {1} 个 age 密钥都无法打开它。
The sealed archive is damaged: {}. ⇒ 加密的归档已损坏：{1}。
Give the identity file of a recipient it was sealed to, or the passphrase. ⇒ 请提供加密时所用接收者的身份文件，或口令。
Fetch it again or take another copy of it. ⇒ 请重新获取，或使用它的其他副本。
the dump ended without a part ⇒ 转储结束时没有任何部分
the part {} ended without its trailer ⇒ {1} 这一部分结束时缺少结尾标记
Run the backup again; if it fails again, look at the log of the source. ⇒ 请重新备份；如果再次失败，请查看数据源的日志。
This is no ZIP file, or its end is missing. ⇒ 这不是 ZIP 文件，或其结尾缺失。
The ZIP file is one piece of a set that spans several disks. ⇒ 该 ZIP 文件是跨多个磁盘的分卷之一。
Check that it is the right file and that it was transferred whole. ⇒ 请检查是否为正确的文件，以及是否完整传输。
Join the pieces into one file first, for example with \`zip -s 0\`. ⇒ 请先将各分卷合并为一个文件，例如使用 \`zip -s 0\`。
The ZIP file was refused: the entry name {} {}. ⇒ ZIP 文件被拒绝：条目名称 {1} {2}。
The ZIP file cannot be read: {} {}. ⇒ 无法读取 ZIP 文件：{1} {2}。
Do not unpack this file with other tools either before you know who made it. Pack the content again with ordinary relative names. ⇒ 在弄清此文件的来源之前，也不要用其他工具解包。请以普通的相对名称重新打包内容。
Unpack it with the tool that made it and pack its files again as an ordinary ZIP. ⇒ 请用制作它的工具解包，再将文件重新打包为普通 ZIP。
The ZIP file is damaged: {}. ⇒ ZIP 文件已损坏：{1}。
Fetch the file again or take another copy of it. ⇒ 请重新获取该文件，或使用它的其他副本。
The ZIP file was refused: {}, and the limit is {}. ⇒ ZIP 文件被拒绝：{1}，而上限为 {2}。
If you trust where the file comes from, unpack it yourself and pack it again in smaller pieces. ⇒ 如果您信任文件的来源，请自行解包，再分成较小的文件重新打包。
{} is packed with ZIP method {}, which is not known here. ⇒ {1} 使用的 ZIP 方法 {2} 在此未知。
Pack it again with deflate, which every ZIP tool knows. ⇒ 请用所有 ZIP 工具都支持的 deflate 重新打包。
{} was packed with a zstd window of more than {} bytes. ⇒ {1} 打包时使用的 zstd 窗口超过 {2} 字节。
Pack it again without \`--long\` or \`--ultra\`. ⇒ 请不带 \`--long\` 或 \`--ultra\` 重新打包。
This is a defect of the program: report it with its log. ⇒ 这是程序的缺陷：请连同日志一起报告。
`
