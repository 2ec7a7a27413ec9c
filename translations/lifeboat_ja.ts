<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name>HealthWords</name>
    <message>
        <source>Healthy</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>期限超過</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>危険</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>不明</translation>
    </message>
    <message>
        <source>not reachable</source>
        <translation>接続できません</translation>
    </message>
    <message>
        <source>asking its store</source>
        <translation>ストアに問い合わせ中</translation>
    </message>
    <message>
        <source>no backup yet</source>
        <translation>バックアップはまだありません</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>たった今</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <comment>time span</comment>
        <translation>%1前</translation>
    </message>
    <message>
        <source>Its store cannot be reached since %1 or earlier</source>
        <comment>time</comment>
        <translation>%1 またはそれ以前からストアに接続できません</translation>
    </message>
    <message>
        <source>The store has not answered yet</source>
        <translation>ストアからまだ応答がありません</translation>
    </message>
    <message>
        <source>No backup yet</source>
        <translation>バックアップはまだありません</translation>
    </message>
    <message>
        <source>%1, unchanged since the backup %2 ago</source>
        <comment>health, time span</comment>
        <translation>%1、%2前のバックアップから変更なし</translation>
    </message>
    <message>
        <source>%1, last backup %2 ago</source>
        <comment>health, time span</comment>
        <translation>%1、最後のバックアップから %2</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>last backup, what comes next</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>first backup is being made</source>
        <translation>最初のバックアップ中</translation>
    </message>
</context>
<context>
    <name>Lifeboat</name>
    <message>
        <source>Backups of live SQLite databases that you can trust</source>
        <translation>稼働中の SQLite データベースを確実にバックアップ</translation>
    </message>
    <message>
        <source>Show Lifeboat with a sample database in a folder</source>
        <translation>フォルダー内のサンプルデータベースで Lifeboat の動作を示す</translation>
    </message>
    <message>
        <source>Select this profile</source>
        <translation>このプロファイルを選択する</translation>
    </message>
    <message>
        <source>NAME</source>
        <translation>NAME</translation>
    </message>
    <message>
        <source>More than %1 arrived where less was expected.</source>
        <translation>%1 以下のはずのデータが、それを超えて届きました。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>キャンセルしました。</translation>
    </message>
    <message>
        <source>The backup is safe, but old generations could not be removed: %1</source>
        <translation>バックアップは無事ですが、古い世代を削除できませんでした: %1</translation>
    </message>
    <message>
        <source>Backed up %1 as %2 (%3%4) in %5.</source>
        <translation>%1 を %2 としてバックアップしました (%3%4、所要時間 %5)。</translation>
    </message>
    <message>
        <source>, encrypted</source>
        <translation>、暗号化済み</translation>
    </message>
    <message>
        <source>Removed expired: %1</source>
        <translation>期限切れのため削除: %1</translation>
    </message>
    <message>
        <source>Kept by a bucket lock: %1</source>
        <translation>バケットロックにより保持: %1</translation>
    </message>
    <message>
        <source>folder %1</source>
        <translation>フォルダー %1</translation>
    </message>
    <message>
        <source>bucket %1 at %2</source>
        <translation>バケット %1 (%2)</translation>
    </message>
    <message>
        <source>file         %1</source>
        <translation>ファイル     %1</translation>
    </message>
    <message>
        <source>database     %1</source>
        <translation>データベース %1</translation>
    </message>
    <message>
        <source>backups as   %1backups/%2_YYYYMMDD_HHMMSS.db%3</source>
        <translation>保存名       %1backups/%2_YYYYMMDD_HHMMSS.db%3</translation>
    </message>
    <message>
        <source>destination  %1</source>
        <translation>保存先       %1</translation>
    </message>
    <message>
        <source>schedule     %1</source>
        <translation>スケジュール %1</translation>
    </message>
    <message>
        <source>off</source>
        <translation>オフ</translation>
    </message>
    <message>
        <source>keeps        %1</source>
        <translation>保持         %1</translation>
    </message>
    <message>
        <source>all generations</source>
        <translation>すべての世代</translation>
    </message>
    <message>
        <source>%1 generations</source>
        <translation>%1 世代</translation>
    </message>
    <message>
        <source>encryption   %1</source>
        <translation>暗号化       %1</translation>
    </message>
    <message>
        <source>on</source>
        <translation>オン</translation>
    </message>
    <message>
        <source>key file %1</source>
        <translation>キーファイル %1</translation>
    </message>
    <message>
        <source>Both --key and --key-file were given.</source>
        <translation>--key と --key-file の両方が指定されています。</translation>
    </message>
    <message>
        <source>Give one of them.</source>
        <translation>どちらか一方を指定してください。</translation>
    </message>
    <message>
        <source>Decrypted %1 to %2 (%3).</source>
        <translation>%1 を復号して %2 に保存しました (%3)。</translation>
    </message>
    <message>
        <source>%1 was not encrypted; copied it to %2 (%3).</source>
        <translation>%1 は暗号化されていなかったため、%2 にコピーしました (%3)。</translation>
    </message>
    <message>
        <source>Delete for good: %1?</source>
        <translation>%1 を完全に削除しますか?</translation>
    </message>
    <message>
        <source>Deleted %1.</source>
        <translation>%1 を削除しました。</translation>
    </message>
    <message>
        <source>
Everything is in %1. Go on from here:
  %3 list --config %2
For your own database, see docs/configuration.md.</source>
        <translation>
すべて %1 に保存されています。次のコマンドで続けられます:
  %3 list --config %2
ご自身のデータベースで使う場合は docs/configuration.md を参照してください。</translation>
    </message>
    <message>
        <source>Saved %1 as %2 (%3).</source>
        <translation>%1 を %2 として保存しました (%3)。</translation>
    </message>
    <message>
        <source>Key %1 written to %2.
Keep a second copy elsewhere: without it, no backup can be opened.</source>
        <translation>キー %1 を %2 に書き込みました。
別の場所にもコピーを保管してください。このキーがないと、どのバックアップも開けません。</translation>
    </message>
    <message>
        <source>Keep this key in two safe places: without it, no backup can be opened.</source>
        <translation>このキーを安全な 2 か所に保管してください。キーがないと、どのバックアップも開けません。</translation>
    </message>
    <message>
        <source>encrypted</source>
        <translation>暗号化</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>平文</translation>
    </message>
    <message>
        <source>No backups of %1 yet. &quot;lifeboat-cli backup&quot; makes one.</source>
        <translation>%1 のバックアップはまだありません。&quot;lifeboat-cli backup&quot; で作成できます。</translation>
    </message>
    <message>
        <source>R2 does not read policies: there, make an API token with &quot;Object Read &amp; Write&quot;, applied to the bucket %1 only. Other S3 stores take the policy below.</source>
        <translation>R2 はポリシーを読み取りません。R2 では「Object Read &amp; Write」の API トークンを、バケット %1 だけに適用して作成してください。その他の S3 ストアでは、以下のポリシーを使います。</translation>
    </message>
    <message>
        <source>removed  %1</source>
        <translation>削除済み  %1</translation>
    </message>
    <message>
        <source>kept by a bucket lock  %1</source>
        <translation>バケットロックにより保持  %1</translation>
    </message>
    <message>
        <source>Generations kept: %1 (retention_count = 0 keeps all).</source>
        <translation>保持する世代数: %1 (retention_count = 0 ですべて保持)</translation>
    </message>
    <message>
        <source>Generations kept: %1.</source>
        <translation>保持する世代数: %1</translation>
    </message>
    <message>
        <source>Replace %1 (%2, changed %3)
by the backup of %4 (%5 in the store)?
What is there now is kept beside it.</source>
        <translation>%1 (%2、更新日時 %3) を
