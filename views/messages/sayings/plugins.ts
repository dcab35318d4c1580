/** In Chinese what is said of plugins and what they were given, a sentence a line. Braces in the English stand for what is named there, and are numbered from 1 in the Chinese. */
export const plugins = `
Did you mean "{}"? ⇒ 您是否要找“{1}”？
It is not said which member of the bundle the assertion is about. ⇒ 未说明该断言针对组合的哪个成员。
Write its label before it, like "{}: SELECT …". There are: {}. ⇒ 请在其前写明标签，例如“{1}: SELECT …”。现有：{2}。
"{}" names nothing. ⇒ “{1}”没有指明任何内容。
The bundle has no member "{}". ⇒ 该组合没有成员“{1}”。
"{}" can only be backed up and restored as a whole. ⇒ “{1}”只能整体备份和恢复。
Write {} for all of it, or {}… for some. ⇒ 写 {1} 表示全部，写 {2}… 表示部分。
Its members are: {}. ⇒ 其成员为：{1}。
Choose {} without more. ⇒ 请只选择 {1}。
A bundle can only be opened together with its members, which are sources that are kept. ⇒ 组合只能与其成员一起打开，而成员是已保存的数据源。
Use it by the name of its source. ⇒ 请用其数据源的名称来使用它。
The archive does not say which sources it is of. ⇒ 归档未说明它来自哪些数据源。
Take its parts out with "holdfast extract", and use another backup for a restore. ⇒ 请用“holdfast extract”取出其各部分，恢复时请使用其他备份。
There is no source "{}" to be a member. ⇒ 没有可作为成员的数据源“{1}”。
These can't be the members of a bundle: {}. ⇒ 以下不能作为组合的成员：{1}。
A source that belongs to this bundle is not there any more. ⇒ 属于此组合的一个数据源已不存在。
There are: {}. ⇒ 现有：{1}。
Give the bundle members that are: holdfast source set NAME --set members=… ⇒ 请为组合指定存在的成员：holdfast source set NAME --set members=…
A bundle has no scratch source as long as its members are not known. ⇒ 在成员未知之前，组合没有临时数据源。
Name its members. ⇒ 请指定其成员。
A bundle consists of sources that are kept, so it is no place to write down. ⇒ 组合由已保存的数据源构成，因此不能在此写出位置。
Name a bundle that is kept with --to, or choose one of its members with --tables and restore that alone. ⇒ 请用 --to 指定已保存的组合，或用 --tables 选择其中一个成员单独恢复。
The backup holds nothing of these members. ⇒ 备份中没有这些成员的任何内容。
{}: this kind of source can't be restored with "{}". ⇒ {1}：此类数据源不能以“{2}”方式恢复。
{} holds data already{}. ⇒ {1} 已有数据{2}。
Choose others, or use another backup. ⇒ 请选择其他项，或使用其他备份。
Say that what is there may be replaced. ⇒ 请说明可以替换现有内容。
Remove the cause, then restore again. ⇒ 请消除原因，然后重新恢复。
the dump ended without a single part ⇒ 转储结束时没有任何内容
the dump of {} ended without its trailer, so it is not complete ⇒ {1} 的转储结束时缺少结尾标记，因此不完整
this kind of source can't be dumped in part ⇒ 此类数据源不能部分转储
this kind of source can't be restored with "{}" ⇒ 此类数据源不能以“{1}”方式恢复
this kind of source can't be restored in part ⇒ 此类数据源不能部分恢复
Back up all of it. ⇒ 请备份其全部内容。
Restore all of it. ⇒ 请恢复其全部内容。
{}: the target said it was done before it had read everything ⇒ {1}：存储目标在读完全部内容之前就报告已完成
{}: the target holds {} bytes where {} were sent ⇒ {1}：存储目标保存了 {2} 字节，而发送的是 {3} 字节
{}: it was removed meanwhile ⇒ {1}：在此期间已被删除
{}: it ended after byte {} where the object has {} bytes ⇒ {1}：在第 {2} 字节后结束，而该对象有 {3} 字节
The object is not complete: remove it and write it again, and report this to the author of the target. ⇒ 该对象不完整：请删除后重新写入，并向该存储目标插件的作者报告。
Remove the object and write it again; check the target for faults. ⇒ 请删除该对象后重新写入；请检查存储目标是否有故障。
Read it again; if it stays short, the copy is damaged: use another one. ⇒ 请重新读取；如果仍然偏短，则该副本已损坏：请使用其他副本。
"{}" names the {} plugin but not where ⇒ “{1}”指明了 {2} 插件，但未指明位置
the {} is empty ⇒ {1:word} 为空
"{}" doesn't say what kind of source it is ⇒ “{1}”未说明是哪一类数据源
Write what is meant after the colon: {}:… ⇒ 请在冒号后写明：{1}:…
Say where, for example ./backups. ⇒ 请写明位置，例如 ./backups。
the configuration of {} {} is wrong: {} ⇒ {1:word} {2} 的配置有误：{3}
Its fields are: {}. ⇒ 其字段为：{1}。
there is no {} plugin "{}" ⇒ 没有 {1:word} 插件“{2}”
the thread of {} ran out of memory ⇒ {1} 的线程内存不足
Give the process more memory (NODE_OPTIONS=--max-old-space-size) and run it again. ⇒ 请为进程分配更多内存（NODE_OPTIONS=--max-old-space-size）后重新运行。
{} is not installed: no program of that name is in PATH ⇒ 未安装 {1}：PATH 中没有该名称的程序
{} ended with exit code 0 before it had read its whole input ⇒ {1} 以退出码 0 结束，但尚未读完全部输入
Run {} by hand to see why it stops. ⇒ 请手动运行 {1} 以查看其停止的原因。
Read what {} said, in the detail, and put that right. ⇒ 请查看详情中 {1} 的输出，并加以修正。
Install the package that brings {}, or add its folder to PATH. ⇒ 请安装提供 {1} 的软件包，或将其文件夹加入 PATH。
{}: nothing moved for {} s ⇒ {1}：{2} 秒内没有数据移动
Check the connection and the other side; raise the idle limit if it is known to be this slow. ⇒ 请检查连接和对端；如果已知其速度就是如此，请放宽空闲时限。
is a secret, and not sealed ⇒ 是机密信息，但未加密
is nothing that contracts act on ⇒ 不是兼容接口可作用的对象
the field is no secret, so what it refers to would be shown ⇒ 该字段不是机密，因此其引用的内容会被显示
there is no such setting ⇒ 没有这样的设置
assertions are asked of restored data, so the level must be "proven" ⇒ 断言针对恢复后的数据，因此级别必须为“proven”
The passphrase {}. ⇒ 口令{1}。
is not there, so it was left out ⇒ 不存在，因此被略过
{} is no plugin: it is neither a .js, .mjs or .ts file nor a folder with a package.json or an index ⇒ {1} 不是插件：它既不是 .js、.mjs 或 .ts 文件，也不是含有 package.json 或 index 的文件夹
Name the file of the plugin, or its package folder. ⇒ 请指定插件的文件或其软件包文件夹。
{} can't be loaded: {} ⇒ 无法加载 {1}：{2}
Put that right in the file; \`node FILE\` shows where it fails. ⇒ 请在该文件中修正；\`node FILE\` 会显示出错之处。
{} is no JSON ⇒ {1} 不是 JSON
{} has no plugin as its default export ⇒ {1} 的默认导出不是插件
{} is no plugin yet: {} ⇒ {1} 还不是插件：{2}
Put that right in its default export; plugins/contract.ts describes each field. ⇒ 请在其默认导出中修正；plugins/contract.ts 说明了每个字段。
there is another {} already ⇒ 已有另一个 {1}
Give this one a name of its own. ⇒ 请为它使用独有的名称。
this archive holds deltas, and Deno can not read them ⇒ 此归档含有差分数据块，而 Deno 无法读取
Read it with Node: "npx holdfast …". ⇒ 请用 Node 读取：“npx holdfast …”。
The file is armored: as text it cannot be read from the middle. ⇒ 该文件是文本编码（armor）的：无法从中间读取。
Correct it. ⇒ 请更正。
`
