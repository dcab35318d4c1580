/** What the instructions depend on. */
export interface ReadmeFacts {
  readonly version: string
  /** The day, as `2026-11-21`. */
  readonly day: string
  /** Whether private keys of age are in the kit. */
  readonly hasIdentities: boolean
}

/** How to get data back with what is in the kit, in both languages of the product. It is read on a bad day, so it holds nothing that isn't needed. */
export function readmeText(facts: ReadmeFacts): string {
  return `${english(facts)}\n\n${'='.repeat(78)}\n\n${chinese(facts)}`
}

function english({ version, day, hasIdentities }: ReadmeFacts): string {
  return `HOLDFAST RECOVERY KIT                                       （中文说明在后半部分）
Made on ${day} by Holdfast ${version}.

With this folder and your archives you get your data back on any machine, without
Holdfast. Keep it away from the backups: whoever has both can read everything.

  restore.py          gets the content out of every archive, also out of chains
  places.txt          where the archives lie, and what is in them
  configuration.json  sources, targets and plans, without any password
  secret.key          opens the passwords that Holdfast keeps in its settings
${hasIdentities ? '  identities.txt      the private keys that open sealed archives (.age)\n' : ''}  FORMAT.md           every byte of the format, for the day when restore.py is no use

You need Python 3.8 and the program zstd; age (https://age-encryption.org) for sealed
archives; and the tool of the database: sqlite3, psql, mysql.


1. FIND THE ARCHIVE

The time of a backup is in its name: backup_auto_20261121_030000.sql.zip. places.txt
says where to look. An incremental or differential backup needs the archives that it
refers to: put them all into one folder.


2. IF IT IS SEALED (.age), OPEN IT

  age -d -i ${hasIdentities ? 'identities.txt' : 'key.txt'} -o X.sql.zip X.sql.zip.age
${
  hasIdentities
    ? '\nThe other archives of its chain as well.\n'
    : '\nThe other archives of its chain as well. key.txt is the private key that you made\nwith age-keygen: it was not entrusted to Holdfast, so it is not in this kit.\n'
}

3. GET THE CONTENT OUT

  python3 restore.py X.sql.zip --list
  python3 restore.py X.sql.zip > backup.sql

It ends with "every checksum fits", or says what is wrong. Full archives also open
with "unzip -p X.sql.zip backup.sql" (deflate) or "bsdtar -xOf" (zstd).


4. LOAD IT

  SQLite       sqlite3 new.db < backup.sql
  PostgreSQL   createdb new && psql -v ON_ERROR_STOP=1 -d new -f backup.sql
  MySQL        mysql new < backup.sql
  files        python3 restore.py X.zip --part files.tar | tar -x -C there
  one table    python3 restore.py X.sql.zip --section orders > orders.sql


5. BRING HOLDFAST ITSELF BACK

Install Holdfast ${version} or later, and put the key there BEFORE its first start:

  mkdir -m 700 data && install -m 600 secret.key data/secret.key
  npx holdfast target add back --kind local --set path=/where/the/archives/lie
  npx holdfast rescan back
${hasIdentities ? '  npx holdfast identity add identities.txt\n' : ''}  npx holdfast backups
  npx holdfast restore ID --to holdfast

ID is that of the newest backup of the scope "settings". With it come sources, targets
and plans, with their passwords. Without such a backup:
"npx holdfast config import configuration.json", after setting the variables that it
names in place of passwords.`
}

function chinese({ version, day, hasIdentities }: ReadmeFacts): string {
  return `HOLDFAST 恢复包
由 Holdfast ${version} 于 ${day} 生成。

有了这个文件夹和您的归档，在任何机器上都能取回数据，无需 Holdfast。请把它与备份分开
存放：同时拿到两者的人可以读取一切。

  restore.py          从任何归档（包括备份链）中取出内容
  places.txt          归档在哪里、里面是什么
  configuration.json  数据源、存储目标和备份计划，不含任何密码
  secret.key          打开 Holdfast 在设置中保存的密码
${hasIdentities ? '  identities.txt      打开加密归档（.age）的私钥\n' : ''}  FORMAT.md           格式的完整说明，供 restore.py 不可用时参考

需要 Python 3.8 和 zstd 程序；加密归档需要 age（https://age-encryption.org）；还需要
数据库自己的工具：sqlite3、psql、mysql。


1. 找到归档

文件名中有备份时间：backup_auto_20261121_030000.sql.zip。places.txt 写明了位置。增量或
差异备份需要它所引用的归档：请把它们放在同一个文件夹中。


2. 如果归档已加密（.age），先打开它

  age -d -i ${hasIdentities ? 'identities.txt' : 'key.txt'} -o X.sql.zip X.sql.zip.age
${
  hasIdentities
    ? '\n同一备份链中的其他归档也要打开。\n'
    : '\n同一备份链中的其他归档也要打开。key.txt 是您用 age-keygen 生成的私钥：它没有交给\nHoldfast 保管，所以不在本恢复包中。\n'
}

3. 取出内容

  python3 restore.py X.sql.zip --list
  python3 restore.py X.sql.zip > backup.sql

最后会显示“every checksum fits”，否则会说明哪里有问题。完整归档也可以用
“unzip -p X.sql.zip backup.sql”（deflate）或“bsdtar -xOf”（zstd）打开。


4. 载入数据

  SQLite       sqlite3 new.db < backup.sql
  PostgreSQL   createdb new && psql -v ON_ERROR_STOP=1 -d new -f backup.sql
  MySQL        mysql new < backup.sql
  文件         python3 restore.py X.zip --part files.tar | tar -x -C there
  单个表       python3 restore.py X.sql.zip --section orders > orders.sql


5. 恢复 Holdfast 本身

安装 Holdfast ${version} 或更新版本，并在首次启动之前放好密钥：

  mkdir -m 700 data && install -m 600 secret.key data/secret.key
  npx holdfast target add back --kind local --set path=/归档所在的/文件夹
  npx holdfast rescan back
${hasIdentities ? '  npx holdfast identity add identities.txt\n' : ''}  npx holdfast backups
  npx holdfast restore ID --to holdfast

ID 是范围为 settings 的最新备份。数据源、存储目标和备份计划会连同密码一起恢复。如果没有
这样的备份：先设置 configuration.json 中代替密码的变量，再运行
“npx holdfast config import configuration.json”。
`
}