%4 のバックアップ (ストア内で %5) で置き換えますか?
現在の内容は同じ場所に残します。</translation>
    </message>
    <message>
        <source>Restored %1 from %2 (%3) in %4.</source>
        <translation>%1 を %2 (%3) から復元しました (所要時間 %4)。</translation>
    </message>
    <message>
        <source>What was there before is kept in %1.</source>
        <translation>以前の内容は %1 に残してあります。</translation>
    </message>
    <message>
        <source>Error: %1</source>
        <translation>エラー: %1</translation>
    </message>
    <message>
        <source>What to do: %1</source>
        <translation>対処方法: %1</translation>
    </message>
    <message>
        <source>&quot;lifeboat-cli --help&quot; and &quot;lifeboat-cli COMMAND --help&quot; list what there is.</source>
        <translation>&quot;lifeboat-cli --help&quot; と &quot;lifeboat-cli COMMAND --help&quot; で使い方を確認できます。</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>残り %1</translation>
    </message>
    <message>
        <source>Warning: %1</source>
        <translation>警告: %1</translation>
    </message>
    <message>
        <source>This needs a confirmation, and nobody is there to give it.</source>
        <translation>この操作には確認が必要ですが、応答できる人がいません。</translation>
    </message>
    <message>
        <source>Say it in the call: %1.</source>
        <translation>呼び出し時に指定してください: %1</translation>
    </message>
    <message>
        <source>Not confirmed; nothing was changed.</source>
        <translation>確認されなかったため、何も変更していません。</translation>
    </message>
    <message>
        <source>BAD   %1: %2</source>
        <translation>異常  %1: %2</translation>
    </message>
    <message>
        <source>good  %1 (%2)</source>
        <translation>良好  %1 (%2)</translation>
    </message>
    <message>
        <source>; no checksum was recorded with it</source>
        <translation>、チェックサムの記録なし</translation>
    </message>
    <message>
        <source>; foreign key violations, as backed up: %1</source>
        <translation>、外部キー違反 (バックアップ時のまま): %1</translation>
    </message>
    <message>
        <source>The AES-256-GCM implementation failed.</source>
        <translation>AES-256-GCM の処理に失敗しました。</translation>
    </message>
    <message>
        <source>Check that the installed OpenSSL offers AES-256-GCM (openssl list -cipher-algorithms).</source>
        <translation>インストールされている OpenSSL が AES-256-GCM に対応しているか確認してください (openssl list -cipher-algorithms)。</translation>
    </message>
    <message>
        <source>An envelope was used after its end, or with a negative size.</source>
        <translation>エンベロープが終了後に、または負のサイズで使用されました。</translation>
    </message>
    <message>
        <source>AES-256-GCM seals at most %1 in one envelope, and this is more.</source>
        <translation>AES-256-GCM で 1 つのエンベロープに封入できるのは %1 までですが、それを超えています。</translation>
    </message>
    <message>
        <source>Make the database smaller, or back it up without encryption to a store you trust.</source>
        <translation>データベースを小さくするか、信頼できるストアに暗号化なしでバックアップしてください。</translation>
    </message>
    <message>
        <source>The encryption key is %1 bytes long; it must be %2.</source>
        <translation>暗号化キーの長さが %1 バイトです。%2 バイトでなければなりません。</translation>
    </message>
    <message>
        <source>%1 bytes were to be sealed, but %2 arrived: the snapshot changed while it was read.</source>
        <translation>封入するデータは %1 バイトのはずでしたが、%2 バイト届きました。読み取り中にスナップショットが変更されています。</translation>
    </message>
    <message>
        <source>Back up again, and see that nothing else writes to the temporary folder.</source>
        <translation>もう一度バックアップしてください。一時フォルダーに他のプログラムが書き込んでいないことも確認してください。</translation>
    </message>
    <message>
        <source>The sealed backup is cut short: it has %1 bytes, and even an empty one has %2.</source>
        <translation>封入されたバックアップが途中で切れています。大きさは %1 バイトですが、空のものでも %2 バイトあります。</translation>
    </message>
    <message>
        <source>Download it again, or use another backup.</source>
        <translation>もう一度ダウンロードするか、別のバックアップを使ってください。</translation>
    </message>
    <message>
        <source>The sealed backup does not open: this is the wrong key, or its bytes are damaged. The two cannot be told apart.</source>
        <translation>封入されたバックアップを開けません。キーが違うか、データが破損しています。どちらであるかは判別できません。</translation>
    </message>
    <message>
        <source>Compare the key&apos;s fingerprint with the one the backup was made with; if it is the right key, download the backup again or use another one.</source>
        <translation>キーのフィンガープリントを、バックアップの作成に使ったものと比べてください。キーが正しい場合は、もう一度ダウンロードするか、別のバックアップを使ってください。</translation>
    </message>
    <message>
        <source>The system gave no random bytes, and nothing is sealed without them.</source>
        <translation>システムから乱数を取得できませんでした。乱数なしでは何も封入しません。</translation>
    </message>
    <message>
        <source>An envelope was begun with a nonce of %1 bytes for %2 bytes of content.</source>
        <translation>%2 バイトの内容に対し、%1 バイトのノンスでエンベロープが開始されました。</translation>
    </message>
    <message>
        <source>A key is 32 random bytes in Base64, 44 characters; lifeboat-cli keygen makes one.</source>
        <translation>キーは 32 バイトの乱数を Base64 で表した 44 文字です。lifeboat-cli keygen で作成できます。</translation>
    </message>
    <message>
        <source>Cannot read the key file %1: %2.</source>
        <translation>キーファイル %1 を読み取れません: %2。</translation>
    </message>
    <message>
        <source>The system gave no random bytes, and no key is made without them.</source>
        <translation>システムから乱数を取得できませんでした。乱数なしではキーを作成しません。</translation>
    </message>
    <message>
        <source>The encryption key from %1 is empty.</source>
        <translation>%1 の暗号化キーが空です。</translation>
    </message>
    <message>
        <source>The encryption key from %1 is not Base64: character %2 does not belong there.</source>
        <translation>%1 の暗号化キーは Base64 ではありません: %2 文字目に使えない文字があります。</translation>
    </message>
    <message>
        <source>The encryption key from %1 has %2 characters; it must have 44.</source>
        <translation>%1 の暗号化キーが %2 文字です。44 文字でなければなりません。</translation>
    </message>
    <message>
        <source>The last character of the encryption key from %1 is wrong.</source>
        <translation>%1 の暗号化キーの最後の文字が正しくありません。</translation>
    </message>
    <message>
        <source>Cannot open the key file %1: %2.</source>
        <translation>キーファイル %1 を開けません: %2。</translation>
    </message>
    <message>
        <source>Make one with lifeboat-cli keygen.</source>
        <translation>lifeboat-cli keygen で作成してください。</translation>
    </message>
    <message>
        <source>The key file %1 is not a regular file.</source>
        <translation>キーファイル %1 は通常のファイルではありません。</translation>
    </message>
    <message>
        <source>The key file %1 is open to other users of this machine (mode %2).</source>
        <translation>キーファイル %1 に、このコンピューターの他のユーザーがアクセスできます (モード %2)。</translation>
    </message>
    <message>
        <source>Make it yours alone: chmod 600 %1</source>
        <translation>自分だけがアクセスできるようにしてください: chmod 600 %1</translation>
    </message>
    <message>
        <source>The key file %1 is too large to be one (over %2).</source>
        <translation>キーファイル %1 は、キーとしては大きすぎます (%2 超)。</translation>
    </message>
    <message>
        <source>Cannot create the key file %1: %2.</source>
        <translation>キーファイル %1 を作成できません: %2。</translation>
    </message>
    <message>
        <source>A key file is never overwritten: the backups sealed with it would be lost. Choose another name.</source>
        <translation>キーファイルは上書きしません。上書きすると、そのキーで封入したバックアップが失われます。別の名前を指定してください。</translation>
    </message>
    <message>
        <source>Cannot write the key file %1: %2.</source>
        <translation>キーファイル %1 に書き込めません: %2。</translation>
    </message>
    <message>
        <source>Encryption is on for this profile, but no key was found.</source>
        <translation>このプロファイルでは暗号化がオンですが、キーが見つかりませんでした。</translation>
    </message>
    <message>
        <source>Do not rely on this backup. Run &quot;lifeboat-cli doctor&quot; and try again.</source>
        <translation>このバックアップには頼らないでください。&quot;lifeboat-cli doctor&quot; を実行してから、もう一度試してください。</translation>
    </message>
    <message>
        <source>is %1, expected &quot;default&quot;, &quot;eu&quot; or &quot;fedramp&quot;.</source>
        <translation>は %1 ですが、&quot;default&quot;、&quot;eu&quot;、&quot;fedramp&quot; のいずれかでなければなりません。</translation>
    </message>
    <message>
        <source>a bucket is named, but not the store it is in.</source>
        <translation>バケットは指定されていますが、そのストアが指定されていません。</translation>
    </message>
    <message>
        <source>Under [cloudflare], add account_id = &quot;…&quot; for Cloudflare R2 (or set %1), or endpoint = &quot;https://…&quot; for another S3 store.</source>
        <translation>[cloudflare] に、Cloudflare R2 の場合は account_id = &quot;…&quot; を追加し (または %1 を設定し)、その他の S3 ストアの場合は endpoint = &quot;https://…&quot; を追加してください。</translation>
    </message>
    <message>
        <source>%1 is %2, expected the account&apos;s 32 hexadecimal digits.</source>
        <translation>%1 は %2 ですが、アカウントの 16 進数 32 桁でなければなりません。</translation>
    </message>
    <message>
        <source>%1 does not look like a Cloudflare account, which is 32 hexadecimal digits.</source>
        <translation>%1 は Cloudflare のアカウント (16 進数 32 桁) ではないようです。</translation>
    </message>
    <message>
        <source>ends in the bucket&apos;s name, which is left off.</source>
        <translation>の末尾にバケット名があるため、これを省きます。</translation>
    </message>
    <message>
        <source>is no web address, expected one such as https://s3.example.com.</source>
        <translation>は Web アドレスではありません。https://s3.example.com のような形式でなければなりません。</translation>
    </message>
    <message>
        <source>holds more than scheme, host, port and path.</source>
        <translation>に、スキーム、ホスト、ポート、パス以外のものが含まれています。</translation>
    </message>
    <message>
        <source>Access keys belong in r2_access_key_id and r2_secret_access_key.</source>
        <translation>アクセスキーは r2_access_key_id と r2_secret_access_key に指定してください。</translation>
    </message>
    <message>
        <source>has no effect beside an endpoint.</source>
        <translation>は、エンドポイントが指定されているため効果がありません。</translation>
    </message>
    <message>
        <source>cannot begin a key: %1</source>
        <translation>はキーの先頭に使えません: %1</translation>
    </message>
    <message>
        <source>is only %1.</source>
        <translation>が %1 しかありません。</translation>
    </message>
    <message>
        <source>needs %1 beside it.</source>
        <translation>には %1 の指定も必要です。</translation>
    </message>
    <message>
        <source>Give both, or neither to take them from the environment. An id may stand alone with secret_in_keychain = true.</source>
        <translation>両方を指定するか、どちらも省いて環境変数から取得してください。secret_in_keychain = true を指定すれば、ID だけでもかまいません。</translation>
    </message>
    <message>
        <source>config file</source>
        <translation>設定ファイル</translation>
    </message>
    <message>
        <source>cloudflare.region is &quot;auto&quot;, and AWS wants its own, such as &quot;eu-central-1&quot;.</source>
        <translation>cloudflare.region が &quot;auto&quot; ですが、AWS では &quot;eu-central-1&quot; のような固有のリージョンが必要です。</translation>
    </message>
    <message>
        <source>is not used: storage.folder.path is set, and the folder wins.</source>
        <translation>は使われません。storage.folder.path が設定されているため、フォルダーが優先されます。</translation>
    </message>
    <message>
        <source>no destination for backups is stated.</source>
        <translation>バックアップの保存先が指定されていません。</translation>
    </message>
    <message>
        <source>Add bucket = &quot;…&quot; under [storage.backup] with account_id = &quot;…&quot; under [cloudflare], or path = &quot;…&quot; under [storage.folder].</source>
        <translation>[storage.backup] に bucket = &quot;…&quot;、[cloudflare] に account_id = &quot;…&quot; を追加するか、[storage.folder] に path = &quot;…&quot; を追加してください。</translation>
    </message>
    <message>
        <source>is not used: %1 is set.</source>
        <translation>は使われません。%1 が設定されています。</translation>
    </message>
    <message>
        <source>the key cannot be used to open earlier backups: %1</source>
        <translation>このキーでは以前のバックアップを開けません: %1</translation>
    </message>
    <message>
        <source>%1 is not a table Lifeboat reads; did you mean %2?</source>
        <translation>%1 は Lifeboat が読み取るテーブルではありません。%2 の間違いではありませんか?</translation>
    </message>
    <message>
        <source>%1 is not a key Lifeboat reads; did you mean &quot;%2&quot;?</source>
        <translation>%1 は Lifeboat が読み取るキーではありません。&quot;%2&quot; の間違いではありませんか?</translation>
    </message>
    <message>
        <source>%1 is not a key Lifeboat reads; it belongs under %2.</source>
        <translation>%1 は Lifeboat が読み取るキーではありません。%2 の中に置くキーです。</translation>
    </message>
    <message>
        <source>%1 is not a key Lifeboat reads; %2 knows %3.</source>
        <translation>%1 は Lifeboat が読み取るキーではありません。%2 で使えるのは %3 です。</translation>
    </message>
    <message>
        <source>There is no config file %1.</source>
        <translation>設定ファイル %1 がありません。</translation>
    </message>
    <message>
        <source>Name one with --config FILE or --profile NAME.</source>
        <translation>--config FILE または --profile NAME で指定してください。</translation>
    </message>
    <message>
        <source>%1 is not a file.</source>
        <translation>%1 はファイルではありません。</translation>
    </message>
    <message>
        <source>Cannot open %1: %2.</source>
        <translation>%1 を開けません: %2。</translation>
    </message>
    <message>
        <source>Cannot read %1: %2.</source>
        <translation>%1 を読み取れません: %2。</translation>
    </message>
    <message>
        <source>%1 is over %2, far too large for a config file.</source>
        <translation>%1 は %2 を超えており、設定ファイルとしては大きすぎます。</translation>
    </message>
    <message>
        <source>is not used: lifeboat.name is set.</source>
        <translation>は使われません。lifeboat.name が設定されています。</translation>
    </message>
    <message>
        <source>is %1, expected up to %2 of the characters A-Z a-z 0-9 . _ -</source>
        <translation>は %1 ですが、A-Z a-z 0-9 . _ - からなる %2 文字以内でなければなりません。</translation>
    </message>
    <message>
        <source>database.path is missing: it says which database to back up.</source>
        <translation>database.path がありません。バックアップするデータベースを示す項目です。</translation>
    </message>
    <message>
        <source>Add path = &quot;/path/to/the.db&quot; under [database].</source>
        <translation>[database] に path = &quot;/path/to/the.db&quot; を追加してください。</translation>
    </message>
    <message>
        <source>holds secrets and can be read by other users; chmod 600 mends that.</source>
        <translation>秘密情報が含まれていますが、他のユーザーも読み取れます。chmod 600 で解消できます。</translation>
    </message>
    <message>
        <source>There are no profiles yet; a profile is a .toml file in that folder.</source>
        <translation>プロファイルはまだありません。プロファイルは、このフォルダーに置く .toml ファイルです。</translation>
    </message>
    <message>
        <source>There are: %1.</source>
        <translation>次のものがあります: %1</translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation>%1 の間違いではありませんか?</translation>
    </message>
    <message>
        <source>There is no profile %1 in %2.</source>
        <translation>%2 にプロファイル %1 がありません。</translation>
    </message>
    <message>
        <source>There is no profile in %1.</source>
        <translation>%1 にプロファイルがありません。</translation>
    </message>
    <message>
        <source>Put one there as NAME.toml, or name a file with --config FILE.</source>
        <translation>NAME.toml という名前で置くか、--config FILE でファイルを指定してください。</translation>
    </message>
    <message>
        <source>There are several profiles: %1.</source>
        <translation>プロファイルが複数あります: %1</translation>
    </message>
    <message>
        <source>Choose one with --profile NAME.</source>
        <translation>--profile NAME で 1 つ選んでください。</translation>
    </message>
    <message>
        <source>a table</source>
        <translation>テーブル</translation>
    </message>
    <message>
        <source>an array</source>
        <translation>配列</translation>
    </message>
    <message>
        <source>a string</source>
        <translation>文字列</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a decimal number</source>
        <translation>小数</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true または false</translation>
    </message>
    <message>
        <source>a date or time</source>
        <translation>日付または時刻</translation>
    </message>
    <message>
        <source>the string %1</source>
        <translation>文字列 %1</translation>
    </message>
    <message>
        <source>the number %1</source>
        <translation>数値 %1</translation>
    </message>
    <message>
        <source>a table, [%1]</source>
        <translation>テーブル [%1]</translation>
    </message>
    <message>
        <source>true or false, without quotes</source>
        <translation>引用符なしの true または false</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2</source>
        <translation>%1 から %2 までの整数</translation>
    </message>
    <message>
        <source>a number of bytes or a size such as &quot;1 GiB&quot;</source>
        <translation>バイト数または &quot;1 GiB&quot; のようなサイズ</translation>
    </message>
    <message>
        <source>bytes per second or a speed such as &quot;10 MiB/s&quot;</source>
        <translation>1 秒あたりのバイト数または &quot;10 MiB/s&quot; のような速度</translation>
    </message>
    <message>
        <source>a string in double quotes</source>
        <translation>二重引用符で囲んだ文字列</translation>
    </message>
    <message>
        <source>must not be empty.</source>
        <translation>を空にすることはできません。</translation>
    </message>
    <message>
        <source>holds a &quot;${&quot; that does not begin a reference such as ${NAME}.</source>
        <translation>に、${NAME} のような参照になっていない &quot;${&quot; が含まれています。</translation>
    </message>
    <message>
        <source>refers to the environment variable %1, which is not set.</source>
        <translation>が環境変数 %1 を参照していますが、設定されていません。</translation>
    </message>
    <message>
        <source>(name not shown)</source>
        <translation>(名前は表示しません)</translation>
    </message>
    <message>
        <source>Set it where Lifeboat is started, or write the value into the file.</source>
        <translation>Lifeboat を起動する環境で設定するか、値をファイルに直接書いてください。</translation>
    </message>
    <message>
        <source>is %1, expected %2.</source>
        <translation>は %1 ですが、%2 でなければなりません。</translation>
    </message>
    <message>
        <source>The new value of %1 cannot be written as TOML.</source>
        <translation>%1 の新しい値を TOML として書き込めません。</translation>
    </message>
    <message>
        <source>%1: %2 is not a table, so %3 cannot be set.</source>
        <translation>%1: %2 はテーブルではないため、%3 を設定できません。</translation>
    </message>
    <message>
        <source>%1 is written in a way that Lifeboat cannot change safely at %2.</source>
        <translation>%1 は、%2 で Lifeboat が安全に変更できない書き方になっています。</translation>
    </message>
    <message>
        <source>Change it there with an editor. Nothing was changed.</source>
        <translation>その箇所をエディターで変更してください。何も変更していません。</translation>
    </message>
    <message>
        <source>the number</source>
        <translation>数値</translation>
    </message>
    <message>
        <source>%1:%2: this is not valid TOML: %3.</source>
        <translation>%1:%2: 正しい TOML ではありません: %3。</translation>
    </message>
    <message>
        <source>Strings stand in double quotes, tables in square brackets, one key = value to a line.</source>
        <translation>文字列は二重引用符で、テーブルは角括弧で囲み、キー = 値 は 1 行に 1 つずつ書きます。</translation>
    </message>
    <message>
        <source>%1 cannot be read as TOML: %2.</source>
        <translation>%1 を TOML として読み取れません: %2。</translation>
    </message>
    <message>
        <source>%1 exists already.</source>
        <translation>%1 はすでに存在します。</translation>
    </message>
    <message>
        <source>Choose another name, or overwrite it with --force.</source>
        <translation>別の名前を指定するか、--force で上書きしてください。</translation>
    </message>
    <message>
        <source>The folder %1 does not exist.</source>
        <translation>フォルダー %1 がありません。</translation>
    </message>
    <message>
        <source>%1 is damaged: its bytes do not match their recorded checksum.</source>
        <translation>%1 は破損しています。内容が記録されたチェックサムと一致しません。</translation>
    </message>
    <message>
        <source>Take another generation (&quot;lifeboat-cli list&quot;).</source>
        <translation>別の世代を使ってください (&quot;lifeboat-cli list&quot;)。</translation>
    </message>
    <message>
        <source>%1 is damaged: %2.</source>
        <translation>%1 は破損しています: %2。</translation>
    </message>
    <message>
        <source>Restore another generation (&quot;lifeboat-cli list&quot;), and keep this one for study.</source>
        <translation>別の世代を復元し (&quot;lifeboat-cli list&quot;)、この世代は調査用に残しておいてください。</translation>
    </message>
    <message>
        <source>its bytes do not match their recorded checksum</source>
        <translation>内容が記録されたチェックサムと一致しません</translation>
    </message>
    <message>
        <source>the database in it has %1 instead of %2</source>
        <translation>中のデータベースの大きさが %2 ではなく %1 です</translation>
    </message>
    <message>
        <source>the database in it does not match its recorded checksum</source>
        <translation>中のデータベースが記録されたチェックサムと一致しません</translation>
    </message>
    <message>
        <source>The temporary copy changed between being hashed and being uploaded.</source>
        <translation>一時コピーが、ハッシュ計算からアップロードまでの間に変更されました。</translation>
    </message>
    <message>
        <source>The disk it lies on may be failing: check it, or set temp_dir under [lifeboat] to another.</source>
        <translation>一時コピーのあるディスクが故障しかけている可能性があります。ディスクを調べるか、[lifeboat] の temp_dir に別の場所を設定してください。</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2。</translation>
    </message>
    <message>
        <source>Check the owner and mode of the file and its folder.</source>
        <translation>ファイルとそのフォルダーの所有者とモードを確認してください。</translation>
    </message>
    <message>
        <source>Free some room and try again.</source>
        <translation>空き容量を増やしてから、もう一度試してください。</translation>
    </message>
    <message>
        <source>Cannot read %1</source>
        <translation>%1 を読み取れません</translation>
    </message>
    <message>
        <source>Cannot create %1</source>
        <translation>%1 を作成できません</translation>
    </message>
    <message>
        <source>Cannot write %1</source>
        <translation>%1 に書き込めません</translation>
    </message>
    <message>
        <source>The backup is encrypted and there is no key to open it with.</source>
        <translation>バックアップは暗号化されていますが、開くためのキーがありません。</translation>
    </message>
    <message>
        <source>Set BACKUP_ENCRYPTION_KEY, or give --key-file with the key it was made with.</source>
        <translation>BACKUP_ENCRYPTION_KEY を設定するか、作成時に使ったキーを --key-file で指定してください。</translation>
    </message>
    <message>
        <source>The backup is only %1 bytes long: neither a database nor a sealed one.</source>
        <translation>バックアップが %1 バイトしかありません。データベースでも、封入されたデータベースでもありません。</translation>
    </message>
    <message>
        <source>Choose another backup.</source>
        <translation>別のバックアップを選んでください。</translation>
    </message>
    <message>
        <source>There are no backups of this database yet.</source>
        <translation>このデータベースのバックアップはまだありません。</translation>
    </message>
    <message>
        <source>Make one with &quot;lifeboat-cli backup&quot;, or check the name and prefix in the configuration.</source>
        <translation>&quot;lifeboat-cli backup&quot; で作成するか、設定の name と prefix を確認してください。</translation>
    </message>
    <message>
        <source>There is no backup %1 of this database.</source>
        <translation>このデータベースのバックアップに %1 はありません。</translation>
    </message>
    <message>
        <source>The newest are %1. &quot;lifeboat-cli list&quot; shows all.</source>
        <translation>最新のものは %1 です。&quot;lifeboat-cli list&quot; ですべて表示できます。</translation>
    </message>
    <message>
        <source>Choose another name or remove the file first.</source>
        <translation>別の名前を指定するか、先にそのファイルを削除してください。</translation>
    </message>
    <message>
        <source>Cannot make %1 durable</source>
        <translation>%1 をディスクに確実に書き込めません</translation>
    </message>
    <message>
        <source>Cannot put %1 in place</source>
        <translation>%1 を所定の場所に置けません</translation>
    </message>
    <message>
        <source>Cannot copy to %1</source>
        <translation>%1 にコピーできません</translation>
    </message>
    <message>
        <source>This profile&apos;s key lies in the desktop&apos;s keychain. A server or cron job takes it from the environment variable BACKUP_ENCRYPTION_KEY.</source>
        <translation>このプロファイルのキーは、デスクトップのキーチェーンにあります。サーバーや cron ジョブでは、環境変数 BACKUP_ENCRYPTION_KEY から取得します。</translation>
    </message>
    <message>
        <source>Set BACKUP_ENCRYPTION_KEY, or key_file under [storage.backup.encryption]; &quot;lifeboat-cli keygen&quot; makes a key.</source>
        <translation>BACKUP_ENCRYPTION_KEY または [storage.backup.encryption] の key_file を設定してください。キーは &quot;lifeboat-cli keygen&quot; で作成できます。</translation>
    </message>
    <message>
        <source>The secret of access key %1 lies in the desktop&apos;s keychain.</source>
        <translation>アクセスキー %1 のシークレットは、デスクトップのキーチェーンにあります。</translation>
    </message>
    <message>
        <source>A server or cron job takes it from the environment variables BACKUP_S3_ACCESS_KEY and BACKUP_S3_SECRET_KEY.</source>
        <translation>サーバーや cron ジョブでは、環境変数 BACKUP_S3_ACCESS_KEY と BACKUP_S3_SECRET_KEY から取得します。</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Sealing</source>
        <translation>封入</translation>
    </message>
    <message>
        <source>Uploading</source>
        <translation>アップロード</translation>
    </message>
    <message>
        <source>Confirming</source>
        <translation>確認</translation>
    </message>
    <message>
        <source>Tidying up</source>
        <translation>整理</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>ダウンロード</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>検査</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Swapping</source>
        <translation>入れ替え</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>起動</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>プロセス %1</translation>
    </message>
    <message>
        <source>%1 (process %2)</source>
        <translation>%1 (プロセス %2)</translation>
    </message>
    <message>
        <source>%1 is open in %2.</source>
        <translation>%1 は %2 で開かれています。</translation>
    </message>
    <message>
        <source>Stop it and try again, or restore into the open database with --live.</source>
        <translation>停止してからもう一度試すか、--live を付けて、開いているデータベースに復元してください。</translation>
    </message>
    <message>
        <source>Create it, or restore to another file with --to.</source>
        <translation>フォルダーを作成するか、--to で別のファイルに復元してください。</translation>
    </message>
    <message>
        <source>There is no open database at %1.</source>
        <translation>%1 に、開いているデータベースはありません。</translation>
    </message>
    <message>
        <source>Restore without --live.</source>
        <translation>--live を付けずに復元してください。</translation>
    </message>
    <message>
        <source>What was there is kept, byte for byte, as %1. Copy that file back yourself.</source>
        <translation>以前の内容は、1 バイトも変わらずに %1 として残っています。そのファイルをご自分でコピーして戻してください。</translation>
    </message>
    <message>
        <source>There is no database in the safety copy %1 any more.</source>
        <translation>退避コピー %1 にデータベースがもうありません。</translation>
    </message>
    <message>
        <source>Restore another backup instead.</source>
        <translation>代わりに別のバックアップを復元してください。</translation>
    </message>
    <message>
        <source>its parent cannot be created</source>
        <translation>親フォルダーを作成できません</translation>
    </message>
    <message>
        <source>it belongs to somebody else</source>
        <translation>別のユーザーが所有しています</translation>
    </message>
    <message>
        <source>%1 free, %2 needed</source>
        <translation>空き %1、必要 %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>There is no place for a temporary copy of %1 (%2).</source>
        <translation>%1 の一時コピーを置く場所がありません (%2)。</translation>
    </message>
    <message>
        <source>Free some room, or set temp_dir under [lifeboat] to a folder that has it.</source>
        <translation>空き容量を増やすか、[lifeboat] の temp_dir に十分な空きのあるフォルダーを設定してください。</translation>
    </message>
    <message>
        <source>The copy for %1 cannot be made.</source>
        <translation>%1 のためのコピーを作成できません。</translation>
    </message>
    <message>
        <source>See whether %1 has room.</source>
        <translation>%1 に空きがあるか確認してください。</translation>
    </message>
    <message>
        <source>The database is as it was.</source>
        <translation>データベースは元のままです。</translation>
    </message>
    <message>
        <source>Cannot write %1.</source>
        <translation>%1 に書き込めません。</translation>
    </message>
    <message>
        <source>Lifeboat will ask for the recovery kit again.</source>
        <translation>リカバリーキットについて、Lifeboat が後でもう一度お尋ねします。</translation>
    </message>
    <message>
        <source>the encryption key of profile %1</source>
        <translation>プロファイル %1 の暗号化キー</translation>
    </message>
    <message>
        <source>the secret access key of profile %1</source>
        <translation>プロファイル %1 のシークレットアクセスキー</translation>
    </message>
    <message>
        <source>the keychain</source>
        <translation>キーチェーン</translation>
    </message>
    <message>
        <source>There is no keychain on this desktop.</source>
        <translation>このデスクトップにはキーチェーンがありません。</translation>
    </message>
    <message>
        <source>The keychain does not hold %1.</source>
        <translation>キーチェーンに %1 がありません。</translation>
    </message>
    <message>
        <source>Enter it again, for example from the recovery kit.</source>
        <translation>リカバリーキットなどを見て、もう一度入力してください。</translation>
    </message>
    <message>
        <source>The keychain did not give access to %1.</source>
        <translation>キーチェーンが %1 へのアクセスを許可しませんでした。</translation>
    </message>
    <message>
        <source>Try again and allow it, or enter the secret for this session only.</source>
        <translation>もう一度試して許可するか、このセッションの間だけ使うシークレットを入力してください。</translation>
    </message>
    <message>
        <source>The keychain failed over %1: %2.</source>
        <translation>キーチェーンで %1 を処理できませんでした: %2。</translation>
    </message>
    <message>
        <source>The keychain is locked, and was not unlocked.</source>
        <translation>キーチェーンがロックされており、解除されませんでした。</translation>
    </message>
    <message>
        <source>The keychain does not answer: %1.</source>
        <translation>キーチェーンが応答しません: %1。</translation>
    </message>
    <message>
        <source>Start it, or keep the secret for this session only.</source>
        <translation>キーチェーンを起動するか、シークレットをこのセッションの間だけ保持してください。</translation>
    </message>
    <message>
        <source>Keychain</source>
        <translation>キーチェーン</translation>
    </message>
    <message>
        <source>%1 is the newest backup.</source>
        <translation>%1 は最新のバックアップです。</translation>
    </message>
    <message>
        <source>Make a newer one first, or delete it all the same with --even-newest.</source>
        <translation>先に新しいバックアップを作成するか、それでも削除する場合は --even-newest を付けてください。</translation>
    </message>
    <message>
        <source>This profile keeps its backups in a folder, which has no policy.</source>
        <translation>このプロファイルはバックアップをフォルダーに保存しており、フォルダーにポリシーはありません。</translation>
    </message>
    <message>
        <source>Use the policy command with a profile that names a bucket.</source>
        <translation>policy コマンドは、バケットを指定したプロファイルで使ってください。</translation>
    </message>
    <message>
        <source>it holds binary data</source>
        <translation>バイナリデータが含まれています</translation>
    </message>
    <message>
        <source>line %1 is neither a [section] nor &quot;name = value&quot;</source>
        <translation>%1 行目が [section] でも &quot;name = value&quot; でもありません</translation>
    </message>
    <message>
        <source>line %1 comes before the first [section]</source>
        <translation>%1 行目が最初の [section] より前にあります</translation>
    </message>
    <message>
        <source>line %1 is too long</source>
        <translation>%1 行目が長すぎます</translation>
    </message>
    <message>
        <source>line %1 has a section name without &quot;]&quot;</source>
        <translation>%1 行目のセクション名に &quot;]&quot; がありません</translation>
    </message>
    <message>
        <source>it has more than %1 sections</source>
        <translation>セクションが %1 個を超えています</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 を読み取れません: %2。</translation>
    </message>
    <message>
        <source>Correct the file, or type the keys.</source>
        <translation>ファイルを修正するか、キーを入力してください。</translation>
    </message>
    <message>
        <source>Its keys are temporary and would stop working.</source>
        <translation>このキーは一時的なもので、いずれ使えなくなります。</translation>
    </message>
    <message>
        <source>Its keys come from the environment, as they can here too: leave them empty.</source>
        <translation>このキーは環境変数から取得されています。ここでも同じように、空欄のままで使えます。</translation>
    </message>
    <message>
        <source>It has no access key of its own.</source>
        <translation>固有のアクセスキーがありません。</translation>
    </message>
    <message>
        <source>Check who owns the file, or type the keys.</source>
        <translation>ファイルの所有者を確認するか、キーを入力してください。</translation>
    </message>
    <message>
        <source>%1 is too large for a file of access keys.</source>
        <translation>%1 はアクセスキーのファイルとしては大きすぎます。</translation>
    </message>
    <message>
        <source>Type the keys instead.</source>
        <translation>代わりにキーを入力してください。</translation>
    </message>
    <message>
        <source>%1 is protected by a password, which Lifeboat does not ask for.</source>
        <translation>%1 はパスワードで保護されています。Lifeboat はパスワードの入力を求めません。</translation>
    </message>
    <message>
        <source>&quot;rclone config show&quot; prints the keys; type them here.</source>
        <translation>&quot;rclone config show&quot; でキーを表示し、ここに入力してください。</translation>
    </message>
    <message>
        <source>rclone remote</source>
        <translation>rclone リモート</translation>
    </message>
    <message>
        <source>AWS profile</source>
        <translation>AWS プロファイル</translation>
    </message>
    <message>
        <source>The writer process did not start: %1.</source>
        <translation>書き込みプロセスが起動しませんでした: %1。</translation>
    </message>
    <message>
        <source>The writer process failed.</source>
        <translation>書き込みプロセスが失敗しました。</translation>
    </message>
    <message>
        <source>The restored database differs from the live one.</source>
        <translation>復元したデータベースが稼働中のものと異なります。</translation>
    </message>
    <message>
        <source>Cannot use the folder %1.</source>
        <translation>フォルダー %1 を使えません。</translation>
    </message>
    <message>
        <source>Choose another with --folder.</source>
        <translation>--folder で別のフォルダーを指定してください。</translation>
    </message>
    <message>
        <source>1. A database like a RustResort server&apos;s lies at %1 (%2).</source>
        <translation>1. RustResort サーバーのものに似たデータベースを %1 に用意しました (%2)。</translation>
    </message>
    <message>
        <source>2. Another process writes to it without pause (%1 commits so far).</source>
        <translation>2. 別のプロセスがそこへ絶え間なく書き込んでいます (これまでのコミット: %1)。</translation>
    </message>
    <message>
        <source>3. Backed it up all the same: %1, %2, encrypted, in %3. Meanwhile the writer made %4 more commits.</source>
        <translation>3. 書き込みの最中にバックアップしました: %1、%2、暗号化済み、所要時間 %3。その間のコミット: %4。</translation>
    </message>
    <message>
        <source>4. Stopped the writer and backed up again: %1.</source>
        <translation>4. 書き込みを止めて、もう一度バックアップしました: %1。</translation>
    </message>
    <message>
        <source>5. The folder %1 now holds %2 generations.</source>
        <translation>5. フォルダー %1 には %2 世代があります。</translation>
    </message>
    <message>
        <source>6. Verified both: decrypted, compared with their checksums, and passed SQLite&apos;s integrity_check.</source>
        <translation>6. 両方を検証しました。復号し、チェックサムと比較し、SQLite の integrity_check に合格しました。</translation>
    </message>
    <message>
        <source>7. Restored the last one to %1 and compared it with the live database, row by row: equal.</source>
        <translation>7. 最後のものを %1 に復元し、稼働中のデータベースと 1 行ずつ比較しました: 一致。</translation>
    </message>
    <message>
        <source>The store did not give back the probe object as it was written.</source>
        <translation>ストアから返されたテスト用オブジェクトが、書き込んだものと異なります。</translation>
    </message>
    <message>
        <source>Do not use this store for backups; tell its operator.</source>
        <translation>このストアをバックアップに使わず、運営者に知らせてください。</translation>
    </message>
    <message>
        <source>Cloudflare answers like this when there is no such account: check the account id (32 hexadecimal digits).</source>
        <translation>Cloudflare は、アカウントが存在しない場合にこのように応答します。アカウント ID (16 進数 32 桁) を確認してください。</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2, %n tables, journal mode %3</source>
        <translation>
            <numerusform>%1: %2、テーブル %n 個、ジャーナルモード %3</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 for the snapshot in %2</source>
        <translation>スナップショット用に %1 (%2)</translation>
    </message>
    <message>
        <source>Encryption is off: whoever can read the destination can read the database.</source>
        <translation>暗号化がオフです。保存先を読める人は、データベースも読めます。</translation>
    </message>
    <message>
        <source>Make a key with &quot;lifeboat-cli keygen&quot; and enable [storage.backup.encryption].</source>
        <translation>&quot;lifeboat-cli keygen&quot; でキーを作成し、[storage.backup.encryption] を有効にしてください。</translation>
    </message>
    <message>
        <source>Encryption is on, but no key was found.</source>
        <translation>暗号化がオンですが、キーが見つかりませんでした。</translation>
    </message>
    <message>
        <source>Encryption key %1 from %2</source>
        <translation>暗号化キー %1 (取得元: %2)</translation>
    </message>
    <message>
        <source>Not compared: the store did not answer.</source>
        <translation>比較していません。ストアが応答しませんでした。</translation>
    </message>
    <message>
        <source>%1 answers</source>
        <translation>%1 は応答しています</translation>
    </message>
    <message>
        <source>within %1 s of the store&apos;s</source>
        <translation>ストアの時計との差は %1 秒以内</translation>
    </message>
    <message>
        <source>This machine&apos;s clock and the store&apos;s differ by %1.</source>
        <translation>このコンピューターとストアの時計が %1 ずれています。</translation>
    </message>
    <message>
        <source>Lifeboat corrects its requests, but backups are named by this clock: switch on NTP.</source>
        <translation>要求の時刻は Lifeboat が補正しますが、バックアップの名前にはこの時計が使われます。NTP を有効にしてください。</translation>
    </message>
    <message>
        <source>Access key from %1</source>
        <translation>アクセスキーの取得元: %1</translation>
    </message>
    <message>
        <source>%1: wrote, listed, read and deleted a probe object</source>
        <translation>%1: テスト用オブジェクトの書き込み、一覧取得、読み取り、削除に成功</translation>
    </message>
    <message>
        <source>Not tried: endpoint and credentials come first.</source>
        <translation>試していません。先にエンドポイントと認証情報が必要です。</translation>
    </message>
    <message>
        <source>Listing backups</source>
        <translation>バックアップの一覧取得</translation>
    </message>
    <message>
        <source>Backing up</source>
        <translation>バックアップ</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>検証</translation>
    </message>
    <message>
        <source>Restoring</source>
        <translation>復元</translation>
    </message>
    <message>
        <source>Undoing the restore</source>
        <translation>復元の取り消し</translation>
    </message>
    <message>
        <source>Deleting backups</source>
        <translation>バックアップの削除</translation>
    </message>
    <message>
        <source>Removing expired backups</source>
        <translation>期限切れバックアップの削除</translation>
    </message>
    <message>
        <source>Another job is running for %1: %2.</source>
        <translation>%1 では別のジョブが実行中です: %2。</translation>
    </message>
    <message>
        <source>Wait until it has finished, or cancel it.</source>
        <translation>終了を待つか、キャンセルしてください。</translation>
    </message>
    <message>
        <source>The list of backups cannot be kept in %1: %2.</source>
        <translation>バックアップの一覧を %1 に保存できません: %2。</translation>
    </message>
    <message>
        <source>Nothing is lost: the store has the backups, and the list is read from there.</source>
        <translation>失われたものはありません。バックアップはストアにあり、一覧はそこから読み取ります。</translation>
    </message>
    <message>
        <source>the folder cannot be made</source>
        <translation>フォルダーを作成できません</translation>
    </message>
    <message>
        <source>this session</source>
        <translation>このセッション</translation>
    </message>
    <message>
        <source>%1 holds something else than a key of 32 bytes for profile %2.</source>
        <translation>%1 にあるのは、プロファイル %2 の 32 バイトのキーではありません。</translation>
    </message>
    <message>
        <source>Enter the key from your recovery kit.</source>
        <translation>リカバリーキットにあるキーを入力してください。</translation>
    </message>
    <message>
        <source>Profile %1 uses the file %2, which is not there any more.</source>
        <translation>プロファイル %1 が使うファイル %2 がなくなっています。</translation>
    </message>
    <message>
        <source>Put it back, or remove the profile; its backups stay.</source>
        <translation>ファイルを元に戻すか、プロファイルを削除してください。バックアップは残ります。</translation>
    </message>
    <message>
        <source>%1 is another program&apos;s file and states this secret itself.</source>
        <translation>%1 は別のプログラムのファイルで、このシークレットもそこに書かれています。</translation>
    </message>
    <message>
        <source>Change it there.</source>
        <translation>そのファイルで変更してください。</translation>
    </message>
    <message>
        <source>The keychain already holds a secret of a profile %1.</source>
        <translation>プロファイル %1 のシークレットが、すでにキーチェーンにあります。</translation>
    </message>
    <message>
        <source>Cannot put a link to %1 into %2: %3.</source>
        <translation>%1 へのリンクを %2 に作成できません: %3。</translation>
    </message>
    <message>
        <source>Cannot remove %1: %2.</source>
        <translation>%1 を削除できません: %2。</translation>
    </message>
    <message>
        <source>The profile %1 is removed, but its secrets stayed in the keychain: %2</source>
        <translation>プロファイル %1 を削除しましたが、シークレットがキーチェーンに残っています: %2</translation>
    </message>
    <message>
        <source>Remove them there; they are filed under Lifeboat.</source>
        <translation>キーチェーンで削除してください。Lifeboat の項目として登録されています。</translation>
    </message>
    <message>
        <source>Cannot write %1: %2.</source>
        <translation>%1 に書き込めません: %2。</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>何も変更していません。</translation>
    </message>
    <message>
        <source>Cannot make the folder %1 for profiles.</source>
        <translation>プロファイル用のフォルダー %1 を作成できません。</translation>
    </message>
    <message>
        <source>%1 may not be changed by this user.</source>
        <translation>このユーザーは %1 を変更できません。</translation>
    </message>
    <message>
        <source>Change it as its owner. Nothing was changed.</source>
        <translation>所有者として変更してください。何も変更していません。</translation>
    </message>
    <message>
        <source>Create it, or restore to another file.</source>
        <translation>フォルダーを作成するか、別のファイルに復元してください。</translation>
    </message>
    <message>
        <source>Choose the name of a file.</source>
        <translation>ファイル名を指定してください。</translation>
    </message>
    <message>
        <source>The command %1 %2.</source>
        <translation>コマンド %1 %2。</translation>
    </message>
    <message>
        <source>Try it in a terminal.</source>
        <translation>端末で試してください。</translation>
    </message>
    <message>
        <source>It said: %1</source>
        <translation>コマンドの出力: %1</translation>
    </message>
    <message>
        <source>has nowhere to write: %1</source>
        <translation>の出力先がありません: %1</translation>
    </message>
    <message>
        <source>did not start: %1</source>
        <translation>が起動しませんでした: %1</translation>
    </message>
    <message>
        <source>was cancelled</source>
        <translation>がキャンセルされました</translation>
    </message>
    <message>
        <source>took longer than %1</source>
        <translation>の実行が %1 を超えました</translation>
    </message>
    <message>
        <source>was ended by a signal</source>
        <translation>がシグナルで終了しました</translation>
    </message>
    <message>
        <source>failed with status %1</source>
        <translation>がステータス %1 で失敗しました</translation>
    </message>
    <message>
        <source>Cannot open %1</source>
        <translation>%1 を開けません</translation>
    </message>
    <message>
        <source>Cannot find the database %1</source>
        <translation>データベース %1 が見つかりません</translation>
    </message>
    <message>
        <source>Choose the database file itself.</source>
        <translation>データベースファイルそのものを選んでください。</translation>
    </message>
    <message>
        <source>%1 is empty: no database was written into it yet.</source>
        <translation>%1 は空です。データベースはまだ書き込まれていません。</translation>
    </message>
    <message>
        <source>Let its program create the database first, or check the path.</source>
        <translation>先にプログラムでデータベースを作成するか、パスを確認してください。</translation>
    </message>
    <message>
        <source>The header of the database %1 is damaged.</source>
        <translation>データベース %1 のヘッダーが破損しています。</translation>
    </message>
    <message>
        <source>Keep the file as it is, and restore the latest good backup.</source>
        <translation>ファイルはそのまま残し、最新の正常なバックアップを復元してください。</translation>
    </message>
    <message>
        <source>%1 looks encrypted by the program that wrote it.</source>
        <translation>%1 は、作成したプログラムによって暗号化されているようです。</translation>
    </message>
    <message>
        <source>Lifeboat reads plain SQLite only. With SQLCipher, export a plain database (sqlcipher_export), or let the program make its own backup.</source>
        <translation>Lifeboat が読み取れるのは平文の SQLite だけです。SQLCipher の場合は平文のデータベースをエクスポートするか (sqlcipher_export)、プログラム自身のバックアップ機能を使ってください。</translation>
    </message>
    <message>
        <source>%1 is not an SQLite database.</source>
        <translation>%1 は SQLite データベースではありません。</translation>
    </message>
    <message>
        <source>a program that cannot be named</source>
        <translation>名前を特定できないプログラム</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>他 %n 個</numerusform>
        </translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>パスを確認してください。</translation>
    </message>
    <message>
        <source>Run Lifeboat as the user who owns it, or give this user access.</source>
        <translation>所有者のユーザーで Lifeboat を実行するか、このユーザーにアクセスを許可してください。</translation>
    </message>
    <message>
        <source>Free some room on that disk, or choose another folder.</source>
        <translation>そのディスクの空き容量を増やすか、別のフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>Move it away, or choose another name.</source>
        <translation>それを移動するか、別の名前を選んでください。</translation>
    </message>
    <message>
        <source>The database %1 is in use by %2.</source>
        <translation>データベース %1 は %2 が使用中です。</translation>
    </message>
    <message>
        <source>The database %1 is locked by another program.</source>
        <translation>データベース %1 は別のプログラムがロックしています。</translation>
    </message>
    <message>
        <source>Try again when it has finished, or stop that program first.</source>
        <translation>そのプログラムの処理が終わってからもう一度試すか、先にそのプログラムを停止してください。</translation>
    </message>
    <message>
        <source>The database %1 is damaged: %2.</source>
        <translation>データベース %1 は破損しています: %2。</translation>
    </message>
    <message>
        <source>A program was stopped while it wrote %1, and reading it now would write to it.</source>
        <translation>プログラムが %1 への書き込み中に停止しており、今読み取ると書き込みが発生します。</translation>
    </message>
    <message>
        <source>Start that program once. A backup can be taken before: it recovers in the copy only.</source>
        <translation>そのプログラムを一度起動してください。その前にバックアップもできます。その場合、回復処理はコピーの中だけで行われます。</translation>
    </message>
    <message>
        <source>Cannot read or write %1</source>
        <translation>%1 を読み書きできません</translation>
    </message>
    <message>
        <source>SQLite cannot use %1: %2.</source>
        <translation>SQLite が %1 を使えません: %2。</translation>
    </message>
    <message>
        <source>Do not rely on this file; use another backup.</source>
        <translation>このファイルには頼らず、別のバックアップを使ってください。</translation>
    </message>
    <message>
        <source>The open database %1 is in WAL mode with pages of %2 bytes, the backup has pages of %3.</source>
        <translation>開いているデータベース %1 は WAL モードでページサイズが %2 バイトですが、バックアップは %3 バイトです。</translation>
    </message>
    <message>
        <source>SQLite cannot change that in an open database: stop its program and restore without --live.</source>
        <translation>SQLite は、開いているデータベースのページサイズを変更できません。プログラムを停止し、--live を付けずに復元してください。</translation>
    </message>
    <message>
        <source>Cannot give %1 the owner and permissions of the database it replaces</source>
        <translation>%1 に、置き換えるデータベースと同じ所有者と権限を設定できません</translation>
    </message>
    <message>
        <source>Cannot create the folder %1</source>
        <translation>フォルダー %1 を作成できません</translation>
    </message>
    <message>
        <source>Cannot move %1 aside</source>
        <translation>%1 を退避できません</translation>
    </message>
    <message>
        <source>Cannot write the folder %1</source>
        <translation>フォルダー %1 に書き込めません</translation>
    </message>
    <message>
        <source>Cannot create %1: %2.</source>
        <translation>%1 を作成できません: %2。</translation>
    </message>
    <message>
        <source>While %1 was copied, its -wal file grew by %2, more than the limit of %3.</source>
        <translation>%1 のコピー中に -wal ファイルが %2 増え、上限の %3 を超えました。</translation>
    </message>
    <message>
        <source>Try again at a quieter time, or raise the limit.</source>
        <translation>アクセスの少ない時間にもう一度試すか、上限を上げてください。</translation>
    </message>
    <message>
        <source>The copy of %1 is %2 long and should be %3.</source>
        <translation>%1 のコピーは %2 ですが、%3 のはずです。</translation>
    </message>
    <message>
        <source>Check the database with integrity_check.</source>
        <translation>integrity_check でデータベースを調べてください。</translation>
    </message>
    <message>
        <source>Stop that program first, or restore into the open database (--live).</source>
        <translation>先にそのプログラムを停止するか、開いているデータベースに復元してください (--live)。</translation>
    </message>
    <message>
        <source>Cannot replace %1</source>
        <translation>%1 を置き換えられません</translation>
    </message>
    <message>
        <source>Not everything could be put back. Look into the folder %1 for the previous database.</source>
        <translation>元に戻せなかったものがあります。以前のデータベースがフォルダー %1 にあるか確認してください。</translation>
    </message>
    <message>
        <source>Cannot lock %1</source>
        <translation>%1 をロックできません</translation>
    </message>
    <message>
        <source>Free some room there, keep fewer backups, or choose another destination.</source>
        <translation>そこの空き容量を増やすか、保持する世代数を減らすか、別の保存先を選んでください。</translation>
    </message>
    <message>
        <source>The disk is mounted read-only. Mount it for writing; if the system did that by itself, check the disk for errors.</source>
        <translation>ディスクが読み取り専用でマウントされています。書き込み可能でマウントしてください。システムが自動的に切り替えた場合は、ディスクのエラーを調べてください。</translation>
    </message>
    <message>
        <source>Check who owns the folder and that this user may read and write it.</source>
        <translation>フォルダーの所有者と、このユーザーに読み書きの権限があることを確認してください。</translation>
    </message>
    <message>
        <source>Is the disk mounted?</source>
        <translation>ディスクはマウントされていますか?</translation>
    </message>
    <message>
        <source>A file, folder or symbolic link is in the way; links inside a destination are never followed. Move it away.</source>
        <translation>ファイル、フォルダー、またはシンボリックリンクが妨げになっています。保存先の中のリンクはたどりません。移動してください。</translation>
    </message>
    <message>
        <source>The file system there does not take it.</source>
        <translation>そのファイルシステムでは扱えません。</translation>
    </message>
    <message>
        <source>Try again when nothing else uses it.</source>
        <translation>他に使っているものがなくなってから、もう一度試してください。</translation>
    </message>
    <message>
        <source>Check that the disk is connected and healthy.</source>
        <translation>ディスクが接続され、正常であることを確認してください。</translation>
    </message>
    <message>
        <source>Cannot list %1</source>
        <translation>%1 の一覧を取得できません</translation>
    </message>
    <message>
        <source>The object %1 has %2 bytes; bytes %3 to %4 were asked for.</source>
        <translation>オブジェクト %1 は %2 バイトですが、%3 から %4 までのバイトが要求されました。</translation>
    </message>
    <message>
        <source>Keys in %1 are Lifeboat&apos;s own.</source>
        <translation>%1 のキーは Lifeboat 専用です。</translation>
    </message>
    <message>
        <source>Choose another key.</source>
        <translation>別のキーを選んでください。</translation>
    </message>
    <message>
        <source>There is no %1 in %2.</source>
        <translation>%2 に %1 がありません。</translation>
    </message>
    <message>
        <source>The destination %1 is not there, and neither is %2.</source>
        <translation>保存先 %1 がありません。%2 もありません。</translation>
    </message>
    <message>
        <source>The destination %1 is not there, although it was used before.</source>
        <translation>保存先 %1 は以前使われましたが、今は見つかりません。</translation>
    </message>
    <message>
        <source>Is the disk mounted? Otherwise create the folder or correct the path.</source>
        <translation>ディスクはマウントされていますか? マウントされている場合は、フォルダーを作成するかパスを修正してください。</translation>
    </message>
    <message>
        <source>Cannot open the folder %1</source>
        <translation>フォルダー %1 を開けません</translation>
    </message>
    <message>
        <source>The destination folder is empty.</source>
        <translation>保存先のフォルダーが空欄です。</translation>
    </message>
    <message>
        <source>Give the path of a folder.</source>
        <translation>フォルダーのパスを指定してください。</translation>
    </message>
    <message>
        <source>Cannot make sure that %1 is on the disk</source>
        <translation>%1 がディスクに書き込まれたことを確認できません</translation>
    </message>
    <message>
        <source>Cannot remove %1</source>
        <translation>%1 を削除できません</translation>
    </message>
    <message>
        <source>%1 exists already and is not replaced.</source>
        <translation>%1 はすでに存在するため、置き換えません。</translation>
    </message>
    <message>
        <source>The data for %1 ended after %2 of %3.</source>
        <translation>%1 のデータが %3 のうち %2 で終わりました。</translation>
    </message>
    <message>
        <source>The metadata file %1 is damaged.</source>
        <translation>メタデータファイル %1 が破損しています。</translation>
    </message>
    <message>
        <source>The object itself may be sound: move the metadata file away to read it without its metadata.</source>
        <translation>オブジェクト自体は無事かもしれません。メタデータファイルを移動すれば、メタデータなしで読み取れます。</translation>
    </message>
    <message>
        <source>The metadata entry %1 cannot be stored.</source>
        <translation>メタデータの項目 %1 を保存できません。</translation>
    </message>
    <message>
        <source>Use lower-case names and printable ASCII values.</source>
        <translation>小文字の名前と、印字可能な ASCII の値を使ってください。</translation>
    </message>
    <message>
        <source>The metadata is larger than %1.</source>
        <translation>メタデータが %1 を超えています。</translation>
    </message>
    <message>
        <source>Cannot create a file in %1</source>
        <translation>%1 にファイルを作成できません</translation>
    </message>
    <message>
        <source>Cannot write in %1</source>
        <translation>%1 に書き込めません</translation>
    </message>
    <message>
        <source>Cannot move the finished file to %1</source>
        <translation>完成したファイルを %1 に移動できません</translation>
    </message>
    <message>
        <source>Try again; if it stays so, check this machine&apos;s network connection.</source>
        <translation>もう一度試してください。解決しない場合は、このコンピューターのネットワーク接続を確認してください。</translation>
    </message>
    <message>
        <source>%1 closed the connection before it had answered.</source>
        <translation>%1 が応答せずに接続を閉じました。</translation>
    </message>
    <message>
        <source>The proxy on the way to %1 could not be used: %2</source>
        <translation>%1 への経路にあるプロキシを使えませんでした: %2</translation>
    </message>
    <message>
        <source>Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.</source>
        <translation>HTTPS_PROXY、HTTP_PROXY、NO_PROXY を確認してください。</translation>
    </message>
    <message>
        <source>%1 refused the connection.</source>
        <translation>%1 が接続を拒否しました。</translation>
    </message>
    <message>
        <source>Check the endpoint&apos;s address and port, and that the store is running.</source>
        <translation>エンドポイントのアドレスとポート、およびストアが稼働していることを確認してください。</translation>
    </message>
    <message>
        <source>The connection to %1 failed: %2</source>
        <translation>%1 への接続に失敗しました: %2</translation>
    </message>
    <message>
        <source>Check this machine&apos;s clock and the certificate&apos;s dates.</source>
        <translation>このコンピューターの時計と、証明書の有効期間を確認してください。</translation>
    </message>
    <message>
        <source>If the store uses a certificate of its own, name its CA file in the settings.</source>
        <translation>ストアが独自の証明書を使っている場合は、設定でその CA ファイルを指定してください。</translation>
    </message>
    <message>
        <source>The secure connection to %1 could not be made: %2</source>
        <translation>%1 への安全な接続を確立できませんでした: %2</translation>
    </message>
    <message>
        <source>The name %1 could not be found.</source>
        <translation>名前 %1 が見つかりませんでした。</translation>
    </message>
    <message>
        <source>Check the endpoint (account id, jurisdiction) and this machine&apos;s network.</source>
        <translation>エンドポイント (アカウント ID、管轄) と、このコンピューターのネットワークを確認してください。</translation>
    </message>
    <message>
        <source>%1 did not answer in time.</source>
        <translation>%1 が時間内に応答しませんでした。</translation>
    </message>
    <message>
        <source>%1 ended the connection in the middle of its answer.</source>
        <translation>%1 が応答の途中で接続を切断しました。</translation>
    </message>
    <message>
        <source>%1 announced %2 and the connection ended after %3.</source>
        <translation>%1 は %2 を送ると通知しましたが、%3 で接続が切れました。</translation>
    </message>
    <message>
        <source>Nothing was heard from %1 for %2 seconds.</source>
        <translation>%1 から %2 秒間、何も届きませんでした。</translation>
    </message>
    <message>
        <source>Check this machine&apos;s network connection.</source>
        <translation>このコンピューターのネットワーク接続を確認してください。</translation>
    </message>
    <message>
        <source>The proxy on the way to %1 asks for a name and password.</source>
        <translation>%1 への経路にあるプロキシが、名前とパスワードを求めています。</translation>
    </message>
    <message>
        <source>Put them into HTTPS_PROXY as http://name:password@host:port.</source>
        <translation>HTTPS_PROXY に http://name:password@host:port の形式で設定してください。</translation>
    </message>
    <message>
        <source>The HTTP library libcurl could not be used: %1</source>
        <translation>HTTP ライブラリ libcurl を使えませんでした: %1</translation>
    </message>
    <message>
        <source>Lifeboat needs libcurl 7.87 or newer with OpenSSL.</source>
        <translation>Lifeboat には、OpenSSL に対応した libcurl 7.87 以降が必要です。</translation>
    </message>
    <message>
        <source>%1 answered with more than %2 where a short text was expected.</source>
        <translation>%1 の応答は短いテキストのはずですが、%2 を超えました。</translation>
    </message>
    <message>
        <source>The CA file %1 cannot be read: %2</source>
        <translation>CA ファイル %1 を読み取れません: %2</translation>
    </message>
    <message>
        <source>Name a readable PEM file, or remove the setting to trust the system&apos;s.</source>
        <translation>読み取り可能な PEM ファイルを指定するか、設定を削除してシステムの証明書を信頼してください。</translation>
    </message>
    <message>
        <source>The CA file %1 holds no certificate.</source>
        <translation>CA ファイル %1 に証明書がありません。</translation>
    </message>
    <message>
        <source>It must be PEM text with one or more BEGIN CERTIFICATE blocks.</source>
        <translation>BEGIN CERTIFICATE ブロックを 1 つ以上含む PEM テキストでなければなりません。</translation>
    </message>
    <message>
        <source>%1 repeated a page of its listing, so the listing cannot be trusted.</source>
        <translation>%1 が一覧の同じページを繰り返したため、この一覧は信頼できません。</translation>
    </message>
    <message>
        <source>Try again; if it stays so, tell the operator of the store.</source>
        <translation>もう一度試してください。解決しない場合は、ストアの運営者に知らせてください。</translation>
    </message>
    <message>
        <source>The key %1 cannot be used: %2.</source>
        <translation>キー %1 は使えません: %2。</translation>
    </message>
    <message>
        <source>Use names without &quot;..&quot;, empty segments or control characters.</source>
        <translation>&quot;..&quot;、空の区切り、制御文字を含まない名前を使ってください。</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>空です</translation>
    </message>
    <message>
        <source>it is longer than 1,024 bytes</source>
        <translation>1,024 バイトを超えています</translation>
    </message>
    <message>
        <source>it contains a control character</source>
        <translation>制御文字が含まれています</translation>
    </message>
    <message>
        <source>it has an empty segment or begins or ends with a slash</source>
        <translation>空の区切りがあるか、先頭または末尾がスラッシュです</translation>
    </message>
    <message>
        <source>it has a &quot;.&quot; or &quot;..&quot; segment</source>
        <translation>&quot;.&quot; または &quot;..&quot; の区切りがあります</translation>
    </message>
    <message>
        <source>Only one half of the access key is given in %1.</source>
        <translation>%1 にアクセスキーの片方しかありません。</translation>
    </message>
    <message>
        <source>Give both the access key id and the secret access key.</source>
        <translation>アクセスキー ID とシークレットアクセスキーの両方を指定してください。</translation>
    </message>
    <message>
        <source>environment %1</source>
        <translation>環境変数 %1</translation>
    </message>
    <message>
        <source>the environment (%1)</source>
        <translation>環境変数 (%1)</translation>
    </message>
    <message>
        <source>The environment has %1 but not %2.</source>
        <translation>環境変数 %1 はありますが、%2 がありません。</translation>
    </message>
    <message>
        <source>Set %1 too, or unset %2.</source>
        <translation>%1 も設定するか、%2 の設定を解除してください。</translation>
    </message>
    <message>
        <source>No access key was found. Looked in: %1.</source>
        <translation>アクセスキーが見つかりませんでした。探した場所: %1</translation>
    </message>
    <message>
        <source>Give the access key in one of these places; the configuration file comes first.</source>
        <translation>このいずれかの場所にアクセスキーを設定してください。設定ファイルが優先されます。</translation>
    </message>
    <message>
        <source>container role at %1</source>
        <translation>コンテナーロール (%1)</translation>
    </message>
    <message>
        <source>the container&apos;s role (ECS, EKS)</source>
        <translation>コンテナーのロール (ECS、EKS)</translation>
    </message>
    <message>
        <source>Cannot read %1, which AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names: %2.</source>
        <translation>AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE が示す %1 を読み取れません: %2。</translation>
    </message>
    <message>
        <source>Check the file, or unset the variable.</source>
        <translation>ファイルを確認するか、変数の設定を解除してください。</translation>
    </message>
    <message>
        <source>The container&apos;s authorization token has more than one line.</source>
        <translation>コンテナーの認可トークンが複数行になっています。</translation>
    </message>
    <message>
        <source>Check AWS_CONTAINER_AUTHORIZATION_TOKEN and its _FILE.</source>
        <translation>AWS_CONTAINER_AUTHORIZATION_TOKEN とその _FILE を確認してください。</translation>
    </message>
    <message>
        <source>The address %1 for container credentials is not one to be trusted.</source>
        <translation>コンテナー認証情報のアドレス %1 は信頼できるものではありません。</translation>
    </message>
    <message>
        <source>AWS_CONTAINER_CREDENTIALS_FULL_URI has to be https, loopback, 169.254.170.2, 169.254.170.23 or [fd00:ec2::23].</source>
        <translation>AWS_CONTAINER_CREDENTIALS_FULL_URI は、https、ループバック、169.254.170.2、169.254.170.23、[fd00:ec2::23] のいずれかでなければなりません。</translation>
    </message>
    <message>
        <source>a section name without &quot;]&quot;</source>
        <translation>セクション名に &quot;]&quot; がありません</translation>
    </message>
    <message>
        <source>neither a [profile] nor a &quot;name = value&quot;</source>
        <translation>[profile] でも &quot;name = value&quot; でもありません</translation>
    </message>
    <message>
        <source>a setting before the first [profile]</source>
        <translation>最初の [profile] より前に設定があります</translation>
    </message>
    <message>
        <source>%1, line %2: %3.</source>
        <translation>%1 の %2 行目: %3。</translation>
    </message>
    <message>
        <source>Correct the line; it has to look like &quot;aws_access_key_id = …&quot;.</source>
        <translation>その行を &quot;aws_access_key_id = …&quot; のような形式に修正してください。</translation>
    </message>
    <message>
        <source>Check who owns the file, or give the access key elsewhere.</source>
        <translation>ファイルの所有者を確認するか、アクセスキーを別の場所で指定してください。</translation>
    </message>
    <message>
        <source>%1 can be read by other users; chmod 600 it.</source>
        <translation>%1 を他のユーザーが読み取れます。chmod 600 を実行してください。</translation>
    </message>
    <message>
        <source>the file %1, profile %2</source>
        <translation>ファイル %1、プロファイル %2</translation>
    </message>
    <message>
        <source>%1 has no profile %2, which AWS_PROFILE names.</source>
        <translation>AWS_PROFILE が示すプロファイル %2 が %1 にありません。</translation>
    </message>
    <message>
        <source>Add the profile, or unset AWS_PROFILE.</source>
        <translation>プロファイルを追加するか、AWS_PROFILE の設定を解除してください。</translation>
    </message>
    <message>
        <source>%1, line %2: the profile %3 has %4 but not %5.</source>
        <translation>%1 の %2 行目: プロファイル %3 に %4 はありますが、%5 がありません。</translation>
    </message>
    <message>
        <source>Add %1 to the profile.</source>
        <translation>プロファイルに %1 を追加してください。</translation>
    </message>
    <message>
        <source>EC2 instance role %1</source>
        <translation>EC2 インスタンスロール %1</translation>
    </message>
    <message>
        <source>the EC2 instance&apos;s role</source>
        <translation>EC2 インスタンスのロール</translation>
    </message>
    <message>
        <source>AWS_EC2_METADATA_SERVICE_ENDPOINT is not an http address.</source>
        <translation>AWS_EC2_METADATA_SERVICE_ENDPOINT が http アドレスではありません。</translation>
    </message>
    <message>
        <source>Correct it, or unset it.</source>
        <translation>修正するか、設定を解除してください。</translation>
    </message>
    <message>
        <source>More of %1 arrived than it has.</source>
        <translation>%1 の本来の大きさを超えるデータが届きました。</translation>
    </message>
    <message>
        <source>Less of %1 arrived than was promised.</source>
        <translation>%1 のデータが、予告された量より少なく届きました。</translation>
    </message>
    <message>
        <source>%1 was replaced while it was being read.</source>
        <translation>%1 が読み取り中に置き換えられました。</translation>
    </message>
    <message>
        <source>The part asked for lies beyond the end of %1.</source>
        <translation>要求した部分が %1 の末尾を超えています。</translation>
    </message>
    <message>
        <source>The store sends another part of %1 than asked for.</source>
        <translation>ストアから、%1 の要求とは異なる部分が送られてきました。</translation>
    </message>
    <message>
        <source>%1 gave no credentials: status %2.</source>
        <translation>%1 から認証情報を取得できませんでした: ステータス %2。</translation>
    </message>
    <message>
        <source>Try again in a minute.</source>
        <translation>1 分後にもう一度試してください。</translation>
    </message>
    <message>
        <source>Check the role that is attached, or give an access key.</source>
        <translation>割り当てられたロールを確認するか、アクセスキーを指定してください。</translation>
    </message>
    <message>
        <source>%1 gave no credentials: %2.</source>
        <translation>%1 から認証情報を取得できませんでした: %2。</translation>
    </message>
    <message>
        <source>%1 answered something that is not credentials.</source>
        <translation>%1 の応答が認証情報ではありません。</translation>
    </message>
    <message>
        <source>Check what answers there, or give an access key.</source>
        <translation>応答している相手を確認するか、アクセスキーを指定してください。</translation>
    </message>
    <message>
        <source>An unfinished upload of %1 may remain: %2</source>
        <translation>%1 の未完了のアップロードが残っている可能性があります: %2</translation>
    </message>
    <message>
        <source>The metadata of %1 cannot be stored: %2.</source>
        <translation>%1 のメタデータを保存できません: %2。</translation>
    </message>
    <message>
        <source>%1 is not plain ASCII</source>
        <translation>%1 に ASCII 以外の文字があります</translation>
    </message>
    <message>
        <source>it is longer than %1</source>
        <translation>%1 を超えています</translation>
    </message>
    <message>
        <source>The store does not say how large %1 is.</source>
        <translation>ストアが %1 の大きさを返しません。</translation>
    </message>
    <message>
        <source>No thread could be started: %1</source>
        <translation>スレッドを開始できませんでした: %1</translation>
    </message>
    <message>
        <source>The store accepted a part of %1 without naming it.</source>
        <translation>ストアは %1 の一部を受け付けましたが、その識別名を返しませんでした。</translation>
    </message>
    <message>
        <source>Tried %1 times.</source>
        <translation>%1 回試しました。</translation>
    </message>
    <message>
        <source>The endpoint %1 cannot be used: %2.</source>
        <translation>エンドポイント %1 は使えません: %2。</translation>
    </message>
    <message>
        <source>It looks like https://ACCOUNT.r2.cloudflarestorage.com.</source>
        <translation>https://ACCOUNT.r2.cloudflarestorage.com のような形式です。</translation>
    </message>
    <message>
        <source>it names no host</source>
        <translation>ホストがありません</translation>
    </message>
    <message>
        <source>it must begin with https://</source>
        <translation>https:// で始まらなければなりません</translation>
    </message>
    <message>
        <source>it contains a name or password</source>
        <translation>名前またはパスワードが含まれています</translation>
    </message>
    <message>
        <source>it contains a query or fragment</source>
        <translation>クエリまたはフラグメントが含まれています</translation>
    </message>
    <message>
        <source>%1 would be reached without encryption.</source>
        <translation>%1 に暗号化なしで接続することになります。</translation>
    </message>
    <message>
        <source>Use https://, or allow plain HTTP in the settings if the network is yours alone.</source>
        <translation>https:// を使ってください。ネットワークを自分だけが使っている場合は、設定で平文の HTTP を許可できます。</translation>
    </message>
    <message>
        <source>%1 is not a bucket name.</source>
        <translation>%1 はバケット名として使えません。</translation>
    </message>
    <message>
        <source>It has 3 to 63 letters, digits, hyphens or dots.</source>
        <translation>バケット名は、英字、数字、ハイフン、ドットからなる 3 ～ 63 文字です。</translation>
    </message>
    <message>
        <source>The address %1 would be changed on its way.</source>
        <translation>アドレス %1 は送信の途中で変わってしまいます。</translation>
    </message>
    <message>
        <source>Use a simpler name.</source>
        <translation>より単純な名前を使ってください。</translation>
    </message>
    <message>
        <source>There is no access key for %1.</source>
        <translation>%1 のアクセスキーがありません。</translation>
    </message>
    <message>
        <source>Set one in the settings, the environment or ~/.aws/credentials.</source>
        <translation>設定、環境変数、または ~/.aws/credentials で指定してください。</translation>
    </message>
    <message>
        <source>R2 bucket %1</source>
        <translation>R2 バケット %1</translation>
    </message>
    <message>
        <source>S3 bucket %1</source>
        <translation>S3 バケット %1</translation>
    </message>
    <message>
        <source>%1 does not know this access key.</source>
        <translation>%1 はこのアクセスキーを認識しません。</translation>
    </message>
    <message>
        <source>Check the access key id, and that it belongs to the account at %1; a new one works after up to a minute.</source>
        <translation>アクセスキー ID と、それが %1 のアカウントのものであることを確認してください。新しいキーは、使えるようになるまで最大 1 分かかります。</translation>
    </message>
    <message>
        <source>The temporary credentials for %1 have expired.</source>
        <translation>%1 の一時的な認証情報の有効期限が切れています。</translation>
    </message>
    <message>
        <source>Get new ones and try again.</source>
        <translation>新しいものを取得して、もう一度試してください。</translation>
    </message>
    <message>
        <source>%1 does not accept the signature.</source>
        <translation>%1 が署名を受け付けません。</translation>
    </message>
    <message>
        <source>Check the secret access key and the region %1.</source>
        <translation>シークレットアクセスキーとリージョン %1 を確認してください。</translation>
    </message>
    <message>
        <source>%1 is not served at %2 with region %3.</source>
        <translation>%1 は、%2 ではリージョン %3 で提供されていません。</translation>
    </message>
    <message>
        <source>Set the region to %1.</source>
        <translation>リージョンを %1 に設定してください。</translation>
    </message>
    <message>
        <source>Set the endpoint to %1.</source>
        <translation>エンドポイントを %1 に設定してください。</translation>
    </message>
    <message>
        <source>Check the endpoint and the region.</source>
        <translation>エンドポイントとリージョンを確認してください。</translation>
    </message>
    <message>
        <source>There is no bucket %1 at %2.</source>
        <translation>%2 にバケット %1 がありません。</translation>
    </message>
    <message>
        <source>Check the bucket&apos;s name, the account id and the jurisdiction in the endpoint.</source>
        <translation>バケット名、アカウント ID、エンドポイントの管轄を確認してください。</translation>
    </message>
    <message>
        <source>The upload of %1 is no longer known to %2.</source>
        <translation>%2 が %1 のアップロードを認識しなくなりました。</translation>
    </message>
    <message>
        <source>%1 is not in %2.</source>
        <translation>%2 に %1 がありません。</translation>
    </message>
    <message>
        <source>A lock on %1 keeps %2.</source>
        <translation>%1 のロックにより %2 は保持されています。</translation>
    </message>
    <message>
        <source>It can be deleted or replaced when the lock ends.</source>
        <translation>ロックが終了すれば、削除または置き換えができます。</translation>
    </message>
    <message>
        <source>%1 is already in %2.</source>
        <translation>%1 はすでに %2 にあります。</translation>
    </message>
    <message>
        <source>Backups are never overwritten; use another name.</source>
        <translation>バックアップは上書きされません。別の名前を使ってください。</translation>
    </message>
    <message>
        <source>This machine&apos;s clock and the one of %1 are too far apart.</source>
        <translation>このコンピューターと %1 の時計のずれが大きすぎます。</translation>
    </message>
    <message>
        <source>Set the clock (for instance with timedatectl set-ntp true).</source>
        <translation>時計を合わせてください (timedatectl set-ntp true など)。</translation>
    </message>
    <message>
        <source>The access key may not do this in %1.</source>
        <translation>このアクセスキーには、%1 でこの操作を行う権限がありません。</translation>
    </message>
    <message>
        <source>Give the token read and write access to objects of bucket %1; also check that the account and jurisdiction in %2 are the bucket&apos;s. A change takes up to a minute.</source>
        <translation>バケット %1 のオブジェクトに対する読み書きの権限をトークンに与えてください。また、%2 のアカウントと管轄がバケットのものと一致することを確認してください。変更の反映には最大 1 分かかります。</translation>
    </message>
    <message>
        <source>%1 asks for fewer requests.</source>
        <translation>%1 が要求を減らすよう求めています。</translation>
    </message>
    <message>
        <source>Wait a little and try again.</source>
        <translation>少し待ってから、もう一度試してください。</translation>
    </message>
    <message>
        <source>%1 has a problem of its own.</source>
        <translation>%1 の側で問題が発生しています。</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>後でもう一度試してください。</translation>
    </message>
    <message>
        <source>%1 is too large for %2.</source>
        <translation>%1 は %2 には大きすぎます。</translation>
    </message>
    <message>
        <source>%1 is full.</source>
        <translation>%1 に空きがありません。</translation>
    </message>
    <message>
        <source>Delete old backups or raise the quota.</source>
        <translation>古いバックアップを削除するか、容量の上限を引き上げてください。</translation>
    </message>
    <message>
        <source>The bytes of %1 arrived damaged and were refused by %2.</source>
        <translation>%1 のデータが破損して届いたため、%2 が拒否しました。</translation>
    </message>
    <message>
        <source>Try again; if it stays so, check memory and network of this machine.</source>
        <translation>もう一度試してください。解決しない場合は、このコンピューターのメモリとネットワークを確認してください。</translation>
    </message>
    <message>
        <source>%1 cannot do this.</source>
        <translation>%1 はこの操作に対応していません。</translation>
    </message>
    <message>
        <source>%1 refused the request.</source>
        <translation>%1 が要求を拒否しました。</translation>
    </message>
    <message>
        <source>Check that the endpoint %1 is an S3 address.</source>
        <translation>エンドポイント %1 が S3 のアドレスであることを確認してください。</translation>
    </message>
    <message>
        <source>A part of %1 without a byte was asked for.</source>
        <translation>%1 から 0 バイトの部分が要求されました。</translation>
    </message>
    <message>
        <source>%1 does not say what time it is.</source>
        <translation>%1 が時刻を返しません。</translation>
    </message>
    <message>
        <source>The store&apos;s answer makes no sense: %1</source>
        <translation>ストアの応答を解釈できません: %1</translation>
    </message>
    <message>
        <source>expected %1, found %2.</source>
        <translation>%1 のはずが %2 でした。</translation>
    </message>
    <message>
        <source>an object without a name.</source>
        <translation>名前のないオブジェクトがあります。</translation>
    </message>
    <message>
        <source>%1 has no valid size.</source>
        <translation>%1 の大きさが正しくありません。</translation>
    </message>
    <message>
        <source>%1 has no valid date.</source>
        <translation>%1 の日付が正しくありません。</translation>
    </message>
    <message>
        <source>%1 was not asked for.</source>
        <translation>%1 は要求していません。</translation>
    </message>
    <message>
        <source>%1 is listed twice.</source>
        <translation>%1 が一覧に 2 回あります。</translation>
    </message>
    <message>
        <source>the listing goes on, but the store does not say where.</source>
        <translation>一覧に続きがありますが、その位置をストアが返しません。</translation>
    </message>
    <message>
        <source>an upload without an id.</source>
        <translation>ID のないアップロードがあります。</translation>
    </message>
    <message>
        <source>expected the end of an upload, found %1.</source>
        <translation>アップロードの終わりのはずが %1 でした。</translation>
    </message>
    <message>
        <source>an unfinished upload without key, id or date.</source>
        <translation>キー、ID、日付のいずれかがない未完了のアップロードがあります。</translation>
    </message>
    <message>
        <source>the list of uploads goes on, but the store does not say where.</source>
        <translation>アップロードの一覧に続きがありますが、その位置をストアが返しません。</translation>
    </message>
    <message>
        <source>The data to store ended before the announced %1.</source>
        <translation>保存するデータが、予告された %1 に達する前に終わりました。</translation>
    </message>
    <message>
        <source>it is too large.</source>
        <translation>大きすぎます。</translation>
    </message>
    <message>
        <source>it declares or uses entities of its own.</source>
        <translation>独自のエンティティを宣言または使用しています。</translation>
    </message>
    <message>
        <source>it is nested too deeply.</source>
        <translation>入れ子が深すぎます。</translation>
    </message>
    <message>
        <source>it is empty.</source>
        <translation>空です。</translation>
    </message>
    <message>
        <source>Ping</source>
        <translation>Ping</translation>
    </message>
    <message>
        <source>Webhook</source>
        <translation>Webhook</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>メール</translation>
    </message>
    <message>
        <source>This profile has no alerts: nobody would hear of a failure.</source>
        <translation>このプロファイルにはアラートがありません。失敗しても誰にも知らされません。</translation>
    </message>
    <message>
        <source>docs/alerts.md says how to set them up.</source>
        <translation>設定方法は docs/alerts.md にあります。</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>送信しました</translation>
    </message>
    <message>
        <source>No runs are recorded yet.</source>
        <translation>実行の記録はまだありません。</translation>
    </message>
    <message>
        <source>The run history was damaged. It is kept as %1, and a new one is begun.</source>
        <translation>実行履歴が破損していました。%1 として残し、新しい履歴を開始します。</translation>
    </message>
    <message>
        <source>is no web address, expected one that begins with https:// and names a host.</source>
        <translation>は Web アドレスではありません。https:// で始まり、ホストを含むものでなければなりません。</translation>
    </message>
    <message>
        <source>is plain http: anyone on the way can read and stop what it says.</source>
        <translation>は平文の HTTP です。経路上の誰でも、内容を読んだり、届かないようにしたりできます。</translation>
    </message>
    <message>
        <source>is %1, expected &quot;json&quot;, &quot;ntfy&quot; or &quot;gotify&quot;.</source>
        <translation>は %1 ですが、&quot;json&quot;、&quot;ntfy&quot;、&quot;gotify&quot; のいずれかでなければなりません。</translation>
    </message>
    <message>
        <source>is %1, expected one address such as &quot;you@example.com&quot;, or a user of this machine.</source>
        <translation>は %1 ですが、&quot;you@example.com&quot; のような 1 つのアドレス、またはこのコンピューターのユーザーでなければなりません。</translation>
    </message>
    <message>
        <source>is not used: there is no %1.</source>
        <translation>は使われません。%1 がありません。</translation>
    </message>
    <message>
        <source>is %1, expected one of %2.</source>
        <translation>は %1 ですが、%2 のいずれかでなければなりません。</translation>
    </message>
    <message>
        <source>%1 is nothing Lifeboat reads here.</source>
        <translation>%1 は、Lifeboat がここで読み取る項目ではありません。</translation>
    </message>
    <message>
        <source>%1 is nothing Lifeboat reads here; did you mean &quot;%2&quot;?</source>
        <translation>%1 は、Lifeboat がここで読み取る項目ではありません。&quot;%2&quot; の間違いではありませんか?</translation>
    </message>
    <message>
        <source>holds %1, expected SQL that begins with SELECT.</source>
        <translation>に %1 が含まれていますが、SELECT で始まる SQL でなければなりません。</translation>
    </message>
    <message>
        <source>is %1, expected a time from &quot;00:00&quot; to &quot;23:59&quot;.</source>
        <translation>は %1 ですが、&quot;00:00&quot; から &quot;23:59&quot; までの時刻でなければなりません。</translation>
    </message>
    <message>
        <source>is %1, expected &quot;mon&quot;, &quot;tue&quot;, &quot;wed&quot;, &quot;thu&quot;, &quot;fri&quot;, &quot;sat&quot; or &quot;sun&quot;.</source>
        <translation>は %1 ですが、&quot;mon&quot;、&quot;tue&quot;、&quot;wed&quot;、&quot;thu&quot;、&quot;fri&quot;、&quot;sat&quot;、&quot;sun&quot; のいずれかでなければなりません。</translation>
    </message>
    <message>
        <source>is wrong: %1</source>
        <translation>が正しくありません: %1</translation>
    </message>
    <message>
        <source>and %1 in line %2 exclude each other.</source>
        <translation>は、%2 行目の %1 と同時に指定できません。</translation>
    </message>
    <message>
        <source>Leave one of them out.</source>
        <translation>どちらか一方を削除してください。</translation>
    </message>
    <message>
        <source>Add at = &quot;03:00&quot;, or another time.</source>
        <translation>at = &quot;03:00&quot; のように時刻を追加してください。</translation>
    </message>
    <message>
        <source>a string in double quotes, or an array of them</source>
        <translation>二重引用符で囲んだ文字列、またはその配列</translation>
    </message>
    <message>
        <source>holds %1, expected %2.</source>
        <translation>に %1 が含まれていますが、%2 でなければなりません。</translation>
    </message>
    <message>
        <source>minute</source>
        <translation>分</translation>
    </message>
    <message>
        <source>hour</source>
        <translation>時</translation>
    </message>
    <message>
        <source>day of month</source>
        <translation>日</translation>
    </message>
    <message>
        <source>month</source>
        <translation>月</translation>
    </message>
    <message>
        <source>day of week</source>
        <translation>曜日</translation>
    </message>
    <message>
        <source>Five fields: minute, hour, day of month, month, day of week; &quot;0 3 * * 1-5&quot; is 03:00 from Monday to Friday.</source>
        <translation>フィールドは分、時、日、月、曜日の 5 つです。&quot;0 3 * * 1-5&quot; は月曜日から金曜日の 03:00 を表します。</translation>
    </message>
    <message>
        <source>%1 is no rule of five fields.</source>
        <translation>%1 は 5 つのフィールドからなる規則ではありません。</translation>
    </message>
    <message>
        <source>the %1 is %2, expected *, or numbers from %3 to %4.</source>
        <translation>%1が %2 ですが、* または %3 から %4 までの数値でなければなりません。</translation>
    </message>
    <message>
        <source>%1 never comes due: no month it names has such a day.</source>
        <translation>%1 に該当する日時はありません。指定された月に、その日がありません。</translation>
    </message>
    <message>
        <source>The run history cannot be used: %1.</source>
        <translation>実行履歴を使えません: %1。</translation>
    </message>
    <message>
        <source>Backups are not affected, but what they do is not recorded.</source>
        <translation>バックアップに影響はありませんが、その実行は記録されません。</translation>
    </message>
    <message>
        <source>The run history %1 was written by a newer Lifeboat.</source>
        <translation>実行履歴 %1 は、より新しい Lifeboat で書き込まれています。</translation>
    </message>
    <message>
        <source>Update Lifeboat. Until then, runs are not recorded here.</source>
        <translation>Lifeboat を更新してください。それまで、ここでの実行は記録されません。</translation>
    </message>
    <message>
        <source>%1 cannot be made</source>
        <translation>%1 を作成できません</translation>
    </message>
    <message>
        <source>Qt&apos;s SQLite driver is missing, so runs are not recorded.</source>
        <translation>Qt の SQLite ドライバーがないため、実行は記録されません。</translation>
    </message>
    <message>
        <source>Install the package libqt6sql6-sqlite.</source>
        <translation>パッケージ libqt6sql6-sqlite をインストールしてください。</translation>
    </message>
    <message>
        <source>another program is repairing it</source>
        <translation>別のプログラムが修復しています</translation>
    </message>
    <message>
        <source>%1 is damaged and cannot be moved aside</source>
        <translation>%1 が破損していますが、退避できません</translation>
    </message>
    <message>
        <source>Reading the history</source>
        <translation>履歴の読み取り</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>手動</translation>
    </message>
    <message>
        <source>by the schedule</source>
        <translation>スケジュール</translation>
    </message>
    <message>
        <source>on the command line</source>
        <translation>コマンドライン</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Done, with a problem</source>
        <translation>完了 (問題あり)</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>キャンセル</translation>
    </message>
    <message numerus="yes">
        <source>every %n day(s)</source>
        <translation>
            <numerusform>%n 日ごと</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n hour(s)</source>
        <translation>
            <numerusform>%n 時間ごと</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n minute(s)</source>
        <translation>
            <numerusform>%n 分ごと</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n second(s)</source>
        <translation>
            <numerusform>%n 秒ごと</numerusform>
        </translation>
    </message>
    <message>
        <source>cron %1</source>
        <translation>cron %1</translation>
    </message>
    <message>
        <source>daily at %1</source>
        <translation>毎日 %1</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>毎週 %1 %2</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 に書き込めません: %2。</translation>
    </message>
    <message>
        <source>Choose another folder, or make room.</source>
        <translation>別のフォルダーを選ぶか、空き容量を増やしてください。</translation>
    </message>
    <message>
        <source>Check who may write to that folder, or start Lifeboat by your desktop&apos;s own settings.</source>
        <translation>フォルダーに書き込み権限があることを確認するか、デスクトップの設定で Lifeboat を起動するようにしてください。</translation>
    </message>
    <message>
        <source>Remove it by hand.</source>
        <translation>手動で削除してください。</translation>
    </message>
    <message>
        <source>Cannot use %1: %2.</source>
        <translation>%1 を使えません: %2。</translation>
    </message>
    <message>
        <source>Check that XDG_RUNTIME_DIR names a folder of your own.</source>
        <translation>XDG_RUNTIME_DIR が自分のフォルダーを示していることを確認してください。</translation>
    </message>
    <message>
        <source>Lifeboat is already running and does not answer.</source>
        <translation>Lifeboat はすでに実行中ですが、応答しません。</translation>
    </message>
    <message>
        <source>Wait for it, or end that process and start Lifeboat again.</source>
        <translation>しばらく待つか、そのプロセスを終了してから Lifeboat を起動し直してください。</translation>
    </message>
    <message>
        <source>%1 answered with status %2.</source>
        <translation>%1 がステータス %2 で応答しました。</translation>
    </message>
    <message>
        <source>It sends on to another address. Enter that one; Lifeboat does not follow.</source>
        <translation>別のアドレスに転送されています。転送先のアドレスを入力してください。Lifeboat は転送をたどりません。</translation>
    </message>
    <message>
        <source>Check the token.</source>
        <translation>トークンを確認してください。</translation>
    </message>
    <message>
        <source>Check the address in the alert settings.</source>
        <translation>アラートの設定でアドレスを確認してください。</translation>
    </message>
    <message>
        <source>Check the address in the alert settings and this machine&apos;s network.</source>
        <translation>アラートの設定のアドレスと、このコンピューターのネットワークを確認してください。</translation>
    </message>
    <message>
        <source>It was not done within %1 and was given up.</source>
        <translation>%1 以内に完了しなかったため、中止しました。</translation>
    </message>
    <message>
        <source>The ping was not sent: %1</source>
        <translation>Ping を送信できませんでした: %1</translation>
    </message>
    <message>
        <source>The alert was not sent to the webhook: %1</source>
        <translation>アラートを Webhook に送信できませんでした: %1</translation>
    </message>
    <message>
        <source>The alert was not sent by mail: %1</source>
        <translation>アラートをメールで送信できませんでした: %1</translation>
    </message>
    <message>
        <source>it was cancelled</source>
        <translation>キャンセルされました</translation>
    </message>
    <message>
        <source>it took longer than %1</source>
        <translation>%1 を超えました</translation>
    </message>
    <message>
        <source>%1 is no mail address.</source>
        <translation>%1 はメールアドレスではありません。</translation>
    </message>
    <message>
        <source>Give one like name@example.org, or several separated by commas.</source>
        <translation>name@example.org のようなアドレスを指定してください。複数の場合はコンマで区切ります。</translation>
    </message>
    <message>
        <source>This machine has no sendmail program.</source>
        <translation>このコンピューターに sendmail プログラムがありません。</translation>
    </message>
    <message>
        <source>Install a mail server, or a small one like msmtp-mta, and try again.</source>
        <translation>メールサーバー、または msmtp-mta のような小さなものをインストールして、もう一度試してください。</translation>
    </message>
    <message>
        <source>it was ended by a signal</source>
        <translation>シグナルで終了しました</translation>
    </message>
    <message>
        <source>it ended with status %1</source>
        <translation>ステータス %1 で終了しました</translation>
    </message>
    <message>
        <source>%1 did not take the mail: %2.</source>
        <translation>%1 がメールを受け付けませんでした: %2。</translation>
    </message>
    <message>
        <source>Try to send a mail from a terminal.</source>
        <translation>端末からメールを送信してみてください。</translation>
    </message>
    <message>
        <source>Backed up %1 on %2</source>
        <translation>%2 の %1 をバックアップしました</translation>
    </message>
    <message>
        <source>Backup of %1 on %2 failed</source>
        <translation>%2 の %1 のバックアップに失敗しました</translation>
    </message>
    <message>
        <source>Backup of %1 on %2 is late</source>
        <translation>%2 の %1 のバックアップが遅れています</translation>
    </message>
    <message>
        <source>Backup of %1 on %2 is overdue</source>
        <translation>%2 の %1 のバックアップが大幅に遅れています</translation>
    </message>
    <message>
        <source>Backups of %1 on %2 work again</source>
        <translation>%2 の %1 のバックアップが再び正常に動作しています</translation>
    </message>
    <message>
        <source>Restore drill of %1 on %2 failed</source>
        <translation>%2 の %1 の復元訓練に失敗しました</translation>
    </message>
    <message>
        <source>Test alert for %1 on %2</source>
        <translation>%2 の %1 のテストアラート</translation>
    </message>
    <message>
        <source>Backup: %1</source>
        <translation>バックアップ: %1</translation>
    </message>
    <message>
        <source>Backup: %1 (%2)</source>
        <translation>バックアップ: %1 (%2)</translation>
    </message>
    <message>
        <source>Alerts arrive this way. Nothing is wrong.</source>
        <translation>アラートはこのように届きます。問題はありません。</translation>
    </message>
    <message>
        <source>Last backup: %1</source>
        <translation>最後のバックアップ: %1</translation>
    </message>
    <message>
        <source>There is no backup at all.</source>
        <translation>バックアップが 1 つもありません。</translation>
    </message>
    <message>
        <source>Database: %1</source>
        <translation>データベース: %1</translation>
    </message>
    <message>
        <source>The address for alerts is no web address.</source>
        <translation>アラートのアドレスが Web アドレスではありません。</translation>
    </message>
    <message>
        <source>It must begin with https:// and have a host name.</source>
        <translation>https:// で始まり、ホスト名を含むものでなければなりません。</translation>
    </message>
    <message>
        <source>The address for alerts has a name or password in front of its host.</source>
        <translation>アラートのアドレスで、ホストの前に名前またはパスワードがあります。</translation>
    </message>
    <message>
        <source>Give the webhook a token instead.</source>
        <translation>代わりに Webhook のトークンを指定してください。</translation>
    </message>
    <message>
        <source>The webhook&apos;s token has characters that cannot be sent.</source>
        <translation>Webhook のトークンに、送信できない文字が含まれています。</translation>
    </message>
    <message>
        <source>Enter it again, without line breaks.</source>
        <translation>改行を含めずに、もう一度入力してください。</translation>
    </message>
    <message>
        <source>its schedule is off</source>
        <translation>スケジュールはオフです</translation>
    </message>
    <message>
        <source>next backup at %1</source>
        <translation>次のバックアップは %1</translation>
    </message>
    <message>
        <source>paused until %1</source>
        <translation>%1 まで一時停止中</translation>
    </message>
    <message>
        <source>paused until somebody resumes it</source>
        <translation>再開されるまで一時停止中</translation>
    </message>
    <message>
        <source>retrying at %1</source>
        <translation>%1 に再試行</translation>
    </message>
    <message>
        <source>waiting for a network</source>
        <translation>ネットワークへの接続を待っています</translation>
    </message>
    <message>
        <source>waiting for a network that is not metered</source>
        <translation>従量制でないネットワークへの接続を待っています</translation>
    </message>
    <message>
        <source>waiting for mains power</source>
        <translation>AC 電源への接続を待っています</translation>
    </message>
    <message>
        <source>%1: backed up as %2 (%3)</source>
        <translation>%1: %2 としてバックアップしました (%3)</translation>
    </message>
    <message numerus="yes">
        <source>Watching %n profile(s) in %1</source>
        <translation>
            <numerusform>%1 のプロファイル %n 個を監視しています</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: the last backup is of %2</source>
        <translation>%1: 最後のバックアップは %2 です</translation>
    </message>
    <message>
        <source>%1: there is no backup</source>
        <translation>%1: バックアップがありません</translation>
    </message>
    <message>
        <source>The backup was called off. %1</source>
        <translation>バックアップを中止しました。%1</translation>
    </message>
    <message>
        <source>The restore was called off. %1</source>
        <translation>復元を中止しました。%1</translation>
    </message>
    <message>
        <source>%1 holds another encryption key of this profile, and what it sealed could not be opened without it.</source>
        <translation>%1 に、このプロファイルの別の暗号化キーがあります。それを失うと、そのキーで封入したものを開けなくなります。</translation>
    </message>
    <message>
        <source>Make a new profile for a new key; this one goes on with its own.</source>
        <translation>新しいキーには新しいプロファイルを作成してください。このプロファイルでは今のキーを使い続けます。</translation>
    </message>
    <message>
        <source>Another Lifeboat has just backed up %1.</source>
        <translation>別の Lifeboat が %1 を今バックアップしたところです。</translation>
    </message>
    <message>
        <source>Another Lifeboat is working on %1 right now.</source>
        <translation>別の Lifeboat が %1 を処理しています。</translation>
    </message>
    <message>
        <source>Wait until it has finished: the window, a daemon and cron jobs take turns.</source>
        <translation>終了するまでお待ちください。ウィンドウ、デーモン、cron ジョブは順番に処理します。</translation>
    </message>
    <message>
        <source>Make room, or the folder writable. Backups are not affected.</source>
        <translation>空き容量を増やすか、フォルダーを書き込み可能にしてください。バックアップに影響はありません。</translation>
    </message>
    <message>
        <source>Another program holds %1.</source>
        <translation>別のプログラムが %1 を使用中です。</translation>
    </message>
    <message>
        <source>Start in the tray, or minimised where there is none</source>
        <translation>トレイに格納した状態で起動する (トレイがない場合は最小化)</translation>
    </message>
    <message>
        <source>Make a backup now, of every database or of the profile&apos;s</source>
        <translation>すべてのデータベース、またはプロファイルのデータベースを今すぐバックアップする</translation>
    </message>
    <message>
        <source>Offer to restore the newest backup</source>
        <translation>最新のバックアップの復元画面を開く</translation>
    </message>
    <message>
        <source>lifeboat --help names what it understands.</source>
        <translation>lifeboat --help で使い方を確認できます。</translation>
    </message>
    <message>
        <source>A database is being restored: %1</source>
        <translation>データベースを復元しています: %1</translation>
    </message>
    <message>
        <source>%1 still is what %2 holds. Nothing was uploaded.</source>
        <translation>%1 は %2 の内容から変わっていません。何もアップロードしていません。</translation>
    </message>
    <message>
        <source>FAILED    %1: %2</source>
        <translation>失敗      %1: %2</translation>
    </message>
    <message>
        <source>restored  %1 (%2)</source>
        <translation>復元済み  %1 (%2)</translation>
    </message>
    <message numerus="yes">
        <source>          as it was backed up: schema, and the rows of %n table(s)</source>
        <translation>
            <numerusform>          バックアップ時のまま: スキーマと、テーブル %n 個の行</numerusform>
        </translation>
    </message>
    <message>
        <source>          nothing was recorded with it that its content could be held against</source>
        <translation>          内容と比較できる記録がありません</translation>
    </message>
    <message>
        <source>          assertions that hold: %1</source>
        <translation>          成立した条件: %1</translation>
    </message>
    <message>
        <source>          foreign key violations, as backed up: %1</source>
        <translation>          外部キー違反 (バックアップ時のまま): %1</translation>
    </message>
    <message>
        <source>proven restorable %1</source>
        <translation>%1 に復元可能と確認</translation>
    </message>
    <message>
        <source>RESTORE DRILL FAILED %1</source>
        <translation>%1 の復元訓練に失敗</translation>
    </message>
    <message>
        <source>What is written beside the backups cannot be read: %1</source>
        <translation>バックアップに付随する記録を読み取れません: %1</translation>
    </message>
    <message>
        <source>The newest was still what the database is at %1.</source>
        <translation>最新のものは、%1 の時点でデータベースの内容と同じでした。</translation>
    </message>
    <message>
        <source>There is no safety copy of a restore beside %1.</source>
        <translation>%1 と同じ場所に、復元時の退避コピーはありません。</translation>
    </message>
    <message>
        <source>Restore a backup instead: &quot;lifeboat-cli list&quot; shows them.</source>
        <translation>代わりにバックアップを復元してください。&quot;lifeboat-cli list&quot; で一覧を表示できます。</translation>
    </message>
    <message>
        <source>Replace %1
