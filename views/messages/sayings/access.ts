/** In Chinese what is said to whoever asks over HTTP, a sentence a line. Braces in the English stand for what is named there, and are numbered from 1 in the Chinese. */
export const access = `
It may have been removed. Look at the list again. ⇒ 它可能已被删除。请重新查看列表。
The cursor is none that a list gave. ⇒ 该游标不是列表给出的。
Begin at the first page. ⇒ 请从第一页开始。
What was looked at is not at hand any more. ⇒ 刚才查看的内容已不可用。
Choose the file again. ⇒ 请重新选择文件。
There is no such period. ⇒ 没有这样的时间段。
Write days like 2026-01-31, the first one first. ⇒ 请按 2026-01-31 的格式书写日期，起始日期在前。
The name of the {} {}. ⇒ {1:word}的名称{2}。
Choose one of 1 to {} characters, without control characters. ⇒ 请使用 1 到 {1} 个字符，不含控制字符。
There is no backup record {}. ⇒ 没有备份记录 {1}。
Send the file as the body of the request. ⇒ 请将文件作为请求正文发送。
Send it again. ⇒ 请重新发送。
{} can't decide over what reaches further than it does itself. ⇒ {1} 不能决定超出自身权限的事项。
{} may not change users. ⇒ {1} 不能更改用户。
Choose a lower role or fewer sources, or ask an admin. ⇒ 请选择更低的角色或更少的数据源，或请管理员处理。
Ask an admin. ⇒ 请联系管理员。
The key "{}" was revoked before. ⇒ 密钥“{1}”此前已被吊销。
There is no such key. ⇒ 没有这个密钥。
{} keys are called "{}". ⇒ 有 {1} 个密钥名为“{2}”。
There is nothing left to do. ⇒ 无需再做什么。
"holdfast key list" shows those that there are. ⇒ “holdfast key list”可列出现有密钥。
Say which one by its number: {}. ⇒ 请用编号指明是哪一个：{1}。
A code of the second factor is needed besides the password. ⇒ 除密码外还需要两步验证的验证码。
The name, the password or the code is wrong. ⇒ 名称、密码或验证码有误。
Send the code that your phone shows, or a recovery code. ⇒ 请输入手机显示的验证码，或恢复码。
Check them and try again; an admin, or "holdfast user passwd NAME" on the machine, can set a new password. ⇒ 请检查后重试；管理员或在本机执行“holdfast user passwd NAME”可设置新密码。
The password {}. ⇒ 密码{1}。
Choose one of {} to {} characters that nobody would guess; some words in a row do well. ⇒ 请使用 {1} 到 {2} 个字符、他人猜不到的密码；几个连续的词语即可。
The {} is not valid, or not any more. ⇒ {1:word} 无效或已失效。
Sign in again. ⇒ 请重新登录。
Check that it was copied whole, and whether it has expired or was revoked. ⇒ 请检查是否完整复制，以及是否已过期或被吊销。
The first admin has been made already. ⇒ 第一个管理员已创建。
This setup link is not valid, or not any more. ⇒ 此设置链接无效或已失效。
Sign in. If it was not you who made it, "holdfast user list" on the machine shows who is there. ⇒ 请登录。如果不是您创建的，请在本机执行“holdfast user list”查看有哪些用户。
Start the daemon anew: it then shows a fresh link. Or make a user on the machine with "holdfast user add NAME". ⇒ 请重新启动守护进程：它会显示新的链接。也可在本机执行“holdfast user add NAME”创建用户。
There were too many failed attempts, so this one was not looked at. ⇒ 失败的尝试过多，因此未处理本次请求。
Wait {} seconds, then try again. ⇒ 请等待 {1} 秒后重试。
A token lives for 1 to {} seconds. ⇒ 令牌的有效期为 1 到 {1} 秒。
A token can fetch no other token. ⇒ 令牌不能用于获取其他令牌。
The account is not there any more. ⇒ 该账户已不存在。
Ask for a shorter time, or use a key. ⇒ 请使用更短的时间，或使用密钥。
Use the password or the key that it was fetched with. ⇒ 请使用获取它时所用的密码或密钥。
{} has no second factor. ⇒ {1} 未启用两步验证。
Your own second factor is turned off with a code. ⇒ 关闭自己的两步验证需要验证码。
A second factor is turned on and off by whom it protects. ⇒ 两步验证只能由本人启用和关闭。
{} has a second factor already. ⇒ {1} 已启用两步验证。
The code is wrong, or was used before. ⇒ 验证码有误，或已使用过。
There is nothing to turn off. ⇒ 没有可关闭的内容。
Use one of your phone, or a recovery code. ⇒ 请使用手机上的验证码，或恢复码。
Sign in as {}. ⇒ 请以 {1} 的身份登录。
Turn it off first, with a code of it. ⇒ 请先用验证码将其关闭。
Wait for the next one, and check that the clocks of phone and server are right. ⇒ 请等待下一个验证码，并检查手机与服务器的时钟是否准确。
There is no user "{}". ⇒ 没有用户“{1}”。
There is a user "{}" already. ⇒ 已有用户“{1}”。
{} is the last admin who can log in. ⇒ {1} 是最后一个可登录的管理员。
There is no role "{}". ⇒ 没有角色“{1}”。
"holdfast user list" shows those that there are. ⇒ “holdfast user list”可列出现有用户。
Make somebody else an admin first. ⇒ 请先将其他人设为管理员。
Give it the role admin; others can be added after that. ⇒ 请将角色设为 admin；之后可再添加其他用户。
Choose one of: {}. ⇒ 请选择其一：{1}。
Nobody is signed in, and the request carries no key. ⇒ 尚未登录，请求中也没有密钥。
This needs the role {}; {} has the role {}. ⇒ 此操作需要角色 {1}；{2} 的角色是 {3}。
This key is for some sources only, and this concerns more than those. ⇒ 此密钥仅限部分数据源，而此操作涉及更多。
Send an API key as "Authorization: Bearer hf_…" or "X-API-Key: hf_…", or sign in. ⇒ 请以“Authorization: Bearer hf_…”或“X-API-Key: hf_…”发送 API 密钥，或登录。
Ask an admin for it, or to do it for you. ⇒ 请向管理员申请，或请管理员代办。
Use a key that is for all sources. ⇒ 请使用适用于所有数据源的密钥。
There is nothing at {} {}. ⇒ {1} {2} 处没有内容。
There is no page at {}. ⇒ {1} 处没有页面。
It was changed since this form was opened, and nothing is saved yet. ⇒ 打开此表单后，相关内容已被修改。您的更改尚未保存。
Save again to put what stands here in place of that change, or cancel to see it. ⇒ 再次保存将覆盖那次修改；点击“取消”可先查看。
Check the method and the path. ⇒ 请检查方法和路径。
{} does not take {}. ⇒ {1} 不接受 {2}。
It takes {}. ⇒ 它接受 {1}。
The body of the request is no UTF-8 text. ⇒ 请求正文不是 UTF-8 文本。
The body of the request came too slowly. ⇒ 请求正文到达得太慢。
The body of the request is nested deeper than {} levels. ⇒ 请求正文嵌套超过 {1} 层。
The body of the request is no JSON. ⇒ 请求正文不是 JSON。
The body of the request is larger than {} bytes. ⇒ 请求正文超过 {1} 字节。
Send what /docs describes. ⇒ 请发送 /docs 中描述的内容。
Send a JSON object. ⇒ 请发送 JSON 对象。
Send less; files are uploaded to /api/v1/uploads. ⇒ 请减少内容；文件请上传到 /api/v1/uploads。
Nobody is signed in. ⇒ 尚未登录。
This key is for other sources. ⇒ 此密钥用于其他数据源。
Sign in, or send an API key. ⇒ 请登录，或发送 API 密钥。
Use a key that is for this source, or for all of them. ⇒ 请使用适用于此数据源或所有数据源的密钥。
The request can not be read. ⇒ 无法读取该请求。
The machine of the daemon is out of space or resources. ⇒ 守护进程所在机器的空间或资源不足。
Something that the daemon needs does not answer. ⇒ 守护进程所需的某项服务没有响应。
Try again later; an admin finds more in the log of the daemon. ⇒ 请稍后重试；管理员可在守护进程的日志中了解详情。
The request could not be answered; the log of the daemon says why. ⇒ 无法响应该请求；守护进程的日志中有原因。
Idempotency-Key is not 1 to 200 printable ASCII characters. ⇒ Idempotency-Key 不是 1 到 200 个可打印的 ASCII 字符。
This Idempotency-Key was used for another request. ⇒ 此 Idempotency-Key 已用于另一个请求。
The first request with this Idempotency-Key is still being worked on. ⇒ 使用此 Idempotency-Key 的首个请求仍在处理中。
Send a UUID. ⇒ 请发送 UUID。
Make up a new key for each request. ⇒ 请为每个请求生成新的键。
Ask again in a moment. ⇒ 请稍后再问。
The {} of the request is wrong: {}. ⇒ 请求的{1:word}有误：{2}。
The query of the request is wrong: there is no parameter {}. ⇒ 请求的查询参数有误：没有参数 {1}。
Correct the fields that are named; /docs describes them. ⇒ 请更正指出的字段；/docs 中有说明。
It takes none. ⇒ 它不接受任何参数。
Check the name. ⇒ 请检查名称。
This request was sent by a page of another site, or does not say which page sent it. ⇒ 此请求由其他网站的页面发出，或未说明由哪个页面发出。
Use the pages of this daemon; programs use an API key instead of a session. ⇒ 请使用本守护进程的页面；程序请使用 API 密钥而非会话。
The cursor is none that this list gave. ⇒ 该游标不是此列表给出的。
Backup {} is not there: its job is {}. ⇒ 备份 {1} 不存在：其任务状态为{2:word}。
There is no single backup "{}". ⇒ 没有唯一对应“{1}”的备份。
Wait for the end of the job, or choose another backup. ⇒ 请等待任务结束，或选择其他备份。
Give its whole id. ⇒ 请输入完整的 ID。
The client took nothing for too long. ⇒ 客户端过久没有接收数据。
{} is sealed; only an admin may take a part out of it here. ⇒ {1} 已加密；此处只有管理员可以从中取出部分内容。
This download link is not valid any more: whoever made it may not download this. ⇒ 此下载链接已失效：创建它的人无权下载此内容。
Download the whole archive and open it with your identity. ⇒ 请下载整个归档，并用您的 age 密钥打开。
Either a backup or a plan has to be named. ⇒ 必须指定备份或备份计划之一。
The plan "{}" has no backup yet. ⇒ 备份计划“{1}”尚无备份。
Name one. ⇒ 请指定一个。
Run it first. ⇒ 请先运行它。
There are {} listeners already. ⇒ 已有 {1} 个监听者。
Close some, then try again. ⇒ 请关闭一些，然后重试。
There is no single job {}. ⇒ 没有唯一对应 {1} 的任务。
Somebody else asked for this job. ⇒ 此任务由其他人发起。
Only an admin may ask for a {}. ⇒ 只有管理员可以发起{1:word}。
Ask them, or an admin. ⇒ 请联系对方或管理员。
The entry at which the page before ended was removed. ⇒ 上一页末尾的条目已被删除。
There was no good answer: {} ⇒ 没有得到有效的响应：{1}
There is no restore {}. ⇒ 没有恢复 {1}。
It is not said what to restore. ⇒ 未说明要恢复什么。
A backup and an upload can not both be restored. ⇒ 不能同时恢复备份和上传的文件。
Name a backup or an upload. ⇒ 请指定一个备份或上传。
Look at the list of restores. ⇒ 请查看恢复列表。
There is no such session of yours. ⇒ 您没有这样的会话。
This is about a person, and a key is none. ⇒ 此操作针对个人，而密钥不是个人。
It may have ended. Look at the list again. ⇒ 它可能已结束。请重新查看列表。
Sign in, or use a token fetched with a password. ⇒ 请登录，或使用以密码获取的令牌。
The form has no file. ⇒ 表单中没有文件。
The form can not be read: it is malformed or broke off. ⇒ 无法读取该表单：格式有误或中途中断。
Send a form with one file and few, short fields. ⇒ 请发送包含一个文件和少量简短字段的表单。
Send the file as a field of its own: -F file=@dump.sql. ⇒ 请将文件作为单独的字段发送：-F file=@dump.sql。
Send it again as multipart/form-data. ⇒ 请以 multipart/form-data 重新发送。
The body of the request is encoded. ⇒ 请求正文经过编码。
The request has no body. ⇒ 请求没有正文。
Your own password is changed with the one that you have. ⇒ 更改自己的密码需要现有的密码。
This is no form that a page of Holdfast sends. ⇒ 这不是 Holdfast 页面发送的表单。
Use the page itself, or the API under /docs. ⇒ 请使用页面本身，或 /docs 中的 API。
There is no such file. ⇒ 没有这个文件。
Check the address. ⇒ 请检查地址。
The manifest is too large to be shown. ⇒ 清单过大，无法显示。
Download manifest.json instead. ⇒ 请改为下载 manifest.json。
`