by what is kept in %2?
What is there now is kept beside it.</source>
        <translation>%1 を
%2 に残してある内容で置き換えますか?
現在の内容は同じ場所に残します。</translation>
    </message>
    <message>
        <source>Put %1 back as it was before the restore (%2) in %3.</source>
        <translation>%1 を復元前の状態に戻しました (%2、所要時間 %3)。</translation>
    </message>
    <message>
        <source>Choose another place for it.</source>
        <translation>別の場所を指定してください。</translation>
    </message>
    <message>
        <source>its tables, indexes, views or triggers are not declared as they were</source>
        <translation>テーブル、インデックス、ビュー、トリガーのいずれかの定義が当時と異なります</translation>
    </message>
    <message>
        <source>the table %1 is not there</source>
        <translation>テーブル %1 がありません</translation>
    </message>
    <message>
        <source>the table %1 has %2 rows instead of %3</source>
        <translation>テーブル %1 の行数が %3 ではなく %2 です</translation>
    </message>
    <message>
        <source>%1 is not what was backed up: %2.</source>
        <translation>%1 はバックアップ時の内容と一致しません: %2。</translation>
    </message>
    <message>
        <source>Somebody may have replaced it. Restore another generation, and keep this one for study.</source>
        <translation>誰かが置き換えた可能性があります。別の世代を復元し、この世代は調査用に残しておいてください。</translation>
    </message>
    <message>
        <source>%1 restores, but %2 does not hold: %3.</source>
        <translation>%1 は復元できますが、%2 が成立しません: %3。</translation>
    </message>
    <message>
        <source>Look into the backup, and correct the database or the profile&apos;s assertion.</source>
        <translation>バックアップの内容を調べて、データベースまたはプロファイルの条件を修正してください。</translation>
    </message>
    <message>
        <source>Check that there is room on the disk, and that it is connected and healthy.</source>
        <translation>ディスクに空き容量があり、接続され、正常であることを確認してください。</translation>
    </message>
    <message>
        <source>Check that the disk is connected and healthy, then try again.</source>
        <translation>ディスクが接続され、正常であることを確認してから、もう一度試してください。</translation>
    </message>
    <message>
        <source>Running a restore drill</source>
        <translation>復元訓練</translation>
    </message>
    <message>
        <source>%1 is ignored: %2</source>
        <translation>%1 を無視します: %2</translation>
    </message>
    <message>
        <source>%1 would be %2 long.</source>
        <translation>%1 の大きさが %2 になります。</translation>
    </message>
    <message>
        <source>it is too long</source>
        <translation>大きすぎます</translation>
    </message>
    <message>
        <source>it is not what Lifeboat writes there</source>
        <translation>Lifeboat がそこに書き込むものではありません</translation>
    </message>
    <message>
        <source>%1: unchanged since %2</source>
        <translation>%1: %2 から変更なし</translation>
    </message>
    <message>
        <source>%1: proven restorable: %2</source>
        <translation>%1: 復元可能と確認しました: %2</translation>
    </message>
    <message>
        <source>it took too long</source>
        <translation>時間がかかりすぎました</translation>
    </message>
    <message>
        <source>it is not one SELECT</source>
        <translation>単一の SELECT ではありません</translation>
    </message>
    <message>
        <source>it found nothing</source>
        <translation>結果がありません</translation>
    </message>
    <message>
        <source>it is not true</source>
        <translation>結果が真ではありません</translation>
    </message>
    <message>
        <source>Reading %1 took too long.</source>
        <translation>%1 の読み取りに時間がかかりすぎました。</translation>
    </message>
    <message>
        <source>Cannot read or write %1: %2.</source>
        <translation>%1 を読み書きできません: %2。</translation>
    </message>
    <message>
        <source>Try again; if it happens again, &quot;lifeboat-cli doctor&quot; looks for the reason.</source>
        <translation>もう一度試してください。繰り返す場合は、&quot;lifeboat-cli doctor&quot; で原因を調べられます。</translation>
    </message>
    <message>
        <source>%1 must lie on the same disk as %2.</source>
        <translation>%1 は %2 と同じディスク上になければなりません。</translation>
    </message>
    <message>
        <source>Another restore of %1 is under way.</source>
        <translation>%1 では別の復元が進行中です。</translation>
    </message>
    <message>
        <source>Wait until it has finished, and try again.</source>
        <translation>完了するまで待ってから、もう一度試してください。</translation>
    </message>
    <message>
        <source>A restore of %1 was interrupted, and its journal cannot be opened</source>
        <translation>%1 の復元が中断されましたが、そのジャーナルを開けません</translation>
    </message>
    <message>
        <source>%1 belongs to another user and is not followed.</source>
        <translation>%1 は別のユーザーが所有しているため、使用しません。</translation>
    </message>
    <message>
        <source>A restore was interrupted. Run any Lifeboat command as that user to finish it.</source>
        <translation>復元が中断されています。そのユーザーとして Lifeboat のコマンドを何か実行すると、後処理が完了します。</translation>
    </message>
    <message>
        <source>Cannot move %1 back</source>
        <translation>%1 を元に戻せません</translation>
    </message>
    <message>
        <source>A restore of %1 was interrupted. The database is as it was before.</source>
        <translation>%1 の復元が中断されました。データベースは元のままです。</translation>
    </message>
    <message>
        <source>A restore of %1 was interrupted after its last step. It is complete.</source>
        <translation>%1 の復元が最後の手順の後に中断されました。復元は完了しています。</translation>
    </message>
    <message>
        <source>A restore of %1 was interrupted after its last step. It is complete, and what was there before is kept in %2.</source>
        <translation>%1 の復元が最後の手順の後に中断されました。復元は完了しており、以前の内容は %2 に残してあります。</translation>
    </message>
    <message>
        <source>A restore of %1 was interrupted, and the database was used since. It was left alone; what was there before is kept in %2.</source>
        <translation>%1 の復元が中断され、その後データベースが使用されました。データベースには手を加えていません。以前の内容は %2 に残してあります。</translation>
    </message>
    <message>
        <source>A restore of %1 was interrupted and cannot be taken back yet: %2</source>
        <translation>%1 の復元が中断されましたが、まだ取り消せません: %2</translation>
    </message>
    <message>
        <source>Mend that, then run any Lifeboat command. Nothing is lost.</source>
        <translation>問題を解消してから、Lifeboat のコマンドを何か実行してください。失われたものはありません。</translation>
    </message>
    <message>
        <source>Unknown.</source>
        <translation>不明です。</translation>
    </message>
    <message>
        <source>Healthy: the backups are as fresh as the schedule promises.</source>
        <translation>正常: バックアップはスケジュールどおりに新しい状態です。</translation>
    </message>
    <message>
        <source>Overdue: the newest backup is late.</source>
        <translation>期限超過: 最新のバックアップが遅れています。</translation>
    </message>
    <message>
        <source>Critical: there is no recent backup.</source>
        <translation>重大: 最近のバックアップがありません。</translation>
    </message>
    <message>
        <source>Still what the database is: %1</source>
        <translation>現在のデータベースと同じ内容: %1</translation>
    </message>
    <message>
        <source>Next due: %1</source>
        <translation>次回の予定: %1</translation>
    </message>
    <message>
        <source>The restore drill of %1 FAILED.</source>
        <translation>%1 の復元訓練は失敗しました。</translation>
    </message>
    <message>
        <source>Last proven restorable: %1</source>
        <translation>最後に復元可能と確認: %1</translation>
    </message>
    <message>
        <source>Not yet proven restorable. &quot;lifeboat-cli drill&quot; does that.</source>
        <translation>復元可能かどうかはまだ確認されていません。「lifeboat-cli drill」で確認できます。</translation>
    </message>
    <message>
        <source>%1: no restore drill: %2</source>
        <translation>%1: 復元訓練は行われませんでした: %2</translation>
    </message>
    <message>
        <source>The header Host is missing.</source>
        <translation>ヘッダー Host がありません。</translation>
    </message>
    <message>
        <source>The header Host names another server.</source>
        <translation>ヘッダー Host が別のサーバーを示しています。</translation>
    </message>
    <message>
        <source>Ask by address, or add the name to hosts below [api] in lifeboat.toml.</source>
        <translation>IP アドレスで接続するか、lifeboat.toml の [api] にある hosts に名前を追加してください。</translation>
    </message>
    <message>
        <source>Requests from pages of other sites are not answered.</source>
        <translation>他のサイトのページからの要求には応答しません。</translation>
    </message>
    <message>
        <source>The token is wrong.</source>
        <translation>トークンが正しくありません。</translation>
    </message>
    <message>
        <source>This takes a token.</source>
        <translation>トークンが必要です。</translation>
    </message>
    <message>
        <source>Send the header &quot;Authorization: Bearer TOKEN&quot;.</source>
        <translation>ヘッダー &quot;Authorization: Bearer TOKEN&quot; を送ってください。</translation>
    </message>
    <message>
        <source>There are no profiles.</source>
        <translation>プロファイルがありません。</translation>
    </message>
    <message>
        <source>The profiles: %1.</source>
        <translation>プロファイル: %1</translation>
    </message>
    <message>
        <source>Say which profile is meant: ?profile=NAME.</source>
        <translation>?profile=NAME でプロファイルを指定してください。</translation>
    </message>
    <message>
        <source>The query must be ?profile=NAME and no more.</source>
        <translation>クエリは ?profile=NAME だけでなければなりません。</translation>
    </message>
    <message>
        <source>There is no profile of that name.</source>
        <translation>その名前のプロファイルはありません。</translation>
    </message>
    <message>
        <source>There is nothing here.</source>
        <translation>ここには何もありません。</translation>
    </message>
    <message>
        <source>POST /api/admin/backup, GET /api/admin/backups, GET /api/admin/health.</source>
        <translation>POST /api/admin/backup、GET /api/admin/backups、GET /api/admin/health があります。</translation>
    </message>
    <message>
        <source>This takes %1.</source>
        <translation>ここで使えるのは %1 です。</translation>
    </message>
    <message>
        <source>The request did not arrive in time.</source>
        <translation>要求が時間内に届きませんでした。</translation>
    </message>
    <message numerus="yes">
        <source>Admin API: %n request(s) with a wrong token within a minute, the last from %1.</source>
        <translation>
            <numerusform>管理 API: 1 分以内に、正しくないトークンによる要求が %n 件ありました。最後の送信元は %1 です。</numerusform>
        </translation>
    </message>
    <message>
        <source>Admin API at http://%1:%2/api/admin/</source>
        <translation>管理 API: http://%1:%2/api/admin/</translation>
    </message>
    <message>
        <source>The admin API cannot listen on %1, port %2: %3.</source>
        <translation>管理 API が %1 のポート %2 で待ち受けできません: %3。</translation>
    </message>
    <message>
        <source>Too many requests are being answered.</source>
        <translation>応答中の要求が多すぎます。</translation>
    </message>
    <message>
        <source>This is no HTTP request in ASCII.</source>
        <translation>ASCII の HTTP 要求ではありません。</translation>
    </message>
    <message>
        <source>The headers are longer than %1 bytes.</source>
        <translation>ヘッダーが %1 バイトを超えています。</translation>
    </message>
    <message>
        <source>The first line is longer than %1 bytes.</source>
        <translation>最初の行が %1 バイトを超えています。</translation>
    </message>
    <message>
        <source>Lines must end with CR LF, and only with both.</source>
        <translation>行末は CR LF でなければならず、どちらか一方だけは使えません。</translation>
    </message>
    <message>
        <source>The first line is none of an HTTP request.</source>
        <translation>最初の行が HTTP 要求のものではありません。</translation>
    </message>
    <message>
        <source>Only HTTP/1.1 is spoken here.</source>
        <translation>ここで使えるのは HTTP/1.1 だけです。</translation>
    </message>
    <message>
        <source>The request&apos;s target must be a path.</source>
        <translation>要求の対象はパスでなければなりません。</translation>
    </message>
    <message>
        <source>There are more than %1 headers.</source>
        <translation>ヘッダーが %1 個を超えています。</translation>
    </message>
    <message>
        <source>A header has no name, or a wrong one.</source>
        <translation>名前のない、または名前の正しくないヘッダーがあります。</translation>
    </message>
    <message>
        <source>A header is there twice: %1.</source>
        <translation>ヘッダーが重複しています: %1。</translation>
    </message>
    <message>
        <source>A body must come with Content-Length, and nothing here needs a body.</source>
        <translation>本文には Content-Length が必要です。ただし、ここで本文を必要とするものはありません。</translation>
    </message>
    <message>
        <source>Nothing here needs a body: leave Expect out.</source>
        <translation>ここで本文を必要とするものはありません。Expect は付けないでください。</translation>
    </message>
    <message>
        <source>Content-Length is no number.</source>
        <translation>Content-Length が数値ではありません。</translation>
    </message>
    <message>
        <source>The body is longer than %1 bytes, and nothing here needs one.</source>
        <translation>本文が %1 バイトを超えています。ここで本文を必要とするものはありません。</translation>
    </message>
    <message>
        <source>%1 still is what %2 holds.</source>
        <translation>%1 は %2 の内容から変わっていません。</translation>
    </message>
    <message>
        <source>Uploaded what was kept here: %1</source>
        <translation>このコンピューターに保管していたものをアップロードしました: %1</translation>
    </message>
    <message>
        <source>not kept, as encryption is off</source>
        <translation>保管しない (暗号化がオフのため)</translation>
    </message>
    <message>
        <source>kept here, up to %1</source>
        <translation>このコンピューターに保管 (%1 まで)</translation>
    </message>
    <message>
        <source>not kept</source>
        <translation>保管しない</translation>
    </message>
    <message>
        <source>unsent ones  %1</source>
        <translation>未送信分     %1</translation>
    </message>
    <message>
        <source>It was damaged already: %1</source>
        <translation>置き換え前からすでに破損していました: %1</translation>
    </message>
    <message>
        <source>&quot;lifeboat-cli undo&quot; puts it back, until %1.</source>
        <translation>%1 までは、&quot;lifeboat-cli undo&quot; で元に戻せます。</translation>
    </message>
    <message>
        <source>Removed what an earlier restore had replaced: %1.</source>
        <translation>以前の復元で置き換えられた内容を削除しました: %1。</translation>
    </message>
    <message>
        <source>would go</source>
        <translation>削除対象</translation>
    </message>
    <message>
        <source>stays</source>
        <translation>保持対象</translation>
    </message>
    <message>
        <source>Would be removed: %1, %2. Would be kept: %3.</source>
        <translation>削除されるもの: %1 (%2)。保持されるもの: %3</translation>
    </message>
    <message>
        <source>Removed: %1, %2. Generations kept: %3.</source>
        <translation>削除しました: %1 (%2)。保持する世代数: %3</translation>
    </message>
    <message>
        <source>A restore drill of a newer backup settles it.</source>
        <translation>より新しいバックアップの復元訓練を行うと、解消します。</translation>
    </message>
    <message>
        <source>Backups that stay because their proofs cannot be relied on: %1. %2</source>
        <translation>検証結果を信頼できないために残すバックアップ: %1。%2</translation>
    </message>
    <message>
        <source>A new token for the admin API is in %1, for your eyes only.</source>
        <translation>管理 API の新しいトークンを %1 に保存しました。自分だけが読めます。</translation>
    </message>
    <message>
        <source>The API is off: set listen = &quot;127.0.0.1:8737&quot; below [api] in %1.</source>
        <translation>API はオフです。%1 の [api] に listen = &quot;127.0.0.1:8737&quot; を設定してください。</translation>
    </message>
    <message>
        <source>kept until %1</source>
        <translation>%1 まで残す</translation>
    </message>
    <message>
        <source>kept for ever</source>
        <translation>無期限に残す</translation>
    </message>
    <message>
        <source>The sealed backup is kept on this machine, and is uploaded with the next one.</source>
        <translation>封入されたバックアップはこのコンピューターに保管され、次のバックアップと一緒にアップロードされます。</translation>
    </message>
    <message>
        <source>A backup that waits on this machine is to be %1.</source>
        <translation>このコンピューターでアップロードを待つバックアップが、すでに %1 という名前を使っています。</translation>
    </message>
    <message>
        <source>The sealed backup could not be kept on this machine: %1</source>
        <translation>封入されたバックアップをこのコンピューターに保管できませんでした: %1</translation>
    </message>
    <message>
        <source>Backups kept on this machine could not be uploaded: %1</source>
        <translation>このコンピューターに保管したバックアップをアップロードできませんでした: %1</translation>
    </message>
    <message>
        <source>is %1, expected an address and a port such as &quot;127.0.0.1:8737&quot;.</source>
        <translation>は %1 ですが、&quot;127.0.0.1:8737&quot; のようなアドレスとポートでなければなりません。</translation>
    </message>
    <message>
        <source>is %1, which other machines may reach, and allow_remote is not true.</source>
        <translation>は %1 で、他のコンピューターからも接続できますが、allow_remote が true ではありません。</translation>
    </message>
    <message>
        <source>Listen on 127.0.0.1, or set allow_remote = true. The token then crosses the network unencrypted unless a proxy with TLS stands in front.</source>
        <translation>127.0.0.1 で待ち受けるか、allow_remote = true を設定してください。後者の場合、TLS に対応したプロキシを前に置かない限り、トークンは暗号化されずにネットワークを流れます。</translation>
    </message>
    <message>
        <source>holds %1, expected host names without a port.</source>
        <translation>に %1 が含まれていますが、ポートを含まないホスト名でなければなりません。</translation>
    </message>
    <message>
        <source>is 0, expected a size. To keep nothing, set keep = false.</source>
        <translation>は 0 ですが、サイズでなければなりません。何も保管しない場合は、keep = false を設定してください。</translation>
    </message>
    <message>
        <source>is not used: encryption is off, and only sealed backups are kept.</source>
        <translation>は使われません。暗号化がオフですが、保管するのは封入されたバックアップだけです。</translation>
    </message>
    <message>
        <source>does nothing: storage.backup.retention_count = 0 keeps all.</source>
        <translation>は効果がありません。storage.backup.retention_count = 0 ですべて保持されます。</translation>
    </message>
    <message>
        <source>The backup %1, which was kept on this machine, is not uploaded: the profile&apos;s backups have another name or prefix now.</source>
        <translation>このコンピューターに保管していたバックアップ %1 はアップロードしません。このプロファイルのバックアップの名前またはプレフィックスが変わっています。</translation>
    </message>
    <message>
        <source>It is removed. The backups made from now on are not affected.</source>
        <translation>このバックアップは削除されます。今後作成されるバックアップに影響はありません。</translation>
    </message>
    <message>
        <source>The right one stays on this machine. Delete the one there with &quot;lifeboat-cli delete&quot;, and it goes up with the next run.</source>
        <translation>正しいものはこのコンピューターに残っています。ストアにあるものを &quot;lifeboat-cli delete&quot; で削除すると、次の実行でアップロードされます。</translation>
    </message>
    <message>
        <source>What %1 holds under %2 is not what was sent (%3 bytes there, %4 sent).</source>
        <translation>%1 にある %2 の内容が、送ったものと異なります (ストアでは %3 バイト、送ったのは %4 バイト)。</translation>
    </message>
    <message>
        <source>Keeping it here</source>
        <translation>このコンピューターに保管</translation>
    </message>
    <message>
        <source>Uploading kept backups</source>
        <translation>保管したバックアップのアップロード</translation>
    </message>
    <message>
        <source>Checking what was there before</source>
        <translation>以前の内容の検査</translation>
    </message>
    <message>
        <source>No backup was removed, as the proofs of restore drills cannot be read: %1</source>
        <translation>復元訓練の検証結果を読み取れないため、バックアップは削除していません: %1</translation>
    </message>
    <message>
        <source>all are kept</source>
        <translation>すべて保持</translation>
    </message>
    <message>
        <source>newest</source>
        <translation>最新</translation>
    </message>
    <message>
        <source>one of the newest %1</source>
        <translation>最新の %1 世代のうちの 1 つ</translation>
    </message>
    <message>
        <source>hourly of %1</source>
        <translation>時間単位 (%1)</translation>
    </message>
    <message>
        <source>daily of %1</source>
        <translation>日単位 (%1)</translation>
    </message>
    <message>
        <source>weekly of %1</source>
        <translation>週単位 (%1)</translation>
    </message>
    <message>
        <source>monthly of %1</source>
        <translation>月単位 (%1)</translation>
    </message>
    <message>
        <source>yearly of %1</source>
        <translation>年単位 (%1)</translation>
    </message>
    <message>
        <source>restore drill failed, takes no other&apos;s place</source>
        <translation>復元訓練に失敗、世代数に含めない</translation>
    </message>
    <message>
        <source>its proof cannot be relied on, takes no other&apos;s place</source>
        <translation>検証結果を信頼できないため、世代数に含めない</translation>
    </message>
    <message>
        <source>proven restorable</source>
        <translation>復元可能と確認</translation>
    </message>
    <message>
        <source>may be proven, its proof cannot be relied on</source>
        <translation>検証結果を信頼できないが、復元可能と確認された可能性あり</translation>
    </message>
    <message>
        <source>dated in the future</source>
        <translation>日付が未来</translation>
    </message>
    <message>
        <source>%1 hourly</source>
        <translation>時間単位 %1 世代</translation>
    </message>
    <message>
        <source>%1 daily</source>
        <translation>日単位 %1 世代</translation>
    </message>
    <message>
        <source>%1 weekly</source>
        <translation>週単位 %1 世代</translation>
    </message>
    <message>
        <source>%1 monthly</source>
        <translation>月単位 %1 世代</translation>
    </message>
    <message>
        <source>%1 yearly</source>
        <translation>年単位 %1 世代</translation>
    </message>
    <message>
        <source>%1, besides %2</source>
        <comment>7 generations, besides 7 daily, 4 weekly</comment>
        <translation>%1、ほかに %2</translation>
    </message>
    <message>
        <source>%1 is left alone. %2</source>
        <translation>%1 には手を加えません。%2</translation>
    </message>
    <message>
        <source>Remove it yourself if you do not need it.</source>
        <translation>不要な場合は、自分で削除してください。</translation>
    </message>
    <message>
        <source>left alone</source>
        <translation>対象外</translation>
    </message>
    <message>
        <source>checked</source>
        <translation>検査済み</translation>
    </message>
    <message>
        <source>damaged when it was replaced</source>
        <translation>置き換え時に破損</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>未検査</translation>
    </message>
    <message>
        <source>There is no safety copy %1 of %2.</source>
        <translation>%2 の退避コピー %1 はありません。</translation>
    </message>
    <message>
        <source>&quot;lifeboat-cli undo --list&quot; shows those there are.</source>
        <translation>&quot;lifeboat-cli undo --list&quot; で、退避コピーの一覧を表示できます。</translation>
    </message>
    <message>
        <source>A restore of %1 is under way.</source>
        <translation>%1 の復元が進行中です。</translation>
    </message>
    <message>
        <source>%1 is not removed: the database that replaced it does not pass its check. %2</source>
        <translation>%1 は削除しません。それを置き換えたデータベースが検査に合格しません。%2</translation>
    </message>
    <message>
        <source>Restore a backup that is good first, or undo the restore.</source>
        <translation>先に正常なバックアップを復元するか、復元を取り消してください。</translation>
    </message>
    <message>
        <source>The backup %1, which was kept on this machine, is not uploaded: %2.</source>
        <translation>このコンピューターに保管していたバックアップ %1 はアップロードしません: %2。</translation>
    </message>
    <message>
        <source>It is removed. The disk it lay on may be failing.</source>
        <translation>このバックアップは削除されます。保管していたディスクが故障しかけている可能性があります。</translation>
    </message>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>フォルダー %1 を作成できません。</translation>
    </message>
    <message>
        <source>It takes %1, and the limit is %2.</source>
        <translation>大きさは %1 ですが、上限は %2 です。</translation>
    </message>
    <message>
        <source>There is %1 free in %2, and %3 are needed.</source>
        <translation>%2 の空き容量は %1 ですが、%3 必要です。</translation>
    </message>
    <message>
        <source>it is %1 bytes long instead of %2</source>
        <translation>大きさが %2 バイトではなく %1 バイトです</translation>
    </message>
    <message>
        <source>its checksum is not the one it had</source>
        <translation>チェックサムが元のものと異なります</translation>
    </message>
    <message>
        <source>%1 is no token: it must have %2 to %3 characters of ASCII without spaces.</source>
        <translation>%1 はトークンではありません。スペースを含まない ASCII の %2 ～ %3 文字でなければなりません。</translation>
    </message>
    <message>
        <source>Make one with: openssl rand -base64 32</source>
        <translation>次のコマンドで作成できます: openssl rand -base64 32</translation>
    </message>
    <message>
        <source>The admin API is not started: it has no token. There is no %1, and %2 is not set.</source>
        <translation>管理 API は起動しません。トークンがありません。%1 がなく、%2 も設定されていません。</translation>
    </message>
    <message>
        <source>Make one with: lifeboat-cli serve --new-api-token</source>
        <translation>次のコマンドで作成できます: lifeboat-cli serve --new-api-token</translation>
    </message>
    <message>
        <source>%1 is there already.</source>
        <translation>%1 はすでに存在します。</translation>
    </message>
    <message>
        <source>If it is a token that is to be replaced, remove it first. Clients then need the new one, and &quot;lifeboat-cli serve&quot; a restart.</source>
        <translation>トークンを置き換える場合は、先に削除してください。その後、クライアントには新しいトークンを設定し、&quot;lifeboat-cli serve&quot; を起動し直す必要があります。</translation>
    </message>
    <message>
        <source>%1: uploaded what was kept: %2</source>
        <translation>%1: 保管していたものをアップロードしました: %2</translation>
    </message>
    <message>
        <source>The store did not take them. The next backup that it takes brings them along.</source>
        <translation>ストアが受け付けませんでした。ストアが次に受け付けるバックアップと一緒にアップロードされます。</translation>
    </message>
    <message>
        <source>Lifeboat is being stopped; no backup of %1 is begun.</source>
        <translation>Lifeboat を停止しているため、%1 のバックアップは開始しません。</translation>
    </message>
    <message>
        <source>The program that uses %1 may have been stopped for that restore, and has to be started again.</source>
        <translation>この復元のために、%1 を使うプログラムが停止された可能性があります。その場合は、もう一度起動する必要があります。</translation>
    </message>
    <message>
        <source>The restore was interrupted.</source>
        <translation>復元が中断されました。</translation>
    </message>
    <message>
        <source>The profile&apos;s command after a restore has been run for it.</source>
        <translation>この復元について、プロファイルの復元後のコマンドを実行しました。</translation>
    </message>
    <message>
        <source>1 backup waits here to be uploaded</source>
        <translation>アップロード待ちのバックアップが 1 件あります</translation>
    </message>
    <message numerus="yes">
        <source>%n backups wait here to be uploaded</source>
        <translation>
            <numerusform>アップロード待ちのバックアップが %n 件あります</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2, the oldest of %3).</source>
        <translation>%1 (%2、最も古いものは %3)。</translation>
    </message>
    <message>
        <source>%1 was restored, and is damaged: %2.</source>
        <translation>%1 は復元されましたが、破損しています: %2。</translation>
    </message>
    <message>
        <source>What was there before is kept in %1: &quot;lifeboat-cli undo&quot; puts it back. Look after the disk.</source>
        <translation>以前の内容は %1 に残してあり、&quot;lifeboat-cli undo&quot; で元に戻せます。ディスクを調べてください。</translation>
    </message>
    <message>
        <source>It cannot be read: %1.</source>
        <translation>読み取れません: %1。</translation>
    </message>
    <message>
        <source>It holds %1, which no restore has put there.</source>
        <translation>復元で置かれたものではない %1 が含まれています。</translation>
    </message>
    <message>
        <source>It is a link, or no folder.</source>
        <translation>リンクであるか、フォルダーではありません。</translation>
    </message>
    <message>
        <source>Its name holds no time.</source>
        <translation>名前に日時が含まれていません。</translation>
    </message>
    <message>
        <source>%1 is not removed. %2</source>
        <translation>%1 は削除しません。%2</translation>
    </message>
    <message>
        <source>Look into it, and remove it yourself if you do not need it.</source>
        <translation>中身を調べ、不要な場合は自分で削除してください。</translation>
    </message>
    <message>
        <source>It is no safety copy of %1.</source>
        <translation>%1 の退避コピーではありません。</translation>
    </message>
    <message>
        <source>There is no safety copy %1.</source>
        <translation>退避コピー %1 はありません。</translation>
    </message>
    <message>
        <source>settings     %1</source>
        <translation>設定         %1</translation>
    </message>
    <message>
        <source>It cannot be told whether one of the backups that stay is proven restorable.</source>
        <translation>残るバックアップの中に復元可能と確認されたものがあるかどうかは分かりません。</translation>
    </message>
    <message>
        <source>None of the backups that stay is proven restorable. A restore drill proves one.</source>
        <translation>残るバックアップの中に、復元可能と確認されたものはありません。復元訓練で確認できます。</translation>
    </message>
    <message>
        <source>This takes the last backup that is proven restorable: no restore drill has proven any of those that stay.</source>
        <translation>復元可能と確認された最後のバックアップが失われます。残るものは、いずれも復元訓練で確認されていません。</translation>
    </message>
    <message>
        <source>This takes every backup there is. Nothing will be left to restore from.</source>
        <translation>すべてのバックアップが失われます。復元に使えるものは何も残りません。</translation>
    </message>
    <message>
        <source>Nothing has changed in %1 on %2 since its last backup</source>
        <translation>%2 の %1 は前回のバックアップから変更されていません</translation>
    </message>
    <message>
        <source>The database has not changed since the backup of %1.</source>
        <translation>データベースは %1 のバックアップから変更されていません。</translation>
    </message>
    <message>
        <source>The database has not changed since the backup of %1, and nothing was uploaded.</source>
        <translation>データベースは %1 のバックアップから変更されていないため、何もアップロードされませんでした。</translation>
    </message>
    <message>
        <source>holds the character U+0000, which no name, path or password can have.</source>
        <translation>には、名前にもパスにもパスワードにも使えない文字 U+0000 が含まれています。</translation>
    </message>
    <message>
        <source>it is not what was backed up under this name; somebody may have replaced it</source>
        <translation>この名前でバックアップされたものではありません。誰かに置き換えられた可能性があります</translation>
    </message>
    <message>
        <source>%1 is longer than the %2 with which it is listed.</source>
        <translation>%1 は一覧に記載された %2 より長くなっています。</translation>
    </message>
    <message>
        <source>%1 is shorter than the %2 with which it is listed.</source>
        <translation>%1 は一覧に記載された %2 より短くなっています。</translation>
    </message>
    <message>
        <source>Somebody may have replaced it. Take another generation (&quot;lifeboat-cli list&quot;).</source>
        <translation>誰かに置き換えられた可能性があります。別の世代を使ってください (「lifeboat-cli list」)。</translation>
    </message>
    <message>
        <source>%1 sends empty pages without end, so its listing cannot be trusted.</source>
        <translation>%1 が空のページを際限なく返すため、一覧を信頼できません。</translation>
    </message>
    <message>
        <source>%1 lists more than %2 objects that begin with %3.</source>
        <translation>%1 の一覧には、%3 で始まるオブジェクトが %2 個を超えてあります。</translation>
    </message>
    <message>
        <source>Check that the prefix is this database&apos;s own, and remove there what is not needed.</source>
        <translation>プレフィックスがこのデータベース専用であることを確認し、不要なものを削除してください。</translation>
    </message>
    <message>
        <source>runs %1: %2</source>
        <comment>before a backup, command</comment>
        <translation>%1に実行: %2</translation>
    </message>
    <message>
        <source>before a backup</source>
        <translation>バックアップの前</translation>
    </message>
    <message>
        <source>after a backup</source>
        <translation>バックアップの後</translation>
    </message>
    <message>
        <source>before a restore</source>
        <translation>復元の前</translation>
    </message>
    <message>
        <source>after a restore</source>
        <translation>復元の後</translation>
    </message>
    <message>
        <source>ping to %1</source>
        <comment>host</comment>
        <translation>%1 への ping</translation>
    </message>
    <message>
        <source>webhook to %1</source>
        <comment>host</comment>
        <translation>%1 への Webhook</translation>
    </message>
    <message>
        <source>mail to %1</source>
        <comment>address</comment>
        <translation>%1 へのメール</translation>
    </message>
    <message>
        <source>alerts       %1</source>
        <translation>通知         %1</translation>
    </message>
    <message>
        <source>Put it back, or choose another file with the same key in the settings, under Encryption.</source>
        <translation>元の場所に戻すか、設定の [暗号化] で、同じキーの入った別のファイルを選んでください。</translation>
    </message>
    <message>
        <source>%1 states the key itself, and no file with it would be read.</source>
        <translation>%1 にキーそのものが書かれているため、キーファイルは読み込まれません。</translation>
    </message>
    <message>
        <source>Whether this is the profile&apos;s key cannot be told while the keychain does not give that one.</source>
        <translation>キーチェーンからキーを取得できない間は、これがこのプロファイルのキーかどうかを判断できません。</translation>
    </message>
    <message>
        <source>Unlock the keychain first.</source>
        <translation>先にキーチェーンのロックを解除してください。</translation>
    </message>
    <message>
        <source>%1 names a key that is not read while encryption is off: this may be another.</source>
        <translation>%1 には、暗号化がオフの間は読み込まれないキーが指定されています。これは別のキーかもしれません。</translation>
    </message>
    <message>
        <source>The key file %1 holds another key (%2) than this profile has (%3), and what that one sealed could not be opened any more.</source>
        <translation>キーファイル %1 のキー (%2) は、このプロファイルのキー (%3) と異なります。取り替えると、今のキーで封入したものを開けなくなります。</translation>
    </message>
    <message>
        <source>Choose a file with the same key. For a new key, make a new profile.</source>
        <translation>同じキーの入ったファイルを選んでください。新しいキーを使うには、新しいプロファイルを作成してください。</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>読み取り</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <comment>environment variables</comment>
        <translation>%1 と %2</translation>
    </message>
    <message>
        <source>Keep the secret for this session only, or set %1 in the environment.</source>
        <translation>シークレットをこのセッションの間だけ保持するか、環境変数 %1 を設定してください。</translation>
    </message>
    <message>
        <source>Install one such as GNOME Keyring or KWallet, keep the secret for this session only, or set %1 in the environment.</source>
        <translation>GNOME Keyring や KWallet などをインストールするか、シークレットをこのセッションの間だけ保持するか、環境変数 %1 を設定してください。</translation>
    </message>
    <message>
        <source>Try again and enter its password, enter the secret for this session only, or set %1 in the environment.</source>
        <translation>もう一度試してパスワードを入力するか、このセッションの間だけ使うシークレットを入力するか、環境変数 %1 を設定してください。</translation>
    </message>
    <message>
        <source>There is no sealed backup yet.</source>
        <translation>封入されたバックアップはまだありません。</translation>
    </message>
    <message>
        <source>The newest backup is %1 long, too much to be fetched for this.</source>
        <translation>最新のバックアップは %1 あり、このために取得するには大きすぎます。</translation>
    </message>
    <message>
        <source>The newest backup is not sealed.</source>
        <translation>最新のバックアップは封入されていません。</translation>
    </message>
</context>
<context>
    <name>NextWords</name>
    <message>
        <source>tomorrow %1</source>
        <comment>time of day</comment>
        <translation>明日 %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>day of the week, time of day</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>date, time of day</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>due now</source>
        <translation>今が実行時刻です</translation>
    </message>
    <message>
        <source>the schedule is off</source>
        <translation>スケジュールはオフです</translation>
    </message>
    <message>
        <source>next in %1</source>
        <comment>time span</comment>
        <translation>次回は %1後</translation>
    </message>
    <message>
        <source>paused until %1</source>
        <comment>time</comment>
        <translation>%1まで一時停止中</translation>
    </message>
    <message>
        <source>paused until you resume</source>
        <translation>再開するまで一時停止中</translation>
    </message>
    <message>
        <source>failed, retrying at %1</source>
        <comment>time</comment>
        <translation>失敗しました。%1に再試行します</translation>
    </message>
    <message>
        <source>working on it</source>
        <translation>実行中</translation>
    </message>
    <message>
        <source>waiting for a network</source>
        <translation>ネットワークを待っています</translation>
    </message>
    <message>
        <source>waiting for a network that is not metered</source>
        <translation>従量制でないネットワークを待っています</translation>
    </message>
    <message>
        <source>waiting for mains power</source>
        <translation>電源への接続を待っています</translation>
    </message>
    <message>
        <source>next %1</source>
        <comment>time</comment>
        <translation>次回 %1</translation>
    </message>
    <message>
        <source>retry %1</source>
        <comment>time</comment>
        <translation>再試行 %1</translation>
    </message>
    <message>
        <source>schedule off</source>
        <translation>スケジュール オフ</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>一時停止中</translation>
    </message>
    <message>
        <source>no network</source>
        <translation>ネットワークなし</translation>
    </message>
    <message>
        <source>metered network</source>
        <translation>従量制ネットワーク</translation>
    </message>
    <message>
        <source>on battery</source>
        <translation>バッテリー駆動</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>%1: backed up</source>
        <comment>profile</comment>
        <translation>%1: バックアップしました</translation>
    </message>
    <message>
        <source>%1: the backup failed</source>
        <comment>profile</comment>
        <translation>%1: バックアップに失敗しました</translation>
    </message>
    <message>
        <source>%1: a backup is overdue</source>
        <comment>profile</comment>
        <translation>%1: バックアップの期限を過ぎています</translation>
    </message>
    <message>
        <source>%1: no recent backup</source>
        <comment>profile</comment>
        <translation>%1: 最近のバックアップがありません</translation>
    </message>
    <message>
        <source>%1: backed up again</source>
        <comment>profile</comment>
        <translation>%1: 再びバックアップされました</translation>
    </message>
    <message>
        <source>%1: the restore drill failed</source>
        <comment>profile</comment>
        <translation>%1: 復元訓練に失敗しました</translation>
    </message>
    <message>
        <source>%1: a test</source>
        <comment>profile</comment>
        <translation>%1: テスト</translation>
    </message>
    <message>
        <source>The last backup was made %1 ago.</source>
        <comment>time span</comment>
        <translation>最後のバックアップは %1前に作成されました。</translation>
    </message>
    <message>
        <source>There is no backup in the store.</source>
        <translation>保存先にバックアップがありません。</translation>
    </message>
    <message>
        <source>The backup is in its store, and proven to be there.</source>
        <translation>バックアップは保存先にあり、そこにあることが確認されています。</translation>
    </message>
    <message>
        <source>Everything is as it should be.</source>
        <translation>すべて正常です。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>表示</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>今すぐバックアップ</translation>
    </message>
    <message>
        <source>%1: nothing has changed since its last backup</source>
        <comment>profile</comment>
        <translation>%1: 前回のバックアップから変更はありません</translation>
    </message>
    <message>
        <source>%1: backups work again</source>
        <comment>profile</comment>
        <translation>%1: バックアップが再び正常に動作しています</translation>
    </message>
    <message>
        <source>The database is what it was at its backup, %1.</source>
        <comment>today 03:00</comment>
        <translation>データベースはバックアップ時 (%1) のままです。</translation>
    </message>
    <message>
        <source>The database is what it was at its backup, %1. Nothing was uploaded.</source>
        <comment>today 03:00</comment>
        <translation>データベースはバックアップ時 (%1) のままです。何もアップロードされませんでした。</translation>
    </message>
</context>
<context>
    <name>ProgressWords</name>
    <message>
        <source>%1 of %2</source>
        <comment>bytes done, bytes in all</comment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>残り %1</translation>
    </message>
</context>
<context>
    <name>RecoveryKit</name>
    <message>
        <source>There is no key to make a recovery kit of for %1.</source>
        <translation>%1 には、リカバリーキットを作成するキーがありません。</translation>
    </message>
    <message>
        <source>%1, named %2</source>
        <comment>destination, pattern of keys</comment>
        <translation>%1、名前は %2</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>プロファイル</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>データベース</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>バックアップ</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>フィンガープリント</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>作成</translation>
    </message>
    <message>
        <source>%1 by Lifeboat %2</source>
        <comment>date</comment>
        <translation>%1、Lifeboat %2</translation>
    </message>
    <message>
        <source>Put the key, as one line, into a file named %1 that only you can read.</source>
        <translation>キーを 1 行で %1 という名前のファイルに書き、自分だけが読めるようにします。</translation>
    </message>
    <message>
        <source>Download the newest backup from where the backups are.</source>
        <translation>バックアップの保存先から、最新のバックアップをダウンロードします。</translation>
    </message>
    <message>
        <source>With Lifeboat: %1</source>
        <translation>Lifeboat がある場合: %1</translation>
    </message>
    <message>
        <source>Without it, with Python 3 and its package %1: save the program below as %2 and run %3</source>
        <translation>ない場合は、Python 3 とパッケージ %1 を使います。下のプログラムを %2 として保存し、%3 を実行します</translation>
    </message>
    <message>
        <source>Lifeboat recovery kit</source>
        <translation>Lifeboat リカバリーキット</translation>
    </message>
    <message>
        <source>This key opens the encrypted backups named here, and nothing else does. Keep it away from this computer: on paper in a safe place, or in a password manager. Whoever has it and the backups can read the database.</source>
        <translation>ここに記載した暗号化バックアップを開けるのは、このキーだけです。このコンピューターとは別の場所に保管してください。紙に印刷して安全な場所に置くか、パスワードマネージャーに保存します。このキーとバックアップの両方を持つ人は、データベースを読めます。</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>The same in groups of four, to be typed without the spaces:</source>
        <translation>4 文字ごとに区切った同じキー (スペースなしで入力):</translation>
    </message>
    <message>
        <source>Opening a backup</source>
        <translation>バックアップを開く方法</translation>
    </message>
    <message>
        <source>Type it without the spaces. As one line:</source>
        <translation>スペースなしで入力してください。1 行では次のとおりです:</translation>
    </message>
    <message>
        <source>The kit cannot be saved as %1: %2.</source>
        <translation>キットを %1 として保存できません: %2。</translation>
    </message>
    <message>
        <source>Choose a folder that you may write to.</source>
        <translation>書き込み権限のあるフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>The printer does not take the page.</source>
        <translation>プリンターがページを受け付けません。</translation>
    </message>
    <message>
        <source>See whether it is switched on and has paper, or save the kit as PDF.</source>
        <translation>電源が入っていて用紙があることを確認するか、キットを PDF として保存してください。</translation>
    </message>
</context>
<context>
    <name>RestoreWords</name>
    <message>
        <source>encrypted</source>
        <translation>暗号化あり</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>暗号化なし</translation>
    </message>
    <message>
        <source>From</source>
        <translation>復元元</translation>
    </message>
    <message>
        <source>Backup of %1, %2 old, %3, %4</source>
        <comment>when, how old, size, encrypted or not</comment>
        <translation>%1 のバックアップ、経過 %2、%3、%4</translation>
    </message>
    <message>
        <source>To</source>
        <translation>復元先</translation>
    </message>
    <message>
        <source>There is no file of this name yet.</source>
        <translation>この名前のファイルはまだありません。</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>使用状況</translation>
    </message>
    <message>
        <source>No program has it open.</source>
        <translation>開いているプログラムはありません。</translation>
    </message>
    <message>
        <source>Open in %1, which goes on: it sees all of the backup at once.</source>
        <translation>%1 が開いています。プログラムは動作を続け、バックアップの全内容が一度に見えるようになります。</translation>
    </message>
    <message>
        <source>Open in %1; your command is to stop it before the swap.</source>
        <translation>%1 が開いています。入れ替えの前に、指定のコマンドで停止します。</translation>
    </message>
    <message>
        <source>Open in %1.</source>
        <translation>%1 が開いています。</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>空き容量</translation>
    </message>
    <message>
        <source>%1 needed, %2 free.</source>
        <comment>bytes</comment>
        <translation>必要 %1、空き %2。</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Not needed: this backup is not encrypted.</source>
        <translation>不要です。このバックアップは暗号化されていません。</translation>
    </message>
    <message>
        <source>Not found. %1</source>
        <translation>見つかりません。%1</translation>
    </message>
    <message>
        <source>Safety copy</source>
        <translation>退避コピー</translation>
    </message>
    <message>
        <source>There is nothing to keep.</source>
        <translation>残すものはありません。</translation>
    </message>
    <message>
        <source>What is there now is kept. Undo puts back databases only: this file you would copy back yourself.</source>
        <translation>現在のファイルは残しておきます。復元の取り消しで戻せるのはデータベースだけなので、このファイルはご自分でコピーして戻すことになります。</translation>
    </message>
    <message>
        <source>What is there now is kept, and can be put back.</source>
        <translation>現在の内容は残しておき、元に戻せます。</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>プロセス %1</translation>
    </message>
    <message>
        <source>%1 (process %2)</source>
        <translation>%1 (プロセス %2)</translation>
    </message>
    <message>
        <source>The key for this backup is missing.</source>
        <translation>このバックアップのキーがありません。</translation>
    </message>
    <message>
        <source>There is not enough room in %1.</source>
        <translation>%1 の空き容量が足りません。</translation>
    </message>
    <message>
        <source>Stop what has the database open, give a command that does, or restore into the open database.</source>
        <translation>データベースを開いているプログラムを停止するか、停止するコマンドを指定するか、開いているデータベースに復元してください。</translation>
    </message>
    <message>
        <source>Backup: %1</source>
        <translation>バックアップ: %1</translation>
    </message>
    <message>
        <source>Database: %1 (%2)</source>
        <translation>データベース: %1 (%2)</translation>
    </message>
    <message>
        <source>Safety copy: %1</source>
        <translation>退避コピー: %1</translation>
    </message>
    <message>
        <source>Checked: recorded checksums and SQLite&apos;s integrity_check</source>
        <translation>検査: 記録されたチェックサムと SQLite の integrity_check</translation>
    </message>
    <message>
        <source>Checked: SQLite&apos;s integrity_check (the backup carries no checksum)</source>
        <translation>検査: SQLite の integrity_check (バックアップにチェックサムはありません)</translation>
    </message>
    <message>
        <source>Took: %1</source>
        <translation>所要時間: %1</translation>
    </message>
    <message>
        <source>Command: %1</source>
        <translation>コマンド: %1</translation>
    </message>
    <message>
        <source>Found: %1</source>
        <comment>where the key comes from</comment>
        <translation>見つかりました: %1</translation>
    </message>
    <message>
        <source>What is there now is not an SQLite database: %1, last changed %2.</source>
        <comment>size, when</comment>
        <translation>現在のファイルは SQLite データベースではありません: %1、最終更新 %2。</translation>
    </message>
    <message>
        <source>What is there now: %1, last changed %2.</source>
        <comment>size, when</comment>
        <translation>現在のファイル: %1、最終更新 %2。</translation>
    </message>
</context>
<context>
    <name>RunWords</name>
    <message>
        <source>Backup</source>
        <translation>バックアップ</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>検証</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>復元</translation>
    </message>
    <message>
        <source>Undoing of a restore</source>
        <translation>復元の取り消し</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>ダウンロード</translation>
    </message>
    <message>
        <source>Deletion</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Removal of expired backups</source>
        <translation>期限切れバックアップの削除</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <comment>Backup failed: blog</comment>
        <translation>%1に失敗しました: %2</translation>
    </message>
    <message>
        <source>%1 done: %2</source>
        <comment>Backup done: blog</comment>
        <translation>%1が完了しました: %2</translation>
    </message>
    <message>
        <source>%1 done, with a problem: %2</source>
        <comment>Backup …: blog</comment>
        <translation>%1が完了しましたが、問題があります: %2</translation>
    </message>
    <message>
        <source>%1 cancelled: %2</source>
        <comment>Backup cancelled: blog</comment>
        <translation>%1をキャンセルしました: %2</translation>
    </message>
    <message>
        <source>Restore drill</source>
        <translation>復元訓練</translation>
    </message>
</context>
<context>
    <name>SchedulePreview</name>
    <message>
        <source>today %1</source>
        <comment>time of day</comment>
        <translation>今日 %1</translation>
    </message>
    <message>
        <source>tomorrow %1</source>
        <comment>time of day</comment>
        <translation>明日 %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>day, time of day</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Backups are made when you ask for them.</source>
        <translation>バックアップは手動で実行したときに作成されます。</translation>
    </message>
    <message>
        <source>In words: %1.</source>
        <translation>内容: %1。</translation>
    </message>
    <message>
        <source>It never comes due.</source>
        <translation>実行される日時がありません。</translation>
    </message>
    <message>
        <source>Next runs: %1.</source>
        <translation>次回以降の実行: %1。</translation>
    </message>
    <message>
        <source>Next runs, if one were made now: %1.</source>
        <translation>今バックアップした場合の次回以降の実行: %1。</translation>
    </message>
    <message>
        <source>Each is put off by up to %1.</source>
        <translation>それぞれ最大 %1遅らせます。</translation>
    </message>
</context>
<context>
    <name>Text</name>
    <message>
        <source>The store&apos;s answer cannot be read: %1</source>
        <translation>ストアの応答を読み取れません: %1</translation>
    </message>
    <message>
        <source>Check that the endpoint is an S3 address and not a web page or a proxy.</source>
        <translation>エンドポイントが Web ページやプロキシではなく、S3 のアドレスであることを確認してください。</translation>
    </message>
</context>
<context>
    <name>TimeWords</name>
    <message>
        <source>today %1</source>
        <comment>time of day</comment>
        <translation>今日 %1</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <comment>time of day</comment>
        <translation>昨日 %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>day of the week, time of day</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>date, time of day</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation>1 分未満</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 時間</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 時間 %2 分</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n 日</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>minute(s)</source>
        <comment>behind %n</comment>
        <translation>
            <numerusform>分</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>hour(s)</source>
        <comment>behind %n</comment>
        <translation>
            <numerusform>時間</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>day(s)</source>
        <comment>behind %n</comment>
        <translation>
            <numerusform>日</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrayWords</name>
    <message>
        <source>%1 %2 %</source>
        <comment>stage, percent</comment>
        <translation>%1 %2%</translation>
    </message>
    <message>
        <source>No database is backed up yet</source>
        <translation>まだバックアップされているデータベースはありません</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>profile, what is done</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>profile, health</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2 · %3</source>
        <comment>profile, health, what comes next</comment>
        <translation>%1: %2 · %3</translation>
    </message>
</context>
<context>
    <name>lifeboat::ActivityPage</name>
    <message>
        <source>&amp;Export…</source>
        <translation>エクスポート(&amp;E)…</translation>
    </message>
    <message>
        <source>The activity cannot be exported</source>
        <translation>アクティビティをエクスポートできません</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>アクティビティ</translation>
    </message>
    <message>
        <source>What was done, newest first. Return opens the details.</source>
        <translation>実行した操作です。新しい順です。Return キーで詳細を開きます。</translation>
    </message>
    <message>
        <source>Save what is listed as a table (CSV) or as JSON</source>
        <translation>一覧の内容を表 (CSV) または JSON として保存します</translation>
    </message>
    <message>
        <source>Sh&amp;ow all</source>
        <translation>すべて表示(&amp;O)</translation>
    </message>
    <message>
        <source>Nothing was done yet. Backups, verifications and restores will be listed here, also those of the schedule and of lifeboat-cli.</source>
        <translation>まだ何も実行していません。バックアップ、検証、復元がここに表示されます。スケジュールや lifeboat-cli によるものも含まれます。</translation>
    </message>
    <message>
        <source>Nothing that was done matches.</source>
        <translation>条件に一致する操作はありません。</translation>
    </message>
    <message>
        <source>The activity cannot be shown</source>
        <translation>アクティビティを表示できません</translation>
    </message>
    <message>
        <source>The list of what was done was damaged. It is kept as %1, and a new one is begun. Backups are not affected.</source>
        <translation>実行した操作の一覧が破損していました。%1 として残し、新しい一覧を開始します。バックアップに影響はありません。</translation>
    </message>
    <message>
        <source>Export the activity</source>
        <translation>アクティビティのエクスポート</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表 (*.csv)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
</context>
<context>
    <name>lifeboat::AdoptPage</name>
    <message>
        <source>bucket %1 at %2</source>
        <translation>バケット %1 (%2)</translation>
    </message>
    <message>
        <source>off: backups are made when you ask for one</source>
        <translation>オフ: バックアップは手動で実行したときだけ作成されます</translation>
    </message>
    <message>
        <source>off: whoever can read the destination can read the database</source>
        <translation>オフ: 保存先を読める人は、データベースも読めます</translation>
    </message>
    <message>
        <source>on, but there is no key yet: Lifeboat will ask for it</source>
        <translation>オン。ただしキーがまだないため、Lifeboat がお尋ねします</translation>
    </message>
    <message>
        <source>on, with the key %1</source>
        <translation>オン (キー %1)</translation>
    </message>
    <message>
        <source>Use this configuration</source>
        <translation>この設定を使用</translation>
    </message>
    <message>
        <source>The file stays where it is; Lifeboat reads it as its program does and does not copy it.</source>
        <translation>ファイルはそのまま残ります。元のプログラムと同じように読み取り、コピーはしません。</translation>
    </message>
    <message>
        <source>This file cannot be used as it is</source>
        <translation>このファイルはこのままでは使えません</translation>
    </message>
    <message>
        <source>File:</source>
        <translation>ファイル:</translation>
    </message>
    <message>
        <source>Database:</source>
        <translation>データベース:</translation>
    </message>
    <message>
        <source>Backups go to:</source>
        <translation>バックアップの保存先:</translation>
    </message>
    <message>
        <source>Encryption:</source>
        <translation>暗号化:</translation>
    </message>
    <message>
        <source>Note:</source>
        <translation>注意:</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>ファイルを読み取っています…</translation>
    </message>
    <message>
        <source>Mend the file, or go back and set the database up by hand.</source>
        <translation>ファイルを修正するか、前に戻ってデータベースを手動で設定してください。</translation>
    </message>
    <message>
        <source>Schedule:</source>
        <translation>スケジュール:</translation>
    </message>
    <message>
        <source>nobody beyond this desktop</source>
        <translation>このデスクトップのみ</translation>
    </message>
    <message>
        <source>Tells of failures:</source>
        <translation>失敗の通知先:</translation>
    </message>
    <message>
        <source>Keeps:</source>
        <translation>保持:</translation>
    </message>
    <message>
        <source>Runs commands:</source>
        <translation>実行するコマンド:</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>Runs these commands:</source>
        <translation>次のコマンドを実行します:</translation>
    </message>
    <message>
        <source>They go to the shell as you, so go on only if you trust them.</source>
        <translation>あなたの権限でシェルが実行します。信頼できる場合にのみ続けてください。</translation>
    </message>
    <message>
        <source>%1:</source>
        <comment>before a backup</comment>
        <translation>%1:</translation>
    </message>
</context>
<context>
    <name>lifeboat::AlertTest</name>
    <message>
        <source>Ping</source>
        <translation>Ping</translation>
    </message>
    <message>
        <source>Webhook</source>
        <translation>Webhook</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>メール</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>webhook to a host, mail to somebody</comment>
        <translation>%1 (宛先: %2)</translation>
    </message>
    <message>
        <source>%1: sent.</source>
        <translation>%1: 送信しました。</translation>
    </message>
    <message>
        <source>%1: not sent. %2</source>
        <translation>%1: 送信できませんでした。%2</translation>
    </message>
    <message>
        <source>Nothing was sent.</source>
        <translation>何も送信していません。</translation>
    </message>
    <message>
        <source>Sending… This can take half a minute.</source>
        <translation>送信しています… 30 秒ほどかかることがあります。</translation>
    </message>
    <message>
        <source>It goes every way that is set above.</source>
        <translation>上で設定したすべての方法で送信します。</translation>
    </message>
    <message>
        <source>Send a t&amp;est</source>
        <translation>テストを送信(&amp;E)</translation>
    </message>
</context>
<context>
    <name>lifeboat::AlertsGroup</name>
    <message>
        <source>Enter a web address that begins with https:// and names a host.</source>
        <translation>https:// で始まり、ホストを含む Web アドレスを入力してください。</translation>
    </message>
    <message>
        <source>This is plain http: anyone on the way can read and stop what it says.</source>
        <translation>平文の http です。経路上の誰でも、通信の内容を読んだり遮断したりできます。</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>アラート</translation>
    </message>
    <message>
        <source>Dead-man&apos;s switch</source>
        <translation>デッドマンスイッチ</translation>
    </message>
    <message>
        <source>&amp;Ping address:</source>
        <translation>Ping のアドレス(&amp;P):</translation>
    </message>
    <message>
        <source>Of a service such as healthchecks.io, asked for after each backup: it raises the alarm when it hears nothing, even when this machine is gone.</source>
        <translation>healthchecks.io などのサービスのアドレスです。バックアップのたびにアクセスします。アクセスが途絶えると、このコンピューターが失われていてもサービスが警報を出します。</translation>
    </message>
    <message>
        <source>Webhook</source>
        <translation>Webhook</translation>
    </message>
    <message>
        <source>&amp;Webhook address:</source>
        <translation>Webhook のアドレス(&amp;W):</translation>
    </message>
    <message>
        <source>Told when something goes wrong, and when all is well again.</source>
        <translation>問題が起きたときと、すべて正常に戻ったときに通知します。</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>テスト</translation>
    </message>
    <message>
        <source>None</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>JSON</source>
        <comment>format of a webhook</comment>
        <translation>JSON</translation>
    </message>
    <message>
        <source>As the file has it</source>
        <translation>ファイルの設定どおり</translation>
    </message>
    <message>
        <source>From the environment variable</source>
        <translation>環境変数から取得</translation>
    </message>
    <message>
        <source>Variable with the token</source>
        <translation>トークンの環境変数</translation>
    </message>
    <message>
        <source>T&amp;oken:</source>
        <translation>トークン(&amp;O):</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>メール</translation>
    </message>
    <message>
        <source>Enter one address such as you@example.com, or a user of this machine.</source>
        <translation>you@example.com のようなアドレスを 1 つ、またはこのコンピューターのユーザーを入力してください。</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>Through this machine&apos;s own sendmail.</source>
        <translation>このコンピューターの sendmail で送信します。</translation>
    </message>
    <message>
        <source>Enter the name of a variable such as WEBHOOK_TOKEN, not the token itself.</source>
        <translation>トークンそのものではなく、WEBHOOK_TOKEN のような環境変数の名前を入力してください。</translation>
    </message>
    <message>
        <source>%1 is not set. Set it where Lifeboat is started, and start it again.</source>
        <translation>%1 が設定されていません。Lifeboat を起動する環境で設定し、起動し直してください。</translation>
    </message>
    <message>
        <source>Apply or revert your changes before you test.</source>
        <translation>テストする前に、変更を適用するか、元に戻してください。</translation>
    </message>
    <message>
        <source>Nobody is told yet. Enter an address above and apply it first.</source>
        <translation>通知先がまだありません。先に上でアドレスを入力し、適用してください。</translation>
    </message>
    <message>
        <source>Sent along to prove who speaks. As it is a secret, only the name of a variable is written.</source>
        <translation>送信者を証明するために一緒に送られます。秘密の情報のため、変数の名前だけが書き込まれます。</translation>
    </message>
    <message>
        <source>Fo&amp;rmat:</source>
        <translation>形式(&amp;R):</translation>
    </message>
    <message>
        <source>Ma&amp;il to:</source>
        <translation>メールの宛先(&amp;I):</translation>
    </message>
    <message>
        <source>Webhook and mail hear of s&amp;uccesses, too</source>
        <translation>成功も Webhook とメールで通知する(&amp;U)</translation>
    </message>
    <message>
        <source>How the message is written</source>
        <translation>メッセージの書式</translation>
    </message>
</context>
<context>
    <name>lifeboat::BackupActions</name>
    <message>
        <source>Backed up as %1; expired backups could not be removed: %2</source>
        <translation>%1 としてバックアップしました。期限切れのバックアップを削除できませんでした: %2</translation>
    </message>
    <message>
        <source>Backed up as %1 (%2)</source>
        <translation>%1 としてバックアップしました (%2)</translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s) damaged: see the list</source>
        <translation>
            <numerusform>%n 件のバックアップが破損しています。一覧を確認してください</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s) verified: decrypted, compared with the checksum, and checked by SQLite</source>
        <translation>
            <numerusform>%n 件のバックアップを検証しました。復号し、チェックサムと比較し、SQLite で検査済みです</numerusform>
        </translation>
    </message>
    <message>
        <source>Saved as %1 (%2), checked</source>
        <translation>%1 として保存しました (%2、検査済み)</translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s) deleted</source>
        <translation>
            <numerusform>%n 件のバックアップを削除しました</numerusform>
        </translation>
    </message>
    <message>
        <source>Restore drill failed: %1</source>
        <translation>復元訓練に失敗しました: %1</translation>
    </message>
    <message>
        <source>Proven restorable: %1, with a problem: %2</source>
        <translation>復元可能と確認しましたが、問題があります: %1、%2</translation>
    </message>
    <message>
        <source>Proven restorable: %1</source>
        <translation>復元可能と確認しました: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1, and %n that waited here</source>
        <translation>
            <numerusform>%1。アップロード待ちだった %n 件もアップロードしました</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n expired backup(s) removed, %1 freed</source>
        <translation>
            <numerusform>%n 件の期限切れバックアップを削除しました (空いた容量 %1)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1; %n kept by a bucket lock</source>
        <translation>
            <numerusform>%1。%n 件はバケットロックにより保持</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::BackupCommands</name>
    <message>
        <source>&amp;Restore…</source>
        <translation>復元(&amp;R)…</translation>
    </message>
    <message>
        <source>Put this backup back</source>
        <translation>このバックアップを復元します</translation>
    </message>
    <message>
        <source>&amp;Verify</source>
        <translation>検証(&amp;V)</translation>
    </message>
    <message>
        <source>Download and check the selected backups</source>
        <translation>選択したバックアップをダウンロードして検査します</translation>
    </message>
    <message>
        <source>&amp;Download…</source>
        <translation>ダウンロード(&amp;D)…</translation>
    </message>
    <message>
        <source>Save this backup as a database file</source>
        <translation>このバックアップをデータベースファイルとして保存します</translation>
    </message>
    <message>
        <source>&amp;Copy key</source>
        <translation>キーをコピー(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the names of the selected backups in the store</source>
        <translation>選択したバックアップのストア内での名前をコピーします</translation>
    </message>
    <message>
        <source>D&amp;elete…</source>
        <translation>削除(&amp;E)…</translation>
    </message>
    <message>
        <source>Delete the selected backups from the store</source>
        <translation>選択したバックアップをストアから削除します</translation>
    </message>
    <message>
        <source>Restore dr&amp;ill</source>
        <translation>復元訓練(&amp;I)</translation>
    </message>
    <message>
        <source>Restore this backup to a scratch file and prove that it is what it was</source>
        <translation>このバックアップを一時ファイルに復元し、元の内容のままであることを確認します</translation>
    </message>
    <message>
        <source>Remove e&amp;xpired…</source>
        <translation>期限切れを削除(&amp;X)…</translation>
    </message>
    <message>
        <source>Show which backups the retention rules let go, and remove them from the store</source>
        <translation>保持のルールで削除対象となるバックアップを表示し、ストアから削除します</translation>
    </message>
</context>
<context>
    <name>lifeboat::BackupModel</name>
    <message>
        <source>encrypted</source>
        <translation>暗号化</translation>
    </message>
    <message>
        <source>verified %1</source>
        <comment>today 03:00</comment>
        <translation>%1 に検証</translation>
    </message>
    <message>
        <source>When</source>
        <translation>日時</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>種類</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>検証結果</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>平文</translation>
    </message>
    <message>
        <source>%1
%2 in UTC</source>
        <translation>%1
UTC では %2</translation>
    </message>
    <message>
        <source>%1 bytes in the store</source>
        <translation>ストア内で %1 バイト</translation>
    </message>
    <message>
        <source>Sealed with an encryption key before it left this computer</source>
        <translation>このコンピューターから送る前に、暗号化キーで封入しました</translation>
    </message>
    <message>
        <source>Not encrypted: whoever can read the store can read it</source>
        <translation>暗号化されていません。ストアを読める人は、これも読めます</translation>
    </message>
    <message>
        <source>Downloaded, opened and checked: %1</source>
        <translation>ダウンロードし、開いて検査しました: %1</translation>
    </message>
    <message>
        <source>Checked: %1
%2</source>
        <translation>検査: %1
%2</translation>
    </message>
    <message>
        <source>not verified</source>
        <translation>未検証</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>破損</translation>
    </message>
    <message>
        <source>key does not fit</source>
        <translation>キー不一致</translation>
    </message>
    <message>
        <source>proven restorable %1</source>
        <comment>today 03:00</comment>
        <translation>%1 に復元可能と確認</translation>
    </message>
    <message>
        <source>The restore drill failed: %1
Held on %2: %3</source>
        <comment>time, host, problem</comment>
        <translation>復元訓練に失敗: %1
%2 で実施: %3</translation>
    </message>
    <message>
        <source>Proven restorable on %1</source>
        <comment>time</comment>
        <translation>復元可能と確認: %1</translation>
    </message>
    <message>
        <source>Restored to a scratch file on %1 and checked</source>
        <comment>host</comment>
        <translation>%1 で一時ファイルに復元し、検査しました</translation>
    </message>
    <message numerus="yes">
        <source>Schema and rows of %n table(s) are as they were backed up</source>
        <translation>
            <numerusform>スキーマと、テーブル %n 個の行がバックアップ時のままです</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) of your own answered rightly</source>
        <translation>
            <numerusform>独自の確認 %n 件が正しい結果でした</numerusform>
        </translation>
    </message>
    <message>
        <source>Not verified on this computer, and no restore drill was held of it yet</source>
        <translation>このコンピューターでは未検証で、復元訓練もまだ行われていません</translation>
    </message>
    <message>
        <source>restore drill failed</source>
        <translation>復元訓練に失敗</translation>
    </message>
    <message>
        <source>Drag it to a folder and hold it while it is fetched, or drag it again then</source>
        <translation>フォルダーへドラッグし、取得が終わるまで押したままにするか、終わってからもう一度ドラッグします</translation>
    </message>
</context>
<context>
    <name>lifeboat::BackupsPage</name>
    <message>
        <source>Select a database to see its backups.</source>
        <translation>データベースを選択すると、そのバックアップが表示されます。</translation>
    </message>
    <message>
        <source>No backups yet</source>
        <translation>バックアップはまだありません</translation>
    </message>
    <message>
        <source>Back up &amp;now</source>
        <translation>今すぐバックアップ(&amp;N)</translation>
    </message>
    <message>
        <source>Out of reach</source>
        <translation>接続できません</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>再試行(&amp;T)</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>バックアップ</translation>
    </message>
    <message>
        <source>Newest first. Return restores the selected backup; the context menu has more.</source>
        <translation>新しい順です。Return キーで選択したバックアップを復元します。その他の操作はコンテキストメニューにあります。</translation>
    </message>
    <message>
        <source>The backups cannot be listed</source>
        <translation>バックアップの一覧を取得できません</translation>
    </message>
    <message>
        <source>Nothing of %1 is in %2.</source>
        <translation>%2 に %1 のバックアップはありません。</translation>
    </message>
    <message>
        <source>Listing backups in %1…</source>
        <translation>%1 のバックアップの一覧を取得しています…</translation>
    </message>
    <message numerus="yes">
        <source>Listing backups: %n so far</source>
        <translation>
            <numerusform>バックアップの一覧を取得しています: 現在 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>The store cannot be reached since %1 or earlier. This is the list from %2 ago.</source>
        <translation>%1 またはそれ以前からストアに接続できません。表示しているのは、取得から %2 経過した一覧です。</translation>
    </message>
    <message>
        <source>No backup matches “%1”.</source>
        <translation>「%1」に一致するバックアップはありません。</translation>
    </message>
    <message>
        <source>Save backup as a database file</source>
        <translation>バックアップをデータベースファイルとして保存</translation>
    </message>
    <message>
        <source>SQLite databases (*.db);;All files (*)</source>
        <translation>SQLite データベース (*.db);;すべてのファイル (*)</translation>
    </message>
    <message>
        <source>The first backup is being made…</source>
        <translation>最初のバックアップを作成しています…</translation>
    </message>
    <message>
        <source>It is listed here as soon as it is in %1.</source>
        <translation>%1 に保存されるとここに表示されます。</translation>
    </message>
    <message>
        <source>Reading %1 and its secrets. A locked keychain is waited for.</source>
        <translation>%1 とそのシークレットを読み込んでいます。キーチェーンがロックされている場合は、解除されるまで待ちます。</translation>
    </message>
</context>
<context>
    <name>lifeboat::CalendarRow</name>
    <message>
        <source>Calendar of backups</source>
        <translation>バックアップのカレンダー</translation>
    </message>
    <message>
        <source>No backups in this time</source>
        <translation>この期間にバックアップはありません</translation>
    </message>
    <message numerus="yes">
        <source>Backups on %1 of the last %n day(s)</source>
        <translation>
            <numerusform>直近 %n 日のうち %1 日でバックアップ済み</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Backups in %1 of the last %n hour(s)</source>
        <translation>
            <numerusform>直近 %n 時間のうち %1 時間でバックアップ済み</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Backups in %1 of the last %n interval(s) of %2</source>
        <translation>
            <numerusform>%2間隔で直近 %n 回のうち %1 回でバックアップ済み</numerusform>
        </translation>
    </message>
    <message>
        <source>%1; missed: %2</source>
        <translation>%1、欠落: %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>day of the week, date</comment>
        <translation>%2 (%1)</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 ～ %2</translation>
    </message>
    <message>
        <source>%1: backup %2</source>
        <comment>span, time</comment>
        <translation>%1: バックアップ %2</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n backup(s), the last %2</source>
        <translation>
            <numerusform>%1: バックアップ %n 件、最後は %2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: no backup, although one was due</source>
        <translation>%1: 予定がありましたが、バックアップなし</translation>
    </message>
    <message>
        <source>%1: no backup, and none was due</source>
        <translation>%1: 予定がなく、バックアップなし</translation>
    </message>
    <message>
        <source>%1: before the oldest backup</source>
        <translation>%1: 最も古いバックアップより前</translation>
    </message>
    <message>
        <source>The only backup so far: %1</source>
        <comment>today 14:02</comment>
        <translation>これまでのバックアップは 1 件のみ: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s), the last %1</source>
        <translation>
            <numerusform>バックアップ %n 件、最新は %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::CommandsGroup</name>
    <message>
        <source>Commands</source>
        <translation>コマンド</translation>
    </message>
    <message>
        <source>Around a backup</source>
        <translation>バックアップの前後</translation>
    </message>
    <message>
        <source>Its failure calls the backup off.</source>
        <translation>失敗すると、バックアップを中止します。</translation>
    </message>
    <message>
        <source>Also after a failure; LIFEBOAT_RESULT says which.</source>
        <translation>失敗した後にも実行します。結果は LIFEBOAT_RESULT でわかります。</translation>
    </message>
    <message>
        <source>Around a restore</source>
        <translation>復元の前後</translation>
    </message>
    <message>
        <source>Befo&amp;re a restore:</source>
        <translation>復元前(&amp;R):</translation>
    </message>
    <message>
        <source>Its failure calls the restore off.</source>
        <translation>失敗すると、復元を中止します。</translation>
    </message>
    <message>
        <source>For each of them</source>
        <translation>すべてのコマンドに共通</translation>
    </message>
    <message>
        <source>Commands go to the shell as they stand, and run as the user who runs Lifeboat.</source>
        <translation>コマンドはそのままシェルに渡され、Lifeboat を実行しているユーザーとして実行されます。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>なし</translation>
    </message>
    <message>
        <source> s</source>
        <comment>seconds</comment>
        <translation> 秒</translation>
    </message>
    <message>
        <source>Befor&amp;e a backup:</source>
        <translation>バックアップ前(&amp;E):</translation>
    </message>
    <message>
        <source>After a back&amp;up:</source>
        <translation>バックアップ後(&amp;U):</translation>
    </message>
    <message>
        <source>After a rest&amp;ore:</source>
        <translation>復元後(&amp;O):</translation>
    </message>
    <message>
        <source>T&amp;ime limit:</source>
        <translation>制限時間(&amp;I):</translation>
    </message>
    <message>
        <source>A command that takes longer is stopped</source>
        <translation>これより長くかかるコマンドは中止されます</translation>
    </message>
</context>
<context>
    <name>lifeboat::ConnectionTest</name>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Not tried</source>
        <translation>未実行</translation>
    </message>
    <message>
        <source>&amp;Test connection</source>
        <translation>接続をテスト(&amp;T)</translation>
    </message>
    <message>
        <source>Go on &amp;although the test failed</source>
        <translation>テストに失敗しても続行(&amp;A)</translation>
    </message>
    <message>
        <source>S&amp;top testing</source>
        <translation>テストを中止(&amp;T)</translation>
    </message>
    <message>
        <source>Not tested. The test writes, reads and deletes a small object.</source>
        <translation>未テストです。テストでは、小さなオブジェクトの書き込み、読み取り、削除を行います。</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>テストしています…</translation>
    </message>
    <message>
        <source>The connection works.</source>
        <translation>接続できました。</translation>
    </message>
    <message>
        <source>The connection does not work yet.</source>
        <translation>まだ接続できません。</translation>
    </message>
</context>
<context>
    <name>lifeboat::DatabaseBrowser</name>
    <message>
        <source>%1, backup of %2 (read-only)</source>
        <comment>database, when</comment>
        <translation>%1、%2 のバックアップ (読み取り専用)</translation>
    </message>
    <message>
        <source>&amp;Tables and views</source>
        <translation>テーブルとビュー(&amp;T)</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>絞り込み</translation>
    </message>
    <message>
        <source>Filter tables</source>
        <translation>テーブルを絞り込む</translation>
    </message>
    <message>
        <source>Shows only tables whose name contains this</source>
        <translation>名前にこの文字列を含むテーブルだけを表示します</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>Tables and views</source>
        <translation>テーブルとビュー</translation>
    </message>
    <message>
        <source>Choose one to see its rows</source>
        <translation>選択すると行が表示されます</translation>
    </message>
    <message>
        <source>The rows of the chosen table; more are read while you scroll</source>
        <translation>選択したテーブルの行です。スクロールすると続きを読み込みます</translation>
    </message>
    <message>
        <source>No rows.</source>
        <translation>行がありません。</translation>
    </message>
    <message>
        <source>The table cannot be read</source>
        <translation>テーブルを読み取れません</translation>
    </message>
    <message>
        <source>&amp;Save a copy…</source>
        <translation>コピーを保存(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Restore this one…</source>
        <translation>これを復元(&amp;R)…</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>調べています…</translation>
    </message>
    <message>
        <source>The database cannot be read</source>
        <translation>データベースを読み取れません</translation>
    </message>
    <message>
        <source>%1 (view)</source>
        <translation>%1 (ビュー)</translation>
    </message>
    <message>
        <source>%1 (table)</source>
        <translation>%1 (テーブル)</translation>
    </message>
    <message>
        <source>There are no tables in this database.</source>
        <translation>このデータベースにテーブルはありません。</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>コピーを保存</translation>
    </message>
    <message>
        <source>The copy was not saved</source>
        <translation>コピーを保存できませんでした</translation>
    </message>
</context>
<context>
    <name>lifeboat::DatabaseGroup</name>
    <message>
        <source>Up to 100 of the characters A-Z a-z 0-9 . _ -</source>
        <translation>A-Z a-z 0-9 . _ - の文字を 100 文字以内で使います</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>データベース</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>詳細設定</translation>
    </message>
    <message>
        <source>Backups made under another name stay where they are, and leave this list.</source>
        <translation>別の名前で作成したバックアップはそのまま残りますが、この一覧には表示されなくなります。</translation>
    </message>
    <message>
        <source>Chosen by itself</source>
        <translation>自動的に選択</translation>
    </message>
    <message>
        <source>A backup gives up when the log grew by more meanwhile; 0 is no limit.</source>
        <translation>バックアップ中にログがこれを超えて増えると中止します。0 は無制限です。</translation>
    </message>
    <message>
        <source>What a restore replaces</source>
        <translation>復元で置き換えられる内容</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>無期限</translation>
    </message>
    <message>
        <source>Beside the database, so that the restore can be undone.</source>
        <translation>復元を取り消せるように、データベースと同じ場所に残します。</translation>
    </message>
    <message>
        <source>&amp;Room for it:</source>
        <translation>容量の上限(&amp;R):</translation>
    </message>
    <message>
        <source>The oldest goes first, the last one stays; 0 is no limit.</source>
        <translation>古いものから削除し、最後の 1 つは残します。0 は無制限です。</translation>
    </message>
    <message>
        <source>F&amp;ile:</source>
        <translation>ファイル(&amp;I):</translation>
    </message>
    <message>
        <source>Da&amp;ys it is kept:</source>
        <translation>残す日数(&amp;Y):</translation>
    </message>
    <message>
        <source>&amp;Name of the backups:</source>
        <translation>バックアップの名前(&amp;N):</translation>
    </message>
    <message>
        <source>T&amp;emporary folder:</source>
        <translation>一時フォルダー(&amp;E):</translation>
    </message>
    <message>
        <source>&amp;Write-ahead log limit:</source>
        <translation>先行書き込みログの上限(&amp;W):</translation>
    </message>
    <message>
        <source>There is no such file yet.</source>
        <translation>そのようなファイルはまだありません。</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>入力が必要です。</translation>
    </message>
</context>
<context>
    <name>lifeboat::DatabasePage</name>
    <message>
        <source>Which database?</source>
        <translation>どのデータベースですか?</translation>
    </message>
    <message>
        <source>Lifeboat copies it while its program goes on working; nothing has to be stopped.</source>
        <translation>Lifeboat は動作中のままコピーします。何も停止する必要はありません。</translation>
    </message>
    <message>
        <source>&amp;Found on this computer:</source>
        <translation>このコンピューターで見つかったデータベース(&amp;F):</translation>
    </message>
    <message>
        <source>Databases of well-known programs; choosing one fills in its path</source>
        <translation>よく知られたプログラムのデータベースです。選ぶとパスが入力されます</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>プログラム</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>場所</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>参照(&amp;B)…</translation>
    </message>
    <message>
        <source>A path, or drop a .db file here</source>
        <translation>パスを入力、または .db ファイルをここにドロップ</translation>
    </message>
    <message>
        <source>What this database and its backups are called</source>
        <translation>このデータベースとバックアップの呼び名</translation>
    </message>
    <message>
        <source>&amp;Database file:</source>
        <translation>データベースファイル(&amp;D):</translation>
    </message>
    <message>
        <source>N&amp;ame:</source>
        <translation>名前(&amp;A):</translation>
    </message>
    <message>
        <source>Use a &amp;RustResort configuration file…</source>
        <translation>RustResort の設定ファイルを使用(&amp;R)…</translation>
    </message>
    <message>
        <source>It already says which database, where to and how often; Lifeboat reads it as it is</source>
        <translation>データベース、保存先、頻度はすでに書かれています。Lifeboat はそのまま読み取ります</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>調べています…</translation>
    </message>
    <message>
        <source>None of the usual places has a database that you may read.</source>
        <translation>一般的な場所に、読み取れるデータベースはありません。</translation>
    </message>
    <message>
        <source>Choose a database</source>
        <translation>データベースの選択</translation>
    </message>
    <message>
        <source>Databases (*.db *.db3 *.sqlite *.sqlite3)</source>
        <translation>データベース (*.db *.db3 *.sqlite *.sqlite3)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>すべてのファイル (*)</translation>
    </message>
    <message>
        <source>Choose a configuration file</source>
        <translation>設定ファイルの選択</translation>
    </message>
    <message>
        <source>Configuration files (*.toml)</source>
        <translation>設定ファイル (*.toml)</translation>
    </message>
    <message>
        <source>rollback</source>
        <comment>a journal mode</comment>
        <translation>ロールバック</translation>
    </message>
    <message numerus="yes">
        <source>SQLite database, %1, %n table(s), journal mode %2</source>
        <translation>
            <numerusform>SQLite データベース、%1、テーブル %n 個、ジャーナルモード %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Give the database a name.</source>
        <translation>データベースの名前を入力してください。</translation>
    </message>
    <message>
        <source>The name must begin and end with a letter, a digit or &quot;_&quot;.</source>
        <translation>名前の先頭と末尾は、英字、数字、または &quot;_&quot; でなければなりません。</translation>
    </message>
    <message>
        <source>There is already a profile named %1.</source>
        <translation>%1 という名前のプロファイルはすでにあります。</translation>
    </message>
    <message>
        <source>Choose a database to go on.</source>
        <translation>続けるにはデータベースを選んでください。</translation>
    </message>
    <message>
        <source>Give the whole path, beginning with &quot;/&quot;.</source>
        <translation>&quot;/&quot; で始まる完全なパスを入力してください。</translation>
    </message>
    <message>
        <source>This file cannot be backed up as a database.</source>
        <translation>このファイルはデータベースとしてバックアップできません。</translation>
    </message>
    <message>
        <source>Looking at the file…</source>
        <translation>ファイルを調べています…</translation>
    </message>
    <message>
        <source>Found on this computer</source>
        <translation>このコンピューターで見つかったデータベース</translation>
    </message>
</context>
<context>
    <name>lifeboat::DeleteConfirmation</name>
    <message>
        <source>&amp;Delete</source>
        <translation>削除(&amp;D)</translation>
    </message>
    <message>
        <source>Delete backups</source>
        <translation>バックアップの削除</translation>
    </message>
    <message>
        <source>Also the &amp;newest one</source>
        <translation>最新のものも削除(&amp;N)</translation>
    </message>
    <message>
        <source>This is the newest backup.</source>
        <translation>これは最新のバックアップです。</translation>
    </message>
    <message>
        <source>Make a newer one first, or tick the box to delete it all the same.</source>
        <translation>先に新しいバックアップを作成するか、それでも削除する場合はチェックを入れてください。</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n backup(s)?</source>
        <translation>
            <numerusform>%n 件のバックアップを削除しますか?</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>time, size</comment>
        <translation>%1、%2</translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… 他 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>From %1 to %2, %3 in all.</source>
        <translation>%1 から %2 まで、合計 %3。</translation>
    </message>
    <message>
        <source>%1 in all.</source>
        <comment>size</comment>
        <translation>合計 %1。</translation>
    </message>
    <message>
        <source>The newest backup is left out.</source>
        <translation>最新のバックアップは除外されます。</translation>
    </message>
    <message numerus="yes">
        <source>They are removed from the store. This cannot be undone.</source>
        <comment>%n backups</comment>
        <translation>
            <numerusform>ストアから削除されます。この操作は取り消せません。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::DestinationDialog</name>
    <message>
        <source>Change the destination of %1</source>
        <translation>%1 の保存先を変更</translation>
    </message>
    <message>
        <source>&amp;Keep the secret:</source>
        <translation>シークレットの保管場所(&amp;K):</translation>
    </message>
    <message>
        <source>Backups are made to the new destination from now on. Those in the old one stay where they are, and leave this list: nothing is moved or deleted. Change back to see them again.</source>
        <translation>今後のバックアップは新しい保存先に作成されます。以前の保存先のバックアップはそのまま残りますが、この一覧には表示されなくなります。移動や削除は行いません。保存先を元に戻せば、再び表示されます。</translation>
    </message>
    <message>
        <source>this form</source>
        <translation>このフォーム</translation>
    </message>
    <message>
        <source>Testing the connection…</source>
        <translation>接続をテストしています…</translation>
    </message>
    <message>
        <source>Correct what the test found, or choose to go on although it failed.</source>
        <translation>テストで見つかった問題を修正するか、失敗しても続行することを選んでください。</translation>
    </message>
    <message>
        <source>The destination was not changed</source>
        <translation>保存先を変更できませんでした</translation>
    </message>
    <message>
        <source>C&amp;hange destination</source>
        <translation>保存先を変更(&amp;H)</translation>
    </message>
</context>
<context>
    <name>lifeboat::DestinationForm</name>
    <message>
        <source>Cloudflare &amp;R2</source>
        <translation>Cloudflare R2(&amp;R)</translation>
    </message>
    <message>
        <source>Another &amp;S3 store</source>
        <translation>その他の S3 ストア(&amp;S)</translation>
    </message>
    <message>
        <source>A fol&amp;der</source>
        <translation>フォルダー(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Account ID:</source>
        <translation>アカウント ID(&amp;A):</translation>
    </message>
    <message>
        <source>32 hexadecimal digits, or the bucket&apos;s S3 address</source>
        <translation>16 進数 32 桁、またはバケットの S3 アドレス</translation>
    </message>
    <message>
        <source>In Cloudflare&apos;s dashboard: R2, Overview, Account details. A pasted S3 address is taken apart.</source>
        <translation>Cloudflare のダッシュボードの「R2」、「Overview」、「Account details」にあります。S3 アドレスを貼り付けると、各項目に振り分けます。</translation>
    </message>
    <message>
        <source>&amp;Jurisdiction:</source>
        <translation>管轄(&amp;J):</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>既定</translation>
    </message>
    <message>
        <source>European Union</source>
        <translation>欧州連合</translation>
    </message>
    <message>
        <source>FedRAMP</source>
        <translation>FedRAMP</translation>
    </message>
    <message>
        <source>Bu&amp;cket:</source>
        <translation>バケット(&amp;C):</translation>
    </message>
    <message>
        <source>A private bucket of its own for backups</source>
        <translation>バックアップ専用の非公開バケット</translation>
    </message>
    <message>
        <source>&amp;Endpoint:</source>
        <translation>エンドポイント(&amp;E):</translation>
    </message>
    <message>
        <source>https://s3.example.com</source>
        <translation>https://s3.example.com</translation>
    </message>
    <message>
        <source>Re&amp;gion:</source>
        <translation>リージョン(&amp;G):</translation>
    </message>
    <message>
        <source>us-east-1, eu-central-1, …</source>
        <translation>us-east-1、eu-central-1、…</translation>
    </message>
    <message>
        <source>The bucket is part of the &amp;path (path style)</source>
        <translation>バケットをパスに含める (パス形式)(&amp;P)</translation>
    </message>
    <message>
        <source>Use plain &amp;HTTP: everyone on the way can read along</source>
        <translation>平文の HTTP を使用: 経路上の誰でも内容を読めます(&amp;H)</translation>
    </message>
    <message>
        <source>F&amp;older:</source>
        <translation>フォルダー(&amp;O):</translation>
    </message>
    <message>
        <source>On another disk, or on a share that is mounted</source>
        <translation>別のディスク、またはマウントした共有フォルダー</translation>
    </message>
    <message>
        <source>Bro&amp;wse…</source>
        <translation>参照(&amp;W)…</translation>
    </message>
    <message>
        <source>A folder on the same disk as the database is lost together with it.</source>
        <translation>データベースと同じディスクにあるフォルダーは、データベースと一緒に失われます。</translation>
    </message>
    <message>
        <source>Access key</source>
        <translation>アクセスキー</translation>
    </message>
    <message>
        <source>Access &amp;key ID:</source>
        <translation>アクセスキー ID(&amp;K):</translation>
    </message>
    <message>
        <source>Secret access ke&amp;y:</source>
        <translation>シークレットアクセスキー(&amp;Y):</translation>
    </message>
    <message>
        <source>Leave both empty to use those of the environment, of ~/.aws/credentials or of this machine&apos;s role.</source>
        <translation>両方を空欄にすると、環境変数、~/.aws/credentials、またはこのコンピューターのロールのものを使います。</translation>
    </message>
    <message>
        <source>I&amp;mport from rclone or AWS…</source>
        <translation>rclone または AWS からインポート(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;What the key must be allowed to do…</source>
        <translation>キーに必要な権限(&amp;W)…</translation>
    </message>
    <message>
        <source>Choose a folder for backups</source>
        <translation>バックアップ用フォルダーの選択</translation>
    </message>
    <message>
        <source>Enter the Cloudflare account ID.</source>
        <translation>Cloudflare のアカウント ID を入力してください。</translation>
    </message>
    <message numerus="yes">
        <source>The account ID has 32 hexadecimal digits; this is %n character(s).</source>
        <translation>
            <numerusform>アカウント ID は 16 進数 32 桁ですが、入力されているのは %n 文字です。</numerusform>
        </translation>
    </message>
    <message>
        <source>Enter the bucket&apos;s name.</source>
        <translation>バケット名を入力してください。</translation>
    </message>
    <message>
        <source>Enter the secret access key, too.</source>
        <translation>シークレットアクセスキーも入力してください。</translation>
    </message>
    <message>
        <source>Enter the access key ID, too.</source>
        <translation>アクセスキー ID も入力してください。</translation>
    </message>
    <message>
        <source>Choose a folder to go on.</source>
        <translation>続けるにはフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>Give the whole path, beginning with &quot;/&quot;.</source>
        <translation>&quot;/&quot; で始まる完全なパスを入力してください。</translation>
    </message>
    <message>
        <source>Enter the store&apos;s endpoint.</source>
        <translation>ストアのエンドポイントを入力してください。</translation>
    </message>
    <message>
        <source>Enter the store&apos;s region; many stores take us-east-1.</source>
        <translation>ストアのリージョンを入力してください。多くのストアでは us-east-1 を使えます。</translation>
    </message>
    <message>
        <source>Where Cloudflare keeps the bucket, as was chosen when it was made</source>
        <translation>Cloudflare がバケットを保管する場所 (作成時に選んだもの)</translation>
    </message>
    <message>
        <source>The store&apos;s address, with https:// and without a bucket</source>
        <translation>ストアのアドレス (https:// を付け、バケットは含めない)</translation>
    </message>
    <message>
        <source>As the store names it</source>
        <translation>ストアでの名前</translation>
    </message>
    <message>
        <source>As the store showed it when the key was made</source>
        <translation>キーの作成時にストアが表示したもの</translation>
    </message>
</context>
<context>
    <name>lifeboat::DestinationGroup</name>
    <message>
        <source>This is needed.</source>
        <translation>入力が必要です。</translation>
    </message>
    <message>
        <source>Enter a web address such as https://s3.example.com.</source>
        <translation>https://s3.example.com のような Web アドレスを入力してください。</translation>
    </message>
    <message>
        <source>An account id is 32 hexadecimal digits; the dashboard shows it.</source>
        <translation>アカウント ID は 16 進数 32 桁で、ダッシュボードで確認できます。</translation>
    </message>
    <message>
        <source>A bucket&apos;s name has 3 to 63 of the characters a-z 0-9 . -</source>
        <translation>バケット名には a-z 0-9 . - の文字を 3 ～ 63 文字使います。</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>保存先</translation>
    </message>
    <message>
        <source>F&amp;older:</source>
        <translation>フォルダー(&amp;O):</translation>
    </message>
    <message>
        <source>&amp;Endpoint:</source>
        <translation>エンドポイント(&amp;E):</translation>
    </message>
    <message>
        <source>Acco&amp;unt id:</source>
        <translation>アカウント ID(&amp;U):</translation>
    </message>
    <message>
        <source>None</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>European Union</source>
        <translation>欧州連合</translation>
    </message>
    <message>
        <source>FedRAMP</source>
        <translation>FedRAMP</translation>
    </message>
    <message>
        <source>&amp;Jurisdiction:</source>
        <translation>管轄(&amp;J):</translation>
    </message>
    <message>
        <source>&amp;Prefix:</source>
        <translation>プレフィックス(&amp;P):</translation>
    </message>
    <message>
        <source>Do&amp;wnload limit:</source>
        <translation>ダウンロードの上限(&amp;W):</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>接続</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <translation>システムの証明書</translation>
    </message>
    <message>
        <source>Allow plain HTTP</source>
        <translation>平文の HTTP を許可</translation>
    </message>
    <message>
        <source>Anyone on the way can read what goes over it.</source>
        <translation>経路上の誰でも、通信の内容を読めます。</translation>
    </message>
    <message>
        <source>Taken from the environment</source>
        <translation>環境変数から取得</translation>
    </message>
    <message>
        <source>The secret needs its id beside it.</source>
        <translation>シークレットには ID の指定も必要です。</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>変更なし</translation>
    </message>
    <message>
        <source>Stored in: %1. Type a new one to replace it.</source>
        <translation>保存場所: %1。置き換えるには新しいものを入力してください。</translation>
    </message>
    <message>
        <source>The keychain did not give it.</source>
        <translation>キーチェーンから取得できませんでした。</translation>
    </message>
    <message>
        <source>Another access key has another secret: enter it.</source>
        <translation>アクセスキーが変わるとシークレットも変わります。シークレットを入力してください。</translation>
    </message>
    <message>
        <source>The access key needs its secret: enter it.</source>
        <translation>アクセスキーにはシークレットが必要です。シークレットを入力してください。</translation>
    </message>
    <message>
        <source>When an upload fails</source>
        <translation>アップロードに失敗したとき</translation>
    </message>
    <message>
        <source>Encryption is off, and nothing is kept that is not sealed.</source>
        <translation>暗号化がオフです。封入されていないものは保管しません。</translation>
    </message>
    <message>
        <source>&amp;Room for those kept:</source>
        <translation>保管容量の上限(&amp;R):</translation>
    </message>
    <message>
        <source>The oldest go first.</source>
        <translation>古いものから削除します。</translation>
    </message>
    <message>
        <source>Enter a size such as 1 GiB.</source>
        <translation>1 GiB のようなサイズを入力してください。</translation>
    </message>
    <message>
        <source>Chan&amp;ge destination…</source>
        <translation>保存先を変更(&amp;G)…</translation>
    </message>
    <message>
        <source>Bucket:</source>
        <translation>バケット:</translation>
    </message>
    <message>
        <source>Reg&amp;ion:</source>
        <translation>リージョン(&amp;I):</translation>
    </message>
    <message>
        <source>Upl&amp;oad limit:</source>
        <translation>アップロードの上限(&amp;O):</translation>
    </message>
    <message>
        <source>Certificates to trust:</source>
        <translation>信頼する証明書:</translation>
    </message>
    <message>
        <source>Bucket in the path, not before the host&apos;s &amp;name</source>
        <translation>バケットをホスト名の前ではなくパスに含める(&amp;N)</translation>
    </message>
    <message>
        <source>Send Content-MD5, for stores that insist</source>
        <translation>Content-MD5 を送信 (必須とするストア用)</translation>
    </message>
    <message>
        <source>Keep the sealed backup here, and upload it with the ne&amp;xt one</source>
        <translation>封入されたバックアップをこのコンピューターに保管し、次のバックアップと一緒にアップロードする(&amp;X)</translation>
    </message>
    <message>
        <source>Access ke&amp;y id:</source>
        <translation>アクセスキー ID(&amp;Y):</translation>
    </message>
    <message>
        <source>Secret access key:</source>
        <translation>シークレットアクセスキー:</translation>
    </message>
    <message>
        <source>The store&apos;s address, with https:// and without a bucket</source>
        <translation>ストアのアドレス (https:// を付け、バケットは含めない)</translation>
    </message>
    <message>
        <source>Cloudflare&apos;s, of 32 hexadecimal digits</source>
        <translation>Cloudflare のもの (16 進数 32 桁)</translation>
    </message>
    <message>
        <source>Where Cloudflare keeps the bucket, as was chosen when it was made</source>
        <translation>Cloudflare がバケットを保管する場所 (作成時に選んだもの)</translation>
    </message>
    <message>
        <source>The bucket has to exist</source>
        <translation>既に存在するバケット</translation>
    </message>
    <message>
        <source>A folder in the bucket for all that Lifeboat writes there</source>
        <translation>Lifeboat がバケットに書き込むすべてを入れるフォルダー</translation>
    </message>
    <message>
        <source>As the store names it; auto for Cloudflare R2</source>
        <translation>ストアでの名前 (Cloudflare R2 では auto)</translation>
    </message>
    <message>
        <source>As the store showed it when the key was made</source>
        <translation>キーの作成時にストアが表示したもの</translation>
    </message>
</context>
<context>
    <name>lifeboat::DestinationPage</name>
    <message>
        <source>Where should the backups go?</source>
        <translation>バックアップをどこに保存しますか?</translation>
    </message>
    <message>
        <source>A private bucket of its own, or a folder on another disk.</source>
        <translation>専用の非公開バケット、または別のディスクのフォルダー。</translation>
    </message>
    <message>
        <source>Testing the connection…</source>
        <translation>接続をテストしています…</translation>
    </message>
    <message>
        <source>Correct what the test found, or choose to go on although it failed.</source>
        <translation>テストで見つかった問題を修正するか、失敗しても続行することを選んでください。</translation>
    </message>
    <message>
        <source>this form</source>
        <translation>このフォーム</translation>
    </message>
</context>
<context>
    <name>lifeboat::DragFiles</name>
    <message>
        <source>The fetched copy cannot be named %1.</source>
        <translation>取得したコピーの名前を %1 にできません。</translation>
    </message>
    <message>
        <source>Use Download… instead.</source>
        <translation>代わりに「ダウンロード…」を使ってください。</translation>
    </message>
    <message>
        <source>%1 is ready: drag it to where you want it.</source>
        <translation>%1 の準備ができました。目的の場所にドラッグしてください。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>キャンセルしました。</translation>
    </message>
    <message>
        <source>%1 cannot be dragged</source>
        <translation>%1 をドラッグできません</translation>
    </message>
    <message>
        <source>%1 is being fetched and checked. Hold it until it is ready, or drag it again then.</source>
        <translation>%1 を取得して検査しています。準備ができるまで押したままにするか、準備ができてからもう一度ドラッグしてください。</translation>
    </message>
    <message>
        <source>%1 is ready: drop it where you want it.</source>
        <translation>%1 の準備ができました。目的の場所へドロップしてください。</translation>
    </message>
</context>
<context>
    <name>lifeboat::DrillGroup</name>
    <message>
        <source>It must begin with SELECT.</source>
        <translation>SELECT で始めてください。</translation>
    </message>
    <message>
        <source>A quote has no end.</source>
        <translation>引用符が閉じていません。</translation>
    </message>
    <message>
        <source>Its brackets do not match.</source>
        <translation>括弧の対応が合っていません。</translation>
    </message>
    <message>
        <source>It must be a single statement.</source>
        <translation>文は 1 つだけにしてください。</translation>
    </message>
    <message>
        <source>Restore drills</source>
        <translation>復元訓練</translation>
    </message>
    <message>
        <source>&amp;Restore the newest backup regularly, to prove that it can be</source>
        <translation>最新のバックアップを定期的に復元し、復元できることを確認する(&amp;R)</translation>
    </message>
    <message>
        <source>To a scratch file, which is checked and removed. Your database is not touched.</source>
        <translation>一時ファイルに復元し、検査後に削除します。データベースには触れません。</translation>
    </message>
    <message>
        <source>Without one, that of the destination holds.</source>
        <translation>指定しない場合は、保存先の上限が適用されます。</translation>
    </message>
    <message>
        <source>Questions of your own</source>
        <translation>独自の確認</translation>
    </message>
    <message>
        <source>One SELECT in each line. The drill fails unless the first value of each is true: not NULL, 0 or empty.</source>
        <translation>1 行に SELECT を 1 つずつ入力します。それぞれの最初の値がすべて真 (NULL、0、空のいずれでもない) でなければ、訓練は失敗します。</translation>
    </message>
    <message>
        <source>Some of these take several lines in the file. Change them there.</source>
        <translation>ファイル内で複数行にわたるものがあります。ファイルで変更してください。</translation>
    </message>
    <message>
        <source>&quot;%1&quot;: %2</source>
        <comment>a line of SQL, what is wrong with it</comment>
        <translation>&quot;%1&quot;: %2</translation>
    </message>
    <message>
        <source>D&amp;ownload limit:</source>
        <translation>ダウンロードの上限(&amp;O):</translation>
    </message>
    <message>
        <source>Days betw&amp;een them:</source>
        <translation>間隔の日数(&amp;E):</translation>
    </message>
    <message>
        <source>S&amp;QL:</source>
        <translation>SQL(&amp;Q):</translation>
    </message>
    <message>
        <source>How old the last drill may be</source>
        <translation>前回の復元訓練からの期間の上限</translation>
    </message>
</context>
<context>
    <name>lifeboat::EncryptionGroup</name>
    <message>
        <source>Encryption</source>
        <translation>暗号化</translation>
    </message>
    <message>
        <source>A key is never replaced: what it sealed could not be opened any more. For a new key, make a new profile.</source>
        <translation>キーを置き換えることはできません。置き換えると、そのキーで封入したものを開けなくなります。新しいキーを使うには、新しいプロファイルを作成してください。</translation>
    </message>
    <message>
        <source>Key:</source>
        <translation>キー:</translation>
    </message>
    <message>
        <source>Stored in:</source>
        <translation>保存場所:</translation>
    </message>
    <message>
        <source>The keychain did not give it.</source>
        <translation>キーチェーンから取得できませんでした。</translation>
    </message>
    <message>
        <source>%1 cannot be read.</source>
        <translation>%1 を読み取れません。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>The key cannot be read.</source>
        <translation>キーを読み込めません。</translation>
    </message>
    <message>
        <source>This profile has no key yet. Make one below, or choose a file that holds one.</source>
        <translation>このプロファイルにはまだキーがありません。下で作成するか、キーの入ったファイルを選んでください。</translation>
    </message>
    <message>
        <source>Only a file that holds this very key is taken.</source>
        <translation>このキーと同じキーの入ったファイルだけを指定できます。</translation>
    </message>
    <message>
        <source>This is needed: the profile has no other key.</source>
        <translation>入力が必要です。このプロファイルにはほかのキーがありません。</translation>
    </message>
    <message>
        <source>A file with a key, such as lifeboat-cli keygen makes. Only its owner may be able to read it.</source>
        <translation>lifeboat-cli keygen で作成できる、キーの入ったファイル。所有者だけが読めるファイルでなければなりません。</translation>
    </message>
    <message>
        <source>Key f&amp;ile:</source>
        <translation>キーファイル(&amp;I):</translation>
    </message>
    <message>
        <source>E&amp;ncrypt backups</source>
        <translation>バックアップを暗号化する(&amp;N)</translation>
    </message>
    <message>
        <source>Make a ke&amp;y and encrypt…</source>
        <translation>キーを作成して暗号化(&amp;Y)…</translation>
    </message>
    <message>
        <source>Where the file with this profile&apos;s key is now. No other key opens what was sealed with it.</source>
        <translation>このプロファイルのキーの入ったファイルの現在の場所。そのキーで封入したものは、ほかのキーでは開けません。</translation>
    </message>
</context>
<context>
    <name>lifeboat::ErrorNotice</name>
    <message>
        <source>&amp;Try again</source>
        <translation>再試行(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Copy details</source>
        <translation>詳細をコピー(&amp;C)</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>エラー</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>詳細をコピー</translation>
    </message>
</context>
<context>
    <name>lifeboat::FactList</name>
    <message>
        <source>In order</source>
        <translation>問題なし</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意</translation>
    </message>
    <message>
        <source>In the way</source>
        <translation>障害あり</translation>
    </message>
</context>
<context>
    <name>lifeboat::HeaderCard</name>
    <message>
        <source>%1 → folder %2</source>
        <comment>database, folder</comment>
        <translation>%1 → フォルダー %2</translation>
    </message>
    <message>
        <source>%1 → bucket %2 at %3</source>
        <comment>database, bucket, host</comment>
        <translation>%1 → バケット %2 (%3)</translation>
    </message>
    <message>
        <source>Last proven restorable %1</source>
        <comment>today 03:00</comment>
        <translation>最後に復元可能と確認: %1</translation>
    </message>
    <message>
        <source>Not yet proven restorable</source>
        <translation>復元できることは未確認です</translation>
    </message>
    <message>
        <source>The restore drill failed %1</source>
        <comment>today 03:00</comment>
        <translation>復元訓練に失敗: %1</translation>
    </message>
    <message>
        <source>Restore drills prove it: by hand in the Backup menu, or by themselves as the settings say.</source>
        <translation>復元訓練で確認できます。[バックアップ] メニューから手動で行うか、設定に従って自動的に行われます。</translation>
    </message>
    <message>
        <source>%1, sealed. The store did not take them; the next backup that it takes brings them along.</source>
        <comment>12.3 MiB</comment>
        <translation>%1、封入済み。ストアが受け付けませんでした。ストアが次に受け付けるバックアップと一緒にアップロードされます。</translation>
    </message>
    <message>
        <source>The first backup is being made…</source>
        <translation>最初のバックアップを作成しています…</translation>
    </message>
</context>
<context>
    <name>lifeboat::HelpCommands</name>
    <message>
        <source>The log folder cannot be shown</source>
        <translation>ログフォルダーを表示できません</translation>
    </message>
    <message>
        <source>No program here shows folders.</source>
        <translation>フォルダーを表示するプログラムがありません。</translation>
    </message>
    <message>
        <source>The logs are in %1.</source>
        <translation>ログは %1 にあります。</translation>
    </message>
    <message>
        <source>About Lifeboat</source>
        <translation>Lifeboat について</translation>
    </message>
    <message>
        <source>Lifeboat %1</source>
        <translation>Lifeboat %1</translation>
    </message>
    <message>
        <source>Backups of live SQLite databases that you can trust.

%1
Free software under the GNU GPL, version 3 or later.</source>
        <translation>使用中の SQLite データベースの、信頼できるバックアップ。

%1
GNU GPL バージョン 3 以降のもとで公開された自由ソフトウェアです。</translation>
    </message>
</context>
<context>
    <name>lifeboat::HelpWindow</name>
    <message>
        <source>Lifeboat documentation</source>
        <translation>Lifeboat ドキュメント</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>戻る(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Start page</source>
        <translation>最初のページ(&amp;S)</translation>
    </message>
</context>
<context>
    <name>lifeboat::ImportDialog</name>
    <message>
        <source>Looking…</source>
        <translation>調べています…</translation>
    </message>
    <message>
        <source>Import access keys</source>
        <translation>アクセスキーのインポート</translation>
    </message>
    <message>
        <source>Access keys that &amp;other programs have:</source>
        <translation>他のプログラムが持つアクセスキー(&amp;O):</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>インポート(&amp;I)</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>name, origin</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Neither rclone nor the AWS tools have S3 access keys here.</source>
        <translation>rclone にも AWS のツールにも、ここで使える S3 アクセスキーはありません。</translation>
    </message>
    <message>
        <source>Access keys</source>
        <translation>アクセスキー</translation>
    </message>
    <message>
        <source>Return takes over the one that is selected</source>
        <translation>Enter キーで選択中のものを取り込みます</translation>
    </message>
</context>
<context>
    <name>lifeboat::JobBar</name>
    <message>
        <source>Progress</source>
        <translation>進行状況</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>キャンセルしています…</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>profile, what is done for it</comment>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n more under way</source>
        <translation>
            <numerusform>ほか %n 件を実行中</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::KitReminderBar</name>
    <message>
        <source>Recovery kit</source>
        <translation>リカバリーキット</translation>
    </message>
    <message>
        <source>I have i&amp;t</source>
        <translation>手元にある(&amp;T)</translation>
    </message>
    <message>
        <source>You will be asked again in some months</source>
        <translation>数か月後にもう一度お尋ねします</translation>
    </message>
    <message>
        <source>Save or print the key and how to use it</source>
        <translation>キーとその使い方を保存または印刷します</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>後で(&amp;L)</translation>
    </message>
    <message>
        <source>You will be asked again in a week</source>
        <translation>1 週間後にもう一度お尋ねします</translation>
    </message>
    <message>
        <source>Do you still hold the recovery kit of %1? You last said so on %2.</source>
        <comment>profile, date</comment>
        <translation>%1 のリカバリーキットは今も手元にありますか? 最後に確認したのは %2 です。</translation>
    </message>
    <message>
        <source>Do you hold the recovery kit of %1? Without it, the key to its backups is lost with this computer.</source>
        <translation>%1 のリカバリーキットは手元にありますか? ない場合、このコンピューターを失うと、バックアップのキーも失われます。</translation>
    </message>
    <message>
        <source>Your answer could not be noted</source>
        <translation>回答を記録できませんでした</translation>
    </message>
    <message>
        <source>Make a &amp;new kit…</source>
        <translation>新しいキットを作成(&amp;N)…</translation>
    </message>
</context>
<context>
    <name>lifeboat::MainWindow</name>
    <message>
        <source>Lifeboat</source>
        <translation>Lifeboat</translation>
    </message>
    <message>
        <source>No database is backed up yet</source>
        <translation>バックアップするデータベースはまだありません</translation>
    </message>
    <message>
        <source>Choose a database and a destination. The first backup starts at once.</source>
        <translation>データベースと保存先を選んでください。最初のバックアップはすぐに始まります。</translation>
    </message>
    <message>
        <source>&amp;Set up the first backup…</source>
        <translation>最初のバックアップを設定(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Databases</source>
        <translation>データベース(&amp;D)</translation>
    </message>
    <message>
        <source>Databases</source>
        <translation>データベース</translation>
    </message>
    <message>
        <source>Every database that is backed up, with the health of its backups</source>
        <translation>バックアップ対象のすべてのデータベースと、そのバックアップの状態</translation>
    </message>
    <message>
        <source>&amp;Add…</source>
        <translation>追加(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>ファイル(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Backup</source>
        <translation>バックアップ(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>表示(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>ヘルプ(&amp;H)</translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation>ツールバー</translation>
    </message>
    <message>
        <source>&amp;Back up now</source>
        <translation>今すぐバックアップ(&amp;B)</translation>
    </message>
    <message>
        <source>Copy the database to its destination now</source>
        <translation>データベースを今すぐ保存先にコピーします</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Ask the store what it has</source>
        <translation>ストアの内容を問い合わせます</translation>
    </message>
    <message>
        <source>F5</source>
        <translation>F5</translation>
    </message>
    <message>
        <source>&amp;Add a database…</source>
        <translation>データベースを追加(&amp;A)…</translation>
    </message>
    <message>
        <source>Set up backups of another database</source>
        <translation>別のデータベースのバックアップを設定します</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>Recovery &amp;kit…</source>
        <translation>リカバリーキット(&amp;K)…</translation>
    </message>
    <message>
        <source>Save the key and how to use it, to keep outside this computer</source>
        <translation>このコンピューターの外に保管するため、キーとその使い方を保存します</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>終了(&amp;Q)</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>&amp;Find…</source>
        <translation>検索(&amp;F)…</translation>
    </message>
    <message>
        <source>Search the list of backups</source>
        <translation>バックアップの一覧を検索します</translation>
    </message>
    <message>
        <source>Ctrl+F</source>
        <translation>Ctrl+F</translation>
    </message>
    <message>
        <source>&amp;Documentation</source>
        <translation>ドキュメント(&amp;D)</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>&amp;Report a problem…</source>
        <translation>問題を報告(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;About Lifeboat</source>
        <translation>Lifeboat について(&amp;A)</translation>
    </message>
    <message>
        <source>A&amp;ctivity</source>
        <translation>アクティビティ(&amp;C)</translation>
    </message>
    <message>
        <source>Search backups</source>
        <translation>バックアップを検索</translation>
    </message>
    <message>
        <source>The profile %1 cannot be read</source>
        <translation>プロファイル %1 を読み取れません</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>キャンセルしました。</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>設定(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>環境設定(&amp;P)…</translation>
    </message>
    <message>
        <source>Settings that hold for every database</source>
        <translation>すべてのデータベースに共通の設定です</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation>ログフォルダーを開く(&amp;L)</translation>
    </message>
    <message>
        <source>Show the files in which Lifeboat notes what it does</source>
        <translation>Lifeboat の動作を記録したファイルを表示します</translation>
    </message>
    <message>
        <source>Gather what a report needs, without secrets, to read, save or copy</source>
        <translation>報告に必要な情報を、秘密情報を除いて集めます。確認、保存、コピーができます</translation>
    </message>
    <message>
        <source>%1: backed up</source>
        <comment>profile</comment>
        <translation>%1: バックアップしました</translation>
    </message>
    <message>
        <source>%1: nothing has changed since its last backup</source>
        <comment>profile</comment>
        <translation>%1: 前回のバックアップから変更はありません</translation>
    </message>
    <message>
        <source>&amp;Undo a restore…</source>
        <translation>復元を取り消す(&amp;U)…</translation>
    </message>
    <message>
        <source>Put back what a restore of this database has replaced</source>
        <translation>このデータベースの復元で置き換えられた内容を元に戻します</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>最新の状態に更新(&amp;R)</translation>
    </message>
    <message>
        <source>Bac&amp;kups</source>
        <translation>バックアップ(&amp;K)</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
</context>
<context>
    <name>lifeboat::MissingSecretBar</name>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>&amp;Unlock…</source>
        <translation>ロックを解除(&amp;U)…</translation>
    </message>
    <message>
        <source>Ask the keychain again</source>
        <translation>キーチェーンにもう一度問い合わせます</translation>
    </message>
    <message>
        <source>&amp;Enter it…</source>
        <translation>入力(&amp;E)…</translation>
    </message>
    <message>
        <source>Type the secret; it is kept in memory until Lifeboat ends</source>
        <translation>シークレットを入力します。Lifeboat の終了までメモリに保持されます</translation>
    </message>
    <message>
        <source>Encryption key</source>
        <translation>暗号化キー</translation>
    </message>
    <message>
        <source>Secret access key</source>
        <translation>シークレットアクセスキー</translation>
    </message>
    <message>
        <source>The encryption key of %1 (44 characters, on the recovery kit):</source>
        <translation>%1 の暗号化キー (44 文字、リカバリーキットに記載):</translation>
    </message>
    <message>
        <source>The secret access key of %1:</source>
        <translation>%1 のシークレットアクセスキー:</translation>
    </message>
    <message>
        <source>The key that was entered</source>
        <translation>入力されたキー</translation>
    </message>
    <message>
        <source>This is not a key</source>
        <translation>これはキーではありません</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試行</translation>
    </message>
    <message>
        <source>Look for the key file again</source>
        <translation>キーファイルをもう一度確認する</translation>
    </message>
    <message>
        <source>It is kept in memory until Lifeboat ends</source>
        <translation>Lifeboat を終了するまでメモリーに保持されます</translation>
    </message>
    <message>
        <source>Trying the key that was entered…</source>
        <translation>入力されたキーを試しています…</translation>
    </message>
    <message>
        <source>The fingerprint of the key that was entered is %1; that of the right one stands on the recovery kit of %2.</source>
        <translation>入力されたキーのフィンガープリントは %1 です。正しいキーのものは %2 のリカバリーキットに書かれています。</translation>
    </message>
    <message>
        <source>The key was not tried</source>
        <translation>キーは試されませんでした</translation>
    </message>
    <message>
        <source>This is another key</source>
        <translation>これは別のキーです</translation>
    </message>
    <message>
        <source>It does not open the backup of %1 (%2), so it is not used: what it seals could not be opened with the key of %3.</source>
        <translation>このキーでは %1 のバックアップ (%2) が開かないため、使用しません。このキーで封入したものは、%3 のキーでは開けなくなります。</translation>
    </message>
    <message>
        <source>The key is used, but it could not be tried</source>
        <translation>キーを使用しますが、試すことはできませんでした</translation>
    </message>
    <message>
        <source>The key does not open the newest backup</source>
        <translation>このキーでは最新のバックアップが開きません</translation>
    </message>
    <message>
        <source>It opens the backup of %1, and is used. The one of %2 was sealed with another key, or is damaged: make a new backup.</source>
        <translation>%1 のバックアップは開くため、このキーを使用します。%2 のバックアップは別のキーで封入されたか、破損しています。新しいバックアップを作成してください。</translation>
    </message>
</context>
<context>
    <name>lifeboat::NewKeyDialog</name>
    <message>
        <source>Encrypt the backups of %1</source>
        <translation>%1 のバックアップを暗号化</translation>
    </message>
    <message>
        <source>A new key seals every backup from now on; those made before stay readable as they are. Without the key nobody can open a sealed backup, you included: save its recovery kit first.</source>
        <translation>今後のバックアップはすべて新しいキーで封入されます。これまでのバックアップは、今のまま読み取れます。キーがないと、あなたを含め誰も封入されたバックアップを開けません。先にリカバリーキットを保存してください。</translation>
    </message>
    <message>
        <source>Turn &amp;encryption on</source>
        <translation>暗号化をオンにする(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Keep the key:</source>
        <translation>キーの保管場所(&amp;K):</translation>
    </message>
    <message>
        <source>No key can be made</source>
        <translation>キーを作成できません</translation>
    </message>
    <message>
        <source>Encryption was not turned on</source>
        <translation>暗号化をオンにできませんでした</translation>
    </message>
</context>
<context>
    <name>lifeboat::PathLook</name>
    <message>
        <source>Looking into the file…</source>
        <translation>ファイルを確認しています…</translation>
    </message>
</context>
<context>
    <name>lifeboat::PolicyDialog</name>
    <message>
        <source>What the key must be allowed to do</source>
        <translation>キーに必要な権限</translation>
    </message>
    <message>
        <source>Cloudflare R2: make an API token with the permission &quot;Object Read &amp; Write&quot;, for this bucket only. It needs nothing else.</source>
        <translation>Cloudflare R2: 「Object Read &amp; Write」権限の API トークンを、このバケットだけを対象に作成してください。他の権限は不要です。</translation>
    </message>
    <message>
        <source>Stores with policies as AWS has them: give the key&apos;s user this one.</source>
        <translation>AWS と同様のポリシーがあるストア: キーのユーザーに、このポリシーを与えてください。</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>ポリシー</translation>
    </message>
    <message>
        <source>&amp;Copy policy</source>
        <translation>ポリシーをコピー(&amp;C)</translation>
    </message>
</context>
<context>
    <name>lifeboat::PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>環境設定</translation>
    </message>
    <message>
        <source>&amp;General</source>
        <translation>全般(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>言語(&amp;L):</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <translation>システムの言語</translation>
    </message>
    <message>
        <source>Used from the next start of Lifeboat.</source>
        <translation>Lifeboat の次回の起動から使われます。</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>確認しない</translation>
    </message>
    <message>
        <source>How long Lifeboat trusts that you still hold the recovery kit of an encrypted profile</source>
        <translation>暗号化したプロファイルのリカバリーキットについて、手元にあるかどうかを再びお尋ねするまでの期間です</translation>
    </message>
    <message>
        <source>L&amp;og:</source>
        <translation>ログ(&amp;O):</translation>
    </message>
    <message>
        <source>How much Lifeboat notes in its log; secrets are left out</source>
        <translation>Lifeboat がログに記録する内容の詳しさです。秘密情報は記録しません</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>問題のみ</translation>
    </message>
    <message>
        <source>What is being done</source>
        <translation>実行中の操作</translation>
    </message>
    <message>
        <source>Everything, requests included</source>
        <translation>すべて (要求を含む)</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>ネットワーク(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Upload limit:</source>
        <translation>アップロードの上限(&amp;U):</translation>
    </message>
    <message>
        <source>None</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>&amp;Download limit:</source>
        <translation>ダウンロードの上限(&amp;D):</translation>
    </message>
    <message>
        <source>For every transfer that begins from now on. A profile&apos;s own limit holds where it is smaller.</source>
        <translation>今後開始するすべての転送に適用されます。プロファイル自身の上限のほうが小さい場合は、そちらが適用されます。</translation>
    </message>
    <message>
        <source>The upload limit is a speed such as 10 MiB/s, or nothing.</source>
        <translation>アップロードの上限には、10 MiB/s のような速度を入力するか、空欄にしてください。</translation>
    </message>
    <message>
        <source>The download limit is a speed such as 10 MiB/s, or nothing.</source>
        <translation>ダウンロードの上限には、10 MiB/s のような速度を入力するか、空欄にしてください。</translation>
    </message>
    <message numerus="yes">
        <source>month(s)</source>
        <comment>after their number</comment>
        <translation>
            <numerusform>か月</numerusform>
        </translation>
    </message>
    <message>
        <source>The preferences cannot be read</source>
        <translation>環境設定を読み取れません</translation>
    </message>
    <message>
        <source>The preferences were not changed</source>
        <translation>環境設定を変更できませんでした</translation>
    </message>
    <message>
        <source>Start Lifeboat when I log &amp;in</source>
        <translation>ログイン時に Lifeboat を起動する(&amp;I)</translation>
    </message>
    <message>
        <source>Schedules run only while Lifeboat runs</source>
        <translation>スケジュールは Lifeboat の実行中にのみ動きます</translation>
    </message>
    <message>
        <source>Start &amp;without a window</source>
        <translation>ウィンドウを開かずに起動する(&amp;W)</translation>
    </message>
    <message>
        <source>In the tray, or minimised where there is no tray</source>
        <translation>トレイに格納します。トレイがない場合は最小化します</translation>
    </message>
    <message>
        <source>Keep running in the &amp;tray when the window is closed</source>
        <translation>ウィンドウを閉じてもトレイで実行を続ける(&amp;T)</translation>
    </message>
    <message>
        <source>Tell me on the desktop when:</source>
        <translation>次の場合にデスクトップで通知する:</translation>
    </message>
    <message>
        <source>A backup was &amp;made</source>
        <translation>バックアップを作成したとき(&amp;M)</translation>
    </message>
    <message>
        <source>Scheduled backups wait while the network is &amp;metered</source>
        <translation>従量制ネットワークでは、スケジュールされたバックアップを待機させる(&amp;M)</translation>
    </message>
    <message>
        <source>Scheduled backups wait while running on &amp;battery</source>
        <translation>バッテリー駆動中は、スケジュールされたバックアップを待機させる(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Remember activity for:</source>
        <translation>アクティビティの保存期間(&amp;R):</translation>
    </message>
    <message>
        <source>How long Lifeboat remembers what was done; backups are not affected</source>
        <translation>実行内容を記録しておく期間です。バックアップには影響しません</translation>
    </message>
    <message numerus="yes">
        <source>day(s)</source>
        <comment>after their number</comment>
        <translation>
            <numerusform>日</numerusform>
        </translation>
    </message>
    <message>
        <source>Ask for the recovery &amp;kit after:</source>
        <translation>リカバリーキットの確認間隔(&amp;K):</translation>
    </message>
    <message>
        <source>Noti&amp;fications</source>
        <translation>通知(&amp;F)</translation>
    </message>
    <message>
        <source>A scheduled &amp;backup or a restore drill failed</source>
        <translation>スケジュールされたバックアップまたは復元訓練が失敗したとき(&amp;B)</translation>
    </message>
    <message>
        <source>A database has no &amp;recent backup</source>
        <translation>データベースに最近のバックアップがないとき(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>サーバー(&amp;S)</translation>
    </message>
    <message>
        <source>With lifeboat-cli serve, scripts and monitors can make backups, list them and ask for their health. It reads this when it starts; this window answers nobody.</source>
        <translation>lifeboat-cli serve は、スクリプトや監視ツールからのバックアップの作成、一覧、状態の問い合わせに応答できます。この設定は serve の起動時に読み込まれます。このウィンドウ自体は応答しません。</translation>
    </message>
    <message>
        <source>&amp;Listen on:</source>
        <translation>待ち受け(&amp;L):</translation>
    </message>
    <message>
        <source>Nowhere</source>
        <translation>待ち受けない</translation>
    </message>
    <message>
        <source>An address of this machine and a port, such as 127.0.0.1:8737. Empty switches it off.</source>
        <translation>127.0.0.1:8737 のような、このマシンのアドレスとポート。空にすると無効になります。</translation>
    </message>
    <message>
        <source>&amp;Allow an address that other machines can reach</source>
        <translation>ほかのマシンから到達できるアドレスを許可する(&amp;A)</translation>
    </message>
    <message>
        <source>There is no TLS: without a proxy that adds it, anyone on the way can read the token.</source>
        <translation>TLS には対応していません。TLS を補うプロキシがなければ、経路上の誰でもトークンを読めます。</translation>
    </message>
    <message>
        <source>&amp;Token file:</source>
        <translation>トークンファイル(&amp;T):</translation>
    </message>
    <message>
        <source>Bro&amp;wse…</source>
        <translation>参照(&amp;W)…</translation>
    </message>
    <message>
        <source>Browse for the token file</source>
        <translation>トークンファイルを参照</translation>
    </message>
    <message>
        <source>Made by lifeboat-cli serve --new-api-token. Only its owner may be able to read it.</source>
        <translation>lifeboat-cli serve --new-api-token で作成します。所有者だけが読めるファイルでなければなりません。</translation>
    </message>
    <message>
        <source>&amp;Host names:</source>
        <translation>ホスト名(&amp;H):</translation>
    </message>
    <message>
        <source>None besides localhost</source>
        <translation>localhost のみ</translation>
    </message>
    <message>
        <source>What a proxy in front is called, without a port; several with commas between them.</source>
        <translation>手前に置いたプロキシの名前。ポートは付けません。複数ある場合はコンマで区切ります。</translation>
    </message>
    <message>
        <source>Token file</source>
        <translation>トークンファイル</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>選択</translation>
    </message>
</context>
<context>
    <name>lifeboat::ProblemDialog</name>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 に書き込めません: %2。</translation>
    </message>
    <message>
        <source>Choose a folder that you may write to.</source>
        <translation>書き込み権限のあるフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>Report a problem</source>
        <translation>問題の報告</translation>
    </message>
    <message>
        <source>Nothing is sent. Secrets are left out already; take out what else you do not want to tell, say at the top what happened, and add the text to your report.</source>
        <translation>何も送信されません。秘密情報はすでに除いてあります。ほかに知らせたくないものがあれば削除し、何が起きたかを先頭に書いて、このテキストを報告に添えてください。</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>報告の内容</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>コピー(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>保存(&amp;S)…</translation>
    </message>
    <message>
        <source>The report is on the clipboard.</source>
        <translation>報告の内容をクリップボードにコピーしました。</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>報告の保存</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>テキストファイル (*.txt)</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>%1 として保存しました。</translation>
    </message>
    <message>
        <source>The report was not saved</source>
        <translation>報告を保存できませんでした</translation>
    </message>
</context>
<context>
    <name>lifeboat::ProfileModel</name>
    <message>
        <source>%1; %2</source>
        <comment>health, what comes next</comment>
        <translation>%1。%2</translation>
    </message>
</context>
<context>
    <name>lifeboat::PruneDialog</name>
    <message>
        <source>Remove expired backups</source>
        <translation>期限切れバックアップの削除</translation>
    </message>
    <message>
        <source>Looking at the backups and what is proven of them…</source>
        <translation>バックアップとその検証結果を調べています…</translation>
    </message>
    <message>
        <source>What goes</source>
        <translation>削除されるもの</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>新しい順です</translation>
    </message>
    <message>
        <source>What stays</source>
        <translation>残るもの</translation>
    </message>
    <message>
        <source>Newest first, with the reasons</source>
        <translation>新しい順で、理由も示します</translation>
    </message>
    <message>
        <source>What goes is removed from the store. This cannot be undone.</source>
        <translation>「削除されるもの」はストアから削除されます。この操作は取り消せません。</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>削除(&amp;R)</translation>
    </message>
    <message>
        <source>It cannot be told what would go</source>
        <translation>何が削除されるかを判断できません</translation>
    </message>
    <message numerus="yes">
        <source>%n of %1 backups would go, which frees %2</source>
        <translation>
            <numerusform>%1 件のうち %n 件のバックアップが削除され、%2 空きます</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to remove</source>
        <comment>no backup has expired</comment>
        <translation>削除するものはありません</translation>
    </message>
    <message numerus="yes">
        <source>What &amp;goes: %n backup(s), %1</source>
        <translation>
            <numerusform>削除されるもの(&amp;G): バックアップ %n 件、%1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What &amp;stays: %n backup(s), %1</source>
        <translation>
            <numerusform>残るもの(&amp;S): バックアップ %n 件、%1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Remove %n backup(s)</source>
        <translation>
            <numerusform>%n 件のバックアップを削除(&amp;R)</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>閉じる(&amp;C)</translation>
    </message>
    <message>
        <source>The rules in Settings → Retention keep %1.</source>
        <comment>7 generations, besides 7 daily</comment>
        <translation>「設定」→「保持」のルールで保持されるのは %1 です。</translation>
    </message>
    <message>
        <source>The newest that is proven restorable never goes.</source>
        <translation>復元可能と確認した最新のものは、決して削除されません。</translation>
    </message>
    <message numerus="yes">
        <source>The newest %n that are proven restorable never go.</source>
        <translation>
            <numerusform>復元可能と確認した最新の %n 件は、決して削除されません。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::PruneModel</name>
    <message>
        <source>When</source>
        <translation>日時</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>理由</translation>
    </message>
</context>
<context>
    <name>lifeboat::RecoveryKitDialog</name>
    <message>
        <source>Recovery kit of %1</source>
        <translation>%1 のリカバリーキット</translation>
    </message>
    <message>
        <source>If this computer is lost, the recovery kit is the only way to open the encrypted backups of %1. Do you still hold it? If not, save it again.</source>
        <translation>このコンピューターを失った場合、%1 の暗号化バックアップを開く手段はリカバリーキットだけです。今も手元にありますか? ない場合は、もう一度保存してください。</translation>
    </message>
    <message>
        <source>&amp;I hold the kit</source>
        <translation>キットは手元にある(&amp;I)</translation>
    </message>
    <message>
        <source>The recovery kit cannot be made</source>
        <translation>リカバリーキットを作成できません</translation>
    </message>
    <message>
        <source>That you hold the kit could not be noted</source>
        <translation>キットが手元にあることを記録できませんでした</translation>
    </message>
</context>
<context>
    <name>lifeboat::RecoveryKitPage</name>
    <message>
        <source>Keep the key</source>
        <translation>キーを保管してください</translation>
    </message>
    <message>
        <source>If this computer is lost, the recovery kit is the only way to open the backups.</source>
        <translation>このコンピューターを失った場合、バックアップを開く手段はリカバリーキットだけです。</translation>
    </message>
    <message>
        <source>It is one page with the key, where the backups are, and how to open one without Lifeboat. Print it or keep it in a password manager, away from this computer.</source>
        <translation>キー、バックアップの場所、Lifeboat なしでバックアップを開く方法を 1 ページにまとめたものです。印刷するかパスワードマネージャーに保存して、このコンピューターとは別の場所に保管してください。</translation>
    </message>
    <message>
        <source>The recovery kit cannot be made</source>
        <translation>リカバリーキットを作成できません</translation>
    </message>
</context>
<context>
    <name>lifeboat::RecoveryKitPanel</name>
    <message>
        <source>Save as &amp;PDF…</source>
        <translation>PDF として保存(&amp;P)…</translation>
    </message>
    <message>
        <source>Save as te&amp;xt…</source>
        <translation>テキストとして保存(&amp;X)…</translation>
    </message>
    <message>
        <source>PDF documents (*.pdf)</source>
        <translation>PDF 文書 (*.pdf)</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>テキストファイル (*.txt)</translation>
    </message>
    <message>
        <source>Save the recovery kit</source>
        <translation>リカバリーキットの保存</translation>
    </message>
    <message>
        <source>The recovery kit was not saved</source>
        <translation>リカバリーキットを保存できませんでした</translation>
    </message>
    <message>
        <source>Saved; only you can read it:</source>
        <translation>保存しました。読めるのは自分だけです:</translation>
    </message>
    <message>
        <source>There is no key to make a recovery kit of.</source>
        <translation>リカバリーキットを作成するキーがありません。</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>保存しています…</translation>
    </message>
    <message>
        <source>Enter the characters to show that you can open the kit.</source>
        <translation>キットを開けることを確かめるため、文字を入力してください。</translation>
    </message>
    <message>
        <source>That is not what the kit says; look at the line &quot;%1&quot;.</source>
        <translation>キットの内容と一致しません。「%1」の行を見てください。</translation>
    </message>
    <message>
        <source>P&amp;rint…</source>
        <translation>印刷(&amp;R)…</translation>
    </message>
    <message>
        <source>The recovery kit was not printed</source>
        <translation>リカバリーキットを印刷できませんでした</translation>
    </message>
    <message>
        <source>There is no printer here.</source>
        <translation>ここにはプリンターがありません。</translation>
    </message>
    <message>
        <source>Save the kit as PDF and print it where there is one.</source>
        <translation>キットを PDF として保存し、プリンターのある場所で印刷してください。</translation>
    </message>
    <message>
        <source>Lifeboat recovery kit</source>
        <translation>Lifeboat リカバリーキット</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>プリンターに送信しました。</translation>
    </message>
    <message>
        <source>Save or print the kit to go on.</source>
        <translation>続けるには、キットを保存または印刷してください。</translation>
    </message>
    <message>
        <source>&amp;Open the kit and enter the first four characters of its fingerprint:</source>
        <translation>キットを開き、フィンガープリントの最初の 4 文字を入力してください(&amp;O):</translation>
    </message>
    <message>
        <source>&amp;Open the kit and enter the second group of its fingerprint:</source>
        <translation>キットを開き、フィンガープリントの 2 番目のグループを入力してください(&amp;O):</translation>
    </message>
    <message>
        <source>&amp;Open the kit and enter the third group of its fingerprint:</source>
        <translation>キットを開き、フィンガープリントの 3 番目のグループを入力してください(&amp;O):</translation>
    </message>
    <message>
        <source>&amp;Open the kit and enter the last four characters of its fingerprint:</source>
        <translation>キットを開き、フィンガープリントの最後の 4 文字を入力してください(&amp;O):</translation>
    </message>
    <message>
        <source>Looking for printers…</source>
        <translation>プリンターを探しています…</translation>
    </message>
    <message>
        <source>Printing…</source>
        <translation>印刷しています…</translation>
    </message>
    <message>
        <source>Four characters, which show that the kit can be read</source>
        <translation>キットを読めることを示す 4 文字</translation>
    </message>
</context>
<context>
    <name>lifeboat::RestoreDialog</name>
    <message>
        <source>What to do</source>
        <translation>実行する操作</translation>
    </message>
    <message>
        <source>Replace the &amp;database</source>
        <translation>データベースを置き換える(&amp;D)</translation>
    </message>
    <message>
        <source>Restore to another &amp;file:</source>
        <translation>別のファイルに復元する(&amp;F):</translation>
    </message>
    <message>
        <source>Other file</source>
        <translation>別のファイル</translation>
    </message>
    <message>
        <source>Where the restored database is written to</source>
        <translation>復元したデータベースの書き込み先</translation>
    </message>
    <message>
        <source>C&amp;hoose…</source>
        <translation>選択(&amp;H)…</translation>
    </message>
    <message>
        <source>&amp;Look into it first: open a copy read-only</source>
        <translation>まず中身を確認する: コピーを読み取り専用で開く(&amp;L)</translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation>実行される内容</translation>
    </message>
    <message>
        <source>Restore &amp;into the open database</source>
        <translation>開いているデータベースに復元(&amp;I)</translation>
    </message>
    <message>
        <source>SQLite writes the backup in one transaction; programs go on and see all of it at once</source>
        <translation>SQLite がバックアップを 1 つのトランザクションで書き込みます。プログラムは動作を続け、全内容が一度に見えるようになります</translation>
    </message>
    <message>
        <source>Commands (optional)</source>
        <translation>コマンド (任意)</translation>
    </message>
    <message>
        <source>Run &amp;before:</source>
        <translation>復元前に実行(&amp;B):</translation>
    </message>
    <message>
        <source>systemctl --user stop rustresort</source>
        <translation>systemctl --user stop rustresort</translation>
    </message>
    <message>
        <source>A shell command that is run once the backup is checked, right before the swap</source>
        <translation>バックアップの検査が終わり、入れ替える直前に 1 回実行するシェルコマンド</translation>
    </message>
    <message>
        <source>Run af&amp;ter:</source>
        <translation>復元後に実行(&amp;T):</translation>
    </message>
    <message>
        <source>systemctl --user start rustresort</source>
        <translation>systemctl --user start rustresort</translation>
    </message>
    <message>
        <source>A shell command that is run at the end, also when the restore failed</source>
        <translation>最後に実行するシェルコマンド (復元に失敗した場合も実行)</translation>
    </message>
    <message>
        <source>“Before” runs once the backup is checked, right before the swap; “after” runs at the end, even if the restore failed.</source>
        <translation>「復元前」はバックアップの検査が終わり、入れ替える直前に実行されます。「復元後」は復元に失敗した場合も含め、最後に実行されます。</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>詳細</translation>
    </message>
    <message>
        <source>Everything that is known of this restore</source>
        <translation>この復元についてわかっているすべての情報</translation>
    </message>
    <message>
        <source>Restore %1</source>
        <translation>%1 の復元</translation>
    </message>
    <message>
        <source>Restore the backup of %1</source>
        <translation>%1 のバックアップを復元</translation>
    </message>
    <message>
        <source>Check &amp;again</source>
        <translation>もう一度検査(&amp;A)</translation>
    </message>
    <message>
        <source>Show &amp;details</source>
        <translation>詳細を表示(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Undo restore</source>
        <translation>復元を取り消す(&amp;U)</translation>
    </message>
    <message>
        <source>Look again who has the database open and how much room there is</source>
        <translation>データベースを開いているプログラムと空き容量を、もう一度調べます</translation>
    </message>
    <message>
        <source>Restore to another file</source>
        <translation>別のファイルに復元</translation>
    </message>
    <message>
        <source>The restore cannot be prepared</source>
        <translation>復元を準備できません</translation>
    </message>
    <message>
        <source>&amp;Replace the database</source>
        <translation>データベースを置き換える(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Restore to this file</source>
        <translation>このファイルに復元(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Open read-only</source>
        <translation>読み取り専用で開く(&amp;O)</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>調べています…</translation>
    </message>
    <message>
        <source>Restoring the backup of %1</source>
        <translation>%1 のバックアップの復元</translation>
    </message>
    <message>
        <source>Undoing the restore</source>
        <translation>復元の取り消し</translation>
    </message>
    <message>
        <source>Fetching a copy to look into</source>
        <translation>確認用コピーの取得</translation>
    </message>
    <message>
        <source>This cannot begin now</source>
        <translation>今は開始できません</translation>
    </message>
    <message>
        <source>The database is being exchanged: too late to cancel.</source>
        <translation>データベースを入れ替えているため、キャンセルできません。</translation>
    </message>
    <message>
        <source>The restore is undone</source>
        <translation>復元を取り消しました</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>復元しました</translation>
    </message>
    <message>
        <source>There was nothing to keep.</source>
        <translation>残すものはありませんでした。</translation>
    </message>
    <message>
        <source>The backup that had been restored is kept in:</source>
        <translation>復元していたバックアップの内容は、次の場所に残してあります:</translation>
    </message>
    <message>
        <source>What was there before is kept in:</source>
        <translation>以前の内容は、次の場所に残してあります:</translation>
    </message>
    <message>
        <source>The program may not be running again</source>
        <translation>プログラムが再び動作していない可能性があります</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>何も変更していません。</translation>
    </message>
    <message>
        <source>Your database is as it was.</source>
        <translation>データベースは元のままです。</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>キャンセルしました</translation>
    </message>
    <message>
        <source>The restore was not undone</source>
        <translation>復元を取り消せませんでした</translation>
    </message>
    <message>
        <source>The backup cannot be opened</source>
        <translation>バックアップを開けません</translation>
    </message>
    <message>
        <source>The backup was not restored</source>
        <translation>バックアップを復元できませんでした</translation>
    </message>
    <message>
        <source>Cancel what is running?</source>
        <translation>実行中の処理をキャンセルしますか?</translation>
    </message>
    <message>
        <source>&amp;Cancel it</source>
        <translation>処理をキャンセル(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>続行(&amp;G)</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>キャンセルしています…</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>閉じる(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>キャンセル(&amp;C)</translation>
    </message>
    <message>
        <source>Hide &amp;details</source>
        <translation>詳細を隠す(&amp;D)</translation>
    </message>
    <message>
        <source>Restored %1 from %2</source>
        <comment>path, backup</comment>
        <translation>%2 から %1 を復元しました</translation>
    </message>
    <message>
        <source>%1 is what it was before the restore</source>
        <translation>%1 は復元前の状態に戻りました</translation>
    </message>
    <message>
        <source>This database is what it was before the restore:</source>
        <translation>このデータベースは復元前の状態に戻りました:</translation>
    </message>
    <message>
        <source>This database is now the backup of %1 (%2), checked:</source>
        <comment>when, size</comment>
        <translation>このデータベースは検証済みのバックアップ（%1、%2）になりました:</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>All is in place; what was there before is being checked.</source>
        <translation>すべて所定の場所に置かれました。以前の内容を検査しています。</translation>
    </message>
    <message>
        <source>It goes on until you answer. Nothing has been changed yet; this question closes when it is too late for it.</source>
        <translation>お答えいただくまで処理は続きます。まだ何も変更されていません。取り消せなくなると、この質問は閉じます。</translation>
    </message>
</context>
<context>
    <name>lifeboat::RestoreProgress</name>
    <message>
        <source>Progress</source>
        <translation>進行状況</translation>
    </message>
    <message>
        <source>Of the stage that is running</source>
        <translation>実行中の段階の進行状況</translation>
    </message>
    <message>
        <source>Copy what was kept</source>
        <translation>退避した内容のコピー</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>ダウンロード</translation>
    </message>
    <message>
        <source>Decrypt</source>
        <translation>復号</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>検査</translation>
    </message>
    <message>
        <source>Stop the program</source>
        <translation>プログラムの停止</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>入れ替え</translation>
    </message>
    <message>
        <source>Start the program</source>
        <translation>プログラムの起動</translation>
    </message>
    <message>
        <source>Check what was there before</source>
        <translation>以前の内容の検査</translation>
    </message>
</context>
<context>
    <name>lifeboat::RetentionGroup</name>
    <message>
        <source>&amp;Weeks:</source>
        <translation>週数(&amp;W):</translation>
    </message>
    <message>
        <source>M&amp;onths:</source>
        <translation>月数(&amp;O):</translation>
    </message>
    <message>
        <source>Nothing is ever removed.</source>
        <translation>何も削除されません。</translation>
    </message>
    <message>
        <source>No backups are known yet that these rules could be tried on.</source>
        <translation>このルールを試せるバックアップがまだありません。</translation>
    </message>
    <message numerus="yes">
        <source>With these rules, all %n backup(s) there now would stay after the next one.</source>
        <translation>
            <numerusform>このルールでは、現在の %n 件のバックアップは、次のバックアップの後もすべて残ります。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With these rules, %n of the %1 backups there now would be removed after the next one (%2).</source>
        <translation>
            <numerusform>このルールでは、現在の %1 件のバックアップのうち %n 件 (%2) が、次のバックアップの後に削除されます。</numerusform>
        </translation>
    </message>
    <message>
        <source>Retention</source>
        <translation>保持</translation>
    </message>
    <message>
        <source>Newest backups</source>
        <translation>最新のバックアップ</translation>
    </message>
    <message>
        <source>All</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>&amp;Generations kept:</source>
        <translation>保持する世代数(&amp;G):</translation>
    </message>
    <message>
        <source>Older backups are removed after each new one. The newest is never removed.</source>
        <translation>新しいバックアップを作成するたびに、古いものが削除されます。最新のものは決して削除されません。</translation>
    </message>
    <message>
        <source>And the newest of each of the last</source>
        <translation>加えて、直近の期間ごとに最新のものを保持</translation>
    </message>
    <message>
        <source>Those that have a backup; others are not counted. Days begin at midnight UTC, so that all machines decide alike.</source>
        <translation>バックアップのある期間だけを数えます。どのコンピューターでも同じ判断になるように、1 日は UTC の午前 0 時に始まります。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>Does nothing: all generations are kept.</source>
        <translation>効果はありません。すべての世代が保持されます。</translation>
    </message>
    <message>
        <source>Proven backups</source>
        <translation>復元可能と確認したバックアップ</translation>
    </message>
    <message>
        <source>&amp;Proven generations always kept:</source>
        <translation>常に保持する確認済みの世代数(&amp;P):</translation>
    </message>
    <message>
        <source>Damaged backups then push good ones out: proofs are not looked at.</source>
        <translation>0 にすると、破損したバックアップが正常なものを押し出します。検証結果は考慮されません。</translation>
    </message>
    <message>
        <source>The newest that a restore drill has restored. One whose drill failed takes no good one&apos;s place.</source>
        <translation>復元訓練で復元できた最新のものです。復元訓練に失敗したものが、正常なものの代わりに残ることはありません。</translation>
    </message>
    <message>
        <source>Ho&amp;urs:</source>
        <translation>時間数(&amp;U):</translation>
    </message>
    <message>
        <source>Da&amp;ys:</source>
        <translation>日数(&amp;Y):</translation>
    </message>
    <message>
        <source>Yea&amp;rs:</source>
        <translation>年数(&amp;R):</translation>
    </message>
    <message>
        <source>For how many of them the newest backup is kept</source>
        <translation>最新のバックアップを残す期間の数</translation>
    </message>
</context>
<context>
    <name>lifeboat::RunDetails</name>
    <message>
        <source>%1, %2</source>
        <comment>date, time of day</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Copy &amp;details</source>
        <translation>詳細をコピー(&amp;D)</translation>
    </message>
    <message>
        <source>Without secrets</source>
        <translation>秘密情報は含みません</translation>
    </message>
    <message>
        <source>Started:</source>
        <translation>開始:</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>when, by whom</comment>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>Took:</source>
        <translation>所要時間:</translation>
    </message>
    <message>
        <source>Key:</source>
        <translation>キー:</translation>
    </message>
    <message>
        <source>Size:</source>
        <translation>サイズ:</translation>
    </message>
    <message>
        <source>Requests:</source>
        <translation>要求数:</translation>
    </message>
    <message>
        <source>%1 of class A, %2 of class B</source>
        <translation>クラス A %1、クラス B %2</translation>
    </message>
    <message>
        <source>Error code:</source>
        <translation>エラーコード:</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>error code, operation</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>段階</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
</context>
<context>
    <name>lifeboat::RunFilterBar</name>
    <message>
        <source>All databases</source>
        <translation>すべてのデータベース</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>データベース</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>すべての操作</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>All results</source>
        <translation>すべての結果</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Search activity</source>
        <translation>アクティビティを検索</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>Shows only what was done for this database</source>
        <translation>このデータベースの記録だけを表示します</translation>
    </message>
    <message>
        <source>Shows only runs of this kind</source>
        <translation>この種類の実行だけを表示します</translation>
    </message>
    <message>
        <source>Shows only runs that ended so</source>
        <translation>この結果の実行だけを表示します</translation>
    </message>
</context>
<context>
    <name>lifeboat::RunModel</name>
    <message>
        <source>When</source>
        <translation>日時</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>データベース</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>所要時間</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
</context>
<context>
    <name>lifeboat::SafetyForm</name>
    <message>
        <source>Back &amp;up:</source>
        <translation>バックアップの頻度(&amp;U):</translation>
    </message>
    <message>
        <source>Every hour</source>
        <translation>1 時間ごと</translation>
    </message>
    <message>
        <source>Every 6 hours</source>
        <translation>6 時間ごと</translation>
    </message>
    <message>
        <source>Every week</source>
        <translation>毎週</translation>
    </message>
    <message>
        <source>At another interval</source>
        <translation>その他の間隔</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>間隔</translation>
    </message>
    <message>
        <source>Unit of the interval</source>
        <translation>間隔の単位</translation>
    </message>
    <message>
        <source>&amp;Generations kept:</source>
        <translation>保持する世代数(&amp;G):</translation>
    </message>
    <message>
        <source>all</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>&amp;Encrypt the backups</source>
        <translation>バックアップを暗号化する(&amp;E)</translation>
    </message>
    <message>
        <source>Make a new ke&amp;y</source>
        <translation>新しいキーを作成する(&amp;Y)</translation>
    </message>
    <message>
        <source>Use a &amp;key I have:</source>
        <translation>手持ちのキーを使う(&amp;K):</translation>
    </message>
    <message>
        <source>Encryption key</source>
        <translation>暗号化キー</translation>
    </message>
    <message>
        <source>44 characters, Base64</source>
        <translation>Base64 の 44 文字</translation>
    </message>
    <message>
        <source>Where the secrets are kept</source>
        <translation>秘密情報の保管場所</translation>
    </message>
    <message>
        <source>In the key&amp;chain</source>
        <translation>キーチェーンに保存(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Only until Lifeboat ends</source>
        <translation>Lifeboat の終了まで(&amp;O)</translation>
    </message>
    <message>
        <source>In en&amp;vironment variables that I set</source>
        <translation>自分で設定する環境変数(&amp;V)</translation>
    </message>
    <message>
        <source>What you entered</source>
        <translation>入力されたキー</translation>
    </message>
    <message>
        <source>Enter the key from your recovery kit.</source>
        <translation>リカバリーキットにあるキーを入力してください。</translation>
    </message>
    <message>
        <source>In the key&amp;chain (%1)</source>
        <translation>キーチェーンに保存 (%1)(&amp;C)</translation>
    </message>
    <message>
        <source>In the key&amp;chain: this desktop has none</source>
        <translation>キーチェーンに保存: このデスクトップにはありません(&amp;C)</translation>
    </message>
    <message>
        <source>Nothing is deleted: the store grows with every backup.</source>
        <translation>何も削除されません。バックアップのたびにストアの使用量が増えます。</translation>
    </message>
    <message>
        <source>They reach back %1 and take about %2.</source>
        <translation>さかのぼれる期間は %1、必要な容量は約 %2 です。</translation>
    </message>
    <message>
        <source>They reach back %1.</source>
        <translation>さかのぼれる期間は %1 です。</translation>
    </message>
    <message>
        <source>Whoever can read the destination can read the database.</source>
        <translation>保存先を読める人は、データベースも読めます。</translation>
    </message>
    <message>
        <source>Without the key nobody can open the backups, you included. The next page gives you a recovery kit with it.</source>
        <translation>キーがないと、あなたを含め誰もバックアップを開けません。次のページで、キーを記載したリカバリーキットを作成します。</translation>
    </message>
    <message>
        <source>It opens earlier backups and seals new ones.</source>
        <translation>以前のバックアップを開き、新しいバックアップを封入します。</translation>
    </message>
    <message>
        <source>It keeps them encrypted and opens them when you log in.</source>
        <translation>秘密情報を暗号化して保管し、ログイン時に開きます。</translation>
    </message>
    <message>
        <source>Lifeboat asks for them after every start, and cannot back up by itself before that.</source>
        <translation>Lifeboat は起動のたびに入力を求めます。入力されるまで、自動ではバックアップできません。</translation>
    </message>
    <message>
        <source>Lifeboat keeps nothing. Set these where it is started, and start it again: %1</source>
        <translation>Lifeboat は何も保存しません。起動する環境で次の変数を設定し、起動し直してください: %1</translation>
    </message>
    <message>
        <source>Every day at</source>
        <translation>毎日 (時刻を指定)</translation>
    </message>
    <message>
        <source>When backups are made by themselves</source>
        <translation>自動でバックアップする時期</translation>
    </message>
    <message>
        <source>How many backups are kept; older ones are removed</source>
        <translation>残すバックアップの数 (古いものは削除されます)</translation>
    </message>
</context>
<context>
    <name>lifeboat::SafetyPage</name>
    <message>
        <source>How safe?</source>
        <translation>どの程度安全にしますか?</translation>
    </message>
    <message>
        <source>How often, how many, and who can read them. Everything can be changed later.</source>
        <translation>バックアップの頻度、世代数、読める人を決めます。すべて後で変更できます。</translation>
    </message>
</context>
<context>
    <name>lifeboat::ScheduleGroup</name>
    <message>
        <source>This is needed.</source>
        <translation>入力が必要です。</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>スケジュール</translation>
    </message>
    <message>
        <source>Only when I ask for it</source>
        <translation>手動で実行したときのみ</translation>
    </message>
    <message>
        <source>At intervals</source>
        <translation>一定の間隔</translation>
    </message>
    <message>
        <source>At times of day</source>
        <translation>指定した時刻</translation>
    </message>
    <message>
        <source>By a rule of cron</source>
        <translation>cron のルール</translation>
    </message>
    <message>
        <source>Back &amp;up:</source>
        <translation>バックアップの頻度(&amp;U):</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>単位</translation>
    </message>
    <message>
        <source>Ten years at most.</source>
        <translation>最長で 10 年です。</translation>
    </message>
    <message numerus="yes">
        <source>The file says %n second(s).</source>
        <translation>
            <numerusform>ファイルでは %n 秒です。</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;On:</source>
        <translation>曜日(&amp;O):</translation>
    </message>
    <message>
        <source>Choose a day at least.</source>
        <translation>曜日を 1 つ以上選んでください。</translation>
    </message>
    <message>
        <source>&amp;Rule:</source>
        <translation>ルール(&amp;R):</translation>
    </message>
    <message>
        <source>Minute, hour, day of month, month and day of week, as in crontab; or @hourly, @daily, @weekly, @monthly.</source>
        <translation>crontab と同じく、分、時、日、月、曜日の順に指定します。@hourly、@daily、@weekly、@monthly も使えます。</translation>
    </message>
    <message>
        <source>Around the schedule</source>
        <translation>スケジュールの詳細</translation>
    </message>
    <message>
        <source> min</source>
        <comment>minutes</comment>
        <translation> 分</translation>
    </message>
    <message>
        <source>Not at all</source>
        <translation>遅らせない</translation>
    </message>
    <message>
        <source>&amp;Put off by up to:</source>
        <translation>最大遅延時間(&amp;P):</translation>
    </message>
    <message>
        <source>A different part of it each time, so that many machines do not come at once.</source>
        <translation>遅らせる時間は毎回この範囲で変わり、多数のコンピューターからのアクセスが重なりません。</translation>
    </message>
    <message>
        <source>While the machine slept or was off. Without, they are left out.</source>
        <translation>コンピューターがスリープ中または電源オフだった間の分です。オフにすると、その分は実行しません。</translation>
    </message>
    <message>
        <source>They leave a small mark in the store that tells they were looked at.</source>
        <translation>確認したことを示す小さな記録をストアに残します。</translation>
    </message>
    <message>
        <source>As the preferences say</source>
        <translation>環境設定に従う</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>待機する</translation>
    </message>
    <message>
        <source>Back up all the same</source>
        <translation>それでもバックアップする</translation>
    </message>
    <message>
        <source>&amp;Every:</source>
        <translation>間隔(&amp;E):</translation>
    </message>
    <message>
        <source>Make up for backups that &amp;were missed</source>
        <translation>実行されなかったバックアップを後で実行する(&amp;W)</translation>
    </message>
    <message>
        <source>Skip databases that did not chan&amp;ge</source>
        <translation>変更のないデータベースをスキップする(&amp;G)</translation>
    </message>
    <message>
        <source>While the &amp;network is metered:</source>
        <translation>従量制ネットワークのとき(&amp;N):</translation>
    </message>
    <message>
        <source>While running on batter&amp;y:</source>
        <translation>バッテリー駆動のとき(&amp;Y):</translation>
    </message>
    <message>
        <source>Tim&amp;es:</source>
        <translation>時刻(&amp;E):</translation>
    </message>
    <message>
        <source>When backups are made by themselves</source>
        <translation>自動でバックアップする時期</translation>
    </message>
    <message>
        <source>Of the number beside it</source>
        <translation>隣の数値の単位</translation>
    </message>
    <message>
        <source>The time from one backup to the next</source>
        <translation>バックアップの間隔</translation>
    </message>
    <message>
        <source>Whether scheduled backups wait until it is over</source>
        <translation>予定されたバックアップを、それが終わるまで待たせるか</translation>
    </message>
</context>
<context>
    <name>lifeboat::ScheduleMenu</name>
    <message>
        <source>&amp;Pause schedule</source>
        <translation>スケジュールを一時停止(&amp;P)</translation>
    </message>
    <message>
        <source>Resu&amp;me schedule</source>
        <translation>スケジュールを再開(&amp;M)</translation>
    </message>
    <message>
        <source>For &amp;1 hour</source>
        <translation>1 時間(&amp;1)</translation>
    </message>
    <message>
        <source>Until &amp;tomorrow</source>
        <translation>明日まで(&amp;T)</translation>
    </message>
    <message>
        <source>Until I &amp;resume it</source>
        <translation>再開するまで(&amp;R)</translation>
    </message>
</context>
<context>
    <name>lifeboat::SecretPlaceBox</name>
    <message>
        <source>In memory, until Lifeboat ends</source>
        <translation>メモリ (Lifeboat の終了まで)</translation>
    </message>
    <message>
        <source>Nowhere: I set environment variables</source>
        <translation>保管しない (環境変数を自分で設定)</translation>
    </message>
    <message>
        <source>In the keychain (%1)</source>
        <translation>キーチェーン (%1)</translation>
    </message>
    <message>
        <source>It is kept encrypted, and opened when you log in.</source>
        <translation>暗号化して保管し、ログイン時に開きます。</translation>
    </message>
    <message>
        <source>Lifeboat asks for it after every start, and cannot back up by itself before that.</source>
        <translation>Lifeboat は起動のたびに入力を求めます。入力されるまで、自動ではバックアップできません。</translation>
    </message>
    <message>
        <source>Lifeboat keeps nothing. Set these where it is started, and start it again: %1</source>
        <translation>Lifeboat は何も保存しません。起動する環境で次の変数を設定し、起動し直してください: %1</translation>
    </message>
    <message>
        <source>Where Lifeboat finds the secret next time</source>
        <translation>次回 Lifeboat が秘密情報を読み出す場所</translation>
    </message>
</context>
<context>
    <name>lifeboat::SecretToggle</name>
    <message>
        <source>Hide secret</source>
        <translation>シークレットを隠す</translation>
    </message>
    <message>
        <source>Show secret</source>
        <translation>シークレットを表示</translation>
    </message>
</context>
<context>
    <name>lifeboat::SelectedProfile</name>
    <message>
        <source>The profile %1 was changed by another program. Nothing was done.</source>
        <translation>プロファイル %1 が別のプログラムによって変更されました。何も行われていません。</translation>
    </message>
    <message>
        <source>Look at it again.</source>
        <translation>もう一度確認してください。</translation>
    </message>
</context>
<context>
    <name>lifeboat::SettingField</name>
    <message>
        <source>Needs correction</source>
        <translation>修正が必要</translation>
    </message>
</context>
<context>
    <name>lifeboat::SettingsForm</name>
    <message>
        <source>Sections of the settings</source>
        <translation>設定のセクション</translation>
    </message>
    <message>
        <source>%1, needs correction</source>
        <translation>%1 (要修正)</translation>
    </message>
    <message>
        <source>What is chosen here is shown beside it</source>
        <translation>ここで選んだものが隣に表示されます</translation>
    </message>
</context>
<context>
    <name>lifeboat::SettingsGroup</name>
    <message>
        <source>Browse…</source>
        <translation>参照…</translation>
    </message>
    <message>
        <source>Browse for %1</source>
        <translation>%1 を参照</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>入力が必要です。</translation>
    </message>
    <message>
        <source>Enter the whole path, from / or ~/ on.</source>
        <translation>/ または ~/ から始まる完全なパスを入力してください。</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>制限なし</translation>
    </message>
    <message>
        <source>Enter a speed such as 10 MiB/s.</source>
        <translation>10 MiB/s のような速度を入力してください。</translation>
    </message>
    <message>
        <source>Enter a size such as 1 GiB.</source>
        <translation>1 GiB のようなサイズを入力してください。</translation>
    </message>
    <message>
        <source>Apply or revert your changes first</source>
        <translation>先に変更を適用するか、元に戻してください</translation>
    </message>
    <message>
        <source>The whole path, from / or ~/ on</source>
        <translation>/ または ~/ から始まる完全なパス</translation>
    </message>
</context>
<context>
    <name>lifeboat::SettingsPage</name>
    <message>
        <source>Re&amp;move profile…</source>
        <translation>プロファイルを削除(&amp;M)…</translation>
    </message>
    <message>
        <source>These settings are in %1, a file of another program. Changes are made there, and that program reads them, too.</source>
        <translation>これらの設定は、別のプログラムのファイル %1 にあります。変更はそこに書き込まれ、そのプログラムにも読み取られます。</translation>
    </message>
    <message>
        <source>The settings were not changed</source>
        <translation>設定を変更できませんでした</translation>
    </message>
    <message>
        <source>The profile leaves this list. The file %1 stays as it is.</source>
        <translation>プロファイルはこの一覧から消えます。ファイル %1 はそのまま残ります。</translation>
    </message>
    <message>
        <source>The file %1 is deleted.</source>
        <translation>ファイル %1 は削除されます。</translation>
    </message>
    <message>
        <source>Its secrets are removed from the keychain.</source>
        <translation>その秘密情報はキーチェーンから削除されます。</translation>
    </message>
    <message>
        <source>Encrypted backups can only be opened with the key: make sure that you hold the recovery kit.</source>
        <translation>暗号化バックアップを開くにはキーが必要です。リカバリーキットが手元にあることを確認してください。</translation>
    </message>
    <message>
        <source>Remove the profile %1?</source>
        <translation>プロファイル %1 を削除しますか?</translation>
    </message>
    <message>
        <source>&amp;Remove profile</source>
        <translation>プロファイルを削除(&amp;R)</translation>
    </message>
    <message>
        <source>The profile was not removed cleanly</source>
        <translation>プロファイルの削除が一部完了しませんでした</translation>
    </message>
    <message>
        <source>The profile was not removed</source>
        <translation>プロファイルを削除できませんでした</translation>
    </message>
    <message>
        <source>Correct what is marked under %1.</source>
        <translation>%1 で印の付いた項目を修正してください。</translation>
    </message>
    <message>
        <source>The database and all its backups in the store stay.</source>
        <translation>データベースと、ストアにあるすべてのバックアップは残ります。</translation>
    </message>
    <message>
        <source>App&amp;ly</source>
        <translation>適用(&amp;L)</translation>
    </message>
    <message>
        <source>Rever&amp;t</source>
        <translation>元に戻す(&amp;T)</translation>
    </message>
</context>
<context>
    <name>lifeboat::SetupWizard</name>
    <message>
        <source>Back up a database</source>
        <translation>データベースのバックアップ</translation>
    </message>
    <message>
        <source>&amp;Finish and back up</source>
        <translation>完了してバックアップ(&amp;F)</translation>
    </message>
    <message>
        <source>Taking the configuration over…</source>
        <translation>設定を取り込んでいます…</translation>
    </message>
    <message>
        <source>Saving… The keychain may ask for its password.</source>
        <translation>保存しています… キーチェーンがパスワードを求めることがあります。</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>保存しています…</translation>
    </message>
    <message>
        <source>The profile was not saved</source>
        <translation>プロファイルを保存できませんでした</translation>
    </message>
    <message>
        <source>Lifeboat</source>
        <translation>Lifeboat</translation>
    </message>
</context>
<context>
    <name>lifeboat::SizeChart</name>
    <message>
        <source>Sizes of the backups over time</source>
        <translation>バックアップサイズの推移</translation>
    </message>
    <message>
        <source>%1 on %2, %3 on %4</source>
        <translation>%2 に %1、%4 に %3</translation>
    </message>
</context>
<context>
    <name>lifeboat::StageList</name>
    <message>
        <source>Waiting</source>
        <translation>待機中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>実行中</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>不要</translation>
    </message>
</context>
<context>
    <name>lifeboat::StoreUseLabel</name>
    <message numerus="yes">
        <source>%n backup(s), %1</source>
        <translation>
            <numerusform>バックアップ %n 件、%1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s)</source>
        <translation>
            <numerusform>バックアップ %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>1.3 GB of 10 GB</comment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>A %1 of 1 M</source>
        <comment>class A requests, of a million</comment>
        <translation>A %1 / 100 万</translation>
    </message>
    <message>
        <source>B %1 of 10 M</source>
        <comment>class B requests, of ten millions</comment>
        <translation>B %1 / 1,000 万</translation>
    </message>
    <message>
        <source>What Cloudflare R2 gives away each month, and how much of it is used at %1:
storage of the backups listed here, class A requests (writing and listing) and class B requests (reading).
Only the requests that Lifeboat has sent from this computer since the month began are known.</source>
        <translation>Cloudflare R2 が毎月無料で提供する量と、%1 での使用量です:
この一覧にあるバックアップの容量、クラス A 要求 (書き込みと一覧取得)、クラス B 要求 (読み取り)。
わかるのは、今月に入ってからこのコンピューターの Lifeboat が送信した要求だけです。</translation>
    </message>
</context>
<context>
    <name>lifeboat::TableModel</name>
    <message numerus="yes">
        <source>&lt;%n byte(s)&gt;</source>
        <translation>
            <numerusform>&lt;%n バイト&gt;</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::TimesEditor</name>
    <message>
        <source>Remove this time</source>
        <translation>この時刻を削除</translation>
    </message>
    <message>
        <source>Time %1</source>
        <comment>one of several times of day</comment>
        <translation>時刻 %1</translation>
    </message>
    <message>
        <source>Remove time %1</source>
        <translation>時刻 %1 を削除</translation>
    </message>
    <message>
        <source>Add a t&amp;ime</source>
        <translation>時刻を追加(&amp;I)</translation>
    </message>
    <message>
        <source>By this computer&apos;s clock</source>
        <translation>このコンピューターの時計による時刻</translation>
    </message>
</context>
<context>
    <name>lifeboat::Tray</name>
    <message>
        <source>&amp;Back up now</source>
        <translation>今すぐバックアップ(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Restore…</source>
        <translation>復元(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Open Lifeboat</source>
        <translation>Lifeboat を開く(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>終了(&amp;Q)</translation>
    </message>
</context>
<context>
    <name>lifeboat::UndoDialog</name>
    <message>
        <source>Not a safety copy</source>
        <translation>退避コピーではありません</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>検査済み</translation>
    </message>
    <message>
        <source>Was damaged when it was replaced</source>
        <translation>置き換え時に破損していました</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>未検査</translation>
    </message>
    <message>
        <source>There is no database in it.</source>
        <translation>中にデータベースがありません。</translation>
    </message>
    <message>
        <source>Kept until %1.</source>
        <translation>%1 まで残します。</translation>
    </message>
    <message>
        <source>Kept for ever.</source>
        <translation>無期限に残します。</translation>
    </message>
    <message>
        <source>Undo a restore of %1</source>
        <translation>%1 の復元を取り消す</translation>
    </message>
    <message>
        <source>&amp;Put it back</source>
        <translation>元に戻す(&amp;P)</translation>
    </message>
    <message>
        <source>Wh&amp;at restores have replaced. What is there now is kept likewise.</source>
        <translation>復元で置き換えられた内容(&amp;R)。現在の内容も同じように残します。</translation>
    </message>
    <message>
        <source>What restores have replaced</source>
        <translation>復元で置き換えられた内容</translation>
    </message>
    <message>
        <source>Replaced</source>
        <translation>置き換えた日時</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>&amp;Write into the open database, while its programs go on</source>
        <translation>プログラムを動作させたまま、開いているデータベースに書き込む(&amp;W)</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>調べています…</translation>
    </message>
    <message>
        <source>The safety copies cannot be listed</source>
        <translation>退避コピーの一覧を取得できません</translation>
    </message>
    <message>
        <source>No restore of this database has replaced anything that is still kept.</source>
        <translation>このデータベースの復元で置き換えられ、今も残っているものはありません。</translation>
    </message>
    <message>
        <source>The database is open in %1. Close it and open this again, or write into it:</source>
        <comment>program</comment>
        <translation>データベースは %1 で開かれています。閉じてからこの画面を開き直すか、開いたまま書き込んでください:</translation>
    </message>
    <message>
        <source>This cannot begin now</source>
        <translation>今は開始できません</translation>
    </message>
    <message>
        <source>%1 is what it was before the restore</source>
        <translation>%1 は復元前の状態に戻りました</translation>
    </message>
    <message>
        <source>The restore is undone. What was there until now is kept in:</source>
        <translation>復元を取り消しました。これまでの内容は、次の場所に残してあります:</translation>
    </message>
    <message>
        <source>Something else did not work</source>
        <translation>他に失敗した処理があります</translation>
    </message>
    <message>
        <source>The restore was not undone</source>
        <translation>復元を取り消せませんでした</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>キャンセル(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>閉じる(&amp;C)</translation>
    </message>
    <message>
        <source>An undone restore</source>
        <translation>復元の取り消し</translation>
    </message>
    <message>
        <source>By</source>
        <comment>what replaced it</comment>
        <translation>置き換えたもの</translation>
    </message>
    <message>
        <source>The folder %1 cannot be read.</source>
        <translation>フォルダー %1 を読み取れません。</translation>
    </message>
    <message>
        <source>Safety copies lie beside the database. Make its folder available, and try again.</source>
        <translation>退避コピーはデータベースと同じ場所にあります。そのフォルダーを利用できる状態にして、もう一度お試しください。</translation>
    </message>
    <message>
        <source>Newest first. What is selected is described below.</source>
        <translation>新しい順です。選択したものの説明は下に表示されます。</translation>
    </message>
</context>
<context>
    <name>lifeboat::WindowClosing</name>
    <message>
        <source>Keep Lifeboat in the tray?</source>
        <translation>Lifeboat をトレイに残しますか？</translation>
    </message>
    <message>
        <source>Schedules run only while Lifeboat runs. It can go on in the tray when its window is closed.</source>
        <translation>スケジュールは Lifeboat の実行中にのみ動きます。ウィンドウを閉じてもトレイで動き続けることができます。</translation>
    </message>
    <message>
        <source>This is asked once; the preferences can change it.</source>
        <translation>この質問は一度だけ表示されます。設定で変更できます。</translation>
    </message>
    <message>
        <source>&amp;Keep in the tray</source>
        <translation>トレイに残す(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>終了(&amp;Q)</translation>
    </message>
    <message>
        <source>This desktop has no tray</source>
        <translation>このデスクトップにはトレイがありません</translation>
    </message>
    <message>
        <source>Schedules run only while Lifeboat runs, and nothing here could show it without its window.</source>
        <translation>スケジュールは Lifeboat の実行中にのみ動きますが、ウィンドウがないと表示する場所がありません。</translation>
    </message>
    <message>
        <source>This is asked once. Minimised, it stays in the list of windows.</source>
        <translation>この質問は一度だけ表示されます。最小化すると、ウィンドウの一覧に残ります。</translation>
    </message>
    <message>
        <source>&amp;Minimise</source>
        <translation>最小化(&amp;M)</translation>
    </message>
    <message>
        <source>Quit Lifeboat?</source>
        <translation>Lifeboat を終了しますか？</translation>
    </message>
    <message>
        <source>%1: %2. Quitting cancels it.</source>
        <comment>what is done, which database</comment>
        <translation>%1: %2。終了するとキャンセルされます。</translation>
    </message>
    <message>
        <source>&amp;Quit and cancel it</source>
        <translation>終了してキャンセル(&amp;Q)</translation>
    </message>
</context>
<context>
    <name>lifeboat::WindowDialogs</name>
    <message>
        <source>A restore was interrupted</source>
        <translation>復元が中断されました</translation>
    </message>
    <message>
        <source>A restore of %1 was cut off before it was done.</source>
        <translation>%1 の復元が、完了する前に中断されました。</translation>
    </message>
</context>
</TS>
