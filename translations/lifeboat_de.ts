<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>HealthWords</name>
    <message>
        <source>Healthy</source>
        <translation>In Ordnung</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>Überfällig</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>Kritisch</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>not reachable</source>
        <translation>nicht erreichbar</translation>
    </message>
    <message>
        <source>asking its store</source>
        <translation>Speicher wird gefragt</translation>
    </message>
    <message>
        <source>no backup yet</source>
        <translation>noch keine Sicherung</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <comment>time span</comment>
        <translation>%1 alt</translation>
    </message>
    <message>
        <source>Its store cannot be reached since %1 or earlier</source>
        <comment>time</comment>
        <translation>Der Speicher ist seit %1 oder länger nicht erreichbar</translation>
    </message>
    <message>
        <source>The store has not answered yet</source>
        <translation>Der Speicher hat noch nicht geantwortet</translation>
    </message>
    <message>
        <source>No backup yet</source>
        <translation>Noch keine Sicherung</translation>
    </message>
    <message>
        <source>%1, unchanged since the backup %2 ago</source>
        <comment>health, time span</comment>
        <translation>%1, unverändert, letzte Sicherung %2 alt</translation>
    </message>
    <message>
        <source>%1, last backup %2 ago</source>
        <comment>health, time span</comment>
        <translation>%1, letzte Sicherung %2 alt</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>last backup, what comes next</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>first backup is being made</source>
        <translation>erste Sicherung läuft</translation>
    </message>
</context>
<context>
    <name>Lifeboat</name>
    <message>
        <source>Backups of live SQLite databases that you can trust</source>
        <translation>Verlässliche Sicherungen laufender SQLite-Datenbanken</translation>
    </message>
    <message>
        <source>Show Lifeboat with a sample database in a folder</source>
        <translation>Lifeboat mit einer Beispieldatenbank in einem Ordner vorführen</translation>
    </message>
    <message>
        <source>Select this profile</source>
        <translation>Dieses Profil auswählen</translation>
    </message>
    <message>
        <source>NAME</source>
        <translation>NAME</translation>
    </message>
    <message>
        <source>More than %1 arrived where less was expected.</source>
        <translation>Es kamen mehr als %1 an, erwartet wurde weniger.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>The backup is safe, but old generations could not be removed: %1</source>
        <translation>Die Sicherung ist in Sicherheit, aber alte Generationen konnten nicht entfernt werden: %1</translation>
    </message>
    <message>
        <source>Backed up %1 as %2 (%3%4) in %5.</source>
        <translation>%1 als %2 gesichert (%3%4) in %5.</translation>
    </message>
    <message>
        <source>, encrypted</source>
        <translation>, verschlüsselt</translation>
    </message>
    <message>
        <source>Removed expired: %1</source>
        <translation>Abgelaufen und entfernt: %1</translation>
    </message>
    <message>
        <source>Kept by a bucket lock: %1</source>
        <translation>Durch eine Bucket-Sperre behalten: %1</translation>
    </message>
    <message>
        <source>folder %1</source>
        <translation>Ordner %1</translation>
    </message>
    <message>
        <source>bucket %1 at %2</source>
        <translation>Bucket %1 bei %2</translation>
    </message>
    <message>
        <source>file         %1</source>
        <translation>Datei            %1</translation>
    </message>
    <message>
        <source>database     %1</source>
        <translation>Datenbank        %1</translation>
    </message>
    <message>
        <source>backups as   %1backups/%2_YYYYMMDD_HHMMSS.db%3</source>
        <translation>Sicherungen als  %1backups/%2_YYYYMMDD_HHMMSS.db%3</translation>
    </message>
    <message>
        <source>destination  %1</source>
        <translation>Ziel             %1</translation>
    </message>
    <message>
        <source>schedule     %1</source>
        <translation>Zeitplan         %1</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>keeps        %1</source>
        <translation>Aufbewahrung     %1</translation>
    </message>
    <message>
        <source>all generations</source>
        <translation>alle Generationen</translation>
    </message>
    <message>
        <source>%1 generations</source>
        <translation>%1 Generationen</translation>
    </message>
    <message>
        <source>encryption   %1</source>
        <translation>Verschlüsselung  %1</translation>
    </message>
    <message>
        <source>on</source>
        <translation>ein</translation>
    </message>
    <message>
        <source>key file %1</source>
        <translation>Schlüsseldatei %1</translation>
    </message>
    <message>
        <source>Both --key and --key-file were given.</source>
        <translation>--key und --key-file wurden zugleich angegeben.</translation>
    </message>
    <message>
        <source>Give one of them.</source>
        <translation>Geben Sie nur eines von beiden an.</translation>
    </message>
    <message>
        <source>Decrypted %1 to %2 (%3).</source>
        <translation>%1 nach %2 entschlüsselt (%3).</translation>
    </message>
    <message>
        <source>%1 was not encrypted; copied it to %2 (%3).</source>
        <translation>%1 war nicht verschlüsselt und wurde nach %2 kopiert (%3).</translation>
    </message>
    <message>
        <source>Delete for good: %1?</source>
        <translation>Endgültig löschen: %1?</translation>
    </message>
    <message>
        <source>Deleted %1.</source>
        <translation>%1 gelöscht.</translation>
    </message>
    <message>
        <source>
Everything is in %1. Go on from here:
  %3 list --config %2
For your own database, see docs/configuration.md.</source>
        <translation>
Alles liegt in %1. So geht es weiter:
  %3 list --config %2
Für Ihre eigene Datenbank siehe docs/configuration.md.</translation>
    </message>
    <message>
        <source>Saved %1 as %2 (%3).</source>
        <translation>%1 als %2 gespeichert (%3).</translation>
    </message>
    <message>
        <source>Key %1 written to %2.
Keep a second copy elsewhere: without it, no backup can be opened.</source>
        <translation>Schlüssel %1 in %2 geschrieben.
Bewahren Sie eine zweite Kopie an einem anderen Ort auf: Ohne den Schlüssel lässt sich keine Sicherung öffnen.</translation>
    </message>
    <message>
        <source>Keep this key in two safe places: without it, no backup can be opened.</source>
        <translation>Bewahren Sie diesen Schlüssel an zwei sicheren Orten auf: Ohne ihn lässt sich keine Sicherung öffnen.</translation>
    </message>
    <message>
        <source>encrypted</source>
        <translation>verschlüsselt</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>unverschlüsselt</translation>
    </message>
    <message>
        <source>No backups of %1 yet. &quot;lifeboat-cli backup&quot; makes one.</source>
        <translation>Noch keine Sicherungen von %1. „lifeboat-cli backup“ erstellt eine.</translation>
    </message>
    <message>
        <source>R2 does not read policies: there, make an API token with &quot;Object Read &amp; Write&quot;, applied to the bucket %1 only. Other S3 stores take the policy below.</source>
        <translation>R2 liest keine Richtlinien: Erstellen Sie dort ein API-Token mit „Object Read &amp; Write“, das nur für den Bucket %1 gilt. Andere S3-Speicher nehmen die Richtlinie unten.</translation>
    </message>
    <message>
        <source>removed  %1</source>
        <translation>entfernt  %1</translation>
    </message>
    <message>
        <source>kept by a bucket lock  %1</source>
        <translation>durch Bucket-Sperre behalten  %1</translation>
    </message>
    <message>
        <source>Generations kept: %1 (retention_count = 0 keeps all).</source>
        <translation>Behaltene Generationen: %1 (retention_count = 0 behält alle).</translation>
    </message>
    <message>
        <source>Generations kept: %1.</source>
        <translation>Behaltene Generationen: %1.</translation>
    </message>
    <message>
        <source>Replace %1 (%2, changed %3)
by the backup of %4 (%5 in the store)?
What is there now is kept beside it.</source>
        <translation>%1 (%2, geändert %3)
durch die Sicherung von %4 (%5 im Speicher) ersetzen?
Was jetzt dort ist, bleibt daneben erhalten.</translation>
    </message>
    <message>
        <source>Restored %1 from %2 (%3) in %4.</source>
        <translation>%1 aus %2 (%3) wiederhergestellt in %4.</translation>
    </message>
    <message>
        <source>What was there before is kept in %1.</source>
        <translation>Was vorher dort war, liegt in %1.</translation>
    </message>
    <message>
        <source>Error: %1</source>
        <translation>Fehler: %1</translation>
    </message>
    <message>
        <source>What to do: %1</source>
        <translation>Abhilfe: %1</translation>
    </message>
    <message>
        <source>&quot;lifeboat-cli --help&quot; and &quot;lifeboat-cli COMMAND --help&quot; list what there is.</source>
        <translation>„lifeboat-cli --help“ und „lifeboat-cli COMMAND --help“ zeigen, was es gibt.</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>Warning: %1</source>
        <translation>Warnung: %1</translation>
    </message>
    <message>
        <source>This needs a confirmation, and nobody is there to give it.</source>
        <translation>Dies muss bestätigt werden, aber es ist niemand da, der es könnte.</translation>
    </message>
    <message>
        <source>Say it in the call: %1.</source>
        <translation>Bestätigen Sie es im Aufruf: %1.</translation>
    </message>
    <message>
        <source>Not confirmed; nothing was changed.</source>
        <translation>Nicht bestätigt; es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>BAD   %1: %2</source>
        <translation>DEFEKT  %1: %2</translation>
    </message>
    <message>
        <source>good  %1 (%2)</source>
        <translation>gut     %1 (%2)</translation>
    </message>
    <message>
        <source>; no checksum was recorded with it</source>
        <translation>; dazu ist keine Prüfsumme vermerkt</translation>
    </message>
    <message>
        <source>; foreign key violations, as backed up: %1</source>
        <translation>; Fremdschlüsselverletzungen, so gesichert: %1</translation>
    </message>
    <message>
        <source>The AES-256-GCM implementation failed.</source>
        <translation>Die Implementierung von AES-256-GCM ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Check that the installed OpenSSL offers AES-256-GCM (openssl list -cipher-algorithms).</source>
        <translation>Prüfen Sie, ob das installierte OpenSSL AES-256-GCM anbietet (openssl list -cipher-algorithms).</translation>
    </message>
    <message>
        <source>An envelope was used after its end, or with a negative size.</source>
        <translation>Ein Umschlag wurde nach seinem Ende oder mit negativer Größe benutzt.</translation>
    </message>
    <message>
        <source>AES-256-GCM seals at most %1 in one envelope, and this is more.</source>
        <translation>AES-256-GCM versiegelt höchstens %1 in einem Umschlag, und das hier ist mehr.</translation>
    </message>
    <message>
        <source>Make the database smaller, or back it up without encryption to a store you trust.</source>
        <translation>Verkleinern Sie die Datenbank, oder sichern Sie sie unverschlüsselt in einen Speicher, dem Sie vertrauen.</translation>
    </message>
    <message>
        <source>The encryption key is %1 bytes long; it must be %2.</source>
        <translation>Der Schlüssel ist %1 Byte lang; es müssen %2 sein.</translation>
    </message>
    <message>
        <source>%1 bytes were to be sealed, but %2 arrived: the snapshot changed while it was read.</source>
        <translation>%1 Byte sollten versiegelt werden, aber %2 kamen an: Die Momentaufnahme hat sich beim Lesen verändert.</translation>
    </message>
    <message>
        <source>Back up again, and see that nothing else writes to the temporary folder.</source>
        <translation>Sichern Sie noch einmal, und achten Sie darauf, dass sonst nichts in den temporären Ordner schreibt.</translation>
    </message>
    <message>
        <source>The sealed backup is cut short: it has %1 bytes, and even an empty one has %2.</source>
        <translation>Die versiegelte Sicherung ist abgeschnitten: Sie hat %1 Byte, und selbst eine leere hat %2.</translation>
    </message>
    <message>
        <source>Download it again, or use another backup.</source>
        <translation>Laden Sie sie noch einmal herunter, oder nehmen Sie eine andere Sicherung.</translation>
    </message>
    <message>
        <source>The sealed backup does not open: this is the wrong key, or its bytes are damaged. The two cannot be told apart.</source>
        <translation>Die versiegelte Sicherung lässt sich nicht öffnen: Der Schlüssel ist der falsche, oder ihre Bytes sind beschädigt. Beides lässt sich nicht unterscheiden.</translation>
    </message>
    <message>
        <source>Compare the key&apos;s fingerprint with the one the backup was made with; if it is the right key, download the backup again or use another one.</source>
        <translation>Vergleichen Sie den Fingerabdruck des Schlüssels mit dem, mit dem die Sicherung erstellt wurde. Ist es der richtige Schlüssel, laden Sie die Sicherung noch einmal herunter, oder nehmen Sie eine andere.</translation>
    </message>
    <message>
        <source>The system gave no random bytes, and nothing is sealed without them.</source>
        <translation>Das System hat keine Zufallsbytes geliefert, und ohne sie wird nichts versiegelt.</translation>
    </message>
    <message>
        <source>An envelope was begun with a nonce of %1 bytes for %2 bytes of content.</source>
        <translation>Ein Umschlag wurde mit einer Nonce von %1 Byte für %2 Byte Inhalt begonnen.</translation>
    </message>
    <message>
        <source>A key is 32 random bytes in Base64, 44 characters; lifeboat-cli keygen makes one.</source>
        <translation>Ein Schlüssel besteht aus 32 Zufallsbytes in Base64, das sind 44 Zeichen; lifeboat-cli keygen erstellt einen.</translation>
    </message>
    <message>
        <source>Cannot read the key file %1: %2.</source>
        <translation>Die Schlüsseldatei %1 kann nicht gelesen werden: %2.</translation>
    </message>
    <message>
        <source>The system gave no random bytes, and no key is made without them.</source>
        <translation>Das System hat keine Zufallsbytes geliefert, und ohne sie wird kein Schlüssel erstellt.</translation>
    </message>
    <message>
        <source>The encryption key from %1 is empty.</source>
        <translation>Der Schlüssel ist leer (Quelle: %1).</translation>
    </message>
    <message>
        <source>The encryption key from %1 is not Base64: character %2 does not belong there.</source>
        <translation>Der Schlüssel ist kein Base64: Zeichen %2 gehört dort nicht hin (Quelle: %1).</translation>
    </message>
    <message>
        <source>The encryption key from %1 has %2 characters; it must have 44.</source>
        <translation>Der Schlüssel hat %2 Zeichen; es müssen 44 sein (Quelle: %1).</translation>
    </message>
    <message>
        <source>The last character of the encryption key from %1 is wrong.</source>
        <translation>Das letzte Zeichen des Schlüssels ist falsch (Quelle: %1).</translation>
    </message>
    <message>
        <source>Cannot open the key file %1: %2.</source>
        <translation>Die Schlüsseldatei %1 kann nicht geöffnet werden: %2.</translation>
    </message>
    <message>
        <source>Make one with lifeboat-cli keygen.</source>
        <translation>Erstellen Sie eine mit lifeboat-cli keygen.</translation>
    </message>
    <message>
        <source>The key file %1 is not a regular file.</source>
        <translation>Die Schlüsseldatei %1 ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>The key file %1 is open to other users of this machine (mode %2).</source>
        <translation>Die Schlüsseldatei %1 ist anderen Benutzern dieses Rechners zugänglich (Modus %2).</translation>
    </message>
    <message>
        <source>Make it yours alone: chmod 600 %1</source>
        <translation>Beschränken Sie den Zugriff auf sich allein: chmod 600 %1</translation>
    </message>
    <message>
        <source>The key file %1 is too large to be one (over %2).</source>
        <translation>Die Schlüsseldatei %1 ist zu groß, um eine zu sein (über %2).</translation>
    </message>
    <message>
        <source>Cannot create the key file %1: %2.</source>
        <translation>Die Schlüsseldatei %1 kann nicht angelegt werden: %2.</translation>
    </message>
    <message>
        <source>A key file is never overwritten: the backups sealed with it would be lost. Choose another name.</source>
        <translation>Eine Schlüsseldatei wird nie überschrieben: Die damit versiegelten Sicherungen wären verloren. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>Cannot write the key file %1: %2.</source>
        <translation>Die Schlüsseldatei %1 kann nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>Encryption is on for this profile, but no key was found.</source>
        <translation>Die Verschlüsselung ist für dieses Profil eingeschaltet, aber es wurde kein Schlüssel gefunden.</translation>
    </message>
    <message>
        <source>Do not rely on this backup. Run &quot;lifeboat-cli doctor&quot; and try again.</source>
        <translation>Verlassen Sie sich nicht auf diese Sicherung. Führen Sie „lifeboat-cli doctor“ aus, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>is %1, expected &quot;default&quot;, &quot;eu&quot; or &quot;fedramp&quot;.</source>
        <translation>ist %1; erwartet wird &quot;default&quot;, &quot;eu&quot; oder &quot;fedramp&quot;.</translation>
    </message>
    <message>
        <source>a bucket is named, but not the store it is in.</source>
        <translation>ein Bucket ist angegeben, aber nicht der Speicher, in dem er liegt.</translation>
    </message>
    <message>
        <source>Under [cloudflare], add account_id = &quot;…&quot; for Cloudflare R2 (or set %1), or endpoint = &quot;https://…&quot; for another S3 store.</source>
        <translation>Ergänzen Sie unter [cloudflare] account_id = &quot;…&quot; für Cloudflare R2 (oder setzen Sie %1) oder endpoint = &quot;https://…&quot; für einen anderen S3-Speicher.</translation>
    </message>
    <message>
        <source>%1 is %2, expected the account&apos;s 32 hexadecimal digits.</source>
        <translation>%1 ist %2; erwartet werden die 32 Hexadezimalziffern des Kontos.</translation>
    </message>
    <message>
        <source>%1 does not look like a Cloudflare account, which is 32 hexadecimal digits.</source>
        <translation>%1 sieht nicht nach einem Cloudflare-Konto aus; das sind 32 Hexadezimalziffern.</translation>
    </message>
    <message>
        <source>ends in the bucket&apos;s name, which is left off.</source>
        <translation>endet mit dem Namen des Buckets; dieser wird weggelassen.</translation>
    </message>
    <message>
        <source>is no web address, expected one such as https://s3.example.com.</source>
        <translation>ist keine Webadresse; erwartet wird eine wie https://s3.example.com.</translation>
    </message>
    <message>
        <source>holds more than scheme, host, port and path.</source>
        <translation>enthält mehr als Schema, Host, Port und Pfad.</translation>
    </message>
    <message>
        <source>Access keys belong in r2_access_key_id and r2_secret_access_key.</source>
        <translation>Zugriffsschlüssel gehören in r2_access_key_id und r2_secret_access_key.</translation>
    </message>
    <message>
        <source>has no effect beside an endpoint.</source>
        <translation>hat neben einem Endpunkt keine Wirkung.</translation>
    </message>
    <message>
        <source>cannot begin a key: %1</source>
        <translation>kann nicht am Anfang eines Objektnamens stehen: %1</translation>
    </message>
    <message>
        <source>is only %1.</source>
        <translation>beträgt nur %1.</translation>
    </message>
    <message>
        <source>needs %1 beside it.</source>
        <translation>braucht dazu %1.</translation>
    </message>
    <message>
        <source>Give both, or neither to take them from the environment. An id may stand alone with secret_in_keychain = true.</source>
        <translation>Geben Sie beide an, oder keines von beiden, damit sie aus der Umgebung kommen. Eine ID darf mit secret_in_keychain = true allein stehen.</translation>
    </message>
    <message>
        <source>config file</source>
        <translation>Konfigurationsdatei</translation>
    </message>
    <message>
        <source>cloudflare.region is &quot;auto&quot;, and AWS wants its own, such as &quot;eu-central-1&quot;.</source>
        <translation>cloudflare.region ist &quot;auto&quot;, aber AWS verlangt eine eigene Region wie &quot;eu-central-1&quot;.</translation>
    </message>
    <message>
        <source>is not used: storage.folder.path is set, and the folder wins.</source>
        <translation>wird nicht verwendet: storage.folder.path ist gesetzt, und der Ordner hat Vorrang.</translation>
    </message>
    <message>
        <source>no destination for backups is stated.</source>
        <translation>für die Sicherungen ist kein Ziel angegeben.</translation>
    </message>
    <message>
        <source>Add bucket = &quot;…&quot; under [storage.backup] with account_id = &quot;…&quot; under [cloudflare], or path = &quot;…&quot; under [storage.folder].</source>
        <translation>Ergänzen Sie bucket = &quot;…&quot; unter [storage.backup] mit account_id = &quot;…&quot; unter [cloudflare], oder path = &quot;…&quot; unter [storage.folder].</translation>
    </message>
    <message>
        <source>is not used: %1 is set.</source>
        <translation>wird nicht verwendet: %1 ist gesetzt.</translation>
    </message>
    <message>
        <source>the key cannot be used to open earlier backups: %1</source>
        <translation>der Schlüssel zum Öffnen früherer Sicherungen ist nicht verwendbar: %1</translation>
    </message>
    <message>
        <source>%1 is not a table Lifeboat reads; did you mean %2?</source>
        <translation>%1 ist keine Tabelle, die Lifeboat liest; meinten Sie %2?</translation>
    </message>
    <message>
        <source>%1 is not a key Lifeboat reads; did you mean &quot;%2&quot;?</source>
        <translation>%1 ist keine Einstellung, die Lifeboat liest; meinten Sie „%2“?</translation>
    </message>
    <message>
        <source>%1 is not a key Lifeboat reads; it belongs under %2.</source>
        <translation>%1 ist keine Einstellung, die Lifeboat liest; sie gehört unter %2.</translation>
    </message>
    <message>
        <source>%1 is not a key Lifeboat reads; %2 knows %3.</source>
        <translation>%1 ist keine Einstellung, die Lifeboat liest; unter %2 gibt es %3.</translation>
    </message>
    <message>
        <source>There is no config file %1.</source>
        <translation>Es gibt keine Konfigurationsdatei %1.</translation>
    </message>
    <message>
        <source>Name one with --config FILE or --profile NAME.</source>
        <translation>Geben Sie eine mit --config FILE oder --profile NAME an.</translation>
    </message>
    <message>
        <source>%1 is not a file.</source>
        <translation>%1 ist keine Datei.</translation>
    </message>
    <message>
        <source>Cannot open %1: %2.</source>
        <translation>%1 kann nicht geöffnet werden: %2.</translation>
    </message>
    <message>
        <source>Cannot read %1: %2.</source>
        <translation>%1 kann nicht gelesen werden: %2.</translation>
    </message>
    <message>
        <source>%1 is over %2, far too large for a config file.</source>
        <translation>%1 ist größer als %2, viel zu groß für eine Konfigurationsdatei.</translation>
    </message>
    <message>
        <source>is not used: lifeboat.name is set.</source>
        <translation>wird nicht verwendet: lifeboat.name ist gesetzt.</translation>
    </message>
    <message>
        <source>is %1, expected up to %2 of the characters A-Z a-z 0-9 . _ -</source>
        <translation>ist %1; erwartet werden bis zu %2 der Zeichen A-Z a-z 0-9 . _ -</translation>
    </message>
    <message>
        <source>database.path is missing: it says which database to back up.</source>
        <translation>database.path fehlt: Es gibt an, welche Datenbank gesichert wird.</translation>
    </message>
    <message>
        <source>Add path = &quot;/path/to/the.db&quot; under [database].</source>
        <translation>Ergänzen Sie path = &quot;/path/to/the.db&quot; unter [database].</translation>
    </message>
    <message>
        <source>holds secrets and can be read by other users; chmod 600 mends that.</source>
        <translation>enthält Geheimnisse und ist für andere Benutzer lesbar; chmod 600 behebt das.</translation>
    </message>
    <message>
        <source>There are no profiles yet; a profile is a .toml file in that folder.</source>
        <translation>Es gibt noch keine Profile; ein Profil ist eine .toml-Datei in diesem Ordner.</translation>
    </message>
    <message>
        <source>There are: %1.</source>
        <translation>Vorhanden sind: %1.</translation>
    </message>
    <message>
        <source>Did you mean %1?</source>
        <translation>Meinten Sie %1?</translation>
    </message>
    <message>
        <source>There is no profile %1 in %2.</source>
        <translation>Es gibt kein Profil %1 in %2.</translation>
    </message>
    <message>
        <source>There is no profile in %1.</source>
        <translation>Es gibt kein Profil in %1.</translation>
    </message>
    <message>
        <source>Put one there as NAME.toml, or name a file with --config FILE.</source>
        <translation>Legen Sie dort eines als NAME.toml an, oder geben Sie eine Datei mit --config FILE an.</translation>
    </message>
    <message>
        <source>There are several profiles: %1.</source>
        <translation>Es gibt mehrere Profile: %1.</translation>
    </message>
    <message>
        <source>Choose one with --profile NAME.</source>
        <translation>Wählen Sie eines mit --profile NAME.</translation>
    </message>
    <message>
        <source>a table</source>
        <translation>eine Tabelle</translation>
    </message>
    <message>
        <source>an array</source>
        <translation>ein Array</translation>
    </message>
    <message>
        <source>a string</source>
        <translation>eine Zeichenkette</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>eine ganze Zahl</translation>
    </message>
    <message>
        <source>a decimal number</source>
        <translation>eine Dezimalzahl</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true oder false</translation>
    </message>
    <message>
        <source>a date or time</source>
        <translation>ein Datum oder eine Uhrzeit</translation>
    </message>
    <message>
        <source>the string %1</source>
        <translation>die Zeichenkette %1</translation>
    </message>
    <message>
        <source>the number %1</source>
        <translation>die Zahl %1</translation>
    </message>
    <message>
        <source>a table, [%1]</source>
        <translation>eine Tabelle, [%1]</translation>
    </message>
    <message>
        <source>true or false, without quotes</source>
        <translation>true oder false, ohne Anführungszeichen</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2</source>
        <translation>eine ganze Zahl von %1 bis %2</translation>
    </message>
    <message>
        <source>a number of bytes or a size such as &quot;1 GiB&quot;</source>
        <translation>eine Anzahl Bytes oder eine Größe wie &quot;1 GiB&quot;</translation>
    </message>
    <message>
        <source>bytes per second or a speed such as &quot;10 MiB/s&quot;</source>
        <translation>Bytes pro Sekunde oder eine Geschwindigkeit wie &quot;10 MiB/s&quot;</translation>
    </message>
    <message>
        <source>a string in double quotes</source>
        <translation>eine Zeichenkette in doppelten Anführungszeichen</translation>
    </message>
    <message>
        <source>must not be empty.</source>
        <translation>darf nicht leer sein.</translation>
    </message>
    <message>
        <source>holds a &quot;${&quot; that does not begin a reference such as ${NAME}.</source>
        <translation>enthält ein &quot;${&quot;, mit dem kein Verweis wie ${NAME} beginnt.</translation>
    </message>
    <message>
        <source>refers to the environment variable %1, which is not set.</source>
        <translation>verweist auf die Umgebungsvariable %1, die nicht gesetzt ist.</translation>
    </message>
    <message>
        <source>(name not shown)</source>
        <translation>(Name nicht gezeigt)</translation>
    </message>
    <message>
        <source>Set it where Lifeboat is started, or write the value into the file.</source>
        <translation>Setzen Sie sie dort, wo Lifeboat gestartet wird, oder schreiben Sie den Wert in die Datei.</translation>
    </message>
    <message>
        <source>is %1, expected %2.</source>
        <translation>ist %1; erwartet wird %2.</translation>
    </message>
    <message>
        <source>The new value of %1 cannot be written as TOML.</source>
        <translation>Der neue Wert von %1 lässt sich nicht als TOML schreiben.</translation>
    </message>
    <message>
        <source>%1: %2 is not a table, so %3 cannot be set.</source>
        <translation>%1: %2 ist keine Tabelle, deshalb lässt sich %3 nicht setzen.</translation>
    </message>
    <message>
        <source>%1 is written in a way that Lifeboat cannot change safely at %2.</source>
        <translation>%1 ist bei %2 so geschrieben, dass Lifeboat es nicht sicher ändern kann.</translation>
    </message>
    <message>
        <source>Change it there with an editor. Nothing was changed.</source>
        <translation>Ändern Sie es dort mit einem Editor. Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>the number</source>
        <translation>die Zahl</translation>
    </message>
    <message>
        <source>%1:%2: this is not valid TOML: %3.</source>
        <translation>%1:%2: Das ist kein gültiges TOML: %3.</translation>
    </message>
    <message>
        <source>Strings stand in double quotes, tables in square brackets, one key = value to a line.</source>
        <translation>Zeichenketten stehen in doppelten Anführungszeichen, Tabellen in eckigen Klammern, je Zeile ein key = value.</translation>
    </message>
    <message>
        <source>%1 cannot be read as TOML: %2.</source>
        <translation>%1 kann nicht als TOML gelesen werden: %2.</translation>
    </message>
    <message>
        <source>%1 exists already.</source>
        <translation>%1 gibt es schon.</translation>
    </message>
    <message>
        <source>Choose another name, or overwrite it with --force.</source>
        <translation>Wählen Sie einen anderen Namen, oder überschreiben Sie mit --force.</translation>
    </message>
    <message>
        <source>The folder %1 does not exist.</source>
        <translation>Der Ordner %1 existiert nicht.</translation>
    </message>
    <message>
        <source>%1 is damaged: its bytes do not match their recorded checksum.</source>
        <translation>%1 ist beschädigt: Die Bytes passen nicht zur vermerkten Prüfsumme.</translation>
    </message>
    <message>
        <source>Take another generation (&quot;lifeboat-cli list&quot;).</source>
        <translation>Nehmen Sie eine andere Generation („lifeboat-cli list“).</translation>
    </message>
    <message>
        <source>%1 is damaged: %2.</source>
        <translation>%1 ist beschädigt: %2.</translation>
    </message>
    <message>
        <source>Restore another generation (&quot;lifeboat-cli list&quot;), and keep this one for study.</source>
        <translation>Stellen Sie eine andere Generation wieder her („lifeboat-cli list“), und heben Sie diese zur Untersuchung auf.</translation>
    </message>
    <message>
        <source>its bytes do not match their recorded checksum</source>
        <translation>die Bytes passen nicht zur vermerkten Prüfsumme</translation>
    </message>
    <message>
        <source>the database in it has %1 instead of %2</source>
        <translation>die Datenbank darin hat %1 statt %2</translation>
    </message>
    <message>
        <source>the database in it does not match its recorded checksum</source>
        <translation>die Datenbank darin passt nicht zur vermerkten Prüfsumme</translation>
    </message>
    <message>
        <source>The temporary copy changed between being hashed and being uploaded.</source>
        <translation>Die temporäre Kopie hat sich zwischen der Bildung der Prüfsumme und dem Hochladen verändert.</translation>
    </message>
    <message>
        <source>The disk it lies on may be failing: check it, or set temp_dir under [lifeboat] to another.</source>
        <translation>Der Datenträger, auf dem sie liegt, ist vielleicht defekt: Prüfen Sie ihn, oder setzen Sie temp_dir unter [lifeboat] auf einen anderen.</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>Check the owner and mode of the file and its folder.</source>
        <translation>Prüfen Sie Besitzer und Modus der Datei und ihres Ordners.</translation>
    </message>
    <message>
        <source>Free some room and try again.</source>
        <translation>Schaffen Sie Platz, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Cannot read %1</source>
        <translation>%1 kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>Cannot create %1</source>
        <translation>%1 kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>Cannot write %1</source>
        <translation>%1 kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>The backup is encrypted and there is no key to open it with.</source>
        <translation>Die Sicherung ist verschlüsselt, und es gibt keinen Schlüssel, um sie zu öffnen.</translation>
    </message>
    <message>
        <source>Set BACKUP_ENCRYPTION_KEY, or give --key-file with the key it was made with.</source>
        <translation>Setzen Sie BACKUP_ENCRYPTION_KEY, oder geben Sie --key-file mit dem Schlüssel an, mit dem sie erstellt wurde.</translation>
    </message>
    <message>
        <source>The backup is only %1 bytes long: neither a database nor a sealed one.</source>
        <translation>Die Sicherung ist nur %1 Byte lang: weder eine Datenbank noch eine versiegelte.</translation>
    </message>
    <message>
        <source>Choose another backup.</source>
        <translation>Wählen Sie eine andere Sicherung.</translation>
    </message>
    <message>
        <source>There are no backups of this database yet.</source>
        <translation>Es gibt noch keine Sicherungen dieser Datenbank.</translation>
    </message>
    <message>
        <source>Make one with &quot;lifeboat-cli backup&quot;, or check the name and prefix in the configuration.</source>
        <translation>Erstellen Sie eine mit „lifeboat-cli backup“, oder prüfen Sie Name und Präfix in der Konfiguration.</translation>
    </message>
    <message>
        <source>There is no backup %1 of this database.</source>
        <translation>Es gibt keine Sicherung %1 dieser Datenbank.</translation>
    </message>
    <message>
        <source>The newest are %1. &quot;lifeboat-cli list&quot; shows all.</source>
        <translation>Die neuesten sind %1. „lifeboat-cli list“ zeigt alle.</translation>
    </message>
    <message>
        <source>Choose another name or remove the file first.</source>
        <translation>Wählen Sie einen anderen Namen, oder entfernen Sie zuerst die Datei.</translation>
    </message>
    <message>
        <source>Cannot make %1 durable</source>
        <translation>%1 kann nicht dauerhaft gespeichert werden</translation>
    </message>
    <message>
        <source>Cannot put %1 in place</source>
        <translation>%1 kann nicht an seinen Platz gebracht werden</translation>
    </message>
    <message>
        <source>Cannot copy to %1</source>
        <translation>Nach %1 kann nicht kopiert werden</translation>
    </message>
    <message>
        <source>This profile&apos;s key lies in the desktop&apos;s keychain. A server or cron job takes it from the environment variable BACKUP_ENCRYPTION_KEY.</source>
        <translation>Der Schlüssel dieses Profils liegt im Schlüsselbund des Desktops. Ein Server oder Cronjob nimmt ihn aus der Umgebungsvariablen BACKUP_ENCRYPTION_KEY.</translation>
    </message>
    <message>
        <source>Set BACKUP_ENCRYPTION_KEY, or key_file under [storage.backup.encryption]; &quot;lifeboat-cli keygen&quot; makes a key.</source>
        <translation>Setzen Sie BACKUP_ENCRYPTION_KEY oder key_file unter [storage.backup.encryption]; „lifeboat-cli keygen“ erstellt einen Schlüssel.</translation>
    </message>
    <message>
        <source>The secret of access key %1 lies in the desktop&apos;s keychain.</source>
        <translation>Das Geheimnis des Zugriffsschlüssels %1 liegt im Schlüsselbund des Desktops.</translation>
    </message>
    <message>
        <source>A server or cron job takes it from the environment variables BACKUP_S3_ACCESS_KEY and BACKUP_S3_SECRET_KEY.</source>
        <translation>Ein Server oder Cronjob nimmt es aus den Umgebungsvariablen BACKUP_S3_ACCESS_KEY und BACKUP_S3_SECRET_KEY.</translation>
    </message>
    <message>
        <source>Copying</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Sealing</source>
        <translation>Versiegeln</translation>
    </message>
    <message>
        <source>Uploading</source>
        <translation>Hochladen</translation>
    </message>
    <message>
        <source>Confirming</source>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <source>Tidying up</source>
        <translation>Aufräumen</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Swapping</source>
        <translation>Austauschen</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>Prozess %1</translation>
    </message>
    <message>
        <source>%1 (process %2)</source>
        <translation>%1 (Prozess %2)</translation>
    </message>
    <message>
        <source>%1 is open in %2.</source>
        <translation>%1 ist in %2 geöffnet.</translation>
    </message>
    <message>
        <source>Stop it and try again, or restore into the open database with --live.</source>
        <translation>Beenden Sie das Programm, und versuchen Sie es noch einmal, oder stellen Sie mit --live in die geöffnete Datenbank wieder her.</translation>
    </message>
    <message>
        <source>Create it, or restore to another file with --to.</source>
        <translation>Legen Sie ihn an, oder stellen Sie mit --to in eine andere Datei wieder her.</translation>
    </message>
    <message>
        <source>There is no open database at %1.</source>
        <translation>Unter %1 ist keine Datenbank geöffnet.</translation>
    </message>
    <message>
        <source>Restore without --live.</source>
        <translation>Stellen Sie ohne --live wieder her.</translation>
    </message>
    <message>
        <source>What was there is kept, byte for byte, as %1. Copy that file back yourself.</source>
        <translation>Was dort war, ist Byte für Byte als %1 aufbewahrt. Kopieren Sie diese Datei selbst zurück.</translation>
    </message>
    <message>
        <source>There is no database in the safety copy %1 any more.</source>
        <translation>In der Sicherheitskopie %1 ist keine Datenbank mehr.</translation>
    </message>
    <message>
        <source>Restore another backup instead.</source>
        <translation>Stellen Sie stattdessen eine andere Sicherung wieder her.</translation>
    </message>
    <message>
        <source>its parent cannot be created</source>
        <translation>der übergeordnete Ordner lässt sich nicht anlegen</translation>
    </message>
    <message>
        <source>it belongs to somebody else</source>
        <translation>gehört einem anderen Benutzer</translation>
    </message>
    <message>
        <source>%1 free, %2 needed</source>
        <translation>%1 frei, %2 nötig</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>There is no place for a temporary copy of %1 (%2).</source>
        <translation>Für eine temporäre Kopie von %1 ist kein Platz (%2).</translation>
    </message>
    <message>
        <source>Free some room, or set temp_dir under [lifeboat] to a folder that has it.</source>
        <translation>Schaffen Sie Platz, oder setzen Sie temp_dir unter [lifeboat] auf einen Ordner, der ihn hat.</translation>
    </message>
    <message>
        <source>The copy for %1 cannot be made.</source>
        <translation>Die Kopie für %1 kann nicht erstellt werden.</translation>
    </message>
    <message>
        <source>See whether %1 has room.</source>
        <translation>Sehen Sie nach, ob in %1 Platz ist.</translation>
    </message>
    <message>
        <source>The database is as it was.</source>
        <translation>Die Datenbank ist, wie sie war.</translation>
    </message>
    <message>
        <source>Cannot write %1.</source>
        <translation>%1 kann nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Lifeboat will ask for the recovery kit again.</source>
        <translation>Lifeboat wird noch einmal nach dem Notfallblatt fragen.</translation>
    </message>
    <message>
        <source>the encryption key of profile %1</source>
        <translation>der Schlüssel des Profils %1</translation>
    </message>
    <message>
        <source>the secret access key of profile %1</source>
        <translation>der geheime Zugriffsschlüssel des Profils %1</translation>
    </message>
    <message>
        <source>the keychain</source>
        <translation>Schlüsselbund</translation>
    </message>
    <message>
        <source>There is no keychain on this desktop.</source>
        <translation>Auf diesem Desktop gibt es keinen Schlüsselbund.</translation>
    </message>
    <message>
        <source>The keychain does not hold %1.</source>
        <translation>Im Schlüsselbund fehlt %1.</translation>
    </message>
    <message>
        <source>Enter it again, for example from the recovery kit.</source>
        <translation>Geben Sie ihn noch einmal ein, etwa vom Notfallblatt.</translation>
    </message>
    <message>
        <source>The keychain did not give access to %1.</source>
        <translation>Der Schlüsselbund hat den Zugriff verweigert: %1.</translation>
    </message>
    <message>
        <source>Try again and allow it, or enter the secret for this session only.</source>
        <translation>Versuchen Sie es noch einmal, und erlauben Sie den Zugriff, oder geben Sie das Geheimnis nur für diese Sitzung ein.</translation>
    </message>
    <message>
        <source>The keychain failed over %1: %2.</source>
        <translation>Fehler des Schlüsselbunds (%1): %2.</translation>
    </message>
    <message>
        <source>The keychain is locked, and was not unlocked.</source>
        <translation>Der Schlüsselbund ist gesperrt und wurde nicht entsperrt.</translation>
    </message>
    <message>
        <source>The keychain does not answer: %1.</source>
        <translation>Der Schlüsselbund antwortet nicht: %1.</translation>
    </message>
    <message>
        <source>Start it, or keep the secret for this session only.</source>
        <translation>Starten Sie ihn, oder behalten Sie das Geheimnis nur für diese Sitzung.</translation>
    </message>
    <message>
        <source>Keychain</source>
        <translation>Schlüsselbund</translation>
    </message>
    <message>
        <source>%1 is the newest backup.</source>
        <translation>%1 ist die neueste Sicherung.</translation>
    </message>
    <message>
        <source>Make a newer one first, or delete it all the same with --even-newest.</source>
        <translation>Erstellen Sie zuerst eine neuere, oder löschen Sie sie trotzdem mit --even-newest.</translation>
    </message>
    <message>
        <source>This profile keeps its backups in a folder, which has no policy.</source>
        <translation>Dieses Profil legt seine Sicherungen in einem Ordner ab; der hat keine Richtlinie.</translation>
    </message>
    <message>
        <source>Use the policy command with a profile that names a bucket.</source>
        <translation>Verwenden Sie den Befehl policy mit einem Profil, das einen Bucket angibt.</translation>
    </message>
    <message>
        <source>it holds binary data</source>
        <translation>sie enthält Binärdaten</translation>
    </message>
    <message>
        <source>line %1 is neither a [section] nor &quot;name = value&quot;</source>
        <translation>Zeile %1 ist weder eine [section] noch „name = value“</translation>
    </message>
    <message>
        <source>line %1 comes before the first [section]</source>
        <translation>Zeile %1 steht vor der ersten [section]</translation>
    </message>
    <message>
        <source>line %1 is too long</source>
        <translation>Zeile %1 ist zu lang</translation>
    </message>
    <message>
        <source>line %1 has a section name without &quot;]&quot;</source>
        <translation>Zeile %1 hat einen Abschnittsnamen ohne „]“</translation>
    </message>
    <message>
        <source>it has more than %1 sections</source>
        <translation>sie hat mehr als %1 Abschnitte</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <translation>%1 kann nicht gelesen werden: %2.</translation>
    </message>
    <message>
        <source>Correct the file, or type the keys.</source>
        <translation>Berichtigen Sie die Datei, oder geben Sie die Schlüssel von Hand ein.</translation>
    </message>
    <message>
        <source>Its keys are temporary and would stop working.</source>
        <translation>Diese Schlüssel sind befristet und würden ungültig werden.</translation>
    </message>
    <message>
        <source>Its keys come from the environment, as they can here too: leave them empty.</source>
        <translation>Diese Schlüssel kommen aus der Umgebung, und das geht auch hier: Lassen Sie die Felder leer.</translation>
    </message>
    <message>
        <source>It has no access key of its own.</source>
        <translation>Hier fehlt ein eigener Zugriffsschlüssel.</translation>
    </message>
    <message>
        <source>Check who owns the file, or type the keys.</source>
        <translation>Prüfen Sie, wem die Datei gehört, oder geben Sie die Schlüssel von Hand ein.</translation>
    </message>
    <message>
        <source>%1 is too large for a file of access keys.</source>
        <translation>%1 ist zu groß für eine Datei mit Zugriffsschlüsseln.</translation>
    </message>
    <message>
        <source>Type the keys instead.</source>
        <translation>Geben Sie die Schlüssel stattdessen von Hand ein.</translation>
    </message>
    <message>
        <source>%1 is protected by a password, which Lifeboat does not ask for.</source>
        <translation>%1 ist mit einem Passwort geschützt, nach dem Lifeboat nicht fragt.</translation>
    </message>
    <message>
        <source>&quot;rclone config show&quot; prints the keys; type them here.</source>
        <translation>„rclone config show“ gibt die Schlüssel aus; geben Sie sie hier ein.</translation>
    </message>
    <message>
        <source>rclone remote</source>
        <translation>rclone-Remote</translation>
    </message>
    <message>
        <source>AWS profile</source>
        <translation>AWS-Profil</translation>
    </message>
    <message>
        <source>The writer process did not start: %1.</source>
        <translation>Der schreibende Prozess ist nicht gestartet: %1.</translation>
    </message>
    <message>
        <source>The writer process failed.</source>
        <translation>Der schreibende Prozess ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>The restored database differs from the live one.</source>
        <translation>Die wiederhergestellte Datenbank weicht von der laufenden ab.</translation>
    </message>
    <message>
        <source>Cannot use the folder %1.</source>
        <translation>Der Ordner %1 ist nicht verwendbar.</translation>
    </message>
    <message>
        <source>Choose another with --folder.</source>
        <translation>Wählen Sie mit --folder einen anderen.</translation>
    </message>
    <message>
        <source>1. A database like a RustResort server&apos;s lies at %1 (%2).</source>
        <translation>1. Eine Datenbank wie die eines RustResort-Servers liegt unter %1 (%2).</translation>
    </message>
    <message>
        <source>2. Another process writes to it without pause (%1 commits so far).</source>
        <translation>2. Ein anderer Prozess schreibt ohne Pause hinein (bisher %1 Commits).</translation>
    </message>
    <message>
        <source>3. Backed it up all the same: %1, %2, encrypted, in %3. Meanwhile the writer made %4 more commits.</source>
        <translation>3. Trotzdem gesichert: %1, %2, verschlüsselt, in %3. Währenddessen kamen %4 Commits hinzu.</translation>
    </message>
    <message>
        <source>4. Stopped the writer and backed up again: %1.</source>
        <translation>4. Schreibenden Prozess angehalten und noch einmal gesichert: %1.</translation>
    </message>
    <message>
        <source>5. The folder %1 now holds %2 generations.</source>
        <translation>5. Der Ordner %1 enthält jetzt %2 Generationen.</translation>
    </message>
    <message>
        <source>6. Verified both: decrypted, compared with their checksums, and passed SQLite&apos;s integrity_check.</source>
        <translation>6. Beide geprüft: entschlüsselt, mit ihren Prüfsummen verglichen und von integrity_check (SQLite) für gut befunden.</translation>
    </message>
    <message>
        <source>7. Restored the last one to %1 and compared it with the live database, row by row: equal.</source>
        <translation>7. Die letzte nach %1 wiederhergestellt und Zeile für Zeile mit der laufenden Datenbank verglichen: gleich.</translation>
    </message>
    <message>
        <source>The store did not give back the probe object as it was written.</source>
        <translation>Der Speicher hat das Probeobjekt nicht so zurückgegeben, wie es geschrieben wurde.</translation>
    </message>
    <message>
        <source>Do not use this store for backups; tell its operator.</source>
        <translation>Verwenden Sie diesen Speicher nicht für Sicherungen; informieren Sie seinen Betreiber.</translation>
    </message>
    <message>
        <source>Cloudflare answers like this when there is no such account: check the account id (32 hexadecimal digits).</source>
        <translation>So antwortet Cloudflare, wenn es ein Konto nicht gibt: Prüfen Sie die Konto-ID (32 Hexadezimalziffern).</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2, %n tables, journal mode %3</source>
        <translation>
            <numerusform>%1: %2, %n Tabelle, Journalmodus %3</numerusform>
            <numerusform>%1: %2, %n Tabellen, Journalmodus %3</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 for the snapshot in %2</source>
        <translation>%1 für die Momentaufnahme in %2</translation>
    </message>
    <message>
        <source>Encryption is off: whoever can read the destination can read the database.</source>
        <translation>Die Verschlüsselung ist aus: Wer das Ziel lesen kann, kann auch die Datenbank lesen.</translation>
    </message>
    <message>
        <source>Make a key with &quot;lifeboat-cli keygen&quot; and enable [storage.backup.encryption].</source>
        <translation>Erstellen Sie einen Schlüssel mit „lifeboat-cli keygen“, und schalten Sie [storage.backup.encryption] ein.</translation>
    </message>
    <message>
        <source>Encryption is on, but no key was found.</source>
        <translation>Die Verschlüsselung ist eingeschaltet, aber es wurde kein Schlüssel gefunden.</translation>
    </message>
    <message>
        <source>Encryption key %1 from %2</source>
        <translation>Schlüssel %1 (Quelle: %2)</translation>
    </message>
    <message>
        <source>Not compared: the store did not answer.</source>
        <translation>Nicht verglichen: Der Speicher hat nicht geantwortet.</translation>
    </message>
    <message>
        <source>%1 answers</source>
        <translation>%1 antwortet</translation>
    </message>
    <message>
        <source>within %1 s of the store&apos;s</source>
        <translation>höchstens %1 s Abweichung von der Uhr des Speichers</translation>
    </message>
    <message>
        <source>This machine&apos;s clock and the store&apos;s differ by %1.</source>
        <translation>Die Uhr dieses Rechners und die des Speichers weichen um %1 voneinander ab.</translation>
    </message>
    <message>
        <source>Lifeboat corrects its requests, but backups are named by this clock: switch on NTP.</source>
        <translation>Lifeboat gleicht das bei seinen Anfragen aus, aber die Sicherungen werden nach dieser Uhr benannt: Schalten Sie NTP ein.</translation>
    </message>
    <message>
        <source>Access key from %1</source>
        <translation>Zugriffsschlüssel (Quelle: %1)</translation>
    </message>
    <message>
        <source>%1: wrote, listed, read and deleted a probe object</source>
        <translation>%1: Probeobjekt geschrieben, aufgelistet, gelesen und gelöscht</translation>
    </message>
    <message>
        <source>Not tried: endpoint and credentials come first.</source>
        <translation>Nicht versucht: Zuerst müssen Endpunkt und Zugangsdaten stimmen.</translation>
    </message>
    <message>
        <source>Listing backups</source>
        <translation>Auflisten der Sicherungen</translation>
    </message>
    <message>
        <source>Backing up</source>
        <translation>Sicherung</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Restoring</source>
        <translation>Wiederherstellung</translation>
    </message>
    <message>
        <source>Undoing the restore</source>
        <translation>Rücknahme der Wiederherstellung</translation>
    </message>
    <message>
        <source>Deleting backups</source>
        <translation>Löschen von Sicherungen</translation>
    </message>
    <message>
        <source>Removing expired backups</source>
        <translation>Entfernen abgelaufener Sicherungen</translation>
    </message>
    <message>
        <source>Another job is running for %1: %2.</source>
        <translation>Für %1 läuft schon ein anderer Auftrag: %2.</translation>
    </message>
    <message>
        <source>Wait until it has finished, or cancel it.</source>
        <translation>Warten Sie, bis er fertig ist, oder brechen Sie ihn ab.</translation>
    </message>
    <message>
        <source>The list of backups cannot be kept in %1: %2.</source>
        <translation>Die Liste der Sicherungen kann nicht in %1 aufgehoben werden: %2.</translation>
    </message>
    <message>
        <source>Nothing is lost: the store has the backups, and the list is read from there.</source>
        <translation>Es ist nichts verloren: Die Sicherungen sind im Speicher, und von dort wird die Liste gelesen.</translation>
    </message>
    <message>
        <source>the folder cannot be made</source>
        <translation>der Ordner lässt sich nicht anlegen</translation>
    </message>
    <message>
        <source>this session</source>
        <translation>diese Sitzung</translation>
    </message>
    <message>
        <source>%1 holds something else than a key of 32 bytes for profile %2.</source>
        <translation>%1 enthält für das Profil %2 etwas anderes als einen Schlüssel von 32 Byte.</translation>
    </message>
    <message>
        <source>Enter the key from your recovery kit.</source>
        <translation>Geben Sie den Schlüssel von Ihrem Notfallblatt ein.</translation>
    </message>
    <message>
        <source>Profile %1 uses the file %2, which is not there any more.</source>
        <translation>Das Profil %1 verwendet die Datei %2, die nicht mehr da ist.</translation>
    </message>
    <message>
        <source>Put it back, or remove the profile; its backups stay.</source>
        <translation>Legen Sie sie zurück, oder entfernen Sie das Profil; seine Sicherungen bleiben.</translation>
    </message>
    <message>
        <source>%1 is another program&apos;s file and states this secret itself.</source>
        <translation>%1 ist die Datei eines anderen Programms und gibt dieses Geheimnis selbst an.</translation>
    </message>
    <message>
        <source>Change it there.</source>
        <translation>Ändern Sie es dort.</translation>
    </message>
    <message>
        <source>The keychain already holds a secret of a profile %1.</source>
        <translation>Der Schlüsselbund enthält schon ein Geheimnis eines Profils %1.</translation>
    </message>
    <message>
        <source>Cannot put a link to %1 into %2: %3.</source>
        <translation>Eine Verknüpfung mit %1 kann nicht in %2 angelegt werden: %3.</translation>
    </message>
    <message>
        <source>Cannot remove %1: %2.</source>
        <translation>%1 kann nicht entfernt werden: %2.</translation>
    </message>
    <message>
        <source>The profile %1 is removed, but its secrets stayed in the keychain: %2</source>
        <translation>Das Profil %1 ist entfernt, aber seine Geheimnisse sind im Schlüsselbund geblieben: %2</translation>
    </message>
    <message>
        <source>Remove them there; they are filed under Lifeboat.</source>
        <translation>Entfernen Sie sie dort; sie sind unter Lifeboat abgelegt.</translation>
    </message>
    <message>
        <source>Cannot write %1: %2.</source>
        <translation>%1 kann nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Cannot make the folder %1 for profiles.</source>
        <translation>Der Ordner %1 für Profile kann nicht angelegt werden.</translation>
    </message>
    <message>
        <source>%1 may not be changed by this user.</source>
        <translation>%1 darf von diesem Benutzer nicht geändert werden.</translation>
    </message>
    <message>
        <source>Change it as its owner. Nothing was changed.</source>
        <translation>Ändern Sie die Datei als ihr Besitzer. Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Create it, or restore to another file.</source>
        <translation>Legen Sie ihn an, oder stellen Sie in eine andere Datei wieder her.</translation>
    </message>
    <message>
        <source>Choose the name of a file.</source>
        <translation>Wählen Sie den Namen einer Datei.</translation>
    </message>
    <message>
        <source>The command %1 %2.</source>
        <translation>Der Befehl %1 %2.</translation>
    </message>
    <message>
        <source>Try it in a terminal.</source>
        <translation>Probieren Sie ihn in einem Terminal aus.</translation>
    </message>
    <message>
        <source>It said: %1</source>
        <translation>Seine Ausgabe: %1</translation>
    </message>
    <message>
        <source>has nowhere to write: %1</source>
        <translation>kann seine Ausgabe nirgends ablegen: %1</translation>
    </message>
    <message>
        <source>did not start: %1</source>
        <translation>ließ sich nicht starten: %1</translation>
    </message>
    <message>
        <source>was cancelled</source>
        <translation>wurde abgebrochen</translation>
    </message>
    <message>
        <source>took longer than %1</source>
        <translation>hat länger als %1 gedauert</translation>
    </message>
    <message>
        <source>was ended by a signal</source>
        <translation>wurde durch ein Signal beendet</translation>
    </message>
    <message>
        <source>failed with status %1</source>
        <translation>ist mit Status %1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cannot open %1</source>
        <translation>%1 kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>Cannot find the database %1</source>
        <translation>Die Datenbank %1 wurde nicht gefunden</translation>
    </message>
    <message>
        <source>Choose the database file itself.</source>
        <translation>Wählen Sie die Datenbankdatei selbst.</translation>
    </message>
    <message>
        <source>%1 is empty: no database was written into it yet.</source>
        <translation>%1 ist leer: Es wurde noch keine Datenbank hineingeschrieben.</translation>
    </message>
    <message>
        <source>Let its program create the database first, or check the path.</source>
        <translation>Lassen Sie zuerst das zugehörige Programm die Datenbank anlegen, oder prüfen Sie den Pfad.</translation>
    </message>
    <message>
        <source>The header of the database %1 is damaged.</source>
        <translation>Der Kopf der Datenbank %1 ist beschädigt.</translation>
    </message>
    <message>
        <source>Keep the file as it is, and restore the latest good backup.</source>
        <translation>Lassen Sie die Datei, wie sie ist, und stellen Sie die letzte gute Sicherung wieder her.</translation>
    </message>
    <message>
        <source>%1 looks encrypted by the program that wrote it.</source>
        <translation>%1 ist anscheinend von dem Programm verschlüsselt, das sie geschrieben hat.</translation>
    </message>
    <message>
        <source>Lifeboat reads plain SQLite only. With SQLCipher, export a plain database (sqlcipher_export), or let the program make its own backup.</source>
        <translation>Lifeboat liest nur unverschlüsseltes SQLite. Exportieren Sie mit SQLCipher eine unverschlüsselte Datenbank (sqlcipher_export), oder lassen Sie das Programm selbst sichern.</translation>
    </message>
    <message>
        <source>%1 is not an SQLite database.</source>
        <translation>%1 ist keine SQLite-Datenbank.</translation>
    </message>
    <message>
        <source>a program that cannot be named</source>
        <translation>unbekanntes Programm</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n weiteres Programm</numerusform>
            <numerusform>%n weitere Programme</numerusform>
        </translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>Prüfen Sie den Pfad.</translation>
    </message>
    <message>
        <source>Run Lifeboat as the user who owns it, or give this user access.</source>
        <translation>Führen Sie Lifeboat als der Benutzer aus, dem die Datei gehört, oder geben Sie diesem Benutzer Zugriff.</translation>
    </message>
    <message>
        <source>Free some room on that disk, or choose another folder.</source>
        <translation>Schaffen Sie Platz auf diesem Datenträger, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>Move it away, or choose another name.</source>
        <translation>Verschieben Sie, was dort liegt, oder wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>The database %1 is in use by %2.</source>
        <translation>Die Datenbank %1 wird gerade benutzt: %2.</translation>
    </message>
    <message>
        <source>The database %1 is locked by another program.</source>
        <translation>Die Datenbank %1 ist von einem anderen Programm gesperrt.</translation>
    </message>
    <message>
        <source>Try again when it has finished, or stop that program first.</source>
        <translation>Versuchen Sie es noch einmal, wenn es fertig ist, oder beenden Sie zuerst dieses Programm.</translation>
    </message>
    <message>
        <source>The database %1 is damaged: %2.</source>
        <translation>Die Datenbank %1 ist beschädigt: %2.</translation>
    </message>
    <message>
        <source>A program was stopped while it wrote %1, and reading it now would write to it.</source>
        <translation>Ein Programm wurde beendet, während es in %1 schrieb; ein Lesezugriff würde jetzt selbst in die Datei schreiben.</translation>
    </message>
    <message>
        <source>Start that program once. A backup can be taken before: it recovers in the copy only.</source>
        <translation>Starten Sie dieses Programm einmal. Sichern lässt sich die Datenbank auch vorher: Bereinigt wird dann nur die Kopie.</translation>
    </message>
    <message>
        <source>Cannot read or write %1</source>
        <translation>%1 kann nicht gelesen oder geschrieben werden</translation>
    </message>
    <message>
        <source>SQLite cannot use %1: %2.</source>
        <translation>SQLite kann %1 nicht verwenden: %2.</translation>
    </message>
    <message>
        <source>Do not rely on this file; use another backup.</source>
        <translation>Verlassen Sie sich nicht auf diese Datei; nehmen Sie eine andere Sicherung.</translation>
    </message>
    <message>
        <source>The open database %1 is in WAL mode with pages of %2 bytes, the backup has pages of %3.</source>
        <translation>Die geöffnete Datenbank %1 ist im WAL-Modus mit Seiten von %2 Byte, die Sicherung hat Seiten von %3.</translation>
    </message>
    <message>
        <source>SQLite cannot change that in an open database: stop its program and restore without --live.</source>
        <translation>SQLite kann das in einer geöffneten Datenbank nicht ändern: Beenden Sie das Programm, und stellen Sie ohne --live wieder her.</translation>
    </message>
    <message>
        <source>Cannot give %1 the owner and permissions of the database it replaces</source>
        <translation>%1 kann nicht Besitzer und Rechte der ersetzten Datenbank bekommen</translation>
    </message>
    <message>
        <source>Cannot create the folder %1</source>
        <translation>Der Ordner %1 kann nicht angelegt werden</translation>
    </message>
    <message>
        <source>Cannot move %1 aside</source>
        <translation>%1 kann nicht beiseitegelegt werden</translation>
    </message>
    <message>
        <source>Cannot write the folder %1</source>
        <translation>In den Ordner %1 kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>Cannot create %1: %2.</source>
        <translation>%1 kann nicht angelegt werden: %2.</translation>
    </message>
    <message>
        <source>While %1 was copied, its -wal file grew by %2, more than the limit of %3.</source>
        <translation>Während %1 kopiert wurde, wuchs die -wal-Datei um %2, mehr als die Grenze von %3.</translation>
    </message>
    <message>
        <source>Try again at a quieter time, or raise the limit.</source>
        <translation>Versuchen Sie es noch einmal, wenn weniger los ist, oder heben Sie die Grenze an.</translation>
    </message>
    <message>
        <source>The copy of %1 is %2 long and should be %3.</source>
        <translation>Die Kopie von %1 ist %2 lang und sollte %3 lang sein.</translation>
    </message>
    <message>
        <source>Check the database with integrity_check.</source>
        <translation>Prüfen Sie die Datenbank mit integrity_check.</translation>
    </message>
    <message>
        <source>Stop that program first, or restore into the open database (--live).</source>
        <translation>Beenden Sie zuerst dieses Programm, oder stellen Sie in die geöffnete Datenbank wieder her (--live).</translation>
    </message>
    <message>
        <source>Cannot replace %1</source>
        <translation>%1 kann nicht ersetzt werden</translation>
    </message>
    <message>
        <source>Not everything could be put back. Look into the folder %1 for the previous database.</source>
        <translation>Nicht alles konnte zurückgelegt werden. Die vorherige Datenbank finden Sie im Ordner %1.</translation>
    </message>
    <message>
        <source>Cannot lock %1</source>
        <translation>%1 kann nicht gesperrt werden</translation>
    </message>
    <message>
        <source>Free some room there, keep fewer backups, or choose another destination.</source>
        <translation>Schaffen Sie dort Platz, behalten Sie weniger Sicherungen, oder wählen Sie ein anderes Ziel.</translation>
    </message>
    <message>
        <source>The disk is mounted read-only. Mount it for writing; if the system did that by itself, check the disk for errors.</source>
        <translation>Der Datenträger ist schreibgeschützt eingehängt. Hängen Sie ihn zum Schreiben ein; hat das System das von selbst getan, prüfen Sie den Datenträger auf Fehler.</translation>
    </message>
    <message>
        <source>Check who owns the folder and that this user may read and write it.</source>
        <translation>Prüfen Sie, wem der Ordner gehört und ob dieser Benutzer darin lesen und schreiben darf.</translation>
    </message>
    <message>
        <source>Is the disk mounted?</source>
        <translation>Ist der Datenträger eingehängt?</translation>
    </message>
    <message>
        <source>A file, folder or symbolic link is in the way; links inside a destination are never followed. Move it away.</source>
        <translation>Eine Datei, ein Ordner oder ein symbolischer Link ist im Weg; Links innerhalb eines Ziels wird nie gefolgt. Verschieben Sie das Hindernis.</translation>
    </message>
    <message>
        <source>The file system there does not take it.</source>
        <translation>Das Dateisystem dort nimmt das nicht an.</translation>
    </message>
    <message>
        <source>Try again when nothing else uses it.</source>
        <translation>Versuchen Sie es noch einmal, wenn nichts anderes darauf zugreift.</translation>
    </message>
    <message>
        <source>Check that the disk is connected and healthy.</source>
        <translation>Prüfen Sie, ob der Datenträger angeschlossen und in Ordnung ist.</translation>
    </message>
    <message>
        <source>Cannot list %1</source>
        <translation>%1 kann nicht aufgelistet werden</translation>
    </message>
    <message>
        <source>The object %1 has %2 bytes; bytes %3 to %4 were asked for.</source>
        <translation>Das Objekt %1 hat %2 Byte; verlangt wurden die Bytes %3 bis %4.</translation>
    </message>
    <message>
        <source>Keys in %1 are Lifeboat&apos;s own.</source>
        <translation>Objektnamen in %1 sind Lifeboat vorbehalten.</translation>
    </message>
    <message>
        <source>Choose another key.</source>
        <translation>Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>There is no %1 in %2.</source>
        <translation>%1 gibt es nicht in %2.</translation>
    </message>
    <message>
        <source>The destination %1 is not there, and neither is %2.</source>
        <translation>Das Ziel %1 ist nicht da, und %2 auch nicht.</translation>
    </message>
    <message>
        <source>The destination %1 is not there, although it was used before.</source>
        <translation>Das Ziel %1 ist nicht da, obwohl es schon benutzt wurde.</translation>
    </message>
    <message>
        <source>Is the disk mounted? Otherwise create the folder or correct the path.</source>
        <translation>Ist der Datenträger eingehängt? Sonst legen Sie den Ordner an, oder berichtigen Sie den Pfad.</translation>
    </message>
    <message>
        <source>Cannot open the folder %1</source>
        <translation>Der Ordner %1 kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>The destination folder is empty.</source>
        <translation>Der Zielordner ist leer.</translation>
    </message>
    <message>
        <source>Give the path of a folder.</source>
        <translation>Geben Sie den Pfad eines Ordners an.</translation>
    </message>
    <message>
        <source>Cannot make sure that %1 is on the disk</source>
        <translation>Es lässt sich nicht sicherstellen, dass %1 auf dem Datenträger ist</translation>
    </message>
    <message>
        <source>Cannot remove %1</source>
        <translation>%1 kann nicht entfernt werden</translation>
    </message>
    <message>
        <source>%1 exists already and is not replaced.</source>
        <translation>%1 gibt es schon und wird nicht ersetzt.</translation>
    </message>
    <message>
        <source>The data for %1 ended after %2 of %3.</source>
        <translation>Die Daten für %1 endeten nach %2 von %3.</translation>
    </message>
    <message>
        <source>The metadata file %1 is damaged.</source>
        <translation>Die Metadatendatei %1 ist beschädigt.</translation>
    </message>
    <message>
        <source>The object itself may be sound: move the metadata file away to read it without its metadata.</source>
        <translation>Das Objekt selbst kann heil sein: Legen Sie die Metadatendatei beiseite, um es ohne seine Metadaten zu lesen.</translation>
    </message>
    <message>
        <source>The metadata entry %1 cannot be stored.</source>
        <translation>Der Metadateneintrag %1 kann nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>Use lower-case names and printable ASCII values.</source>
        <translation>Verwenden Sie kleingeschriebene Namen und druckbare ASCII-Werte.</translation>
    </message>
    <message>
        <source>The metadata is larger than %1.</source>
        <translation>Die Metadaten sind größer als %1.</translation>
    </message>
    <message>
        <source>Cannot create a file in %1</source>
        <translation>In %1 kann keine Datei angelegt werden</translation>
    </message>
    <message>
        <source>Cannot write in %1</source>
        <translation>In %1 kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>Cannot move the finished file to %1</source>
        <translation>Die fertige Datei kann nicht nach %1 verschoben werden</translation>
    </message>
    <message>
        <source>Try again; if it stays so, check this machine&apos;s network connection.</source>
        <translation>Versuchen Sie es noch einmal; bleibt es dabei, prüfen Sie die Netzwerkverbindung dieses Rechners.</translation>
    </message>
    <message>
        <source>%1 closed the connection before it had answered.</source>
        <translation>%1 hat die Verbindung geschlossen, ohne zu antworten.</translation>
    </message>
    <message>
        <source>The proxy on the way to %1 could not be used: %2</source>
        <translation>Der Proxy auf dem Weg zu %1 konnte nicht benutzt werden: %2</translation>
    </message>
    <message>
        <source>Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.</source>
        <translation>Prüfen Sie HTTPS_PROXY, HTTP_PROXY und NO_PROXY.</translation>
    </message>
    <message>
        <source>%1 refused the connection.</source>
        <translation>%1 hat die Verbindung abgelehnt.</translation>
    </message>
    <message>
        <source>Check the endpoint&apos;s address and port, and that the store is running.</source>
        <translation>Prüfen Sie Adresse und Port des Endpunkts und ob der Speicher läuft.</translation>
    </message>
    <message>
        <source>The connection to %1 failed: %2</source>
        <translation>Die Verbindung zu %1 ist fehlgeschlagen: %2</translation>
    </message>
    <message>
        <source>Check this machine&apos;s clock and the certificate&apos;s dates.</source>
        <translation>Prüfen Sie die Uhr dieses Rechners und die Gültigkeit des Zertifikats.</translation>
    </message>
    <message>
        <source>If the store uses a certificate of its own, name its CA file in the settings.</source>
        <translation>Wenn der Speicher ein eigenes Zertifikat verwendet, geben Sie in den Einstellungen dessen CA-Datei an.</translation>
    </message>
    <message>
        <source>The secure connection to %1 could not be made: %2</source>
        <translation>Die sichere Verbindung zu %1 kam nicht zustande: %2</translation>
    </message>
    <message>
        <source>The name %1 could not be found.</source>
        <translation>Der Name %1 wurde nicht gefunden.</translation>
    </message>
    <message>
        <source>Check the endpoint (account id, jurisdiction) and this machine&apos;s network.</source>
        <translation>Prüfen Sie den Endpunkt (Konto-ID, Jurisdiktion) und das Netzwerk dieses Rechners.</translation>
    </message>
    <message>
        <source>%1 did not answer in time.</source>
        <translation>%1 hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>%1 ended the connection in the middle of its answer.</source>
        <translation>%1 hat die Verbindung mitten in der Antwort beendet.</translation>
    </message>
    <message>
        <source>%1 announced %2 and the connection ended after %3.</source>
        <translation>%1 hat %2 angekündigt, und die Verbindung endete nach %3.</translation>
    </message>
    <message>
        <source>Nothing was heard from %1 for %2 seconds.</source>
        <translation>Von %1 kam %2 Sekunden lang nichts.</translation>
    </message>
    <message>
        <source>Check this machine&apos;s network connection.</source>
        <translation>Prüfen Sie die Netzwerkverbindung dieses Rechners.</translation>
    </message>
    <message>
        <source>The proxy on the way to %1 asks for a name and password.</source>
        <translation>Der Proxy auf dem Weg zu %1 verlangt Name und Passwort.</translation>
    </message>
    <message>
        <source>Put them into HTTPS_PROXY as http://name:password@host:port.</source>
        <translation>Tragen Sie beides in HTTPS_PROXY ein, als http://name:password@host:port.</translation>
    </message>
    <message>
        <source>The HTTP library libcurl could not be used: %1</source>
        <translation>Die HTTP-Bibliothek libcurl konnte nicht benutzt werden: %1</translation>
    </message>
    <message>
        <source>Lifeboat needs libcurl 7.87 or newer with OpenSSL.</source>
        <translation>Lifeboat braucht libcurl 7.87 oder neuer mit OpenSSL.</translation>
    </message>
    <message>
        <source>%1 answered with more than %2 where a short text was expected.</source>
        <translation>%1 hat mit mehr als %2 geantwortet, wo ein kurzer Text erwartet wurde.</translation>
    </message>
    <message>
        <source>The CA file %1 cannot be read: %2</source>
        <translation>Die CA-Datei %1 kann nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>Name a readable PEM file, or remove the setting to trust the system&apos;s.</source>
        <translation>Geben Sie eine lesbare PEM-Datei an, oder entfernen Sie die Einstellung, um den Zertifikaten des Systems zu vertrauen.</translation>
    </message>
    <message>
        <source>The CA file %1 holds no certificate.</source>
        <translation>Die CA-Datei %1 enthält kein Zertifikat.</translation>
    </message>
    <message>
        <source>It must be PEM text with one or more BEGIN CERTIFICATE blocks.</source>
        <translation>Sie muss PEM-Text mit mindestens einem Block BEGIN CERTIFICATE sein.</translation>
    </message>
    <message>
        <source>%1 repeated a page of its listing, so the listing cannot be trusted.</source>
        <translation>%1 hat eine Seite der Auflistung wiederholt; auf die Auflistung ist deshalb kein Verlass.</translation>
    </message>
    <message>
        <source>Try again; if it stays so, tell the operator of the store.</source>
        <translation>Versuchen Sie es noch einmal; bleibt es dabei, informieren Sie den Betreiber des Speichers.</translation>
    </message>
    <message>
        <source>The key %1 cannot be used: %2.</source>
        <translation>Der Objektname %1 ist nicht verwendbar: %2.</translation>
    </message>
    <message>
        <source>Use names without &quot;..&quot;, empty segments or control characters.</source>
        <translation>Verwenden Sie Namen ohne „..“, leere Abschnitte und Steuerzeichen.</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>er ist leer</translation>
    </message>
    <message>
        <source>it is longer than 1,024 bytes</source>
        <translation>er ist länger als 1.024 Byte</translation>
    </message>
    <message>
        <source>it contains a control character</source>
        <translation>er enthält ein Steuerzeichen</translation>
    </message>
    <message>
        <source>it has an empty segment or begins or ends with a slash</source>
        <translation>er hat einen leeren Abschnitt oder beginnt oder endet mit einem Schrägstrich</translation>
    </message>
    <message>
        <source>it has a &quot;.&quot; or &quot;..&quot; segment</source>
        <translation>er hat einen Abschnitt „.“ oder „..“</translation>
    </message>
    <message>
        <source>Only one half of the access key is given in %1.</source>
        <translation>Der Zugriffsschlüssel ist nur zur Hälfte angegeben (Quelle: %1).</translation>
    </message>
    <message>
        <source>Give both the access key id and the secret access key.</source>
        <translation>Geben Sie sowohl die Zugriffsschlüssel-ID als auch den geheimen Zugriffsschlüssel an.</translation>
    </message>
    <message>
        <source>environment %1</source>
        <translation>Umgebung %1</translation>
    </message>
    <message>
        <source>the environment (%1)</source>
        <translation>Umgebung (%1)</translation>
    </message>
    <message>
        <source>The environment has %1 but not %2.</source>
        <translation>In der Umgebung steht %1, aber nicht %2.</translation>
    </message>
    <message>
        <source>Set %1 too, or unset %2.</source>
        <translation>Setzen Sie auch %1, oder löschen Sie %2.</translation>
    </message>
    <message>
        <source>No access key was found. Looked in: %1.</source>
        <translation>Es wurde kein Zugriffsschlüssel gefunden. Gesucht wurde in: %1.</translation>
    </message>
    <message>
        <source>Give the access key in one of these places; the configuration file comes first.</source>
        <translation>Geben Sie den Zugriffsschlüssel an einer dieser Stellen an; die Konfigurationsdatei hat Vorrang.</translation>
    </message>
    <message>
        <source>container role at %1</source>
        <translation>Containerrolle unter %1</translation>
    </message>
    <message>
        <source>the container&apos;s role (ECS, EKS)</source>
        <translation>Containerrolle (ECS, EKS)</translation>
    </message>
    <message>
        <source>Cannot read %1, which AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names: %2.</source>
        <translation>%1 (angegeben in AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE) kann nicht gelesen werden: %2.</translation>
    </message>
    <message>
        <source>Check the file, or unset the variable.</source>
        <translation>Prüfen Sie die Datei, oder löschen Sie die Variable.</translation>
    </message>
    <message>
        <source>The container&apos;s authorization token has more than one line.</source>
        <translation>Das Autorisierungstoken des Containers hat mehr als eine Zeile.</translation>
    </message>
    <message>
        <source>Check AWS_CONTAINER_AUTHORIZATION_TOKEN and its _FILE.</source>
        <translation>Prüfen Sie AWS_CONTAINER_AUTHORIZATION_TOKEN und die Variante mit _FILE.</translation>
    </message>
    <message>
        <source>The address %1 for container credentials is not one to be trusted.</source>
        <translation>Der Adresse %1 für die Zugangsdaten des Containers ist nicht zu trauen.</translation>
    </message>
    <message>
        <source>AWS_CONTAINER_CREDENTIALS_FULL_URI has to be https, loopback, 169.254.170.2, 169.254.170.23 or [fd00:ec2::23].</source>
        <translation>AWS_CONTAINER_CREDENTIALS_FULL_URI muss https, Loopback, 169.254.170.2, 169.254.170.23 oder [fd00:ec2::23] sein.</translation>
    </message>
    <message>
        <source>a section name without &quot;]&quot;</source>
        <translation>ein Abschnittsname ohne „]“</translation>
    </message>
    <message>
        <source>neither a [profile] nor a &quot;name = value&quot;</source>
        <translation>weder ein [profile] noch „name = value“</translation>
    </message>
    <message>
        <source>a setting before the first [profile]</source>
        <translation>eine Einstellung vor dem ersten [profile]</translation>
    </message>
    <message>
        <source>%1, line %2: %3.</source>
        <translation>%1, Zeile %2: %3.</translation>
    </message>
    <message>
        <source>Correct the line; it has to look like &quot;aws_access_key_id = …&quot;.</source>
        <translation>Berichtigen Sie die Zeile; sie muss aussehen wie „aws_access_key_id = …“.</translation>
    </message>
    <message>
        <source>Check who owns the file, or give the access key elsewhere.</source>
        <translation>Prüfen Sie, wem die Datei gehört, oder geben Sie den Zugriffsschlüssel an anderer Stelle an.</translation>
    </message>
    <message>
        <source>%1 can be read by other users; chmod 600 it.</source>
        <translation>%1 ist für andere Benutzer lesbar; setzen Sie chmod 600.</translation>
    </message>
    <message>
        <source>the file %1, profile %2</source>
        <translation>Datei %1, Profil %2</translation>
    </message>
    <message>
        <source>%1 has no profile %2, which AWS_PROFILE names.</source>
        <translation>%1 hat kein Profil %2, das AWS_PROFILE angibt.</translation>
    </message>
    <message>
        <source>Add the profile, or unset AWS_PROFILE.</source>
        <translation>Legen Sie das Profil an, oder löschen Sie AWS_PROFILE.</translation>
    </message>
    <message>
        <source>%1, line %2: the profile %3 has %4 but not %5.</source>
        <translation>%1, Zeile %2: Das Profil %3 hat %4, aber nicht %5.</translation>
    </message>
    <message>
        <source>Add %1 to the profile.</source>
        <translation>Ergänzen Sie %1 im Profil.</translation>
    </message>
    <message>
        <source>EC2 instance role %1</source>
        <translation>EC2-Instanzrolle %1</translation>
    </message>
    <message>
        <source>the EC2 instance&apos;s role</source>
        <translation>EC2-Instanzrolle</translation>
    </message>
    <message>
        <source>AWS_EC2_METADATA_SERVICE_ENDPOINT is not an http address.</source>
        <translation>AWS_EC2_METADATA_SERVICE_ENDPOINT ist keine http-Adresse.</translation>
    </message>
    <message>
        <source>Correct it, or unset it.</source>
        <translation>Berichtigen Sie die Variable, oder löschen Sie sie.</translation>
    </message>
    <message>
        <source>More of %1 arrived than it has.</source>
        <translation>Von %1 kam mehr an, als es enthält.</translation>
    </message>
    <message>
        <source>Less of %1 arrived than was promised.</source>
        <translation>Von %1 kam weniger an als angekündigt.</translation>
    </message>
    <message>
        <source>%1 was replaced while it was being read.</source>
        <translation>%1 wurde beim Lesen ersetzt.</translation>
    </message>
    <message>
        <source>The part asked for lies beyond the end of %1.</source>
        <translation>Der verlangte Teil liegt hinter dem Ende von %1.</translation>
    </message>
    <message>
        <source>The store sends another part of %1 than asked for.</source>
        <translation>Der Speicher sendet einen anderen Teil von %1 als verlangt.</translation>
    </message>
    <message>
        <source>%1 gave no credentials: status %2.</source>
        <translation>Keine Zugangsdaten erhalten (%1): Status %2.</translation>
    </message>
    <message>
        <source>Try again in a minute.</source>
        <translation>Versuchen Sie es in einer Minute noch einmal.</translation>
    </message>
    <message>
        <source>Check the role that is attached, or give an access key.</source>
        <translation>Prüfen Sie die zugewiesene Rolle, oder geben Sie einen Zugriffsschlüssel an.</translation>
    </message>
    <message>
        <source>%1 gave no credentials: %2.</source>
        <translation>Keine Zugangsdaten erhalten (%1): %2.</translation>
    </message>
    <message>
        <source>%1 answered something that is not credentials.</source>
        <translation>Die Antwort enthält keine Zugangsdaten (%1).</translation>
    </message>
    <message>
        <source>Check what answers there, or give an access key.</source>
        <translation>Prüfen Sie, was dort antwortet, oder geben Sie einen Zugriffsschlüssel an.</translation>
    </message>
    <message>
        <source>An unfinished upload of %1 may remain: %2</source>
        <translation>Ein unfertiger Upload von %1 ist vielleicht zurückgeblieben: %2</translation>
    </message>
    <message>
        <source>The metadata of %1 cannot be stored: %2.</source>
        <translation>Die Metadaten von %1 können nicht gespeichert werden: %2.</translation>
    </message>
    <message>
        <source>%1 is not plain ASCII</source>
        <translation>%1 ist kein reines ASCII</translation>
    </message>
    <message>
        <source>it is longer than %1</source>
        <translation>sie sind länger als %1</translation>
    </message>
    <message>
        <source>The store does not say how large %1 is.</source>
        <translation>Der Speicher gibt nicht an, wie groß %1 ist.</translation>
    </message>
    <message>
        <source>No thread could be started: %1</source>
        <translation>Es konnte kein Thread gestartet werden: %1</translation>
    </message>
    <message>
        <source>The store accepted a part of %1 without naming it.</source>
        <translation>Der Speicher hat einen Teil von %1 angenommen, ohne ihn zu benennen.</translation>
    </message>
    <message>
        <source>Tried %1 times.</source>
        <translation>%1 Versuche.</translation>
    </message>
    <message>
        <source>The endpoint %1 cannot be used: %2.</source>
        <translation>Der Endpunkt %1 ist nicht verwendbar: %2.</translation>
    </message>
    <message>
        <source>It looks like https://ACCOUNT.r2.cloudflarestorage.com.</source>
        <translation>Er sieht aus wie https://ACCOUNT.r2.cloudflarestorage.com.</translation>
    </message>
    <message>
        <source>it names no host</source>
        <translation>er nennt keinen Host</translation>
    </message>
    <message>
        <source>it must begin with https://</source>
        <translation>er muss mit https:// beginnen</translation>
    </message>
    <message>
        <source>it contains a name or password</source>
        <translation>er enthält einen Namen oder ein Passwort</translation>
    </message>
    <message>
        <source>it contains a query or fragment</source>
        <translation>er enthält eine Abfrage oder ein Fragment</translation>
    </message>
    <message>
        <source>%1 would be reached without encryption.</source>
        <translation>%1 würde unverschlüsselt angesprochen.</translation>
    </message>
    <message>
        <source>Use https://, or allow plain HTTP in the settings if the network is yours alone.</source>
        <translation>Verwenden Sie https://, oder erlauben Sie in den Einstellungen einfaches HTTP, wenn das Netz Ihnen allein gehört.</translation>
    </message>
    <message>
        <source>%1 is not a bucket name.</source>
        <translation>%1 ist kein Bucket-Name.</translation>
    </message>
    <message>
        <source>It has 3 to 63 letters, digits, hyphens or dots.</source>
        <translation>Er hat 3 bis 63 Buchstaben, Ziffern, Bindestriche oder Punkte.</translation>
    </message>
    <message>
        <source>The address %1 would be changed on its way.</source>
        <translation>Die Adresse %1 würde unterwegs verändert.</translation>
    </message>
    <message>
        <source>Use a simpler name.</source>
        <translation>Verwenden Sie einen einfacheren Namen.</translation>
    </message>
    <message>
        <source>There is no access key for %1.</source>
        <translation>Für %1 gibt es keinen Zugriffsschlüssel.</translation>
    </message>
    <message>
        <source>Set one in the settings, the environment or ~/.aws/credentials.</source>
        <translation>Setzen Sie einen in den Einstellungen, in der Umgebung oder in ~/.aws/credentials.</translation>
    </message>
    <message>
        <source>R2 bucket %1</source>
        <translation>R2-Bucket %1</translation>
    </message>
    <message>
        <source>S3 bucket %1</source>
        <translation>S3-Bucket %1</translation>
    </message>
    <message>
        <source>%1 does not know this access key.</source>
        <translation>%1 kennt diesen Zugriffsschlüssel nicht.</translation>
    </message>
    <message>
        <source>Check the access key id, and that it belongs to the account at %1; a new one works after up to a minute.</source>
        <translation>Prüfen Sie die Zugriffsschlüssel-ID und ob sie zum Konto bei %1 gehört; eine neue gilt erst nach bis zu einer Minute.</translation>
    </message>
    <message>
        <source>The temporary credentials for %1 have expired.</source>
        <translation>Die befristeten Zugangsdaten für %1 sind abgelaufen.</translation>
    </message>
    <message>
        <source>Get new ones and try again.</source>
        <translation>Besorgen Sie neue, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>%1 does not accept the signature.</source>
        <translation>%1 nimmt die Signatur nicht an.</translation>
    </message>
    <message>
        <source>Check the secret access key and the region %1.</source>
        <translation>Prüfen Sie den geheimen Zugriffsschlüssel und die Region %1.</translation>
    </message>
    <message>
        <source>%1 is not served at %2 with region %3.</source>
        <translation>%1 ist bei %2 mit der Region %3 nicht zu erreichen.</translation>
    </message>
    <message>
        <source>Set the region to %1.</source>
        <translation>Setzen Sie die Region auf %1.</translation>
    </message>
    <message>
        <source>Set the endpoint to %1.</source>
        <translation>Setzen Sie den Endpunkt auf %1.</translation>
    </message>
    <message>
        <source>Check the endpoint and the region.</source>
        <translation>Prüfen Sie Endpunkt und Region.</translation>
    </message>
    <message>
        <source>There is no bucket %1 at %2.</source>
        <translation>Es gibt keinen Bucket %1 bei %2.</translation>
    </message>
    <message>
        <source>Check the bucket&apos;s name, the account id and the jurisdiction in the endpoint.</source>
        <translation>Prüfen Sie den Namen des Buckets sowie Konto-ID und Jurisdiktion im Endpunkt.</translation>
    </message>
    <message>
        <source>The upload of %1 is no longer known to %2.</source>
        <translation>Der Upload von %1 ist %2 nicht mehr bekannt.</translation>
    </message>
    <message>
        <source>%1 is not in %2.</source>
        <translation>%1 ist nicht in %2.</translation>
    </message>
    <message>
        <source>A lock on %1 keeps %2.</source>
        <translation>%2 ist durch eine Sperre auf %1 geschützt.</translation>
    </message>
    <message>
        <source>It can be deleted or replaced when the lock ends.</source>
        <translation>Es kann gelöscht oder ersetzt werden, wenn die Sperre endet.</translation>
    </message>
    <message>
        <source>%1 is already in %2.</source>
        <translation>%1 ist schon in %2.</translation>
    </message>
    <message>
        <source>Backups are never overwritten; use another name.</source>
        <translation>Sicherungen werden nie überschrieben; verwenden Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>This machine&apos;s clock and the one of %1 are too far apart.</source>
        <translation>Die Uhr dieses Rechners und die von %1 gehen zu weit auseinander.</translation>
    </message>
    <message>
        <source>Set the clock (for instance with timedatectl set-ntp true).</source>
        <translation>Stellen Sie die Uhr (zum Beispiel mit timedatectl set-ntp true).</translation>
    </message>
    <message>
        <source>The access key may not do this in %1.</source>
        <translation>Der Zugriffsschlüssel darf das in %1 nicht.</translation>
    </message>
    <message>
        <source>Give the token read and write access to objects of bucket %1; also check that the account and jurisdiction in %2 are the bucket&apos;s. A change takes up to a minute.</source>
        <translation>Geben Sie dem Token Lese- und Schreibzugriff auf Objekte des Buckets %1; prüfen Sie auch, ob Konto und Jurisdiktion in %2 die des Buckets sind. Eine Änderung braucht bis zu einer Minute.</translation>
    </message>
    <message>
        <source>%1 asks for fewer requests.</source>
        <translation>%1 bittet um weniger Anfragen.</translation>
    </message>
    <message>
        <source>Wait a little and try again.</source>
        <translation>Warten Sie ein wenig, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>%1 has a problem of its own.</source>
        <translation>%1 hat selbst eine Störung.</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>Versuchen Sie es später noch einmal.</translation>
    </message>
    <message>
        <source>%1 is too large for %2.</source>
        <translation>%1 ist zu groß für %2.</translation>
    </message>
    <message>
        <source>%1 is full.</source>
        <translation>%1 ist voll.</translation>
    </message>
    <message>
        <source>Delete old backups or raise the quota.</source>
        <translation>Löschen Sie alte Sicherungen, oder erhöhen Sie das Kontingent.</translation>
    </message>
    <message>
        <source>The bytes of %1 arrived damaged and were refused by %2.</source>
        <translation>Die Bytes von %1 kamen beschädigt an und wurden von %2 abgewiesen.</translation>
    </message>
    <message>
        <source>Try again; if it stays so, check memory and network of this machine.</source>
        <translation>Versuchen Sie es noch einmal; bleibt es dabei, prüfen Sie Arbeitsspeicher und Netzwerk dieses Rechners.</translation>
    </message>
    <message>
        <source>%1 cannot do this.</source>
        <translation>%1 kann das nicht.</translation>
    </message>
    <message>
        <source>%1 refused the request.</source>
        <translation>%1 hat die Anfrage abgelehnt.</translation>
    </message>
    <message>
        <source>Check that the endpoint %1 is an S3 address.</source>
        <translation>Prüfen Sie, ob der Endpunkt %1 eine S3-Adresse ist.</translation>
    </message>
    <message>
        <source>A part of %1 without a byte was asked for.</source>
        <translation>Es wurde ein Teil von %1 ohne ein einziges Byte verlangt.</translation>
    </message>
    <message>
        <source>%1 does not say what time it is.</source>
        <translation>%1 gibt keine Uhrzeit an.</translation>
    </message>
    <message>
        <source>The store&apos;s answer makes no sense: %1</source>
        <translation>Die Antwort des Speichers ergibt keinen Sinn: %1</translation>
    </message>
    <message>
        <source>expected %1, found %2.</source>
        <translation>%1 erwartet, %2 gefunden.</translation>
    </message>
    <message>
        <source>an object without a name.</source>
        <translation>ein Objekt ohne Namen.</translation>
    </message>
    <message>
        <source>%1 has no valid size.</source>
        <translation>%1 hat keine gültige Größe.</translation>
    </message>
    <message>
        <source>%1 has no valid date.</source>
        <translation>%1 hat kein gültiges Datum.</translation>
    </message>
    <message>
        <source>%1 was not asked for.</source>
        <translation>%1 wurde nicht verlangt.</translation>
    </message>
    <message>
        <source>%1 is listed twice.</source>
        <translation>%1 ist zweimal aufgelistet.</translation>
    </message>
    <message>
        <source>the listing goes on, but the store does not say where.</source>
        <translation>die Auflistung geht weiter, aber der Speicher gibt nicht an, wo.</translation>
    </message>
    <message>
        <source>an upload without an id.</source>
        <translation>ein Upload ohne ID.</translation>
    </message>
    <message>
        <source>expected the end of an upload, found %1.</source>
        <translation>Ende eines Uploads erwartet, %1 gefunden.</translation>
    </message>
    <message>
        <source>an unfinished upload without key, id or date.</source>
        <translation>ein unfertiger Upload ohne Objektnamen, ID oder Datum.</translation>
    </message>
    <message>
        <source>the list of uploads goes on, but the store does not say where.</source>
        <translation>die Liste der Uploads geht weiter, aber der Speicher gibt nicht an, wo.</translation>
    </message>
    <message>
        <source>The data to store ended before the announced %1.</source>
        <translation>Die zu speichernden Daten endeten vor den angekündigten %1.</translation>
    </message>
    <message>
        <source>it is too large.</source>
        <translation>sie ist zu groß.</translation>
    </message>
    <message>
        <source>it declares or uses entities of its own.</source>
        <translation>sie deklariert oder verwendet eigene Entitäten.</translation>
    </message>
    <message>
        <source>it is nested too deeply.</source>
        <translation>sie ist zu tief verschachtelt.</translation>
    </message>
    <message>
        <source>it is empty.</source>
        <translation>sie ist leer.</translation>
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
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>This profile has no alerts: nobody would hear of a failure.</source>
        <translation>Dieses Profil hat keine Benachrichtigungen: Von einem Fehlschlag würde niemand erfahren.</translation>
    </message>
    <message>
        <source>docs/alerts.md says how to set them up.</source>
        <translation>docs/alerts.md beschreibt, wie sie eingerichtet werden.</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>gesendet</translation>
    </message>
    <message>
        <source>No runs are recorded yet.</source>
        <translation>Es sind noch keine Vorgänge verzeichnet.</translation>
    </message>
    <message>
        <source>The run history was damaged. It is kept as %1, and a new one is begun.</source>
        <translation>Der Verlauf war beschädigt. Er wird als %1 aufgehoben, und ein neuer ist begonnen.</translation>
    </message>
    <message>
        <source>is no web address, expected one that begins with https:// and names a host.</source>
        <translation>ist keine Webadresse; erwartet wird eine, die mit https:// beginnt und einen Host nennt.</translation>
    </message>
    <message>
        <source>is plain http: anyone on the way can read and stop what it says.</source>
        <translation>ist einfaches http: Jeder auf dem Weg kann die Meldungen mitlesen und aufhalten.</translation>
    </message>
    <message>
        <source>is %1, expected &quot;json&quot;, &quot;ntfy&quot; or &quot;gotify&quot;.</source>
        <translation>ist %1; erwartet wird &quot;json&quot;, &quot;ntfy&quot; oder &quot;gotify&quot;.</translation>
    </message>
    <message>
        <source>is %1, expected one address such as &quot;you@example.com&quot;, or a user of this machine.</source>
        <translation>ist %1; erwartet wird eine einzelne Adresse wie &quot;you@example.com&quot; oder ein Benutzer dieses Rechners.</translation>
    </message>
    <message>
        <source>is not used: there is no %1.</source>
        <translation>wird nicht verwendet: %1 fehlt.</translation>
    </message>
    <message>
        <source>is %1, expected one of %2.</source>
        <translation>ist %1; erwartet wird eines von %2.</translation>
    </message>
    <message>
        <source>%1 is nothing Lifeboat reads here.</source>
        <translation>%1 ist nichts, was Lifeboat hier liest.</translation>
    </message>
    <message>
        <source>%1 is nothing Lifeboat reads here; did you mean &quot;%2&quot;?</source>
        <translation>%1 ist nichts, was Lifeboat hier liest; meinten Sie „%2“?</translation>
    </message>
    <message>
        <source>holds %1, expected SQL that begins with SELECT.</source>
        <translation>enthält %1; erwartet wird SQL, das mit SELECT beginnt.</translation>
    </message>
    <message>
        <source>is %1, expected a time from &quot;00:00&quot; to &quot;23:59&quot;.</source>
        <translation>ist %1; erwartet wird eine Uhrzeit von &quot;00:00&quot; bis &quot;23:59&quot;.</translation>
    </message>
    <message>
        <source>is %1, expected &quot;mon&quot;, &quot;tue&quot;, &quot;wed&quot;, &quot;thu&quot;, &quot;fri&quot;, &quot;sat&quot; or &quot;sun&quot;.</source>
        <translation>ist %1; erwartet wird &quot;mon&quot;, &quot;tue&quot;, &quot;wed&quot;, &quot;thu&quot;, &quot;fri&quot;, &quot;sat&quot; oder &quot;sun&quot;.</translation>
    </message>
    <message>
        <source>is wrong: %1</source>
        <translation>ist falsch: %1</translation>
    </message>
    <message>
        <source>and %1 in line %2 exclude each other.</source>
        <translation>und %1 in Zeile %2 schließen einander aus.</translation>
    </message>
    <message>
        <source>Leave one of them out.</source>
        <translation>Lassen Sie eines von beiden weg.</translation>
    </message>
    <message>
        <source>Add at = &quot;03:00&quot;, or another time.</source>
        <translation>Ergänzen Sie at = &quot;03:00&quot; oder eine andere Uhrzeit.</translation>
    </message>
    <message>
        <source>a string in double quotes, or an array of them</source>
        <translation>eine Zeichenkette in doppelten Anführungszeichen oder ein Array von solchen</translation>
    </message>
    <message>
        <source>holds %1, expected %2.</source>
        <translation>enthält %1; erwartet wird %2.</translation>
    </message>
    <message>
        <source>minute</source>
        <translation>Minute</translation>
    </message>
    <message>
        <source>hour</source>
        <translation>Stunde</translation>
    </message>
    <message>
        <source>day of month</source>
        <translation>Tag des Monats</translation>
    </message>
    <message>
        <source>month</source>
        <translation>Monat</translation>
    </message>
    <message>
        <source>day of week</source>
        <translation>Wochentag</translation>
    </message>
    <message>
        <source>Five fields: minute, hour, day of month, month, day of week; &quot;0 3 * * 1-5&quot; is 03:00 from Monday to Friday.</source>
        <translation>Fünf Felder: Minute, Stunde, Tag des Monats, Monat, Wochentag; „0 3 * * 1-5“ ist 03:00 von Montag bis Freitag.</translation>
    </message>
    <message>
        <source>%1 is no rule of five fields.</source>
        <translation>%1 ist keine Regel aus fünf Feldern.</translation>
    </message>
    <message>
        <source>the %1 is %2, expected *, or numbers from %3 to %4.</source>
        <translation>das Feld „%1“ ist %2; erwartet werden * oder Zahlen von %3 bis %4.</translation>
    </message>
    <message>
        <source>%1 never comes due: no month it names has such a day.</source>
        <translation>%1 wird nie fällig: Keiner der genannten Monate hat einen solchen Tag.</translation>
    </message>
    <message>
        <source>The run history cannot be used: %1.</source>
        <translation>Der Verlauf ist nicht verwendbar: %1.</translation>
    </message>
    <message>
        <source>Backups are not affected, but what they do is not recorded.</source>
        <translation>Die Sicherungen sind davon nicht betroffen, werden aber nicht im Verlauf verzeichnet.</translation>
    </message>
    <message>
        <source>The run history %1 was written by a newer Lifeboat.</source>
        <translation>Der Verlauf %1 wurde von einem neueren Lifeboat geschrieben.</translation>
    </message>
    <message>
        <source>Update Lifeboat. Until then, runs are not recorded here.</source>
        <translation>Aktualisieren Sie Lifeboat. Bis dahin werden hier keine Vorgänge verzeichnet.</translation>
    </message>
    <message>
        <source>%1 cannot be made</source>
        <translation>%1 lässt sich nicht anlegen</translation>
    </message>
    <message>
        <source>Qt&apos;s SQLite driver is missing, so runs are not recorded.</source>
        <translation>Der SQLite-Treiber von Qt fehlt, deshalb werden keine Vorgänge verzeichnet.</translation>
    </message>
    <message>
        <source>Install the package libqt6sql6-sqlite.</source>
        <translation>Installieren Sie das Paket libqt6sql6-sqlite.</translation>
    </message>
    <message>
        <source>another program is repairing it</source>
        <translation>ein anderes Programm repariert ihn gerade</translation>
    </message>
    <message>
        <source>%1 is damaged and cannot be moved aside</source>
        <translation>%1 ist beschädigt und kann nicht beiseitegelegt werden</translation>
    </message>
    <message>
        <source>Reading the history</source>
        <translation>Lesen des Verlaufs</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>von Hand</translation>
    </message>
    <message>
        <source>by the schedule</source>
        <translation>nach Zeitplan</translation>
    </message>
    <message>
        <source>on the command line</source>
        <translation>auf der Befehlszeile</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Done, with a problem</source>
        <translation>Fertig, mit einem Problem</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message numerus="yes">
        <source>every %n day(s)</source>
        <translation>
            <numerusform>im Abstand von %n Tag</numerusform>
            <numerusform>alle %n Tage</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n hour(s)</source>
        <translation>
            <numerusform>im Abstand von %n Stunde</numerusform>
            <numerusform>alle %n Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n minute(s)</source>
        <translation>
            <numerusform>im Abstand von %n Minute</numerusform>
            <numerusform>alle %n Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n second(s)</source>
        <translation>
            <numerusform>im Abstand von %n Sekunde</numerusform>
            <numerusform>alle %n Sekunden</numerusform>
        </translation>
    </message>
    <message>
        <source>cron %1</source>
        <translation>cron %1</translation>
    </message>
    <message>
        <source>daily at %1</source>
        <translation>täglich um %1</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 um %2</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 kann nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>Choose another folder, or make room.</source>
        <translation>Wählen Sie einen anderen Ordner, oder schaffen Sie Platz.</translation>
    </message>
    <message>
        <source>Check who may write to that folder, or start Lifeboat by your desktop&apos;s own settings.</source>
        <translation>Prüfen Sie, wer in diesen Ordner schreiben darf, oder lassen Sie Lifeboat über die Einstellungen Ihres Desktops starten.</translation>
    </message>
    <message>
        <source>Remove it by hand.</source>
        <translation>Entfernen Sie die Datei von Hand.</translation>
    </message>
    <message>
        <source>Cannot use %1: %2.</source>
        <translation>%1 ist nicht verwendbar: %2.</translation>
    </message>
    <message>
        <source>Check that XDG_RUNTIME_DIR names a folder of your own.</source>
        <translation>Prüfen Sie, ob XDG_RUNTIME_DIR einen Ordner nennt, der Ihnen gehört.</translation>
    </message>
    <message>
        <source>Lifeboat is already running and does not answer.</source>
        <translation>Lifeboat läuft schon und antwortet nicht.</translation>
    </message>
    <message>
        <source>Wait for it, or end that process and start Lifeboat again.</source>
        <translation>Warten Sie darauf, oder beenden Sie jenen Prozess, und starten Sie Lifeboat neu.</translation>
    </message>
    <message>
        <source>%1 answered with status %2.</source>
        <translation>%1 hat mit Status %2 geantwortet.</translation>
    </message>
    <message>
        <source>It sends on to another address. Enter that one; Lifeboat does not follow.</source>
        <translation>Der Server leitet an eine andere Adresse weiter. Geben Sie diese ein; Lifeboat folgt der Weiterleitung nicht.</translation>
    </message>
    <message>
        <source>Check the token.</source>
        <translation>Prüfen Sie das Token.</translation>
    </message>
    <message>
        <source>Check the address in the alert settings.</source>
        <translation>Prüfen Sie die Adresse in den Einstellungen für Benachrichtigungen.</translation>
    </message>
    <message>
        <source>Check the address in the alert settings and this machine&apos;s network.</source>
        <translation>Prüfen Sie die Adresse in den Einstellungen für Benachrichtigungen und das Netzwerk dieses Rechners.</translation>
    </message>
    <message>
        <source>It was not done within %1 and was given up.</source>
        <translation>Es war nach %1 nicht erledigt und wurde aufgegeben.</translation>
    </message>
    <message>
        <source>The ping was not sent: %1</source>
        <translation>Der Ping wurde nicht gesendet: %1</translation>
    </message>
    <message>
        <source>The alert was not sent to the webhook: %1</source>
        <translation>Die Benachrichtigung wurde nicht an den Webhook gesendet: %1</translation>
    </message>
    <message>
        <source>The alert was not sent by mail: %1</source>
        <translation>Die Benachrichtigung wurde nicht per E-Mail gesendet: %1</translation>
    </message>
    <message>
        <source>it was cancelled</source>
        <translation>es wurde abgebrochen</translation>
    </message>
    <message>
        <source>it took longer than %1</source>
        <translation>es hat länger als %1 gedauert</translation>
    </message>
    <message>
        <source>%1 is no mail address.</source>
        <translation>%1 ist keine E-Mail-Adresse.</translation>
    </message>
    <message>
        <source>Give one like name@example.org, or several separated by commas.</source>
        <translation>Geben Sie eine wie name@example.org an, oder mehrere, durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>This machine has no sendmail program.</source>
        <translation>Auf diesem Rechner gibt es kein Programm sendmail.</translation>
    </message>
    <message>
        <source>Install a mail server, or a small one like msmtp-mta, and try again.</source>
        <translation>Installieren Sie einen Mailserver oder etwas Kleines wie msmtp-mta, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>it was ended by a signal</source>
        <translation>es wurde durch ein Signal beendet</translation>
    </message>
    <message>
        <source>it ended with status %1</source>
        <translation>es endete mit Status %1</translation>
    </message>
    <message>
        <source>%1 did not take the mail: %2.</source>
        <translation>%1 hat die E-Mail nicht angenommen: %2.</translation>
    </message>
    <message>
        <source>Try to send a mail from a terminal.</source>
        <translation>Versuchen Sie, eine E-Mail von einem Terminal aus zu senden.</translation>
    </message>
    <message>
        <source>Backed up %1 on %2</source>
        <translation>%1 auf %2 gesichert</translation>
    </message>
    <message>
        <source>Backup of %1 on %2 failed</source>
        <translation>Sicherung von %1 auf %2 fehlgeschlagen</translation>
    </message>
    <message>
        <source>Backup of %1 on %2 is late</source>
        <translation>Sicherung von %1 auf %2 verspätet</translation>
    </message>
    <message>
        <source>Backup of %1 on %2 is overdue</source>
        <translation>Sicherung von %1 auf %2 überfällig</translation>
    </message>
    <message>
        <source>Backups of %1 on %2 work again</source>
        <translation>Sicherungen von %1 auf %2 gelingen wieder</translation>
    </message>
    <message>
        <source>Restore drill of %1 on %2 failed</source>
        <translation>Wiederherstellungsprobe von %1 auf %2 fehlgeschlagen</translation>
    </message>
    <message>
        <source>Test alert for %1 on %2</source>
        <translation>Testbenachrichtigung für %1 auf %2</translation>
    </message>
    <message>
        <source>Backup: %1</source>
        <translation>Sicherung: %1</translation>
    </message>
    <message>
        <source>Backup: %1 (%2)</source>
        <translation>Sicherung: %1 (%2)</translation>
    </message>
    <message>
        <source>Alerts arrive this way. Nothing is wrong.</source>
        <translation>Auf diesem Weg kommen Benachrichtigungen an. Es ist alles in Ordnung.</translation>
    </message>
    <message>
        <source>Last backup: %1</source>
        <translation>Letzte Sicherung: %1</translation>
    </message>
    <message>
        <source>There is no backup at all.</source>
        <translation>Es gibt überhaupt keine Sicherung.</translation>
    </message>
    <message>
        <source>Database: %1</source>
        <translation>Datenbank: %1</translation>
    </message>
    <message>
        <source>The address for alerts is no web address.</source>
        <translation>Die Adresse für Benachrichtigungen ist keine Webadresse.</translation>
    </message>
    <message>
        <source>It must begin with https:// and have a host name.</source>
        <translation>Sie muss mit https:// beginnen und einen Hostnamen haben.</translation>
    </message>
    <message>
        <source>The address for alerts has a name or password in front of its host.</source>
        <translation>In der Adresse für Benachrichtigungen steht ein Name oder Passwort vor dem Host.</translation>
    </message>
    <message>
        <source>Give the webhook a token instead.</source>
        <translation>Geben Sie dem Webhook stattdessen ein Token.</translation>
    </message>
    <message>
        <source>The webhook&apos;s token has characters that cannot be sent.</source>
        <translation>Das Token des Webhooks enthält Zeichen, die sich nicht senden lassen.</translation>
    </message>
    <message>
        <source>Enter it again, without line breaks.</source>
        <translation>Geben Sie es noch einmal ein, ohne Zeilenumbrüche.</translation>
    </message>
    <message>
        <source>its schedule is off</source>
        <translation>der Zeitplan ist aus</translation>
    </message>
    <message>
        <source>next backup at %1</source>
        <translation>nächste Sicherung: %1</translation>
    </message>
    <message>
        <source>paused until %1</source>
        <translation>pausiert bis %1</translation>
    </message>
    <message>
        <source>paused until somebody resumes it</source>
        <translation>pausiert, bis jemand den Zeitplan fortsetzt</translation>
    </message>
    <message>
        <source>retrying at %1</source>
        <translation>neuer Versuch: %1</translation>
    </message>
    <message>
        <source>waiting for a network</source>
        <translation>wartet auf ein Netzwerk</translation>
    </message>
    <message>
        <source>waiting for a network that is not metered</source>
        <translation>wartet auf ein Netzwerk, das nicht getaktet ist</translation>
    </message>
    <message>
        <source>waiting for mains power</source>
        <translation>wartet auf Netzstrom</translation>
    </message>
    <message>
        <source>%1: backed up as %2 (%3)</source>
        <translation>%1: als %2 gesichert (%3)</translation>
    </message>
    <message numerus="yes">
        <source>Watching %n profile(s) in %1</source>
        <translation>
            <numerusform>%n Profil in %1 wird überwacht</numerusform>
            <numerusform>%n Profile in %1 werden überwacht</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: the last backup is of %2</source>
        <translation>%1: die letzte Sicherung ist von %2</translation>
    </message>
    <message>
        <source>%1: there is no backup</source>
        <translation>%1: es gibt keine Sicherung</translation>
    </message>
    <message>
        <source>The backup was called off. %1</source>
        <translation>Die Sicherung wurde nicht durchgeführt. %1</translation>
    </message>
    <message>
        <source>The restore was called off. %1</source>
        <translation>Die Wiederherstellung wurde nicht durchgeführt. %1</translation>
    </message>
    <message>
        <source>%1 holds another encryption key of this profile, and what it sealed could not be opened without it.</source>
        <translation>%1 enthält einen anderen Schlüssel dieses Profils, und was dieser versiegelt hat, ließe sich ohne ihn nicht öffnen.</translation>
    </message>
    <message>
        <source>Make a new profile for a new key; this one goes on with its own.</source>
        <translation>Legen Sie für einen neuen Schlüssel ein neues Profil an; dieses hier behält seinen.</translation>
    </message>
    <message>
        <source>Another Lifeboat has just backed up %1.</source>
        <translation>Ein anderes Lifeboat hat %1 gerade gesichert.</translation>
    </message>
    <message>
        <source>Another Lifeboat is working on %1 right now.</source>
        <translation>Ein anderes Lifeboat arbeitet gerade an %1.</translation>
    </message>
    <message>
        <source>Wait until it has finished: the window, a daemon and cron jobs take turns.</source>
        <translation>Warten Sie, bis es fertig ist: Fenster, Daemon und Cronjobs wechseln sich ab.</translation>
    </message>
    <message>
        <source>Make room, or the folder writable. Backups are not affected.</source>
        <translation>Schaffen Sie Platz, oder machen Sie den Ordner beschreibbar. Die Sicherungen sind davon nicht betroffen.</translation>
    </message>
    <message>
        <source>Another program holds %1.</source>
        <translation>Ein anderes Programm hält %1 gesperrt.</translation>
    </message>
    <message>
        <source>Start in the tray, or minimised where there is none</source>
        <translation>Im Infobereich starten, oder minimiert, wo es keinen gibt</translation>
    </message>
    <message>
        <source>Make a backup now, of every database or of the profile&apos;s</source>
        <translation>Jetzt sichern, und zwar alle Datenbanken oder die des Profils</translation>
    </message>
    <message>
        <source>Offer to restore the newest backup</source>
        <translation>Die Wiederherstellung der neuesten Sicherung anbieten</translation>
    </message>
    <message>
        <source>lifeboat --help names what it understands.</source>
        <translation>lifeboat --help zeigt, was es gibt.</translation>
    </message>
    <message>
        <source>A database is being restored: %1</source>
        <translation>Eine Datenbank wird wiederhergestellt: %1</translation>
    </message>
    <message>
        <source>%1 still is what %2 holds. Nothing was uploaded.</source>
        <translation>%1 entspricht noch dem, was %2 enthält. Es wurde nichts hochgeladen.</translation>
    </message>
    <message>
        <source>FAILED    %1: %2</source>
        <translation>FEHLER    %1: %2</translation>
    </message>
    <message>
        <source>restored  %1 (%2)</source>
        <translation>erprobt   %1 (%2)</translation>
    </message>
    <message numerus="yes">
        <source>          as it was backed up: schema, and the rows of %n table(s)</source>
        <translation>
            <numerusform>          wie gesichert: Schema und Zeilen von %n Tabelle</numerusform>
            <numerusform>          wie gesichert: Schema und Zeilen von %n Tabellen</numerusform>
        </translation>
    </message>
    <message>
        <source>          nothing was recorded with it that its content could be held against</source>
        <translation>          dazu ist nichts vermerkt, womit sich der Inhalt vergleichen ließe</translation>
    </message>
    <message>
        <source>          assertions that hold: %1</source>
        <translation>          erfüllte Bedingungen: %1</translation>
    </message>
    <message>
        <source>          foreign key violations, as backed up: %1</source>
        <translation>          Fremdschlüsselverletzungen, so gesichert: %1</translation>
    </message>
    <message>
        <source>proven restorable %1</source>
        <translation>nachweislich wiederherstellbar %1</translation>
    </message>
    <message>
        <source>RESTORE DRILL FAILED %1</source>
        <translation>WIEDERHERSTELLUNGSPROBE FEHLGESCHLAGEN %1</translation>
    </message>
    <message>
        <source>What is written beside the backups cannot be read: %1</source>
        <translation>Was neben den Sicherungen vermerkt ist, kann nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>The newest was still what the database is at %1.</source>
        <translation>Am %1 entsprach die neueste noch dem Stand der Datenbank.</translation>
    </message>
    <message>
        <source>There is no safety copy of a restore beside %1.</source>
        <translation>Neben %1 liegt keine Sicherheitskopie einer Wiederherstellung.</translation>
    </message>
    <message>
        <source>Restore a backup instead: &quot;lifeboat-cli list&quot; shows them.</source>
        <translation>Stellen Sie stattdessen eine Sicherung wieder her: „lifeboat-cli list“ zeigt sie an.</translation>
    </message>
    <message>
        <source>Replace %1
by what is kept in %2?
What is there now is kept beside it.</source>
        <translation>%1
durch das ersetzen, was in %2 aufbewahrt ist?
Was jetzt dort ist, bleibt daneben erhalten.</translation>
    </message>
    <message>
        <source>Put %1 back as it was before the restore (%2) in %3.</source>
        <translation>%1 (%2) in %3 auf den Stand vor der Wiederherstellung zurückgebracht.</translation>
    </message>
    <message>
        <source>Choose another place for it.</source>
        <translation>Wählen Sie einen anderen Ort dafür.</translation>
    </message>
    <message>
        <source>its tables, indexes, views or triggers are not declared as they were</source>
        <translation>ihre Tabellen, Indizes, Sichten oder Trigger sind nicht so deklariert wie damals</translation>
    </message>
    <message>
        <source>the table %1 is not there</source>
        <translation>die Tabelle %1 fehlt</translation>
    </message>
    <message>
        <source>the table %1 has %2 rows instead of %3</source>
        <translation>die Tabelle %1 hat %2 Zeilen statt %3</translation>
    </message>
    <message>
        <source>%1 is not what was backed up: %2.</source>
        <translation>%1 ist nicht das, was gesichert wurde: %2.</translation>
    </message>
    <message>
        <source>Somebody may have replaced it. Restore another generation, and keep this one for study.</source>
        <translation>Vielleicht hat jemand sie ersetzt. Stellen Sie eine andere Generation wieder her, und heben Sie diese zur Untersuchung auf.</translation>
    </message>
    <message>
        <source>%1 restores, but %2 does not hold: %3.</source>
        <translation>%1 lässt sich wiederherstellen, aber %2 trifft nicht zu: %3.</translation>
    </message>
    <message>
        <source>Look into the backup, and correct the database or the profile&apos;s assertion.</source>
        <translation>Sehen Sie sich die Sicherung an, und berichtigen Sie die Datenbank oder die Bedingung im Profil.</translation>
    </message>
    <message>
        <source>Check that there is room on the disk, and that it is connected and healthy.</source>
        <translation>Prüfen Sie, ob auf dem Datenträger Platz ist und ob er angeschlossen und in Ordnung ist.</translation>
    </message>
    <message>
        <source>Check that the disk is connected and healthy, then try again.</source>
        <translation>Prüfen Sie, ob der Datenträger angeschlossen und in Ordnung ist, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Running a restore drill</source>
        <translation>Wiederherstellungsprobe</translation>
    </message>
    <message>
        <source>%1 is ignored: %2</source>
        <translation>%1 wird ignoriert: %2</translation>
    </message>
    <message>
        <source>%1 would be %2 long.</source>
        <translation>%1 wäre %2 lang.</translation>
    </message>
    <message>
        <source>it is too long</source>
        <translation>es ist zu lang</translation>
    </message>
    <message>
        <source>it is not what Lifeboat writes there</source>
        <translation>es ist nicht das, was Lifeboat dort hinschreibt</translation>
    </message>
    <message>
        <source>%1: unchanged since %2</source>
        <translation>%1: unverändert seit %2</translation>
    </message>
    <message>
        <source>%1: proven restorable: %2</source>
        <translation>%1: nachweislich wiederherstellbar: %2</translation>
    </message>
    <message>
        <source>it took too long</source>
        <translation>die Abfrage hat zu lange gedauert</translation>
    </message>
    <message>
        <source>it is not one SELECT</source>
        <translation>es ist nicht genau ein SELECT</translation>
    </message>
    <message>
        <source>it found nothing</source>
        <translation>die Abfrage hat nichts gefunden</translation>
    </message>
    <message>
        <source>it is not true</source>
        <translation>das Ergebnis ist nicht wahr</translation>
    </message>
    <message>
        <source>Reading %1 took too long.</source>
        <translation>Das Lesen von %1 hat zu lange gedauert.</translation>
    </message>
    <message>
        <source>Cannot read or write %1: %2.</source>
        <translation>%1 kann nicht gelesen oder geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>Try again; if it happens again, &quot;lifeboat-cli doctor&quot; looks for the reason.</source>
        <translation>Versuchen Sie es noch einmal; geschieht es wieder, sucht „lifeboat-cli doctor“ nach der Ursache.</translation>
    </message>
    <message>
        <source>%1 must lie on the same disk as %2.</source>
        <translation>%1 muss auf demselben Datenträger liegen wie %2.</translation>
    </message>
    <message>
        <source>Another restore of %1 is under way.</source>
        <translation>Für %1 läuft schon eine andere Wiederherstellung.</translation>
    </message>
    <message>
        <source>Wait until it has finished, and try again.</source>
        <translation>Warten Sie, bis sie fertig ist, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>A restore of %1 was interrupted, and its journal cannot be opened</source>
        <translation>Eine Wiederherstellung von %1 wurde unterbrochen, und ihr Journal kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>%1 belongs to another user and is not followed.</source>
        <translation>%1 gehört einem anderen Benutzer und wird nicht befolgt.</translation>
    </message>
    <message>
        <source>A restore was interrupted. Run any Lifeboat command as that user to finish it.</source>
        <translation>Eine Wiederherstellung wurde unterbrochen. Führen Sie als dieser Benutzer einen beliebigen Lifeboat-Befehl aus, um sie abzuschließen.</translation>
    </message>
    <message>
        <source>Cannot move %1 back</source>
        <translation>%1 kann nicht zurückgelegt werden</translation>
    </message>
    <message>
        <source>A restore of %1 was interrupted. The database is as it was before.</source>
        <translation>Eine Wiederherstellung von %1 wurde unterbrochen. Die Datenbank ist, wie sie vorher war.</translation>
    </message>
    <message>
        <source>A restore of %1 was interrupted after its last step. It is complete.</source>
        <translation>Eine Wiederherstellung von %1 wurde nach ihrem letzten Schritt unterbrochen. Sie ist vollständig.</translation>
    </message>
    <message>
        <source>A restore of %1 was interrupted after its last step. It is complete, and what was there before is kept in %2.</source>
        <translation>Eine Wiederherstellung von %1 wurde nach ihrem letzten Schritt unterbrochen. Sie ist vollständig, und was vorher dort war, liegt in %2.</translation>
    </message>
    <message>
        <source>A restore of %1 was interrupted, and the database was used since. It was left alone; what was there before is kept in %2.</source>
        <translation>Eine Wiederherstellung von %1 wurde unterbrochen, und die Datenbank wurde seitdem benutzt. Sie blieb unangetastet; was vorher dort war, liegt in %2.</translation>
    </message>
    <message>
        <source>A restore of %1 was interrupted and cannot be taken back yet: %2</source>
        <translation>Eine Wiederherstellung von %1 wurde unterbrochen und kann noch nicht zurückgenommen werden: %2</translation>
    </message>
    <message>
        <source>Mend that, then run any Lifeboat command. Nothing is lost.</source>
        <translation>Beheben Sie das, und führen Sie dann einen beliebigen Lifeboat-Befehl aus. Es ist nichts verloren.</translation>
    </message>
    <message>
        <source>Unknown.</source>
        <translation>Unbekannt.</translation>
    </message>
    <message>
        <source>Healthy: the backups are as fresh as the schedule promises.</source>
        <translation>In Ordnung: Die Sicherungen sind so frisch, wie der Zeitplan es verspricht.</translation>
    </message>
    <message>
        <source>Overdue: the newest backup is late.</source>
        <translation>Überfällig: Die neueste Sicherung ist verspätet.</translation>
    </message>
    <message>
        <source>Critical: there is no recent backup.</source>
        <translation>Kritisch: Es gibt keine neuere Sicherung.</translation>
    </message>
    <message>
        <source>Still what the database is: %1</source>
        <translation>Entspricht der Datenbank noch: %1</translation>
    </message>
    <message>
        <source>Next due: %1</source>
        <translation>Nächste fällig: %1</translation>
    </message>
    <message>
        <source>The restore drill of %1 FAILED.</source>
        <translation>Die Wiederherstellungsprobe von %1 ist FEHLGESCHLAGEN.</translation>
    </message>
    <message>
        <source>Last proven restorable: %1</source>
        <translation>Zuletzt nachweislich wiederherstellbar: %1</translation>
    </message>
    <message>
        <source>Not yet proven restorable. &quot;lifeboat-cli drill&quot; does that.</source>
        <translation>Noch nicht nachweislich wiederherstellbar. „lifeboat-cli drill“ erbringt den Nachweis.</translation>
    </message>
    <message>
        <source>%1: no restore drill: %2</source>
        <translation>%1: keine Wiederherstellungsprobe: %2</translation>
    </message>
    <message>
        <source>The header Host is missing.</source>
        <translation>Der Header Host fehlt.</translation>
    </message>
    <message>
        <source>The header Host names another server.</source>
        <translation>Der Header Host nennt einen anderen Server.</translation>
    </message>
    <message>
        <source>Ask by address, or add the name to hosts below [api] in lifeboat.toml.</source>
        <translation>Fragen Sie über die Adresse, oder tragen Sie den Namen unter [api] in lifeboat.toml bei hosts ein.</translation>
    </message>
    <message>
        <source>Requests from pages of other sites are not answered.</source>
        <translation>Anfragen von Seiten anderer Websites werden nicht beantwortet.</translation>
    </message>
    <message>
        <source>The token is wrong.</source>
        <translation>Das Token ist falsch.</translation>
    </message>
    <message>
        <source>This takes a token.</source>
        <translation>Dafür ist ein Token nötig.</translation>
    </message>
    <message>
        <source>Send the header &quot;Authorization: Bearer TOKEN&quot;.</source>
        <translation>Senden Sie den Header „Authorization: Bearer TOKEN“.</translation>
    </message>
    <message>
        <source>There are no profiles.</source>
        <translation>Es gibt keine Profile.</translation>
    </message>
    <message>
        <source>The profiles: %1.</source>
        <translation>Die Profile: %1.</translation>
    </message>
    <message>
        <source>Say which profile is meant: ?profile=NAME.</source>
        <translation>Geben Sie an, welches Profil gemeint ist: ?profile=NAME.</translation>
    </message>
    <message>
        <source>The query must be ?profile=NAME and no more.</source>
        <translation>Die Abfrage muss ?profile=NAME sein und sonst nichts.</translation>
    </message>
    <message>
        <source>There is no profile of that name.</source>
        <translation>Es gibt kein Profil dieses Namens.</translation>
    </message>
    <message>
        <source>There is nothing here.</source>
        <translation>Hier gibt es nichts.</translation>
    </message>
    <message>
        <source>POST /api/admin/backup, GET /api/admin/backups, GET /api/admin/health.</source>
        <translation>POST /api/admin/backup, GET /api/admin/backups, GET /api/admin/health.</translation>
    </message>
    <message>
        <source>This takes %1.</source>
        <translation>Hier wird %1 erwartet.</translation>
    </message>
    <message>
        <source>The request did not arrive in time.</source>
        <translation>Die Anfrage kam nicht rechtzeitig an.</translation>
    </message>
    <message numerus="yes">
        <source>Admin API: %n request(s) with a wrong token within a minute, the last from %1.</source>
        <translation>
            <numerusform>Admin-API: %n Anfrage mit falschem Token innerhalb einer Minute, die letzte von %1.</numerusform>
            <numerusform>Admin-API: %n Anfragen mit falschem Token innerhalb einer Minute, die letzte von %1.</numerusform>
        </translation>
    </message>
    <message>
        <source>Admin API at http://%1:%2/api/admin/</source>
        <translation>Admin-API unter http://%1:%2/api/admin/</translation>
    </message>
    <message>
        <source>The admin API cannot listen on %1, port %2: %3.</source>
        <translation>Die Admin-API kann auf %1, Port %2, keine Verbindungen annehmen: %3.</translation>
    </message>
    <message>
        <source>Too many requests are being answered.</source>
        <translation>Es werden schon zu viele Anfragen beantwortet.</translation>
    </message>
    <message>
        <source>This is no HTTP request in ASCII.</source>
        <translation>Das ist keine HTTP-Anfrage in ASCII.</translation>
    </message>
    <message>
        <source>The headers are longer than %1 bytes.</source>
        <translation>Die Header sind länger als %1 Byte.</translation>
    </message>
    <message>
        <source>The first line is longer than %1 bytes.</source>
        <translation>Die erste Zeile ist länger als %1 Byte.</translation>
    </message>
    <message>
        <source>Lines must end with CR LF, and only with both.</source>
        <translation>Zeilen müssen mit CR LF enden, und nur mit beiden zusammen.</translation>
    </message>
    <message>
        <source>The first line is none of an HTTP request.</source>
        <translation>Die erste Zeile ist nicht die einer HTTP-Anfrage.</translation>
    </message>
    <message>
        <source>Only HTTP/1.1 is spoken here.</source>
        <translation>Hier wird nur HTTP/1.1 gesprochen.</translation>
    </message>
    <message>
        <source>The request&apos;s target must be a path.</source>
        <translation>Das Ziel der Anfrage muss ein Pfad sein.</translation>
    </message>
    <message>
        <source>There are more than %1 headers.</source>
        <translation>Es sind mehr als %1 Header.</translation>
    </message>
    <message>
        <source>A header has no name, or a wrong one.</source>
        <translation>Ein Header hat keinen Namen oder einen falschen.</translation>
    </message>
    <message>
        <source>A header is there twice: %1.</source>
        <translation>Ein Header ist zweimal da: %1.</translation>
    </message>
    <message>
        <source>A body must come with Content-Length, and nothing here needs a body.</source>
        <translation>Zu einem Body gehört Content-Length, und nichts hier braucht einen Body.</translation>
    </message>
    <message>
        <source>Nothing here needs a body: leave Expect out.</source>
        <translation>Nichts hier braucht einen Body: Lassen Sie Expect weg.</translation>
    </message>
    <message>
        <source>Content-Length is no number.</source>
        <translation>Content-Length ist keine Zahl.</translation>
    </message>
    <message>
        <source>The body is longer than %1 bytes, and nothing here needs one.</source>
        <translation>Der Body ist länger als %1 Byte, und nichts hier braucht einen.</translation>
    </message>
    <message>
        <source>%1 still is what %2 holds.</source>
        <translation>%1 entspricht noch dem, was %2 enthält.</translation>
    </message>
    <message>
        <source>Uploaded what was kept here: %1</source>
        <translation>Hochgeladen, was hier aufbewahrt war: %1</translation>
    </message>
    <message>
        <source>not kept, as encryption is off</source>
        <translation>nicht aufbewahrt, da die Verschlüsselung aus ist</translation>
    </message>
    <message>
        <source>kept here, up to %1</source>
        <translation>hier aufbewahrt, bis zu %1</translation>
    </message>
    <message>
        <source>not kept</source>
        <translation>nicht aufbewahrt</translation>
    </message>
    <message>
        <source>unsent ones  %1</source>
        <translation>Ungesendete      %1</translation>
    </message>
    <message>
        <source>It was damaged already: %1</source>
        <translation>Es war schon beschädigt: %1</translation>
    </message>
    <message>
        <source>&quot;lifeboat-cli undo&quot; puts it back, until %1.</source>
        <translation>Bis %1 kann „lifeboat-cli undo“ es zurücklegen.</translation>
    </message>
    <message>
        <source>Removed what an earlier restore had replaced: %1.</source>
        <translation>Entfernt, was eine frühere Wiederherstellung ersetzt hatte: %1.</translation>
    </message>
    <message>
        <source>would go</source>
        <translation>würde wegfallen</translation>
    </message>
    <message>
        <source>stays</source>
        <translation>bleibt</translation>
    </message>
    <message>
        <source>Would be removed: %1, %2. Would be kept: %3.</source>
        <translation>Würden wegfallen: %1, %2. Würden bleiben: %3.</translation>
    </message>
    <message>
        <source>Removed: %1, %2. Generations kept: %3.</source>
        <translation>Entfernt: %1, %2. Behaltene Generationen: %3.</translation>
    </message>
    <message>
        <source>A restore drill of a newer backup settles it.</source>
        <translation>Eine Wiederherstellungsprobe einer neueren Sicherung klärt das.</translation>
    </message>
    <message>
        <source>Backups that stay because their proofs cannot be relied on: %1. %2</source>
        <translation>Sicherungen, die bleiben, weil auf ihre Nachweise kein Verlass ist: %1. %2</translation>
    </message>
    <message>
        <source>A new token for the admin API is in %1, for your eyes only.</source>
        <translation>Ein neues Token für die Admin-API liegt in %1, nur für Sie lesbar.</translation>
    </message>
    <message>
        <source>The API is off: set listen = &quot;127.0.0.1:8737&quot; below [api] in %1.</source>
        <translation>Die API ist aus: Setzen Sie listen = &quot;127.0.0.1:8737&quot; unter [api] in %1.</translation>
    </message>
    <message>
        <source>kept until %1</source>
        <translation>aufbewahrt bis %1</translation>
    </message>
    <message>
        <source>kept for ever</source>
        <translation>für immer aufbewahrt</translation>
    </message>
    <message>
        <source>The sealed backup is kept on this machine, and is uploaded with the next one.</source>
        <translation>Die versiegelte Sicherung wird auf diesem Rechner aufbewahrt und mit der nächsten hochgeladen.</translation>
    </message>
    <message>
        <source>A backup that waits on this machine is to be %1.</source>
        <translation>Eine Sicherung, die auf diesem Rechner wartet, soll als %1 hochgeladen werden.</translation>
    </message>
    <message>
        <source>The sealed backup could not be kept on this machine: %1</source>
        <translation>Die versiegelte Sicherung konnte nicht auf diesem Rechner aufbewahrt werden: %1</translation>
    </message>
    <message>
        <source>Backups kept on this machine could not be uploaded: %1</source>
        <translation>Auf diesem Rechner aufbewahrte Sicherungen konnten nicht hochgeladen werden: %1</translation>
    </message>
    <message>
        <source>is %1, expected an address and a port such as &quot;127.0.0.1:8737&quot;.</source>
        <translation>ist %1; erwartet werden eine Adresse und ein Port wie &quot;127.0.0.1:8737&quot;.</translation>
    </message>
    <message>
        <source>is %1, which other machines may reach, and allow_remote is not true.</source>
        <translation>ist %1 und damit für andere Rechner erreichbar, aber allow_remote ist nicht true.</translation>
    </message>
    <message>
        <source>Listen on 127.0.0.1, or set allow_remote = true. The token then crosses the network unencrypted unless a proxy with TLS stands in front.</source>
        <translation>Verwenden Sie 127.0.0.1, oder setzen Sie allow_remote = true. Das Token geht dann unverschlüsselt durch das Netzwerk, wenn kein Proxy mit TLS davorsteht.</translation>
    </message>
    <message>
        <source>holds %1, expected host names without a port.</source>
        <translation>enthält %1; erwartet werden Hostnamen ohne Port.</translation>
    </message>
    <message>
        <source>is 0, expected a size. To keep nothing, set keep = false.</source>
        <translation>ist 0; erwartet wird eine Größe. Um nichts aufzubewahren, setzen Sie keep = false.</translation>
    </message>
    <message>
        <source>is not used: encryption is off, and only sealed backups are kept.</source>
        <translation>wird nicht verwendet: Die Verschlüsselung ist aus, und nur versiegelte Sicherungen werden aufbewahrt.</translation>
    </message>
    <message>
        <source>does nothing: storage.backup.retention_count = 0 keeps all.</source>
        <translation>bewirkt nichts: storage.backup.retention_count = 0 behält alle.</translation>
    </message>
    <message>
        <source>The backup %1, which was kept on this machine, is not uploaded: the profile&apos;s backups have another name or prefix now.</source>
        <translation>Die Sicherung %1, die auf diesem Rechner aufbewahrt war, wird nicht hochgeladen: Die Sicherungen des Profils haben jetzt einen anderen Namen oder ein anderes Präfix.</translation>
    </message>
    <message>
        <source>It is removed. The backups made from now on are not affected.</source>
        <translation>Sie wird entfernt. Die Sicherungen, die von jetzt an erstellt werden, sind davon nicht betroffen.</translation>
    </message>
    <message>
        <source>The right one stays on this machine. Delete the one there with &quot;lifeboat-cli delete&quot;, and it goes up with the next run.</source>
        <translation>Die richtige bleibt auf diesem Rechner. Löschen Sie die im Speicher mit „lifeboat-cli delete“; der nächste Lauf lädt dann die richtige hoch.</translation>
    </message>
    <message>
        <source>What %1 holds under %2 is not what was sent (%3 bytes there, %4 sent).</source>
        <translation>Was %1 unter %2 enthält, ist nicht das, was gesendet wurde (dort %3 Byte, gesendet %4).</translation>
    </message>
    <message>
        <source>Keeping it here</source>
        <translation>Hier aufbewahren</translation>
    </message>
    <message>
        <source>Uploading kept backups</source>
        <translation>Aufbewahrte Sicherungen hochladen</translation>
    </message>
    <message>
        <source>Checking what was there before</source>
        <translation>Prüfen, was vorher dort war</translation>
    </message>
    <message>
        <source>No backup was removed, as the proofs of restore drills cannot be read: %1</source>
        <translation>Es wurde keine Sicherung entfernt, weil die Nachweise der Wiederherstellungsproben nicht gelesen werden können: %1</translation>
    </message>
    <message>
        <source>all are kept</source>
        <translation>alle werden behalten</translation>
    </message>
    <message>
        <source>newest</source>
        <translation>neueste</translation>
    </message>
    <message>
        <source>one of the newest %1</source>
        <translation>eine der neuesten %1</translation>
    </message>
    <message>
        <source>hourly of %1</source>
        <translation>Stundensicherung %1</translation>
    </message>
    <message>
        <source>daily of %1</source>
        <translation>Tagessicherung %1</translation>
    </message>
    <message>
        <source>weekly of %1</source>
        <translation>Wochensicherung %1</translation>
    </message>
    <message>
        <source>monthly of %1</source>
        <translation>Monatssicherung %1</translation>
    </message>
    <message>
        <source>yearly of %1</source>
        <translation>Jahressicherung %1</translation>
    </message>
    <message>
        <source>restore drill failed, takes no other&apos;s place</source>
        <translation>Wiederherstellungsprobe fehlgeschlagen, nimmt keiner anderen den Platz</translation>
    </message>
    <message>
        <source>its proof cannot be relied on, takes no other&apos;s place</source>
        <translation>auf ihren Nachweis ist kein Verlass, nimmt keiner anderen den Platz</translation>
    </message>
    <message>
        <source>proven restorable</source>
        <translation>nachweislich wiederherstellbar</translation>
    </message>
    <message>
        <source>may be proven, its proof cannot be relied on</source>
        <translation>hat vielleicht einen Nachweis, aber auf ihn ist kein Verlass</translation>
    </message>
    <message>
        <source>dated in the future</source>
        <translation>in der Zukunft datiert</translation>
    </message>
    <message>
        <source>%1 hourly</source>
        <translation>%1 stündliche</translation>
    </message>
    <message>
        <source>%1 daily</source>
        <translation>%1 tägliche</translation>
    </message>
    <message>
        <source>%1 weekly</source>
        <translation>%1 wöchentliche</translation>
    </message>
    <message>
        <source>%1 monthly</source>
        <translation>%1 monatliche</translation>
    </message>
    <message>
        <source>%1 yearly</source>
        <translation>%1 jährliche</translation>
    </message>
    <message>
        <source>%1, besides %2</source>
        <comment>7 generations, besides 7 daily, 4 weekly</comment>
        <translation>%1, dazu %2</translation>
    </message>
    <message>
        <source>%1 is left alone. %2</source>
        <translation>%1 bleibt unangetastet. %2</translation>
    </message>
    <message>
        <source>Remove it yourself if you do not need it.</source>
        <translation>Entfernen Sie es selbst, wenn Sie es nicht brauchen.</translation>
    </message>
    <message>
        <source>left alone</source>
        <translation>unangetastet</translation>
    </message>
    <message>
        <source>checked</source>
        <translation>geprüft</translation>
    </message>
    <message>
        <source>damaged when it was replaced</source>
        <translation>beim Ersetzen schon beschädigt</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>There is no safety copy %1 of %2.</source>
        <translation>Es gibt keine Sicherheitskopie %1 von %2.</translation>
    </message>
    <message>
        <source>&quot;lifeboat-cli undo --list&quot; shows those there are.</source>
        <translation>„lifeboat-cli undo --list“ zeigt, welche es gibt.</translation>
    </message>
    <message>
        <source>A restore of %1 is under way.</source>
        <translation>Für %1 läuft gerade eine Wiederherstellung.</translation>
    </message>
    <message>
        <source>%1 is not removed: the database that replaced it does not pass its check. %2</source>
        <translation>%1 wird nicht entfernt: Die Datenbank, die jetzt an ihrer Stelle liegt, besteht ihre Prüfung nicht. %2</translation>
    </message>
    <message>
        <source>Restore a backup that is good first, or undo the restore.</source>
        <translation>Stellen Sie zuerst eine gute Sicherung wieder her, oder machen Sie die Wiederherstellung rückgängig.</translation>
    </message>
    <message>
        <source>The backup %1, which was kept on this machine, is not uploaded: %2.</source>
        <translation>Die Sicherung %1, die auf diesem Rechner aufbewahrt war, wird nicht hochgeladen: %2.</translation>
    </message>
    <message>
        <source>It is removed. The disk it lay on may be failing.</source>
        <translation>Sie wird entfernt. Der Datenträger, auf dem sie lag, ist vielleicht defekt.</translation>
    </message>
    <message>
        <source>The folder %1 cannot be made.</source>
        <translation>Der Ordner %1 lässt sich nicht anlegen.</translation>
    </message>
    <message>
        <source>It takes %1, and the limit is %2.</source>
        <translation>Sie braucht %1, und die Grenze ist %2.</translation>
    </message>
    <message>
        <source>There is %1 free in %2, and %3 are needed.</source>
        <translation>In %2 sind %1 frei, nötig sind %3.</translation>
    </message>
    <message>
        <source>it is %1 bytes long instead of %2</source>
        <translation>sie ist %1 Byte lang statt %2</translation>
    </message>
    <message>
        <source>its checksum is not the one it had</source>
        <translation>ihre Prüfsumme ist nicht mehr dieselbe</translation>
    </message>
    <message>
        <source>%1 is no token: it must have %2 to %3 characters of ASCII without spaces.</source>
        <translation>%1 ist kein Token: Es muss %2 bis %3 ASCII-Zeichen ohne Leerzeichen haben.</translation>
    </message>
    <message>
        <source>Make one with: openssl rand -base64 32</source>
        <translation>Erstellen Sie eines mit: openssl rand -base64 32</translation>
    </message>
    <message>
        <source>The admin API is not started: it has no token. There is no %1, and %2 is not set.</source>
        <translation>Die Admin-API wird nicht gestartet: Sie hat kein Token. %1 gibt es nicht, und %2 ist nicht gesetzt.</translation>
    </message>
    <message>
        <source>Make one with: lifeboat-cli serve --new-api-token</source>
        <translation>Erstellen Sie eines mit: lifeboat-cli serve --new-api-token</translation>
    </message>
    <message>
        <source>%1 is there already.</source>
        <translation>%1 gibt es schon.</translation>
    </message>
    <message>
        <source>If it is a token that is to be replaced, remove it first. Clients then need the new one, and &quot;lifeboat-cli serve&quot; a restart.</source>
        <translation>Ist es ein Token, das ersetzt werden soll, entfernen Sie es zuerst. Clients brauchen dann das neue, und „lifeboat-cli serve“ muss neu gestartet werden.</translation>
    </message>
    <message>
        <source>%1: uploaded what was kept: %2</source>
        <translation>%1: hochgeladen, was aufbewahrt war: %2</translation>
    </message>
    <message>
        <source>The store did not take them. The next backup that it takes brings them along.</source>
        <translation>Der Speicher hat sie nicht angenommen. Mit der nächsten Sicherung, die er annimmt, werden auch sie hochgeladen.</translation>
    </message>
    <message>
        <source>Lifeboat is being stopped; no backup of %1 is begun.</source>
        <translation>Lifeboat wird gerade beendet; es wird keine Sicherung von %1 begonnen.</translation>
    </message>
    <message>
        <source>The program that uses %1 may have been stopped for that restore, and has to be started again.</source>
        <translation>Das Programm, das %1 benutzt, wurde für diese Wiederherstellung vielleicht angehalten und muss wieder gestartet werden.</translation>
    </message>
    <message>
        <source>The restore was interrupted.</source>
        <translation>Die Wiederherstellung wurde unterbrochen.</translation>
    </message>
    <message>
        <source>The profile&apos;s command after a restore has been run for it.</source>
        <translation>Der Befehl, den das Profil nach einer Wiederherstellung vorsieht, wurde dafür ausgeführt.</translation>
    </message>
    <message>
        <source>1 backup waits here to be uploaded</source>
        <translation>1 Sicherung wartet hier auf das Hochladen</translation>
    </message>
    <message numerus="yes">
        <source>%n backups wait here to be uploaded</source>
        <translation>
            <numerusform>%n Sicherung wartet hier auf das Hochladen</numerusform>
            <numerusform>%n Sicherungen warten hier auf das Hochladen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (%2, the oldest of %3).</source>
        <translation>%1 (%2, die älteste von %3).</translation>
    </message>
    <message>
        <source>%1 was restored, and is damaged: %2.</source>
        <translation>%1 wurde wiederhergestellt und ist beschädigt: %2.</translation>
    </message>
    <message>
        <source>What was there before is kept in %1: &quot;lifeboat-cli undo&quot; puts it back. Look after the disk.</source>
        <translation>Was vorher dort war, liegt in %1: „lifeboat-cli undo“ legt es zurück. Prüfen Sie den Datenträger.</translation>
    </message>
    <message>
        <source>It cannot be read: %1.</source>
        <translation>Der Ordner ist nicht lesbar: %1.</translation>
    </message>
    <message>
        <source>It holds %1, which no restore has put there.</source>
        <translation>Darin liegt %1, und das hat keine Wiederherstellung dort abgelegt.</translation>
    </message>
    <message>
        <source>It is a link, or no folder.</source>
        <translation>Es ist ein Link oder kein Ordner.</translation>
    </message>
    <message>
        <source>Its name holds no time.</source>
        <translation>Der Name enthält keinen Zeitpunkt.</translation>
    </message>
    <message>
        <source>%1 is not removed. %2</source>
        <translation>%1 wird nicht entfernt. %2</translation>
    </message>
    <message>
        <source>Look into it, and remove it yourself if you do not need it.</source>
        <translation>Sehen Sie hinein, und entfernen Sie es selbst, wenn Sie es nicht brauchen.</translation>
    </message>
    <message>
        <source>It is no safety copy of %1.</source>
        <translation>Es ist keine Sicherheitskopie von %1.</translation>
    </message>
    <message>
        <source>There is no safety copy %1.</source>
        <translation>Es gibt keine Sicherheitskopie %1.</translation>
    </message>
    <message>
        <source>settings     %1</source>
        <translation>Einstellungen    %1</translation>
    </message>
    <message>
        <source>It cannot be told whether one of the backups that stay is proven restorable.</source>
        <translation>Ob eine der verbleibenden Sicherungen nachweislich wiederherstellbar ist, lässt sich nicht sagen.</translation>
    </message>
    <message>
        <source>None of the backups that stay is proven restorable. A restore drill proves one.</source>
        <translation>Keine der verbleibenden Sicherungen ist nachweislich wiederherstellbar. Eine Wiederherstellungsprobe erbringt den Nachweis.</translation>
    </message>
    <message>
        <source>This takes the last backup that is proven restorable: no restore drill has proven any of those that stay.</source>
        <translation>Damit geht die letzte nachweislich wiederherstellbare Sicherung: Für keine der verbleibenden hat eine Wiederherstellungsprobe den Nachweis erbracht.</translation>
    </message>
    <message>
        <source>This takes every backup there is. Nothing will be left to restore from.</source>
        <translation>Damit gehen alle Sicherungen, die es gibt. Es bleibt nichts, woraus sich wiederherstellen ließe.</translation>
    </message>
    <message>
        <source>Nothing has changed in %1 on %2 since its last backup</source>
        <translation>%1 auf %2 ist seit der letzten Sicherung unverändert</translation>
    </message>
    <message>
        <source>The database has not changed since the backup of %1.</source>
        <translation>Die Datenbank ist seit der Sicherung von %1 unverändert.</translation>
    </message>
    <message>
        <source>The database has not changed since the backup of %1, and nothing was uploaded.</source>
        <translation>Die Datenbank ist seit der Sicherung von %1 unverändert, und nichts wurde hochgeladen.</translation>
    </message>
    <message>
        <source>holds the character U+0000, which no name, path or password can have.</source>
        <translation>enthält das Zeichen U+0000, das in keinem Namen, Pfad oder Passwort stehen kann.</translation>
    </message>
    <message>
        <source>it is not what was backed up under this name; somebody may have replaced it</source>
        <translation>das ist nicht, was unter diesem Namen gesichert wurde; vielleicht hat es jemand ersetzt</translation>
    </message>
    <message>
        <source>%1 is longer than the %2 with which it is listed.</source>
        <translation>%1 ist länger als die %2, mit denen es aufgelistet ist.</translation>
    </message>
    <message>
        <source>%1 is shorter than the %2 with which it is listed.</source>
        <translation>%1 ist kürzer als die %2, mit denen es aufgelistet ist.</translation>
    </message>
    <message>
        <source>Somebody may have replaced it. Take another generation (&quot;lifeboat-cli list&quot;).</source>
        <translation>Vielleicht hat es jemand ersetzt. Nehmen Sie eine andere Generation („lifeboat-cli list“).</translation>
    </message>
    <message>
        <source>%1 sends empty pages without end, so its listing cannot be trusted.</source>
        <translation>%1 sendet endlos leere Seiten; der Auflistung ist deshalb nicht zu trauen.</translation>
    </message>
    <message>
        <source>%1 lists more than %2 objects that begin with %3.</source>
        <translation>%1 listet mehr als %2 Objekte auf, die mit %3 beginnen.</translation>
    </message>
    <message>
        <source>Check that the prefix is this database&apos;s own, and remove there what is not needed.</source>
        <translation>Prüfen Sie, ob das Präfix nur dieser Datenbank gehört, und entfernen Sie dort, was nicht gebraucht wird.</translation>
    </message>
    <message>
        <source>runs %1: %2</source>
        <comment>before a backup, command</comment>
        <translation>startet %1: %2</translation>
    </message>
    <message>
        <source>before a backup</source>
        <translation>vor einer Sicherung</translation>
    </message>
    <message>
        <source>after a backup</source>
        <translation>nach einer Sicherung</translation>
    </message>
    <message>
        <source>before a restore</source>
        <translation>vor einer Wiederherstellung</translation>
    </message>
    <message>
        <source>after a restore</source>
        <translation>nach einer Wiederherstellung</translation>
    </message>
    <message>
        <source>ping to %1</source>
        <comment>host</comment>
        <translation>Ping an %1</translation>
    </message>
    <message>
        <source>webhook to %1</source>
        <comment>host</comment>
        <translation>Webhook an %1</translation>
    </message>
    <message>
        <source>mail to %1</source>
        <comment>address</comment>
        <translation>E-Mail an %1</translation>
    </message>
    <message>
        <source>alerts       %1</source>
        <translation>Meldungen        %1</translation>
    </message>
    <message>
        <source>Put it back, or choose another file with the same key in the settings, under Encryption.</source>
        <translation>Legen Sie sie zurück, oder wählen Sie in den Einstellungen unter „Verschlüsselung“ eine andere Datei mit demselben Schlüssel.</translation>
    </message>
    <message>
        <source>%1 states the key itself, and no file with it would be read.</source>
        <translation>%1 enthält den Schlüssel selbst; eine Datei mit ihm würde nicht gelesen.</translation>
    </message>
    <message>
        <source>Whether this is the profile&apos;s key cannot be told while the keychain does not give that one.</source>
        <translation>Ob dies der Schlüssel des Profils ist, lässt sich nicht sagen, solange der Schlüsselbund diesen nicht herausgibt.</translation>
    </message>
    <message>
        <source>Unlock the keychain first.</source>
        <translation>Entsperren Sie zuerst den Schlüsselbund.</translation>
    </message>
    <message>
        <source>%1 names a key that is not read while encryption is off: this may be another.</source>
        <translation>%1 nennt einen Schlüssel, der nicht gelesen wird, solange die Verschlüsselung aus ist: Dies könnte ein anderer sein.</translation>
    </message>
    <message>
        <source>The key file %1 holds another key (%2) than this profile has (%3), and what that one sealed could not be opened any more.</source>
        <translation>Die Schlüsseldatei %1 enthält einen anderen Schlüssel (%2), als dieses Profil hat (%3), und was mit diesem versiegelt ist, ließe sich nicht mehr öffnen.</translation>
    </message>
    <message>
        <source>Choose a file with the same key. For a new key, make a new profile.</source>
        <translation>Wählen Sie eine Datei mit demselben Schlüssel. Für einen neuen Schlüssel legen Sie ein neues Profil an.</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <comment>environment variables</comment>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>Keep the secret for this session only, or set %1 in the environment.</source>
        <translation>Behalten Sie das Geheimnis nur für diese Sitzung, oder setzen Sie %1 in der Umgebung.</translation>
    </message>
    <message>
        <source>Install one such as GNOME Keyring or KWallet, keep the secret for this session only, or set %1 in the environment.</source>
        <translation>Installieren Sie einen wie GNOME Keyring oder KWallet, behalten Sie das Geheimnis nur für diese Sitzung, oder setzen Sie %1 in der Umgebung.</translation>
    </message>
    <message>
        <source>Try again and enter its password, enter the secret for this session only, or set %1 in the environment.</source>
        <translation>Versuchen Sie es noch einmal mit seinem Passwort, geben Sie das Geheimnis nur für diese Sitzung ein, oder setzen Sie %1 in der Umgebung.</translation>
    </message>
    <message>
        <source>There is no sealed backup yet.</source>
        <translation>Es gibt noch keine versiegelte Sicherung.</translation>
    </message>
    <message>
        <source>The newest backup is %1 long, too much to be fetched for this.</source>
        <translation>Die neueste Sicherung ist %1 lang, zu viel, um sie dafür zu holen.</translation>
    </message>
    <message>
        <source>The newest backup is not sealed.</source>
        <translation>Die neueste Sicherung ist nicht versiegelt.</translation>
    </message>
</context>
<context>
    <name>NextWords</name>
    <message>
        <source>tomorrow %1</source>
        <comment>time of day</comment>
        <translation>morgen %1</translation>
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
        <translation>jetzt fällig</translation>
    </message>
    <message>
        <source>the schedule is off</source>
        <translation>der Zeitplan ist aus</translation>
    </message>
    <message>
        <source>next in %1</source>
        <comment>time span</comment>
        <translation>noch %1 bis zur nächsten</translation>
    </message>
    <message>
        <source>paused until %1</source>
        <comment>time</comment>
        <translation>pausiert bis %1</translation>
    </message>
    <message>
        <source>paused until you resume</source>
        <translation>pausiert, bis Sie den Zeitplan fortsetzen</translation>
    </message>
    <message>
        <source>failed, retrying at %1</source>
        <comment>time</comment>
        <translation>fehlgeschlagen, neuer Versuch: %1</translation>
    </message>
    <message>
        <source>working on it</source>
        <translation>läuft gerade</translation>
    </message>
    <message>
        <source>waiting for a network</source>
        <translation>wartet auf ein Netzwerk</translation>
    </message>
    <message>
        <source>waiting for a network that is not metered</source>
        <translation>wartet auf ein Netzwerk, das nicht getaktet ist</translation>
    </message>
    <message>
        <source>waiting for mains power</source>
        <translation>wartet auf Netzstrom</translation>
    </message>
    <message>
        <source>next %1</source>
        <comment>time</comment>
        <translation>nächste: %1</translation>
    </message>
    <message>
        <source>retry %1</source>
        <comment>time</comment>
        <translation>neuer Versuch: %1</translation>
    </message>
    <message>
        <source>schedule off</source>
        <translation>Zeitplan aus</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>no network</source>
        <translation>kein Netzwerk</translation>
    </message>
    <message>
        <source>metered network</source>
        <translation>getaktetes Netzwerk</translation>
    </message>
    <message>
        <source>on battery</source>
        <translation>Akkubetrieb</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>%1: backed up</source>
        <comment>profile</comment>
        <translation>%1: gesichert</translation>
    </message>
    <message>
        <source>%1: the backup failed</source>
        <comment>profile</comment>
        <translation>%1: Sicherung fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1: a backup is overdue</source>
        <comment>profile</comment>
        <translation>%1: Sicherung überfällig</translation>
    </message>
    <message>
        <source>%1: no recent backup</source>
        <comment>profile</comment>
        <translation>%1: keine aktuelle Sicherung</translation>
    </message>
    <message>
        <source>%1: backed up again</source>
        <comment>profile</comment>
        <translation>%1: wieder gesichert</translation>
    </message>
    <message>
        <source>%1: the restore drill failed</source>
        <comment>profile</comment>
        <translation>%1: Wiederherstellungsprobe fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1: a test</source>
        <comment>profile</comment>
        <translation>%1: ein Test</translation>
    </message>
    <message>
        <source>The last backup was made %1 ago.</source>
        <comment>time span</comment>
        <translation>Alter der letzten Sicherung: %1.</translation>
    </message>
    <message>
        <source>There is no backup in the store.</source>
        <translation>Im Speicher ist keine Sicherung.</translation>
    </message>
    <message>
        <source>The backup is in its store, and proven to be there.</source>
        <translation>Die Sicherung liegt nachweislich in ihrem Speicher.</translation>
    </message>
    <message>
        <source>Everything is as it should be.</source>
        <translation>Alles ist, wie es sein soll.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>Jetzt sichern</translation>
    </message>
    <message>
        <source>%1: nothing has changed since its last backup</source>
        <comment>profile</comment>
        <translation>%1: seit der letzten Sicherung unverändert</translation>
    </message>
    <message>
        <source>%1: backups work again</source>
        <comment>profile</comment>
        <translation>%1: Sicherungen gelingen wieder</translation>
    </message>
    <message>
        <source>The database is what it was at its backup, %1.</source>
        <comment>today 03:00</comment>
        <translation>Die Datenbank ist noch, was sie bei ihrer Sicherung war: %1.</translation>
    </message>
    <message>
        <source>The database is what it was at its backup, %1. Nothing was uploaded.</source>
        <comment>today 03:00</comment>
        <translation>Die Datenbank ist noch, was sie bei ihrer Sicherung war: %1. Nichts wurde hochgeladen.</translation>
    </message>
</context>
<context>
    <name>ProgressWords</name>
    <message>
        <source>%1 of %2</source>
        <comment>bytes done, bytes in all</comment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
</context>
<context>
    <name>RecoveryKit</name>
    <message>
        <source>There is no key to make a recovery kit of for %1.</source>
        <translation>Für %1 gibt es keinen Schlüssel, aus dem ein Notfallblatt entstehen könnte.</translation>
    </message>
    <message>
        <source>%1, named %2</source>
        <comment>destination, pattern of keys</comment>
        <translation>%1, Name %2</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>Fingerabdruck</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Erstellt</translation>
    </message>
    <message>
        <source>%1 by Lifeboat %2</source>
        <comment>date</comment>
        <translation>%1 mit Lifeboat %2</translation>
    </message>
    <message>
        <source>Put the key, as one line, into a file named %1 that only you can read.</source>
        <translation>Schreiben Sie den Schlüssel als eine Zeile in eine Datei namens %1, die nur Sie lesen können.</translation>
    </message>
    <message>
        <source>Download the newest backup from where the backups are.</source>
        <translation>Laden Sie die neueste Sicherung vom Ablageort der Sicherungen herunter.</translation>
    </message>
    <message>
        <source>With Lifeboat: %1</source>
        <translation>Mit Lifeboat: %1</translation>
    </message>
    <message>
        <source>Without it, with Python 3 and its package %1: save the program below as %2 and run %3</source>
        <translation>Ohne Lifeboat, mit Python 3 und dem Paket %1: Speichern Sie das Programm unten als %2, und führen Sie %3 aus</translation>
    </message>
    <message>
        <source>Lifeboat recovery kit</source>
        <translation>Lifeboat-Notfallblatt</translation>
    </message>
    <message>
        <source>This key opens the encrypted backups named here, and nothing else does. Keep it away from this computer: on paper in a safe place, or in a password manager. Whoever has it and the backups can read the database.</source>
        <translation>Dieser Schlüssel öffnet die hier genannten verschlüsselten Sicherungen, und nichts sonst tut es. Bewahren Sie ihn getrennt von diesem Computer auf: auf Papier an einem sicheren Ort oder in einem Passwortmanager. Wer ihn und die Sicherungen hat, kann die Datenbank lesen.</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>The same in groups of four, to be typed without the spaces:</source>
        <translation>Derselbe in Vierergruppen, ohne die Leerzeichen einzugeben:</translation>
    </message>
    <message>
        <source>Opening a backup</source>
        <translation>Eine Sicherung öffnen</translation>
    </message>
    <message>
        <source>Type it without the spaces. As one line:</source>
        <translation>Geben Sie ihn ohne die Leerzeichen ein. Als eine Zeile:</translation>
    </message>
    <message>
        <source>The kit cannot be saved as %1: %2.</source>
        <translation>Das Notfallblatt kann nicht als %1 gespeichert werden: %2.</translation>
    </message>
    <message>
        <source>Choose a folder that you may write to.</source>
        <translation>Wählen Sie einen Ordner, in den Sie schreiben dürfen.</translation>
    </message>
    <message>
        <source>The printer does not take the page.</source>
        <translation>Der Drucker nimmt die Seite nicht an.</translation>
    </message>
    <message>
        <source>See whether it is switched on and has paper, or save the kit as PDF.</source>
        <translation>Sehen Sie nach, ob er eingeschaltet ist und Papier hat, oder speichern Sie das Notfallblatt als PDF.</translation>
    </message>
</context>
<context>
    <name>RestoreWords</name>
    <message>
        <source>encrypted</source>
        <translation>verschlüsselt</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>nicht verschlüsselt</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Backup of %1, %2 old, %3, %4</source>
        <comment>when, how old, size, encrypted or not</comment>
        <translation>Sicherung %1, %2 alt, %3, %4</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>There is no file of this name yet.</source>
        <translation>Eine Datei dieses Namens gibt es noch nicht.</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Benutzung</translation>
    </message>
    <message>
        <source>No program has it open.</source>
        <translation>Kein Programm hat sie geöffnet.</translation>
    </message>
    <message>
        <source>Open in %1, which goes on: it sees all of the backup at once.</source>
        <translation>Geöffnet in %1; der Betrieb geht weiter, und die ganze Sicherung wird auf einmal sichtbar.</translation>
    </message>
    <message>
        <source>Open in %1; your command is to stop it before the swap.</source>
        <translation>Geöffnet in %1; Ihr Befehl soll das vor dem Austausch beenden.</translation>
    </message>
    <message>
        <source>Open in %1.</source>
        <translation>Geöffnet in %1.</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>Platz</translation>
    </message>
    <message>
        <source>%1 needed, %2 free.</source>
        <comment>bytes</comment>
        <translation>%1 nötig, %2 frei.</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Not needed: this backup is not encrypted.</source>
        <translation>Nicht nötig: Diese Sicherung ist nicht verschlüsselt.</translation>
    </message>
    <message>
        <source>Not found. %1</source>
        <translation>Nicht gefunden. %1</translation>
    </message>
    <message>
        <source>Safety copy</source>
        <translation>Sicherheitskopie</translation>
    </message>
    <message>
        <source>There is nothing to keep.</source>
        <translation>Es gibt nichts aufzubewahren.</translation>
    </message>
    <message>
        <source>What is there now is kept. Undo puts back databases only: this file you would copy back yourself.</source>
        <translation>Was jetzt dort ist, wird aufbewahrt. Rückgängig machen bringt nur Datenbanken zurück: Diese Datei müssten Sie selbst zurückkopieren.</translation>
    </message>
    <message>
        <source>What is there now is kept, and can be put back.</source>
        <translation>Was jetzt dort ist, wird aufbewahrt und kann zurückgelegt werden.</translation>
    </message>
    <message>
        <source>process %1</source>
        <translation>Prozess %1</translation>
    </message>
    <message>
        <source>%1 (process %2)</source>
        <translation>%1 (Prozess %2)</translation>
    </message>
    <message>
        <source>The key for this backup is missing.</source>
        <translation>Der Schlüssel für diese Sicherung fehlt.</translation>
    </message>
    <message>
        <source>There is not enough room in %1.</source>
        <translation>In %1 ist nicht genug Platz.</translation>
    </message>
    <message>
        <source>Stop what has the database open, give a command that does, or restore into the open database.</source>
        <translation>Beenden Sie, was die Datenbank geöffnet hat, geben Sie einen Befehl dafür an, oder stellen Sie in die geöffnete Datenbank wieder her.</translation>
    </message>
    <message>
        <source>Backup: %1</source>
        <translation>Sicherung: %1</translation>
    </message>
    <message>
        <source>Database: %1 (%2)</source>
        <translation>Datenbank: %1 (%2)</translation>
    </message>
    <message>
        <source>Safety copy: %1</source>
        <translation>Sicherheitskopie: %1</translation>
    </message>
    <message>
        <source>Checked: recorded checksums and SQLite&apos;s integrity_check</source>
        <translation>Geprüft: vermerkte Prüfsummen und integrity_check von SQLite</translation>
    </message>
    <message>
        <source>Checked: SQLite&apos;s integrity_check (the backup carries no checksum)</source>
        <translation>Geprüft: integrity_check von SQLite (die Sicherung trägt keine Prüfsumme)</translation>
    </message>
    <message>
        <source>Took: %1</source>
        <translation>Dauer: %1</translation>
    </message>
    <message>
        <source>Command: %1</source>
        <translation>Befehl: %1</translation>
    </message>
    <message>
        <source>Found: %1</source>
        <comment>where the key comes from</comment>
        <translation>Gefunden: %1</translation>
    </message>
    <message>
        <source>What is there now is not an SQLite database: %1, last changed %2.</source>
        <comment>size, when</comment>
        <translation>Was jetzt dort ist, ist keine SQLite-Datenbank: %1, zuletzt geändert %2.</translation>
    </message>
    <message>
        <source>What is there now: %1, last changed %2.</source>
        <comment>size, when</comment>
        <translation>Was jetzt dort ist: %1, zuletzt geändert %2.</translation>
    </message>
</context>
<context>
    <name>RunWords</name>
    <message>
        <source>Backup</source>
        <translation>Sicherung</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellung</translation>
    </message>
    <message>
        <source>Undoing of a restore</source>
        <translation>Rücknahme einer Wiederherstellung</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Deletion</source>
        <translation>Löschung</translation>
    </message>
    <message>
        <source>Removal of expired backups</source>
        <translation>Entfernen abgelaufener Sicherungen</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <comment>Backup failed: blog</comment>
        <translation>%1 fehlgeschlagen: %2</translation>
    </message>
    <message>
        <source>%1 done: %2</source>
        <comment>Backup done: blog</comment>
        <translation>%1 fertig: %2</translation>
    </message>
    <message>
        <source>%1 done, with a problem: %2</source>
        <comment>Backup …: blog</comment>
        <translation>%1 fertig, mit einem Problem: %2</translation>
    </message>
    <message>
        <source>%1 cancelled: %2</source>
        <comment>Backup cancelled: blog</comment>
        <translation>%1 abgebrochen: %2</translation>
    </message>
    <message>
        <source>Restore drill</source>
        <translation>Wiederherstellungsprobe</translation>
    </message>
</context>
<context>
    <name>SchedulePreview</name>
    <message>
        <source>today %1</source>
        <comment>time of day</comment>
        <translation>heute %1</translation>
    </message>
    <message>
        <source>tomorrow %1</source>
        <comment>time of day</comment>
        <translation>morgen %1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>day, time of day</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Backups are made when you ask for them.</source>
        <translation>Gesichert wird, wenn Sie es verlangen.</translation>
    </message>
    <message>
        <source>In words: %1.</source>
        <translation>In Worten: %1.</translation>
    </message>
    <message>
        <source>It never comes due.</source>
        <translation>Er wird nie fällig.</translation>
    </message>
    <message>
        <source>Next runs: %1.</source>
        <translation>Nächste Termine: %1.</translation>
    </message>
    <message>
        <source>Next runs, if one were made now: %1.</source>
        <translation>Nächste Termine, wenn jetzt gesichert würde: %1.</translation>
    </message>
    <message>
        <source>Each is put off by up to %1.</source>
        <translation>Aufschub jeweils: höchstens %1.</translation>
    </message>
</context>
<context>
    <name>Text</name>
    <message>
        <source>The store&apos;s answer cannot be read: %1</source>
        <translation>Die Antwort des Speichers kann nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>Check that the endpoint is an S3 address and not a web page or a proxy.</source>
        <translation>Prüfen Sie, ob der Endpunkt eine S3-Adresse ist und keine Webseite und kein Proxy.</translation>
    </message>
</context>
<context>
    <name>TimeWords</name>
    <message>
        <source>today %1</source>
        <comment>time of day</comment>
        <translation>heute %1</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <comment>time of day</comment>
        <translation>gestern %1</translation>
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
        <translation>weniger als eine Minute</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n Tag</numerusform>
            <numerusform>%n Tage</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>minute(s)</source>
        <comment>behind %n</comment>
        <translation>
            <numerusform>Minute</numerusform>
            <numerusform>Minuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>hour(s)</source>
        <comment>behind %n</comment>
        <translation>
            <numerusform>Stunde</numerusform>
            <numerusform>Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>day(s)</source>
        <comment>behind %n</comment>
        <translation>
            <numerusform>Tag</numerusform>
            <numerusform>Tage</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrayWords</name>
    <message>
        <source>%1 %2 %</source>
        <comment>stage, percent</comment>
        <translation>%1 %2 %</translation>
    </message>
    <message>
        <source>No database is backed up yet</source>
        <translation>Noch wird keine Datenbank gesichert</translation>
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
        <translation>E&amp;xportieren…</translation>
    </message>
    <message>
        <source>The activity cannot be exported</source>
        <translation>Die Aktivität kann nicht exportiert werden</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>Aktivität</translation>
    </message>
    <message>
        <source>What was done, newest first. Return opens the details.</source>
        <translation>Was getan wurde, das Neueste zuerst. Die Eingabetaste öffnet die Details.</translation>
    </message>
    <message>
        <source>Save what is listed as a table (CSV) or as JSON</source>
        <translation>Was hier aufgelistet ist, als Tabelle (CSV) oder als JSON speichern</translation>
    </message>
    <message>
        <source>Sh&amp;ow all</source>
        <translation>Alle an&amp;zeigen</translation>
    </message>
    <message>
        <source>Nothing was done yet. Backups, verifications and restores will be listed here, also those of the schedule and of lifeboat-cli.</source>
        <translation>Noch wurde nichts getan. Sicherungen, Prüfungen und Wiederherstellungen werden hier aufgelistet, auch die des Zeitplans und von lifeboat-cli.</translation>
    </message>
    <message>
        <source>Nothing that was done matches.</source>
        <translation>Kein Vorgang passt zum Filter.</translation>
    </message>
    <message>
        <source>The activity cannot be shown</source>
        <translation>Die Aktivität kann nicht angezeigt werden</translation>
    </message>
    <message>
        <source>The list of what was done was damaged. It is kept as %1, and a new one is begun. Backups are not affected.</source>
        <translation>Die Liste der Vorgänge war beschädigt. Sie wird als %1 aufgehoben, und eine neue ist begonnen. Die Sicherungen sind davon nicht betroffen.</translation>
    </message>
    <message>
        <source>Export the activity</source>
        <translation>Aktivität exportieren</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
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
        <translation>Bucket %1 bei %2</translation>
    </message>
    <message>
        <source>off: backups are made when you ask for one</source>
        <translation>aus: Gesichert wird, wenn Sie es verlangen</translation>
    </message>
    <message>
        <source>off: whoever can read the destination can read the database</source>
        <translation>aus: Wer das Ziel lesen kann, kann auch die Datenbank lesen</translation>
    </message>
    <message>
        <source>on, but there is no key yet: Lifeboat will ask for it</source>
        <translation>ein, aber es gibt noch keinen Schlüssel: Lifeboat wird danach fragen</translation>
    </message>
    <message>
        <source>on, with the key %1</source>
        <translation>ein, mit dem Schlüssel %1</translation>
    </message>
    <message>
        <source>Use this configuration</source>
        <translation>Diese Konfiguration verwenden</translation>
    </message>
    <message>
        <source>The file stays where it is; Lifeboat reads it as its program does and does not copy it.</source>
        <translation>Die Datei bleibt, wo sie ist; Lifeboat liest sie wie das zugehörige Programm und kopiert sie nicht.</translation>
    </message>
    <message>
        <source>This file cannot be used as it is</source>
        <translation>Diese Datei ist so nicht verwendbar</translation>
    </message>
    <message>
        <source>File:</source>
        <translation>Datei:</translation>
    </message>
    <message>
        <source>Database:</source>
        <translation>Datenbank:</translation>
    </message>
    <message>
        <source>Backups go to:</source>
        <translation>Ziel der Sicherungen:</translation>
    </message>
    <message>
        <source>Encryption:</source>
        <translation>Verschlüsselung:</translation>
    </message>
    <message>
        <source>Note:</source>
        <translation>Hinweis:</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>Die Datei wird gelesen…</translation>
    </message>
    <message>
        <source>Mend the file, or go back and set the database up by hand.</source>
        <translation>Berichtigen Sie die Datei, oder gehen Sie zurück, und richten Sie die Datenbank von Hand ein.</translation>
    </message>
    <message>
        <source>Schedule:</source>
        <translation>Zeitplan:</translation>
    </message>
    <message>
        <source>nobody beyond this desktop</source>
        <translation>niemandem außerhalb dieses Rechners</translation>
    </message>
    <message>
        <source>Tells of failures:</source>
        <translation>Meldet Fehler:</translation>
    </message>
    <message>
        <source>Keeps:</source>
        <translation>Aufbewahrt:</translation>
    </message>
    <message>
        <source>Runs commands:</source>
        <translation>Startet Befehle:</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Runs these commands:</source>
        <translation>Startet diese Befehle:</translation>
    </message>
    <message>
        <source>They go to the shell as you, so go on only if you trust them.</source>
        <translation>Sie laufen in der Shell unter Ihrem Namen. Fahren Sie nur fort, wenn Sie ihnen vertrauen.</translation>
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
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>webhook to a host, mail to somebody</comment>
        <translation>%1 an %2</translation>
    </message>
    <message>
        <source>%1: sent.</source>
        <translation>%1: gesendet.</translation>
    </message>
    <message>
        <source>%1: not sent. %2</source>
        <translation>%1: nicht gesendet. %2</translation>
    </message>
    <message>
        <source>Nothing was sent.</source>
        <translation>Es wurde nichts gesendet.</translation>
    </message>
    <message>
        <source>Sending… This can take half a minute.</source>
        <translation>Wird gesendet… Das kann eine halbe Minute dauern.</translation>
    </message>
    <message>
        <source>It goes every way that is set above.</source>
        <translation>Er geht auf jedem Weg hinaus, der oben eingestellt ist.</translation>
    </message>
    <message>
        <source>Send a t&amp;est</source>
        <translation>Test se&amp;nden</translation>
    </message>
</context>
<context>
    <name>lifeboat::AlertsGroup</name>
    <message>
        <source>Enter a web address that begins with https:// and names a host.</source>
        <translation>Geben Sie eine Webadresse ein, die mit https:// beginnt und einen Host nennt.</translation>
    </message>
    <message>
        <source>This is plain http: anyone on the way can read and stop what it says.</source>
        <translation>Das ist einfaches http: Jeder auf dem Weg kann die Meldungen mitlesen und aufhalten.</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>Dead-man&apos;s switch</source>
        <translation>Totmannschalter</translation>
    </message>
    <message>
        <source>&amp;Ping address:</source>
        <translation>&amp;Ping-Adresse:</translation>
    </message>
    <message>
        <source>Of a service such as healthchecks.io, asked for after each backup: it raises the alarm when it hears nothing, even when this machine is gone.</source>
        <translation>Die Adresse eines Dienstes wie healthchecks.io, die nach jeder Sicherung aufgerufen wird: Er schlägt Alarm, wenn er nichts hört, selbst wenn es diesen Rechner nicht mehr gibt.</translation>
    </message>
    <message>
        <source>Webhook</source>
        <translation>Webhook</translation>
    </message>
    <message>
        <source>&amp;Webhook address:</source>
        <translation>&amp;Webhook-Adresse:</translation>
    </message>
    <message>
        <source>Told when something goes wrong, and when all is well again.</source>
        <translation>Erfährt davon, wenn etwas schiefgeht und wenn alles wieder in Ordnung ist.</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Nicht gesetzt</translation>
    </message>
    <message>
        <source>JSON</source>
        <comment>format of a webhook</comment>
        <translation>JSON</translation>
    </message>
    <message>
        <source>As the file has it</source>
        <translation>Wie in der Datei</translation>
    </message>
    <message>
        <source>From the environment variable</source>
        <translation>Aus der Umgebungsvariablen</translation>
    </message>
    <message>
        <source>Variable with the token</source>
        <translation>Variable mit dem Token</translation>
    </message>
    <message>
        <source>T&amp;oken:</source>
        <translation>T&amp;oken:</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Enter one address such as you@example.com, or a user of this machine.</source>
        <translation>Geben Sie eine einzelne Adresse wie you@example.com oder einen Benutzer dieses Rechners ein.</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Through this machine&apos;s own sendmail.</source>
        <translation>Über das sendmail dieses Rechners.</translation>
    </message>
    <message>
        <source>Enter the name of a variable such as WEBHOOK_TOKEN, not the token itself.</source>
        <translation>Geben Sie den Namen einer Variablen wie WEBHOOK_TOKEN ein, nicht das Token selbst.</translation>
    </message>
    <message>
        <source>%1 is not set. Set it where Lifeboat is started, and start it again.</source>
        <translation>%1 ist nicht gesetzt. Setzen Sie die Variable dort, wo Lifeboat gestartet wird, und starten Sie es neu.</translation>
    </message>
    <message>
        <source>Apply or revert your changes before you test.</source>
        <translation>Übernehmen Sie Ihre Änderungen vor dem Test, oder setzen Sie sie zurück.</translation>
    </message>
    <message>
        <source>Nobody is told yet. Enter an address above and apply it first.</source>
        <translation>Noch erfährt niemand etwas. Geben Sie oben eine Adresse ein, und übernehmen Sie sie zuerst.</translation>
    </message>
    <message>
        <source>Sent along to prove who speaks. As it is a secret, only the name of a variable is written.</source>
        <translation>Wird mitgeschickt und weist den Absender aus. Da es ein Geheimnis ist, wird nur der Name einer Variablen geschrieben.</translation>
    </message>
    <message>
        <source>Fo&amp;rmat:</source>
        <translation>Fo&amp;rmat:</translation>
    </message>
    <message>
        <source>Ma&amp;il to:</source>
        <translation>E-&amp;Mail an:</translation>
    </message>
    <message>
        <source>Webhook and mail hear of s&amp;uccesses, too</source>
        <translation>Webhook &amp;und E-Mail erfahren auch von Erfolgen</translation>
    </message>
    <message>
        <source>How the message is written</source>
        <translation>Wie die Nachricht geschrieben wird</translation>
    </message>
</context>
<context>
    <name>lifeboat::BackupActions</name>
    <message>
        <source>Backed up as %1; expired backups could not be removed: %2</source>
        <translation>Als %1 gesichert; abgelaufene Sicherungen konnten nicht entfernt werden: %2</translation>
    </message>
    <message>
        <source>Backed up as %1 (%2)</source>
        <translation>Als %1 gesichert (%2)</translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s) damaged: see the list</source>
        <translation>
            <numerusform>%n Sicherung beschädigt: siehe Liste</numerusform>
            <numerusform>%n Sicherungen beschädigt: siehe Liste</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s) verified: decrypted, compared with the checksum, and checked by SQLite</source>
        <translation>
            <numerusform>%n Sicherung geprüft: entschlüsselt, mit der Prüfsumme verglichen und von SQLite kontrolliert</numerusform>
            <numerusform>%n Sicherungen geprüft: entschlüsselt, mit der Prüfsumme verglichen und von SQLite kontrolliert</numerusform>
        </translation>
    </message>
    <message>
        <source>Saved as %1 (%2), checked</source>
        <translation>Als %1 gespeichert (%2), geprüft</translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s) deleted</source>
        <translation>
            <numerusform>%n Sicherung gelöscht</numerusform>
            <numerusform>%n Sicherungen gelöscht</numerusform>
        </translation>
    </message>
    <message>
        <source>Restore drill failed: %1</source>
        <translation>Wiederherstellungsprobe fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>Proven restorable: %1, with a problem: %2</source>
        <translation>Nachweislich wiederherstellbar: %1, mit einem Problem: %2</translation>
    </message>
    <message>
        <source>Proven restorable: %1</source>
        <translation>Nachweislich wiederherstellbar: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1, and %n that waited here</source>
        <translation>
            <numerusform>%1, dazu %n, die hier gewartet hat</numerusform>
            <numerusform>%1, dazu %n, die hier gewartet haben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n expired backup(s) removed, %1 freed</source>
        <translation>
            <numerusform>%n abgelaufene Sicherung entfernt, %1 freigegeben</numerusform>
            <numerusform>%n abgelaufene Sicherungen entfernt, %1 freigegeben</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1; %n kept by a bucket lock</source>
        <translation>
            <numerusform>%1; %n durch eine Bucket-Sperre behalten</numerusform>
            <numerusform>%1; %n durch eine Bucket-Sperre behalten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::BackupCommands</name>
    <message>
        <source>&amp;Restore…</source>
        <translation>&amp;Wiederherstellen…</translation>
    </message>
    <message>
        <source>Put this backup back</source>
        <translation>Diese Sicherung zurückholen</translation>
    </message>
    <message>
        <source>&amp;Verify</source>
        <translation>&amp;Prüfen</translation>
    </message>
    <message>
        <source>Download and check the selected backups</source>
        <translation>Die ausgewählten Sicherungen herunterladen und prüfen</translation>
    </message>
    <message>
        <source>&amp;Download…</source>
        <translation>Her&amp;unterladen…</translation>
    </message>
    <message>
        <source>Save this backup as a database file</source>
        <translation>Diese Sicherung als Datenbankdatei speichern</translation>
    </message>
    <message>
        <source>&amp;Copy key</source>
        <translation>Objektnamen &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy the names of the selected backups in the store</source>
        <translation>Die Namen der ausgewählten Sicherungen im Speicher kopieren</translation>
    </message>
    <message>
        <source>D&amp;elete…</source>
        <translation>&amp;Löschen…</translation>
    </message>
    <message>
        <source>Delete the selected backups from the store</source>
        <translation>Die ausgewählten Sicherungen aus dem Speicher löschen</translation>
    </message>
    <message>
        <source>Restore dr&amp;ill</source>
        <translation>Wiederherstellungspr&amp;obe</translation>
    </message>
    <message>
        <source>Restore this backup to a scratch file and prove that it is what it was</source>
        <translation>Diese Sicherung in eine temporäre Datei wiederherstellen und nachweisen, dass sie unverändert ist</translation>
    </message>
    <message>
        <source>Remove e&amp;xpired…</source>
        <translation>&amp;Abgelaufene entfernen…</translation>
    </message>
    <message>
        <source>Show which backups the retention rules let go, and remove them from the store</source>
        <translation>Anzeigen, welche Sicherungen die Regeln der Aufbewahrung nicht mehr behalten, und diese aus dem Speicher entfernen</translation>
    </message>
</context>
<context>
    <name>lifeboat::BackupModel</name>
    <message>
        <source>encrypted</source>
        <translation>verschlüsselt</translation>
    </message>
    <message>
        <source>verified %1</source>
        <comment>today 03:00</comment>
        <translation>geprüft %1</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Nachweis</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Objektname</translation>
    </message>
    <message>
        <source>plain</source>
        <translation>unverschlüsselt</translation>
    </message>
    <message>
        <source>%1
%2 in UTC</source>
        <translation>%1
%2 in UTC</translation>
    </message>
    <message>
        <source>%1 bytes in the store</source>
        <translation>%1 Byte im Speicher</translation>
    </message>
    <message>
        <source>Sealed with an encryption key before it left this computer</source>
        <translation>Mit einem Schlüssel versiegelt, bevor sie diesen Computer verließ</translation>
    </message>
    <message>
        <source>Not encrypted: whoever can read the store can read it</source>
        <translation>Nicht verschlüsselt: Wer den Speicher lesen kann, kann sie lesen</translation>
    </message>
    <message>
        <source>Downloaded, opened and checked: %1</source>
        <translation>Heruntergeladen, geöffnet und geprüft: %1</translation>
    </message>
    <message>
        <source>Checked: %1
%2</source>
        <translation>Geprüft: %1
%2</translation>
    </message>
    <message>
        <source>not verified</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
    <message>
        <source>key does not fit</source>
        <translation>Schlüssel passt nicht</translation>
    </message>
    <message>
        <source>proven restorable %1</source>
        <comment>today 03:00</comment>
        <translation>nachweislich wiederherstellbar %1</translation>
    </message>
    <message>
        <source>The restore drill failed: %1
Held on %2: %3</source>
        <comment>time, host, problem</comment>
        <translation>Wiederherstellungsprobe fehlgeschlagen: %1
Durchgeführt auf %2: %3</translation>
    </message>
    <message>
        <source>Proven restorable on %1</source>
        <comment>time</comment>
        <translation>Nachweislich wiederherstellbar: %1</translation>
    </message>
    <message>
        <source>Restored to a scratch file on %1 and checked</source>
        <comment>host</comment>
        <translation>Auf %1 in eine temporäre Datei wiederhergestellt und geprüft</translation>
    </message>
    <message numerus="yes">
        <source>Schema and rows of %n table(s) are as they were backed up</source>
        <translation>
            <numerusform>Schema und Zeilen von %n Tabelle sind, wie sie gesichert wurden</numerusform>
            <numerusform>Schema und Zeilen von %n Tabellen sind, wie sie gesichert wurden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) of your own answered rightly</source>
        <translation>
            <numerusform>%n eigene Frage richtig beantwortet</numerusform>
            <numerusform>%n eigene Fragen richtig beantwortet</numerusform>
        </translation>
    </message>
    <message>
        <source>Not verified on this computer, and no restore drill was held of it yet</source>
        <translation>Auf diesem Computer nicht geprüft, und noch ohne Wiederherstellungsprobe</translation>
    </message>
    <message>
        <source>restore drill failed</source>
        <translation>Wiederherstellungsprobe fehlgeschlagen</translation>
    </message>
    <message>
        <source>Drag it to a folder and hold it while it is fetched, or drag it again then</source>
        <translation>In einen Ordner ziehen und halten, während sie geholt wird, oder danach noch einmal ziehen</translation>
    </message>
</context>
<context>
    <name>lifeboat::BackupsPage</name>
    <message>
        <source>Select a database to see its backups.</source>
        <translation>Wählen Sie eine Datenbank aus, um ihre Sicherungen zu sehen.</translation>
    </message>
    <message>
        <source>No backups yet</source>
        <translation>Noch keine Sicherungen</translation>
    </message>
    <message>
        <source>Back up &amp;now</source>
        <translation>&amp;Jetzt sichern</translation>
    </message>
    <message>
        <source>Out of reach</source>
        <translation>Nicht erreichbar</translation>
    </message>
    <message>
        <source>&amp;Try again</source>
        <translation>Erneut &amp;versuchen</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>Newest first. Return restores the selected backup; the context menu has more.</source>
        <translation>Die neueste zuerst. Mit der Eingabetaste stellen Sie die ausgewählte Sicherung wieder her; mehr steht im Kontextmenü.</translation>
    </message>
    <message>
        <source>The backups cannot be listed</source>
        <translation>Die Sicherungen können nicht aufgelistet werden</translation>
    </message>
    <message>
        <source>Nothing of %1 is in %2.</source>
        <translation>Von %1 ist nichts in %2.</translation>
    </message>
    <message>
        <source>Listing backups in %1…</source>
        <translation>Sicherungen in %1 werden aufgelistet…</translation>
    </message>
    <message numerus="yes">
        <source>Listing backups: %n so far</source>
        <translation>
            <numerusform>Sicherungen werden aufgelistet: bisher %n</numerusform>
            <numerusform>Sicherungen werden aufgelistet: bisher %n</numerusform>
        </translation>
    </message>
    <message>
        <source>The store cannot be reached since %1 or earlier. This is the list from %2 ago.</source>
        <translation>Der Speicher ist seit %1 oder länger nicht erreichbar. Diese Liste ist %2 alt.</translation>
    </message>
    <message>
        <source>No backup matches “%1”.</source>
        <translation>Keine Sicherung passt zu „%1“.</translation>
    </message>
    <message>
        <source>Save backup as a database file</source>
        <translation>Sicherung als Datenbankdatei speichern</translation>
    </message>
    <message>
        <source>SQLite databases (*.db);;All files (*)</source>
        <translation>SQLite-Datenbanken (*.db);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>The first backup is being made…</source>
        <translation>Die erste Sicherung wird erstellt…</translation>
    </message>
    <message>
        <source>It is listed here as soon as it is in %1.</source>
        <translation>Sie steht hier, sobald sie in %1 ist.</translation>
    </message>
    <message>
        <source>Reading %1 and its secrets. A locked keychain is waited for.</source>
        <translation>%1 und seine Geheimnisse werden gelesen. Auf einen gesperrten Schlüsselbund wird gewartet.</translation>
    </message>
</context>
<context>
    <name>lifeboat::CalendarRow</name>
    <message>
        <source>Calendar of backups</source>
        <translation>Kalender der Sicherungen</translation>
    </message>
    <message>
        <source>No backups in this time</source>
        <translation>Keine Sicherungen in dieser Zeit</translation>
    </message>
    <message numerus="yes">
        <source>Backups on %1 of the last %n day(s)</source>
        <translation>
            <numerusform>Mit Sicherung: %1 von %n Tag</numerusform>
            <numerusform>Mit Sicherung: %1 der letzten %n Tage</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Backups in %1 of the last %n hour(s)</source>
        <translation>
            <numerusform>Mit Sicherung: %1 von %n Stunde</numerusform>
            <numerusform>Mit Sicherung: %1 der letzten %n Stunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Backups in %1 of the last %n interval(s) of %2</source>
        <translation>
            <numerusform>Mit Sicherung: %1 von %n Intervall (%2)</numerusform>
            <numerusform>Mit Sicherung: %1 der letzten %n Intervalle (je %2)</numerusform>
        </translation>
    </message>
    <message>
        <source>%1; missed: %2</source>
        <translation>%1; ausgefallen: %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>day of the week, date</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>%1: backup %2</source>
        <comment>span, time</comment>
        <translation>%1: Sicherung %2</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n backup(s), the last %2</source>
        <translation>
            <numerusform>%1: %n Sicherung, die letzte %2</numerusform>
            <numerusform>%1: %n Sicherungen, die letzte %2</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: no backup, although one was due</source>
        <translation>%1: keine Sicherung, obwohl eine fällig war</translation>
    </message>
    <message>
        <source>%1: no backup, and none was due</source>
        <translation>%1: keine Sicherung, und es war keine fällig</translation>
    </message>
    <message>
        <source>%1: before the oldest backup</source>
        <translation>%1: vor der ältesten Sicherung</translation>
    </message>
    <message>
        <source>The only backup so far: %1</source>
        <comment>today 14:02</comment>
        <translation>Bisher die einzige Sicherung: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s), the last %1</source>
        <translation>
            <numerusform>%n Sicherung, die letzte %1</numerusform>
            <numerusform>%n Sicherungen, die letzte %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::CommandsGroup</name>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Around a backup</source>
        <translation>Rund um eine Sicherung</translation>
    </message>
    <message>
        <source>Its failure calls the backup off.</source>
        <translation>Schlägt er fehl, wird nicht gesichert.</translation>
    </message>
    <message>
        <source>Also after a failure; LIFEBOAT_RESULT says which.</source>
        <translation>Auch nach einem Fehlschlag; LIFEBOAT_RESULT gibt das Ergebnis an.</translation>
    </message>
    <message>
        <source>Around a restore</source>
        <translation>Rund um eine Wiederherstellung</translation>
    </message>
    <message>
        <source>Befo&amp;re a restore:</source>
        <translation>Vo&amp;r einer Wiederherstellung:</translation>
    </message>
    <message>
        <source>Its failure calls the restore off.</source>
        <translation>Schlägt er fehl, wird nicht wiederhergestellt.</translation>
    </message>
    <message>
        <source>For each of them</source>
        <translation>Für jeden Befehl</translation>
    </message>
    <message>
        <source>Commands go to the shell as they stand, and run as the user who runs Lifeboat.</source>
        <translation>Befehle gehen unverändert an die Shell und laufen unter dem Benutzer, der Lifeboat ausführt.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source> s</source>
        <comment>seconds</comment>
        <translation> s</translation>
    </message>
    <message>
        <source>Befor&amp;e a backup:</source>
        <translation>&amp;Vor einer Sicherung:</translation>
    </message>
    <message>
        <source>After a back&amp;up:</source>
        <translation>&amp;Nach einer Sicherung:</translation>
    </message>
    <message>
        <source>After a rest&amp;ore:</source>
        <translation>Nach einer &amp;Wiederherstellung:</translation>
    </message>
    <message>
        <source>T&amp;ime limit:</source>
        <translation>Ze&amp;itgrenze:</translation>
    </message>
    <message>
        <source>A command that takes longer is stopped</source>
        <translation>Ein Befehl, der länger braucht, wird abgebrochen</translation>
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
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Not tried</source>
        <translation>Nicht versucht</translation>
    </message>
    <message>
        <source>&amp;Test connection</source>
        <translation>&amp;Verbindung testen</translation>
    </message>
    <message>
        <source>Go on &amp;although the test failed</source>
        <translation>&amp;Trotz des fehlgeschlagenen Tests fortfahren</translation>
    </message>
    <message>
        <source>S&amp;top testing</source>
        <translation>Test a&amp;bbrechen</translation>
    </message>
    <message>
        <source>Not tested. The test writes, reads and deletes a small object.</source>
        <translation>Nicht getestet. Der Test schreibt, liest und löscht ein kleines Objekt.</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>Test läuft…</translation>
    </message>
    <message>
        <source>The connection works.</source>
        <translation>Die Verbindung funktioniert.</translation>
    </message>
    <message>
        <source>The connection does not work yet.</source>
        <translation>Die Verbindung funktioniert noch nicht.</translation>
    </message>
</context>
<context>
    <name>lifeboat::DatabaseBrowser</name>
    <message>
        <source>%1, backup of %2 (read-only)</source>
        <comment>database, when</comment>
        <translation>%1, Sicherung %2 (schreibgeschützt)</translation>
    </message>
    <message>
        <source>&amp;Tables and views</source>
        <translation>&amp;Tabellen und Sichten</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter tables</source>
        <translation>Tabellen filtern</translation>
    </message>
    <message>
        <source>Shows only tables whose name contains this</source>
        <translation>Zeigt nur Tabellen, deren Name dies enthält</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Tables and views</source>
        <translation>Tabellen und Sichten</translation>
    </message>
    <message>
        <source>Choose one to see its rows</source>
        <translation>Wählen Sie eine aus, um ihre Zeilen zu sehen</translation>
    </message>
    <message>
        <source>The rows of the chosen table; more are read while you scroll</source>
        <translation>Die Zeilen der ausgewählten Tabelle; beim Blättern werden weitere gelesen</translation>
    </message>
    <message>
        <source>No rows.</source>
        <translation>Keine Zeilen.</translation>
    </message>
    <message>
        <source>The table cannot be read</source>
        <translation>Die Tabelle kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>&amp;Save a copy…</source>
        <translation>Kopie &amp;speichern…</translation>
    </message>
    <message>
        <source>&amp;Restore this one…</source>
        <translation>Diese &amp;wiederherstellen…</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>The database cannot be read</source>
        <translation>Die Datenbank kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>%1 (view)</source>
        <translation>%1 (Sicht)</translation>
    </message>
    <message>
        <source>%1 (table)</source>
        <translation>%1 (Tabelle)</translation>
    </message>
    <message>
        <source>There are no tables in this database.</source>
        <translation>In dieser Datenbank gibt es keine Tabellen.</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>Kopie speichern</translation>
    </message>
    <message>
        <source>The copy was not saved</source>
        <translation>Die Kopie wurde nicht gespeichert</translation>
    </message>
</context>
<context>
    <name>lifeboat::DatabaseGroup</name>
    <message>
        <source>Up to 100 of the characters A-Z a-z 0-9 . _ -</source>
        <translation>Bis zu 100 der Zeichen A-Z a-z 0-9 . _ -</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>Erweitert</translation>
    </message>
    <message>
        <source>Backups made under another name stay where they are, and leave this list.</source>
        <translation>Unter einem anderen Namen erstellte Sicherungen bleiben, wo sie sind, und verschwinden aus dieser Liste.</translation>
    </message>
    <message>
        <source>Chosen by itself</source>
        <translation>Automatisch gewählt</translation>
    </message>
    <message>
        <source>A backup gives up when the log grew by more meanwhile; 0 is no limit.</source>
        <translation>Eine Sicherung gibt auf, wenn das Log währenddessen um mehr gewachsen ist; 0 heißt keine Grenze.</translation>
    </message>
    <message>
        <source>What a restore replaces</source>
        <translation>Was eine Wiederherstellung ersetzt</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>Für immer</translation>
    </message>
    <message>
        <source>Beside the database, so that the restore can be undone.</source>
        <translation>Neben der Datenbank, damit sich die Wiederherstellung rückgängig machen lässt.</translation>
    </message>
    <message>
        <source>&amp;Room for it:</source>
        <translation>P&amp;latz dafür:</translation>
    </message>
    <message>
        <source>The oldest goes first, the last one stays; 0 is no limit.</source>
        <translation>Die älteste Kopie geht zuerst, die letzte bleibt; 0 heißt keine Grenze.</translation>
    </message>
    <message>
        <source>F&amp;ile:</source>
        <translation>Date&amp;i:</translation>
    </message>
    <message>
        <source>Da&amp;ys it is kept:</source>
        <translation>A&amp;ufbewahrung in Tagen:</translation>
    </message>
    <message>
        <source>&amp;Name of the backups:</source>
        <translation>&amp;Name der Sicherungen:</translation>
    </message>
    <message>
        <source>T&amp;emporary folder:</source>
        <translation>Tem&amp;porärer Ordner:</translation>
    </message>
    <message>
        <source>&amp;Write-ahead log limit:</source>
        <translation>Grenze für das &amp;Write-Ahead-Log:</translation>
    </message>
    <message>
        <source>There is no such file yet.</source>
        <translation>Es gibt diese Datei noch nicht.</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>Diese Angabe ist nötig.</translation>
    </message>
</context>
<context>
    <name>lifeboat::DatabasePage</name>
    <message>
        <source>Which database?</source>
        <translation>Welche Datenbank?</translation>
    </message>
    <message>
        <source>Lifeboat copies it while its program goes on working; nothing has to be stopped.</source>
        <translation>Lifeboat kopiert sie, während das zugehörige Programm weiterarbeitet; nichts muss angehalten werden.</translation>
    </message>
    <message>
        <source>&amp;Found on this computer:</source>
        <translation>Auf diesem Computer &amp;gefunden:</translation>
    </message>
    <message>
        <source>Databases of well-known programs; choosing one fills in its path</source>
        <translation>Datenbanken bekannter Programme; eine Auswahl trägt ihren Pfad ein</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>&amp;Durchsuchen…</translation>
    </message>
    <message>
        <source>A path, or drop a .db file here</source>
        <translation>Ein Pfad, oder ziehen Sie eine .db-Datei hierher</translation>
    </message>
    <message>
        <source>What this database and its backups are called</source>
        <translation>Wie diese Datenbank und ihre Sicherungen heißen sollen</translation>
    </message>
    <message>
        <source>&amp;Database file:</source>
        <translation>Daten&amp;bankdatei:</translation>
    </message>
    <message>
        <source>N&amp;ame:</source>
        <translation>Na&amp;me:</translation>
    </message>
    <message>
        <source>Use a &amp;RustResort configuration file…</source>
        <translation>Eine &amp;RustResort-Konfigurationsdatei verwenden…</translation>
    </message>
    <message>
        <source>It already says which database, where to and how often; Lifeboat reads it as it is</source>
        <translation>Sie gibt schon an, welche Datenbank, wohin und wie oft; Lifeboat liest sie, wie sie ist</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Suche läuft…</translation>
    </message>
    <message>
        <source>None of the usual places has a database that you may read.</source>
        <translation>An keinem der üblichen Orte liegt eine Datenbank, die Sie lesen dürfen.</translation>
    </message>
    <message>
        <source>Choose a database</source>
        <translation>Datenbank auswählen</translation>
    </message>
    <message>
        <source>Databases (*.db *.db3 *.sqlite *.sqlite3)</source>
        <translation>Datenbanken (*.db *.db3 *.sqlite *.sqlite3)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Choose a configuration file</source>
        <translation>Konfigurationsdatei auswählen</translation>
    </message>
    <message>
        <source>Configuration files (*.toml)</source>
        <translation>Konfigurationsdateien (*.toml)</translation>
    </message>
    <message>
        <source>rollback</source>
        <comment>a journal mode</comment>
        <translation>Rollback</translation>
    </message>
    <message numerus="yes">
        <source>SQLite database, %1, %n table(s), journal mode %2</source>
        <translation>
            <numerusform>SQLite-Datenbank, %1, %n Tabelle, Journalmodus %2</numerusform>
            <numerusform>SQLite-Datenbank, %1, %n Tabellen, Journalmodus %2</numerusform>
        </translation>
    </message>
    <message>
        <source>Give the database a name.</source>
        <translation>Geben Sie der Datenbank einen Namen.</translation>
    </message>
    <message>
        <source>The name must begin and end with a letter, a digit or &quot;_&quot;.</source>
        <translation>Der Name muss mit einem Buchstaben, einer Ziffer oder „_“ beginnen und enden.</translation>
    </message>
    <message>
        <source>There is already a profile named %1.</source>
        <translation>Es gibt schon ein Profil namens %1.</translation>
    </message>
    <message>
        <source>Choose a database to go on.</source>
        <translation>Wählen Sie eine Datenbank aus, um fortzufahren.</translation>
    </message>
    <message>
        <source>Give the whole path, beginning with &quot;/&quot;.</source>
        <translation>Geben Sie den ganzen Pfad an, beginnend mit „/“.</translation>
    </message>
    <message>
        <source>This file cannot be backed up as a database.</source>
        <translation>Diese Datei kann nicht als Datenbank gesichert werden.</translation>
    </message>
    <message>
        <source>Looking at the file…</source>
        <translation>Die Datei wird angesehen…</translation>
    </message>
    <message>
        <source>Found on this computer</source>
        <translation>Auf diesem Computer gefunden</translation>
    </message>
</context>
<context>
    <name>lifeboat::DeleteConfirmation</name>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Delete backups</source>
        <translation>Sicherungen löschen</translation>
    </message>
    <message>
        <source>Also the &amp;newest one</source>
        <translation>Auch die &amp;neueste</translation>
    </message>
    <message>
        <source>This is the newest backup.</source>
        <translation>Das ist die neueste Sicherung.</translation>
    </message>
    <message>
        <source>Make a newer one first, or tick the box to delete it all the same.</source>
        <translation>Erstellen Sie zuerst eine neuere, oder setzen Sie das Häkchen, um sie trotzdem zu löschen.</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n backup(s)?</source>
        <translation>
            <numerusform>%n Sicherung löschen?</numerusform>
            <numerusform>%n Sicherungen löschen?</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>time, size</comment>
        <translation>%1, %2</translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… und %n weitere</numerusform>
            <numerusform>… und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>From %1 to %2, %3 in all.</source>
        <translation>Von %1 bis %2, zusammen %3.</translation>
    </message>
    <message>
        <source>%1 in all.</source>
        <comment>size</comment>
        <translation>Zusammen %1.</translation>
    </message>
    <message>
        <source>The newest backup is left out.</source>
        <translation>Die neueste Sicherung ist ausgenommen.</translation>
    </message>
    <message numerus="yes">
        <source>They are removed from the store. This cannot be undone.</source>
        <comment>%n backups</comment>
        <translation>
            <numerusform>Sie wird aus dem Speicher entfernt. Das lässt sich nicht rückgängig machen.</numerusform>
            <numerusform>Sie werden aus dem Speicher entfernt. Das lässt sich nicht rückgängig machen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::DestinationDialog</name>
    <message>
        <source>Change the destination of %1</source>
        <translation>Ziel von %1 ändern</translation>
    </message>
    <message>
        <source>&amp;Keep the secret:</source>
        <translation>Geheimnis au&amp;fbewahren:</translation>
    </message>
    <message>
        <source>Backups are made to the new destination from now on. Those in the old one stay where they are, and leave this list: nothing is moved or deleted. Change back to see them again.</source>
        <translation>Ab jetzt wird an das neue Ziel gesichert. Die Sicherungen am alten Ziel bleiben, wo sie sind, und verschwinden aus dieser Liste: Nichts wird verschoben oder gelöscht. Wechseln Sie zurück, um sie wieder zu sehen.</translation>
    </message>
    <message>
        <source>this form</source>
        <translation>dieses Formular</translation>
    </message>
    <message>
        <source>Testing the connection…</source>
        <translation>Die Verbindung wird getestet…</translation>
    </message>
    <message>
        <source>Correct what the test found, or choose to go on although it failed.</source>
        <translation>Berichtigen Sie, was der Test gefunden hat, oder fahren Sie trotz des Fehlschlags fort.</translation>
    </message>
    <message>
        <source>The destination was not changed</source>
        <translation>Das Ziel wurde nicht geändert</translation>
    </message>
    <message>
        <source>C&amp;hange destination</source>
        <translation>Ziel &amp;ändern</translation>
    </message>
</context>
<context>
    <name>lifeboat::DestinationForm</name>
    <message>
        <source>Cloudflare &amp;R2</source>
        <translation>Cloudflare &amp;R2</translation>
    </message>
    <message>
        <source>Another &amp;S3 store</source>
        <translation>Anderer &amp;S3-Speicher</translation>
    </message>
    <message>
        <source>A fol&amp;der</source>
        <translation>Or&amp;dner</translation>
    </message>
    <message>
        <source>&amp;Account ID:</source>
        <translation>&amp;Konto-ID:</translation>
    </message>
    <message>
        <source>32 hexadecimal digits, or the bucket&apos;s S3 address</source>
        <translation>32 Hexadezimalziffern oder die S3-Adresse des Buckets</translation>
    </message>
    <message>
        <source>In Cloudflare&apos;s dashboard: R2, Overview, Account details. A pasted S3 address is taken apart.</source>
        <translation>Im Dashboard von Cloudflare: R2, Overview, Account details. Eine eingefügte S3-Adresse wird zerlegt.</translation>
    </message>
    <message>
        <source>&amp;Jurisdiction:</source>
        <translation>&amp;Jurisdiktion:</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>European Union</source>
        <translation>Europäische Union</translation>
    </message>
    <message>
        <source>FedRAMP</source>
        <translation>FedRAMP</translation>
    </message>
    <message>
        <source>Bu&amp;cket:</source>
        <translation>B&amp;ucket:</translation>
    </message>
    <message>
        <source>A private bucket of its own for backups</source>
        <translation>Ein eigener, privater Bucket für die Sicherungen</translation>
    </message>
    <message>
        <source>&amp;Endpoint:</source>
        <translation>&amp;Endpunkt:</translation>
    </message>
    <message>
        <source>https://s3.example.com</source>
        <translation>https://s3.example.com</translation>
    </message>
    <message>
        <source>Re&amp;gion:</source>
        <translation>Re&amp;gion:</translation>
    </message>
    <message>
        <source>us-east-1, eu-central-1, …</source>
        <translation>us-east-1, eu-central-1, …</translation>
    </message>
    <message>
        <source>The bucket is part of the &amp;path (path style)</source>
        <translation>Der Bucket ist Teil des &amp;Pfads (Path-Style)</translation>
    </message>
    <message>
        <source>Use plain &amp;HTTP: everyone on the way can read along</source>
        <translation>Einfaches &amp;HTTP verwenden: Jeder auf dem Weg kann mitlesen</translation>
    </message>
    <message>
        <source>F&amp;older:</source>
        <translation>&amp;Ordner:</translation>
    </message>
    <message>
        <source>On another disk, or on a share that is mounted</source>
        <translation>Auf einem anderen Datenträger oder einer eingehängten Freigabe</translation>
    </message>
    <message>
        <source>Bro&amp;wse…</source>
        <translation>Dur&amp;chsuchen…</translation>
    </message>
    <message>
        <source>A folder on the same disk as the database is lost together with it.</source>
        <translation>Ein Ordner auf demselben Datenträger wie die Datenbank geht mit ihr verloren.</translation>
    </message>
    <message>
        <source>Access key</source>
        <translation>Zugriffsschlüssel</translation>
    </message>
    <message>
        <source>Access &amp;key ID:</source>
        <translation>Zugr&amp;iffsschlüssel-ID:</translation>
    </message>
    <message>
        <source>Secret access ke&amp;y:</source>
        <translation>Gehei&amp;mer Zugriffsschlüssel:</translation>
    </message>
    <message>
        <source>Leave both empty to use those of the environment, of ~/.aws/credentials or of this machine&apos;s role.</source>
        <translation>Lassen Sie beide leer, um die aus der Umgebung, aus ~/.aws/credentials oder der Rolle dieses Rechners zu verwenden.</translation>
    </message>
    <message>
        <source>I&amp;mport from rclone or AWS…</source>
        <translation>Aus rclone oder &amp;AWS importieren…</translation>
    </message>
    <message>
        <source>&amp;What the key must be allowed to do…</source>
        <translation>Was der Schlüsse&amp;l dürfen muss…</translation>
    </message>
    <message>
        <source>Choose a folder for backups</source>
        <translation>Ordner für die Sicherungen auswählen</translation>
    </message>
    <message>
        <source>Enter the Cloudflare account ID.</source>
        <translation>Geben Sie die Cloudflare-Konto-ID ein.</translation>
    </message>
    <message numerus="yes">
        <source>The account ID has 32 hexadecimal digits; this is %n character(s).</source>
        <translation>
            <numerusform>Die Konto-ID hat 32 Hexadezimalziffern; das hier ist %n Zeichen.</numerusform>
            <numerusform>Die Konto-ID hat 32 Hexadezimalziffern; das hier sind %n Zeichen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Enter the bucket&apos;s name.</source>
        <translation>Geben Sie den Namen des Buckets ein.</translation>
    </message>
    <message>
        <source>Enter the secret access key, too.</source>
        <translation>Geben Sie auch den geheimen Zugriffsschlüssel ein.</translation>
    </message>
    <message>
        <source>Enter the access key ID, too.</source>
        <translation>Geben Sie auch die Zugriffsschlüssel-ID ein.</translation>
    </message>
    <message>
        <source>Choose a folder to go on.</source>
        <translation>Wählen Sie einen Ordner aus, um fortzufahren.</translation>
    </message>
    <message>
        <source>Give the whole path, beginning with &quot;/&quot;.</source>
        <translation>Geben Sie den ganzen Pfad an, beginnend mit „/“.</translation>
    </message>
    <message>
        <source>Enter the store&apos;s endpoint.</source>
        <translation>Geben Sie den Endpunkt des Speichers ein.</translation>
    </message>
    <message>
        <source>Enter the store&apos;s region; many stores take us-east-1.</source>
        <translation>Geben Sie die Region des Speichers ein; viele Speicher nehmen us-east-1.</translation>
    </message>
    <message>
        <source>Where Cloudflare keeps the bucket, as was chosen when it was made</source>
        <translation>Wo Cloudflare den Bucket aufbewahrt, wie bei seiner Anlage gewählt</translation>
    </message>
    <message>
        <source>The store&apos;s address, with https:// and without a bucket</source>
        <translation>Die Adresse des Speichers, mit https:// und ohne Bucket</translation>
    </message>
    <message>
        <source>As the store names it</source>
        <translation>So, wie der Speicher sie nennt</translation>
    </message>
    <message>
        <source>As the store showed it when the key was made</source>
        <translation>So, wie der Speicher sie beim Anlegen des Schlüssels zeigte</translation>
    </message>
</context>
<context>
    <name>lifeboat::DestinationGroup</name>
    <message>
        <source>This is needed.</source>
        <translation>Diese Angabe ist nötig.</translation>
    </message>
    <message>
        <source>Enter a web address such as https://s3.example.com.</source>
        <translation>Geben Sie eine Webadresse wie https://s3.example.com ein.</translation>
    </message>
    <message>
        <source>An account id is 32 hexadecimal digits; the dashboard shows it.</source>
        <translation>Eine Konto-ID besteht aus 32 Hexadezimalziffern; das Dashboard zeigt sie an.</translation>
    </message>
    <message>
        <source>A bucket&apos;s name has 3 to 63 of the characters a-z 0-9 . -</source>
        <translation>Der Name eines Buckets hat 3 bis 63 der Zeichen a-z 0-9 . -</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>F&amp;older:</source>
        <translation>&amp;Ordner:</translation>
    </message>
    <message>
        <source>&amp;Endpoint:</source>
        <translation>E&amp;ndpunkt:</translation>
    </message>
    <message>
        <source>Acco&amp;unt id:</source>
        <translation>Konto-&amp;ID:</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>European Union</source>
        <translation>Europäische Union</translation>
    </message>
    <message>
        <source>FedRAMP</source>
        <translation>FedRAMP</translation>
    </message>
    <message>
        <source>&amp;Jurisdiction:</source>
        <translation>&amp;Jurisdiktion:</translation>
    </message>
    <message>
        <source>&amp;Prefix:</source>
        <translation>Präfi&amp;x:</translation>
    </message>
    <message>
        <source>Do&amp;wnload limit:</source>
        <translation>Grenze beim Herunter&amp;laden:</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <translation>Die des Systems</translation>
    </message>
    <message>
        <source>Allow plain HTTP</source>
        <translation>Einfaches HTTP erlauben</translation>
    </message>
    <message>
        <source>Anyone on the way can read what goes over it.</source>
        <translation>Jeder auf dem Weg kann mitlesen.</translation>
    </message>
    <message>
        <source>Taken from the environment</source>
        <translation>Aus der Umgebung</translation>
    </message>
    <message>
        <source>The secret needs its id beside it.</source>
        <translation>Zum Geheimnis gehört die ID.</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>Unverändert</translation>
    </message>
    <message>
        <source>Stored in: %1. Type a new one to replace it.</source>
        <translation>Gespeichert in: %1. Geben Sie einen neuen ein, um ihn zu ersetzen.</translation>
    </message>
    <message>
        <source>The keychain did not give it.</source>
        <translation>Der Schlüsselbund hat ihn nicht herausgegeben.</translation>
    </message>
    <message>
        <source>Another access key has another secret: enter it.</source>
        <translation>Zu einem anderen Zugriffsschlüssel gehört ein anderes Geheimnis: Geben Sie es ein.</translation>
    </message>
    <message>
        <source>The access key needs its secret: enter it.</source>
        <translation>Zum Zugriffsschlüssel gehört sein Geheimnis: Geben Sie es ein.</translation>
    </message>
    <message>
        <source>When an upload fails</source>
        <translation>Wenn das Hochladen fehlschlägt</translation>
    </message>
    <message>
        <source>Encryption is off, and nothing is kept that is not sealed.</source>
        <translation>Die Verschlüsselung ist aus, und Unversiegeltes wird nicht aufbewahrt.</translation>
    </message>
    <message>
        <source>&amp;Room for those kept:</source>
        <translation>&amp;Platz für aufbewahrte:</translation>
    </message>
    <message>
        <source>The oldest go first.</source>
        <translation>Die ältesten gehen zuerst.</translation>
    </message>
    <message>
        <source>Enter a size such as 1 GiB.</source>
        <translation>Geben Sie eine Größe wie 1 GiB ein.</translation>
    </message>
    <message>
        <source>Chan&amp;ge destination…</source>
        <translation>Ziel &amp;ändern…</translation>
    </message>
    <message>
        <source>Bucket:</source>
        <translation>B&amp;ucket:</translation>
    </message>
    <message>
        <source>Reg&amp;ion:</source>
        <translation>Regi&amp;on:</translation>
    </message>
    <message>
        <source>Upl&amp;oad limit:</source>
        <translation>Grenze bei&amp;m Hochladen:</translation>
    </message>
    <message>
        <source>Certificates to trust:</source>
        <translation>&amp;Vertraute Zertifikate:</translation>
    </message>
    <message>
        <source>Bucket in the path, not before the host&apos;s &amp;name</source>
        <translation>Bucket im Pfad, nicht vor dem Hostnamen</translation>
    </message>
    <message>
        <source>Send Content-MD5, for stores that insist</source>
        <translation>Content-MD&amp;5 senden, für Speicher, die darauf bestehen</translation>
    </message>
    <message>
        <source>Keep the sealed backup here, and upload it with the ne&amp;xt one</source>
        <translation>Versiegelte Sicherung hier aufbe&amp;wahren und mit der nächsten hochladen</translation>
    </message>
    <message>
        <source>Access ke&amp;y id:</source>
        <translation>Zugriffsschl&amp;üssel-ID:</translation>
    </message>
    <message>
        <source>Secret access key:</source>
        <translation>Geheimer Zug&amp;riffsschlüssel:</translation>
    </message>
    <message>
        <source>The store&apos;s address, with https:// and without a bucket</source>
        <translation>Die Adresse des Speichers, mit https:// und ohne Bucket</translation>
    </message>
    <message>
        <source>Cloudflare&apos;s, of 32 hexadecimal digits</source>
        <translation>Die von Cloudflare, mit 32 hexadezimalen Ziffern</translation>
    </message>
    <message>
        <source>Where Cloudflare keeps the bucket, as was chosen when it was made</source>
        <translation>Wo Cloudflare den Bucket aufbewahrt, wie bei seiner Anlage gewählt</translation>
    </message>
    <message>
        <source>The bucket has to exist</source>
        <translation>Den Bucket muss es schon geben</translation>
    </message>
    <message>
        <source>A folder in the bucket for all that Lifeboat writes there</source>
        <translation>Ein Ordner im Bucket für alles, was Lifeboat dort schreibt</translation>
    </message>
    <message>
        <source>As the store names it; auto for Cloudflare R2</source>
        <translation>So, wie der Speicher sie nennt; auto bei Cloudflare R2</translation>
    </message>
    <message>
        <source>As the store showed it when the key was made</source>
        <translation>So, wie der Speicher sie beim Anlegen des Schlüssels zeigte</translation>
    </message>
</context>
<context>
    <name>lifeboat::DestinationPage</name>
    <message>
        <source>Where should the backups go?</source>
        <translation>Wohin mit den Sicherungen?</translation>
    </message>
    <message>
        <source>A private bucket of its own, or a folder on another disk.</source>
        <translation>In einen eigenen, privaten Bucket oder einen Ordner auf einem anderen Datenträger.</translation>
    </message>
    <message>
        <source>Testing the connection…</source>
        <translation>Die Verbindung wird getestet…</translation>
    </message>
    <message>
        <source>Correct what the test found, or choose to go on although it failed.</source>
        <translation>Berichtigen Sie, was der Test gefunden hat, oder fahren Sie trotz des Fehlschlags fort.</translation>
    </message>
    <message>
        <source>this form</source>
        <translation>dieses Formular</translation>
    </message>
</context>
<context>
    <name>lifeboat::DragFiles</name>
    <message>
        <source>The fetched copy cannot be named %1.</source>
        <translation>Die geholte Kopie kann nicht %1 genannt werden.</translation>
    </message>
    <message>
        <source>Use Download… instead.</source>
        <translation>Verwenden Sie stattdessen „Herunterladen…“.</translation>
    </message>
    <message>
        <source>%1 is ready: drag it to where you want it.</source>
        <translation>%1 ist bereit: Ziehen Sie die Datei dorthin, wo Sie sie haben möchten.</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>%1 cannot be dragged</source>
        <translation>%1 kann nicht gezogen werden</translation>
    </message>
    <message>
        <source>%1 is being fetched and checked. Hold it until it is ready, or drag it again then.</source>
        <translation>%1 wird geholt und geprüft. Bitte halten, bis sie bereit ist, oder dann noch einmal ziehen.</translation>
    </message>
    <message>
        <source>%1 is ready: drop it where you want it.</source>
        <translation>%1 ist bereit: Sie kann jetzt abgelegt werden.</translation>
    </message>
</context>
<context>
    <name>lifeboat::DrillGroup</name>
    <message>
        <source>It must begin with SELECT.</source>
        <translation>Die Anweisung muss mit SELECT beginnen.</translation>
    </message>
    <message>
        <source>A quote has no end.</source>
        <translation>Ein Anführungszeichen wird nicht geschlossen.</translation>
    </message>
    <message>
        <source>Its brackets do not match.</source>
        <translation>Die Klammern passen nicht zusammen.</translation>
    </message>
    <message>
        <source>It must be a single statement.</source>
        <translation>Es muss eine einzelne Anweisung sein.</translation>
    </message>
    <message>
        <source>Restore drills</source>
        <translation>Wiederherstellungsproben</translation>
    </message>
    <message>
        <source>&amp;Restore the newest backup regularly, to prove that it can be</source>
        <translation>Neueste Sicherung zum Nachweis &amp;regelmäßig wiederherstellen</translation>
    </message>
    <message>
        <source>To a scratch file, which is checked and removed. Your database is not touched.</source>
        <translation>In eine temporäre Datei, die geprüft und entfernt wird. Ihre Datenbank wird nicht angetastet.</translation>
    </message>
    <message>
        <source>Without one, that of the destination holds.</source>
        <translation>Ohne Angabe gilt die Grenze des Ziels.</translation>
    </message>
    <message>
        <source>Questions of your own</source>
        <translation>Eigene Fragen</translation>
    </message>
    <message>
        <source>One SELECT in each line. The drill fails unless the first value of each is true: not NULL, 0 or empty.</source>
        <translation>Ein SELECT je Zeile. Die Probe schlägt fehl, wenn nicht der erste Wert von jedem wahr ist: nicht NULL, 0 oder leer.</translation>
    </message>
    <message>
        <source>Some of these take several lines in the file. Change them there.</source>
        <translation>Einige davon erstrecken sich in der Datei über mehrere Zeilen. Ändern Sie sie dort.</translation>
    </message>
    <message>
        <source>&quot;%1&quot;: %2</source>
        <comment>a line of SQL, what is wrong with it</comment>
        <translation>„%1“: %2</translation>
    </message>
    <message>
        <source>D&amp;ownload limit:</source>
        <translation>Grenze beim Herunter&amp;laden:</translation>
    </message>
    <message>
        <source>Days betw&amp;een them:</source>
        <translation>Abstand &amp;in Tagen:</translation>
    </message>
    <message>
        <source>S&amp;QL:</source>
        <translation>S&amp;QL:</translation>
    </message>
    <message>
        <source>How old the last drill may be</source>
        <translation>Wie alt die letzte Übung sein darf</translation>
    </message>
</context>
<context>
    <name>lifeboat::EncryptionGroup</name>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>A key is never replaced: what it sealed could not be opened any more. For a new key, make a new profile.</source>
        <translation>Ein Schlüssel wird nie ersetzt: Was er versiegelt hat, ließe sich nicht mehr öffnen. Legen Sie für einen neuen Schlüssel ein neues Profil an.</translation>
    </message>
    <message>
        <source>Key:</source>
        <translation>Schlüssel:</translation>
    </message>
    <message>
        <source>Stored in:</source>
        <translation>Gespeichert in:</translation>
    </message>
    <message>
        <source>The keychain did not give it.</source>
        <translation>Der Schlüsselbund hat ihn nicht herausgegeben.</translation>
    </message>
    <message>
        <source>%1 cannot be read.</source>
        <translation>%1 kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>The key cannot be read.</source>
        <translation>Der Schlüssel kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>This profile has no key yet. Make one below, or choose a file that holds one.</source>
        <translation>Dieses Profil hat noch keinen Schlüssel. Erstellen Sie unten einen, oder wählen Sie eine Datei, die einen enthält.</translation>
    </message>
    <message>
        <source>Only a file that holds this very key is taken.</source>
        <translation>Angenommen wird nur eine Datei, die genau diesen Schlüssel enthält.</translation>
    </message>
    <message>
        <source>This is needed: the profile has no other key.</source>
        <translation>Diese Angabe ist nötig: Das Profil hat keinen anderen Schlüssel.</translation>
    </message>
    <message>
        <source>A file with a key, such as lifeboat-cli keygen makes. Only its owner may be able to read it.</source>
        <translation>Eine Datei mit einem Schlüssel, wie lifeboat-cli keygen sie erstellt. Nur ihr Besitzer darf sie lesen können.</translation>
    </message>
    <message>
        <source>Key f&amp;ile:</source>
        <translation>Sch&amp;lüsseldatei:</translation>
    </message>
    <message>
        <source>E&amp;ncrypt backups</source>
        <translation>Sicherungen ve&amp;rschlüsseln</translation>
    </message>
    <message>
        <source>Make a ke&amp;y and encrypt…</source>
        <translation>Schl&amp;üssel erstellen und verschlüsseln…</translation>
    </message>
    <message>
        <source>Where the file with this profile&apos;s key is now. No other key opens what was sealed with it.</source>
        <translation>Wo die Datei mit dem Schlüssel dieses Profils jetzt liegt. Kein anderer Schlüssel öffnet, was mit ihm versiegelt ist.</translation>
    </message>
</context>
<context>
    <name>lifeboat::ErrorNotice</name>
    <message>
        <source>&amp;Try again</source>
        <translation>Erneut &amp;versuchen</translation>
    </message>
    <message>
        <source>&amp;Copy details</source>
        <translation>Details &amp;kopieren</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Details kopieren</translation>
    </message>
</context>
<context>
    <name>lifeboat::FactList</name>
    <message>
        <source>In order</source>
        <translation>In Ordnung</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>Achtung</translation>
    </message>
    <message>
        <source>In the way</source>
        <translation>Hindernis</translation>
    </message>
</context>
<context>
    <name>lifeboat::HeaderCard</name>
    <message>
        <source>%1 → folder %2</source>
        <comment>database, folder</comment>
        <translation>%1 → Ordner %2</translation>
    </message>
    <message>
        <source>%1 → bucket %2 at %3</source>
        <comment>database, bucket, host</comment>
        <translation>%1 → Bucket %2 bei %3</translation>
    </message>
    <message>
        <source>Last proven restorable %1</source>
        <comment>today 03:00</comment>
        <translation>Zuletzt nachweislich wiederherstellbar: %1</translation>
    </message>
    <message>
        <source>Not yet proven restorable</source>
        <translation>Noch nicht nachweislich wiederherstellbar</translation>
    </message>
    <message>
        <source>The restore drill failed %1</source>
        <comment>today 03:00</comment>
        <translation>Wiederherstellungsprobe fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>Restore drills prove it: by hand in the Backup menu, or by themselves as the settings say.</source>
        <translation>Wiederherstellungsproben weisen es nach: von Hand im Menü „Sicherung“ oder von selbst, wie in den Einstellungen festgelegt.</translation>
    </message>
    <message>
        <source>%1, sealed. The store did not take them; the next backup that it takes brings them along.</source>
        <comment>12.3 MiB</comment>
        <translation>%1, versiegelt. Der Speicher hat sie nicht angenommen; mit der nächsten Sicherung, die er annimmt, werden auch sie hochgeladen.</translation>
    </message>
    <message>
        <source>The first backup is being made…</source>
        <translation>Die erste Sicherung wird erstellt…</translation>
    </message>
</context>
<context>
    <name>lifeboat::HelpCommands</name>
    <message>
        <source>The log folder cannot be shown</source>
        <translation>Der Protokollordner kann nicht angezeigt werden</translation>
    </message>
    <message>
        <source>No program here shows folders.</source>
        <translation>Hier gibt es kein Programm, das Ordner anzeigt.</translation>
    </message>
    <message>
        <source>The logs are in %1.</source>
        <translation>Die Protokolle liegen in %1.</translation>
    </message>
    <message>
        <source>About Lifeboat</source>
        <translation>Über Lifeboat</translation>
    </message>
    <message>
        <source>Lifeboat %1</source>
        <translation>Lifeboat %1</translation>
    </message>
    <message>
        <source>Backups of live SQLite databases that you can trust.

%1
Free software under the GNU GPL, version 3 or later.</source>
        <translation>Sicherungen laufender SQLite-Datenbanken, auf die Sie sich verlassen können.

%1
Freie Software unter der GNU GPL, Version 3 oder neuer.</translation>
    </message>
</context>
<context>
    <name>lifeboat::HelpWindow</name>
    <message>
        <source>Lifeboat documentation</source>
        <translation>Lifeboat-Dokumentation</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>&amp;Start page</source>
        <translation>&amp;Startseite</translation>
    </message>
</context>
<context>
    <name>lifeboat::ImportDialog</name>
    <message>
        <source>Looking…</source>
        <translation>Suche läuft…</translation>
    </message>
    <message>
        <source>Import access keys</source>
        <translation>Zugriffsschlüssel importieren</translation>
    </message>
    <message>
        <source>Access keys that &amp;other programs have:</source>
        <translation>Zugriffsschlüssel &amp;anderer Programme:</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Importieren</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>name, origin</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Neither rclone nor the AWS tools have S3 access keys here.</source>
        <translation>Weder rclone noch die AWS-Werkzeuge haben hier S3-Zugriffsschlüssel.</translation>
    </message>
    <message>
        <source>Access keys</source>
        <translation>Zugriffsschlüssel</translation>
    </message>
    <message>
        <source>Return takes over the one that is selected</source>
        <translation>Die Eingabetaste übernimmt den ausgewählten</translation>
    </message>
</context>
<context>
    <name>lifeboat::JobBar</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>profile, what is done for it</comment>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%n more under way</source>
        <translation>
            <numerusform>%n weitere läuft</numerusform>
            <numerusform>%n weitere laufen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::KitReminderBar</name>
    <message>
        <source>Recovery kit</source>
        <translation>Notfallblatt</translation>
    </message>
    <message>
        <source>I have i&amp;t</source>
        <translation>&amp;Ich habe es</translation>
    </message>
    <message>
        <source>You will be asked again in some months</source>
        <translation>Sie werden in einigen Monaten wieder gefragt</translation>
    </message>
    <message>
        <source>Save or print the key and how to use it</source>
        <translation>Den Schlüssel und seine Anleitung speichern oder drucken</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>S&amp;päter</translation>
    </message>
    <message>
        <source>You will be asked again in a week</source>
        <translation>Sie werden in einer Woche wieder gefragt</translation>
    </message>
    <message>
        <source>Do you still hold the recovery kit of %1? You last said so on %2.</source>
        <comment>profile, date</comment>
        <translation>Haben Sie das Notfallblatt von %1 noch? Zuletzt bestätigt haben Sie das am %2.</translation>
    </message>
    <message>
        <source>Do you hold the recovery kit of %1? Without it, the key to its backups is lost with this computer.</source>
        <translation>Haben Sie das Notfallblatt von %1? Ohne dieses Blatt ist mit diesem Computer auch der Schlüssel zu den Sicherungen verloren.</translation>
    </message>
    <message>
        <source>Your answer could not be noted</source>
        <translation>Ihre Antwort konnte nicht vermerkt werden</translation>
    </message>
    <message>
        <source>Make a &amp;new kit…</source>
        <translation>Neues N&amp;otfallblatt…</translation>
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
        <translation>Noch wird keine Datenbank gesichert</translation>
    </message>
    <message>
        <source>Choose a database and a destination. The first backup starts at once.</source>
        <translation>Wählen Sie eine Datenbank und ein Ziel. Die erste Sicherung beginnt sofort.</translation>
    </message>
    <message>
        <source>&amp;Set up the first backup…</source>
        <translation>Erste Sicherung ein&amp;richten…</translation>
    </message>
    <message>
        <source>&amp;Databases</source>
        <translation>Datenban&amp;ken</translation>
    </message>
    <message>
        <source>Databases</source>
        <translation>Datenbanken</translation>
    </message>
    <message>
        <source>Every database that is backed up, with the health of its backups</source>
        <translation>Alle Datenbanken, die gesichert werden, mit dem Zustand ihrer Sicherungen</translation>
    </message>
    <message>
        <source>&amp;Add…</source>
        <translation>Hinzufü&amp;gen…</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Backup</source>
        <translation>&amp;Sicherung</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation>Werkzeugleiste</translation>
    </message>
    <message>
        <source>&amp;Back up now</source>
        <translation>&amp;Jetzt sichern</translation>
    </message>
    <message>
        <source>Copy the database to its destination now</source>
        <translation>Die Datenbank jetzt an ihr Ziel kopieren</translation>
    </message>
    <message>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <source>Ask the store what it has</source>
        <translation>Den Speicher fragen, was er enthält</translation>
    </message>
    <message>
        <source>F5</source>
        <translation>F5</translation>
    </message>
    <message>
        <source>&amp;Add a database…</source>
        <translation>&amp;Datenbank hinzufügen…</translation>
    </message>
    <message>
        <source>Set up backups of another database</source>
        <translation>Sicherungen einer weiteren Datenbank einrichten</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>Recovery &amp;kit…</source>
        <translation>&amp;Notfallblatt…</translation>
    </message>
    <message>
        <source>Save the key and how to use it, to keep outside this computer</source>
        <translation>Den Schlüssel und seine Anleitung speichern, um sie außerhalb dieses Computers aufzubewahren</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>&amp;Find…</source>
        <translation>&amp;Suchen…</translation>
    </message>
    <message>
        <source>Search the list of backups</source>
        <translation>Die Liste der Sicherungen durchsuchen</translation>
    </message>
    <message>
        <source>Ctrl+F</source>
        <translation>Ctrl+F</translation>
    </message>
    <message>
        <source>&amp;Documentation</source>
        <translation>D&amp;okumentation</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>&amp;Report a problem…</source>
        <translation>&amp;Problem melden…</translation>
    </message>
    <message>
        <source>&amp;About Lifeboat</source>
        <translation>&amp;Über Lifeboat</translation>
    </message>
    <message>
        <source>A&amp;ctivity</source>
        <translation>Ak&amp;tivität</translation>
    </message>
    <message>
        <source>Search backups</source>
        <translation>Sicherungen durchsuchen</translation>
    </message>
    <message>
        <source>The profile %1 cannot be read</source>
        <translation>Das Profil %1 kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>&amp;Settings</source>
        <translation>&amp;Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>&amp;Programmeinstellungen…</translation>
    </message>
    <message>
        <source>Settings that hold for every database</source>
        <translation>Einstellungen, die für alle Datenbanken gelten</translation>
    </message>
    <message>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation>P&amp;rotokollordner öffnen</translation>
    </message>
    <message>
        <source>Show the files in which Lifeboat notes what it does</source>
        <translation>Die Dateien anzeigen, in denen Lifeboat festhält, was es tut</translation>
    </message>
    <message>
        <source>Gather what a report needs, without secrets, to read, save or copy</source>
        <translation>Zusammenstellen, was eine Meldung braucht, ohne Geheimnisse, zum Lesen, Speichern oder Kopieren</translation>
    </message>
    <message>
        <source>%1: backed up</source>
        <comment>profile</comment>
        <translation>%1: gesichert</translation>
    </message>
    <message>
        <source>%1: nothing has changed since its last backup</source>
        <comment>profile</comment>
        <translation>%1: seit der letzten Sicherung unverändert</translation>
    </message>
    <message>
        <source>&amp;Undo a restore…</source>
        <translation>Wiederherstellung &amp;rückgängig machen…</translation>
    </message>
    <message>
        <source>Put back what a restore of this database has replaced</source>
        <translation>Zurücklegen, was eine Wiederherstellung dieser Datenbank ersetzt hat</translation>
    </message>
    <message>
        <source>&amp;Refresh</source>
        <translation>Ak&amp;tualisieren</translation>
    </message>
    <message>
        <source>Bac&amp;kups</source>
        <translation>Si&amp;cherungen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
</context>
<context>
    <name>lifeboat::MissingSecretBar</name>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>&amp;Unlock…</source>
        <translation>E&amp;ntsperren…</translation>
    </message>
    <message>
        <source>Ask the keychain again</source>
        <translation>Den Schlüsselbund noch einmal fragen</translation>
    </message>
    <message>
        <source>&amp;Enter it…</source>
        <translation>E&amp;ingeben…</translation>
    </message>
    <message>
        <source>Type the secret; it is kept in memory until Lifeboat ends</source>
        <translation>Das Geheimnis eingeben; es bleibt im Arbeitsspeicher, bis Lifeboat endet</translation>
    </message>
    <message>
        <source>Encryption key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Secret access key</source>
        <translation>Geheimer Zugriffsschlüssel</translation>
    </message>
    <message>
        <source>The encryption key of %1 (44 characters, on the recovery kit):</source>
        <translation>Der Schlüssel von %1 (44 Zeichen, auf dem Notfallblatt):</translation>
    </message>
    <message>
        <source>The secret access key of %1:</source>
        <translation>Der geheime Zugriffsschlüssel von %1:</translation>
    </message>
    <message>
        <source>The key that was entered</source>
        <translation>Ihre Eingabe</translation>
    </message>
    <message>
        <source>This is not a key</source>
        <translation>Das ist kein Schlüssel</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Look for the key file again</source>
        <translation>Noch einmal nach der Schlüsseldatei sehen</translation>
    </message>
    <message>
        <source>It is kept in memory until Lifeboat ends</source>
        <translation>Es bleibt im Arbeitsspeicher, bis Lifeboat endet</translation>
    </message>
    <message>
        <source>Trying the key that was entered…</source>
        <translation>Der eingegebene Schlüssel wird ausprobiert…</translation>
    </message>
    <message>
        <source>The fingerprint of the key that was entered is %1; that of the right one stands on the recovery kit of %2.</source>
        <translation>Der Fingerabdruck des eingegebenen Schlüssels ist %1; der des richtigen steht auf dem Notfallblatt von %2.</translation>
    </message>
    <message>
        <source>The key was not tried</source>
        <translation>Der Schlüssel wurde nicht ausprobiert</translation>
    </message>
    <message>
        <source>This is another key</source>
        <translation>Das ist ein anderer Schlüssel</translation>
    </message>
    <message>
        <source>It does not open the backup of %1 (%2), so it is not used: what it seals could not be opened with the key of %3.</source>
        <translation>Er öffnet die Sicherung von %1 (%2) nicht und wird deshalb nicht verwendet: Was er versiegelt, ließe sich mit dem Schlüssel von %3 nicht öffnen.</translation>
    </message>
    <message>
        <source>The key is used, but it could not be tried</source>
        <translation>Der Schlüssel wird verwendet, ließ sich aber nicht ausprobieren</translation>
    </message>
    <message>
        <source>The key does not open the newest backup</source>
        <translation>Der Schlüssel öffnet die neueste Sicherung nicht</translation>
    </message>
    <message>
        <source>It opens the backup of %1, and is used. The one of %2 was sealed with another key, or is damaged: make a new backup.</source>
        <translation>Er öffnet die Sicherung von %1 und wird verwendet. Die von %2 wurde mit einem anderen Schlüssel versiegelt oder ist beschädigt: Erstellen Sie eine neue Sicherung.</translation>
    </message>
</context>
<context>
    <name>lifeboat::NewKeyDialog</name>
    <message>
        <source>Encrypt the backups of %1</source>
        <translation>Sicherungen von %1 verschlüsseln</translation>
    </message>
    <message>
        <source>A new key seals every backup from now on; those made before stay readable as they are. Without the key nobody can open a sealed backup, you included: save its recovery kit first.</source>
        <translation>Ein neuer Schlüssel versiegelt von jetzt an jede Sicherung; die bisherigen bleiben lesbar, wie sie sind. Ohne den Schlüssel kann niemand eine versiegelte Sicherung öffnen, auch Sie nicht: Speichern Sie zuerst sein Notfallblatt.</translation>
    </message>
    <message>
        <source>Turn &amp;encryption on</source>
        <translation>&amp;Verschlüsselung einschalten</translation>
    </message>
    <message>
        <source>&amp;Keep the key:</source>
        <translation>Schlüssel au&amp;fbewahren:</translation>
    </message>
    <message>
        <source>No key can be made</source>
        <translation>Es kann kein Schlüssel erstellt werden</translation>
    </message>
    <message>
        <source>Encryption was not turned on</source>
        <translation>Die Verschlüsselung wurde nicht eingeschaltet</translation>
    </message>
</context>
<context>
    <name>lifeboat::PathLook</name>
    <message>
        <source>Looking into the file…</source>
        <translation>Die Datei wird angesehen…</translation>
    </message>
</context>
<context>
    <name>lifeboat::PolicyDialog</name>
    <message>
        <source>What the key must be allowed to do</source>
        <translation>Was der Schlüssel dürfen muss</translation>
    </message>
    <message>
        <source>Cloudflare R2: make an API token with the permission &quot;Object Read &amp; Write&quot;, for this bucket only. It needs nothing else.</source>
        <translation>Cloudflare R2: Erstellen Sie ein API-Token mit der Berechtigung „Object Read &amp; Write“, nur für diesen Bucket. Mehr braucht es nicht.</translation>
    </message>
    <message>
        <source>Stores with policies as AWS has them: give the key&apos;s user this one.</source>
        <translation>Speicher mit Richtlinien wie bei AWS: Geben Sie dem Benutzer des Schlüssels diese.</translation>
    </message>
    <message>
        <source>Policy</source>
        <translation>Richtlinie</translation>
    </message>
    <message>
        <source>&amp;Copy policy</source>
        <translation>Richtlinie &amp;kopieren</translation>
    </message>
</context>
<context>
    <name>lifeboat::PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Programmeinstellungen</translation>
    </message>
    <message>
        <source>&amp;General</source>
        <translation>&amp;Allgemein</translation>
    </message>
    <message>
        <source>&amp;Language:</source>
        <translation>&amp;Sprache:</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Used from the next start of Lifeboat.</source>
        <translation>Gilt ab dem nächsten Start von Lifeboat.</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>How long Lifeboat trusts that you still hold the recovery kit of an encrypted profile</source>
        <translation>Wie lange Lifeboat darauf vertraut, dass Sie das Notfallblatt eines verschlüsselten Profils noch haben</translation>
    </message>
    <message>
        <source>L&amp;og:</source>
        <translation>&amp;Protokoll:</translation>
    </message>
    <message>
        <source>How much Lifeboat notes in its log; secrets are left out</source>
        <translation>Wie viel Lifeboat in seinem Protokoll festhält; Geheimnisse sind ausgelassen</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>What is being done</source>
        <translation>Was getan wird</translation>
    </message>
    <message>
        <source>Everything, requests included</source>
        <translation>Alles, auch Anfragen</translation>
    </message>
    <message>
        <source>&amp;Network</source>
        <translation>&amp;Netzwerk</translation>
    </message>
    <message>
        <source>&amp;Upload limit:</source>
        <translation>Grenze beim &amp;Hochladen:</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>&amp;Download limit:</source>
        <translation>Grenze beim Herunter&amp;laden:</translation>
    </message>
    <message>
        <source>For every transfer that begins from now on. A profile&apos;s own limit holds where it is smaller.</source>
        <translation>Für jede Übertragung, die ab jetzt beginnt. Die eigene Grenze eines Profils gilt, wo sie niedriger ist.</translation>
    </message>
    <message>
        <source>The upload limit is a speed such as 10 MiB/s, or nothing.</source>
        <translation>Die Grenze beim Hochladen ist eine Geschwindigkeit wie 10 MiB/s oder bleibt leer.</translation>
    </message>
    <message>
        <source>The download limit is a speed such as 10 MiB/s, or nothing.</source>
        <translation>Die Grenze beim Herunterladen ist eine Geschwindigkeit wie 10 MiB/s oder bleibt leer.</translation>
    </message>
    <message numerus="yes">
        <source>month(s)</source>
        <comment>after their number</comment>
        <translation>
            <numerusform>Monat</numerusform>
            <numerusform>Monaten</numerusform>
        </translation>
    </message>
    <message>
        <source>The preferences cannot be read</source>
        <translation>Die Programmeinstellungen können nicht gelesen werden</translation>
    </message>
    <message>
        <source>The preferences were not changed</source>
        <translation>Die Programmeinstellungen wurden nicht geändert</translation>
    </message>
    <message>
        <source>Start Lifeboat when I log &amp;in</source>
        <translation>Lifeboat beim Anmel&amp;den starten</translation>
    </message>
    <message>
        <source>Schedules run only while Lifeboat runs</source>
        <translation>Zeitpläne laufen nur, solange Lifeboat läuft</translation>
    </message>
    <message>
        <source>Start &amp;without a window</source>
        <translation>Ohne Fenster s&amp;tarten</translation>
    </message>
    <message>
        <source>In the tray, or minimised where there is no tray</source>
        <translation>Im Infobereich, oder minimiert, wo es keinen gibt</translation>
    </message>
    <message>
        <source>Keep running in the &amp;tray when the window is closed</source>
        <translation>Im &amp;Infobereich weiterlaufen, wenn das Fenster geschlossen wird</translation>
    </message>
    <message>
        <source>Tell me on the desktop when:</source>
        <translation>Auf dem Desktop melden:</translation>
    </message>
    <message>
        <source>A backup was &amp;made</source>
        <translation>Eine Sicherung wurde &amp;erstellt</translation>
    </message>
    <message>
        <source>Scheduled backups wait while the network is &amp;metered</source>
        <translation>Geplante Sicherungen warten, solange das Netzwerk &amp;getaktet ist</translation>
    </message>
    <message>
        <source>Scheduled backups wait while running on &amp;battery</source>
        <translation>Geplante Sicherungen warten im A&amp;kkubetrieb</translation>
    </message>
    <message>
        <source>&amp;Remember activity for:</source>
        <translation>Aktivitäten &amp;merken für:</translation>
    </message>
    <message>
        <source>How long Lifeboat remembers what was done; backups are not affected</source>
        <translation>Wie lange Lifeboat sich merkt, was getan wurde; Sicherungen sind nicht betroffen</translation>
    </message>
    <message numerus="yes">
        <source>day(s)</source>
        <comment>after their number</comment>
        <translation>
            <numerusform>Tag</numerusform>
            <numerusform>Tage</numerusform>
        </translation>
    </message>
    <message>
        <source>Ask for the recovery &amp;kit after:</source>
        <translation>An das Not&amp;fallblatt erinnern nach:</translation>
    </message>
    <message>
        <source>Noti&amp;fications</source>
        <translation>&amp;Benachrichtigungen</translation>
    </message>
    <message>
        <source>A scheduled &amp;backup or a restore drill failed</source>
        <translation>Eine geplante Sicherung oder eine Wiederherstellungsprobe ist &amp;fehlgeschlagen</translation>
    </message>
    <message>
        <source>A database has no &amp;recent backup</source>
        <translation>Eine Datenbank hat &amp;keine aktuelle Sicherung</translation>
    </message>
    <message>
        <source>&amp;Server</source>
        <translation>Ser&amp;ver</translation>
    </message>
    <message>
        <source>With lifeboat-cli serve, scripts and monitors can make backups, list them and ask for their health. It reads this when it starts; this window answers nobody.</source>
        <translation>Bei lifeboat-cli serve können Skripte und Überwachungen Sicherungen erstellen, auflisten und nach ihrem Zustand fragen. Es liest dies beim Start; dieses Fenster antwortet niemandem.</translation>
    </message>
    <message>
        <source>&amp;Listen on:</source>
        <translation>&amp;Lauschen auf:</translation>
    </message>
    <message>
        <source>Nowhere</source>
        <translation>Nirgends</translation>
    </message>
    <message>
        <source>An address of this machine and a port, such as 127.0.0.1:8737. Empty switches it off.</source>
        <translation>Eine Adresse dieses Rechners und ein Port, etwa 127.0.0.1:8737. Leer schaltet es aus.</translation>
    </message>
    <message>
        <source>&amp;Allow an address that other machines can reach</source>
        <translation>Adresse &amp;erlauben, die andere Rechner erreichen</translation>
    </message>
    <message>
        <source>There is no TLS: without a proxy that adds it, anyone on the way can read the token.</source>
        <translation>Es gibt kein TLS: Ohne einen Proxy, der es ergänzt, kann jeder auf dem Weg das Token lesen.</translation>
    </message>
    <message>
        <source>&amp;Token file:</source>
        <translation>&amp;Tokendatei:</translation>
    </message>
    <message>
        <source>Bro&amp;wse…</source>
        <translation>Dur&amp;chsuchen…</translation>
    </message>
    <message>
        <source>Browse for the token file</source>
        <translation>Durchsuchen für die Tokendatei</translation>
    </message>
    <message>
        <source>Made by lifeboat-cli serve --new-api-token. Only its owner may be able to read it.</source>
        <translation>Wird mit lifeboat-cli serve --new-api-token erstellt. Nur ihr Besitzer darf sie lesen können.</translation>
    </message>
    <message>
        <source>&amp;Host names:</source>
        <translation>&amp;Hostnamen:</translation>
    </message>
    <message>
        <source>None besides localhost</source>
        <translation>Keine außer localhost</translation>
    </message>
    <message>
        <source>What a proxy in front is called, without a port; several with commas between them.</source>
        <translation>Wie ein vorgeschalteter Proxy heißt, ohne Port; mehrere durch Kommas getrennt.</translation>
    </message>
    <message>
        <source>Token file</source>
        <translation>Tokendatei</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Auswählen</translation>
    </message>
</context>
<context>
    <name>lifeboat::ProblemDialog</name>
    <message>
        <source>%1 cannot be written: %2.</source>
        <translation>%1 kann nicht geschrieben werden: %2.</translation>
    </message>
    <message>
        <source>Choose a folder that you may write to.</source>
        <translation>Wählen Sie einen Ordner, in den Sie schreiben dürfen.</translation>
    </message>
    <message>
        <source>Report a problem</source>
        <translation>Problem melden</translation>
    </message>
    <message>
        <source>Nothing is sent. Secrets are left out already; take out what else you do not want to tell, say at the top what happened, and add the text to your report.</source>
        <translation>Es wird nichts gesendet. Geheimnisse sind schon ausgelassen; entfernen Sie, was Sie sonst nicht mitteilen möchten, schreiben Sie oben, was geschehen ist, und fügen Sie den Text Ihrer Meldung hinzu.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Speichern…</translation>
    </message>
    <message>
        <source>The report is on the clipboard.</source>
        <translation>Der Bericht ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>Textdateien (*.txt)</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>Als %1 gespeichert.</translation>
    </message>
    <message>
        <source>The report was not saved</source>
        <translation>Der Bericht wurde nicht gespeichert</translation>
    </message>
</context>
<context>
    <name>lifeboat::ProfileModel</name>
    <message>
        <source>%1; %2</source>
        <comment>health, what comes next</comment>
        <translation>%1; %2</translation>
    </message>
</context>
<context>
    <name>lifeboat::PruneDialog</name>
    <message>
        <source>Remove expired backups</source>
        <translation>Abgelaufene Sicherungen entfernen</translation>
    </message>
    <message>
        <source>Looking at the backups and what is proven of them…</source>
        <translation>Die Sicherungen und ihre Nachweise werden angesehen…</translation>
    </message>
    <message>
        <source>What goes</source>
        <translation>Was wegfällt</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Die neueste zuerst</translation>
    </message>
    <message>
        <source>What stays</source>
        <translation>Was bleibt</translation>
    </message>
    <message>
        <source>Newest first, with the reasons</source>
        <translation>Die neueste zuerst, mit den Gründen</translation>
    </message>
    <message>
        <source>What goes is removed from the store. This cannot be undone.</source>
        <translation>Was wegfällt, wird aus dem Speicher entfernt. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>It cannot be told what would go</source>
        <translation>Es lässt sich nicht sagen, was wegfallen würde</translation>
    </message>
    <message numerus="yes">
        <source>%n of %1 backups would go, which frees %2</source>
        <translation>
            <numerusform>%n von %1 Sicherungen würde wegfallen, das gibt %2 frei</numerusform>
            <numerusform>%n von %1 Sicherungen würden wegfallen, das gibt %2 frei</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to remove</source>
        <comment>no backup has expired</comment>
        <translation>Nichts zu entfernen</translation>
    </message>
    <message numerus="yes">
        <source>What &amp;goes: %n backup(s), %1</source>
        <translation>
            <numerusform>Was &amp;wegfällt: %n Sicherung, %1</numerusform>
            <numerusform>Was &amp;wegfällt: %n Sicherungen, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What &amp;stays: %n backup(s), %1</source>
        <translation>
            <numerusform>Was &amp;bleibt: %n Sicherung, %1</numerusform>
            <numerusform>Was &amp;bleibt: %n Sicherungen, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Remove %n backup(s)</source>
        <translation>
            <numerusform>%n Sicherung &amp;entfernen</numerusform>
            <numerusform>%n Sicherungen &amp;entfernen</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>The rules in Settings → Retention keep %1.</source>
        <comment>7 generations, besides 7 daily</comment>
        <translation>Die Regeln unter „Einstellungen → Aufbewahrung“ behalten %1.</translation>
    </message>
    <message>
        <source>The newest that is proven restorable never goes.</source>
        <translation>Die neueste nachweislich wiederherstellbare fällt nie weg.</translation>
    </message>
    <message numerus="yes">
        <source>The newest %n that are proven restorable never go.</source>
        <translation>
            <numerusform>Die %n neueste nachweislich wiederherstellbare fällt nie weg.</numerusform>
            <numerusform>Die %n neuesten nachweislich wiederherstellbaren fallen nie weg.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::PruneModel</name>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Objektname</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Grund</translation>
    </message>
</context>
<context>
    <name>lifeboat::RecoveryKitDialog</name>
    <message>
        <source>Recovery kit of %1</source>
        <translation>Notfallblatt von %1</translation>
    </message>
    <message>
        <source>If this computer is lost, the recovery kit is the only way to open the encrypted backups of %1. Do you still hold it? If not, save it again.</source>
        <translation>Geht dieser Computer verloren, lassen sich die verschlüsselten Sicherungen von %1 nur mit dem Notfallblatt öffnen. Haben Sie es noch? Wenn nicht, speichern Sie es noch einmal.</translation>
    </message>
    <message>
        <source>&amp;I hold the kit</source>
        <translation>&amp;Ich habe das Notfallblatt</translation>
    </message>
    <message>
        <source>The recovery kit cannot be made</source>
        <translation>Das Notfallblatt kann nicht erstellt werden</translation>
    </message>
    <message>
        <source>That you hold the kit could not be noted</source>
        <translation>Dass Sie das Notfallblatt haben, konnte nicht vermerkt werden</translation>
    </message>
</context>
<context>
    <name>lifeboat::RecoveryKitPage</name>
    <message>
        <source>Keep the key</source>
        <translation>Schlüssel aufbewahren</translation>
    </message>
    <message>
        <source>If this computer is lost, the recovery kit is the only way to open the backups.</source>
        <translation>Geht dieser Computer verloren, lassen sich die Sicherungen nur mit dem Notfallblatt öffnen.</translation>
    </message>
    <message>
        <source>It is one page with the key, where the backups are, and how to open one without Lifeboat. Print it or keep it in a password manager, away from this computer.</source>
        <translation>Es ist eine Seite mit dem Schlüssel, dem Ort der Sicherungen und einer Anleitung, wie man eine ohne Lifeboat öffnet. Drucken Sie es aus, oder bewahren Sie es in einem Passwortmanager auf, getrennt von diesem Computer.</translation>
    </message>
    <message>
        <source>The recovery kit cannot be made</source>
        <translation>Das Notfallblatt kann nicht erstellt werden</translation>
    </message>
</context>
<context>
    <name>lifeboat::RecoveryKitPanel</name>
    <message>
        <source>Save as &amp;PDF…</source>
        <translation>Als &amp;PDF speichern…</translation>
    </message>
    <message>
        <source>Save as te&amp;xt…</source>
        <translation>Als &amp;Text speichern…</translation>
    </message>
    <message>
        <source>PDF documents (*.pdf)</source>
        <translation>PDF-Dokumente (*.pdf)</translation>
    </message>
    <message>
        <source>Text files (*.txt)</source>
        <translation>Textdateien (*.txt)</translation>
    </message>
    <message>
        <source>Save the recovery kit</source>
        <translation>Notfallblatt speichern</translation>
    </message>
    <message>
        <source>The recovery kit was not saved</source>
        <translation>Das Notfallblatt wurde nicht gespeichert</translation>
    </message>
    <message>
        <source>Saved; only you can read it:</source>
        <translation>Gespeichert; nur Sie können es lesen:</translation>
    </message>
    <message>
        <source>There is no key to make a recovery kit of.</source>
        <translation>Es gibt keinen Schlüssel für ein Notfallblatt.</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert…</translation>
    </message>
    <message>
        <source>Enter the characters to show that you can open the kit.</source>
        <translation>Geben Sie die Zeichen ein, um zu zeigen, dass Sie das Notfallblatt öffnen können.</translation>
    </message>
    <message>
        <source>That is not what the kit says; look at the line &quot;%1&quot;.</source>
        <translation>Das steht nicht auf dem Notfallblatt; sehen Sie in der Zeile „%1“ nach.</translation>
    </message>
    <message>
        <source>P&amp;rint…</source>
        <translation>D&amp;rucken…</translation>
    </message>
    <message>
        <source>The recovery kit was not printed</source>
        <translation>Das Notfallblatt wurde nicht gedruckt</translation>
    </message>
    <message>
        <source>There is no printer here.</source>
        <translation>Hier gibt es keinen Drucker.</translation>
    </message>
    <message>
        <source>Save the kit as PDF and print it where there is one.</source>
        <translation>Speichern Sie das Notfallblatt als PDF, und drucken Sie es dort, wo es einen gibt.</translation>
    </message>
    <message>
        <source>Lifeboat recovery kit</source>
        <translation>Lifeboat-Notfallblatt</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>An den Drucker gesendet.</translation>
    </message>
    <message>
        <source>Save or print the kit to go on.</source>
        <translation>Speichern oder drucken Sie das Notfallblatt, um fortzufahren.</translation>
    </message>
    <message>
        <source>&amp;Open the kit and enter the first four characters of its fingerprint:</source>
        <translation>Öffnen Sie das N&amp;otfallblatt, und geben Sie die ersten vier Zeichen seines Fingerabdrucks ein:</translation>
    </message>
    <message>
        <source>&amp;Open the kit and enter the second group of its fingerprint:</source>
        <translation>Öffnen Sie das N&amp;otfallblatt, und geben Sie die zweite Gruppe seines Fingerabdrucks ein:</translation>
    </message>
    <message>
        <source>&amp;Open the kit and enter the third group of its fingerprint:</source>
        <translation>Öffnen Sie das N&amp;otfallblatt, und geben Sie die dritte Gruppe seines Fingerabdrucks ein:</translation>
    </message>
    <message>
        <source>&amp;Open the kit and enter the last four characters of its fingerprint:</source>
        <translation>Öffnen Sie das N&amp;otfallblatt, und geben Sie die letzten vier Zeichen seines Fingerabdrucks ein:</translation>
    </message>
    <message>
        <source>Looking for printers…</source>
        <translation>Drucker werden gesucht…</translation>
    </message>
    <message>
        <source>Printing…</source>
        <translation>Wird gedruckt…</translation>
    </message>
    <message>
        <source>Four characters, which show that the kit can be read</source>
        <translation>Vier Zeichen, die zeigen, dass das Kit lesbar ist</translation>
    </message>
</context>
<context>
    <name>lifeboat::RestoreDialog</name>
    <message>
        <source>What to do</source>
        <translation>Was geschehen soll</translation>
    </message>
    <message>
        <source>Replace the &amp;database</source>
        <translation>&amp;Datenbank ersetzen</translation>
    </message>
    <message>
        <source>Restore to another &amp;file:</source>
        <translation>In eine &amp;andere Datei wiederherstellen:</translation>
    </message>
    <message>
        <source>Other file</source>
        <translation>Andere Datei</translation>
    </message>
    <message>
        <source>Where the restored database is written to</source>
        <translation>Wohin die wiederhergestellte Datenbank geschrieben wird</translation>
    </message>
    <message>
        <source>C&amp;hoose…</source>
        <translation>Aus&amp;wählen…</translation>
    </message>
    <message>
        <source>&amp;Look into it first: open a copy read-only</source>
        <translation>&amp;Zuerst hineinsehen: eine Kopie schreibgeschützt öffnen</translation>
    </message>
    <message>
        <source>What will happen</source>
        <translation>Was geschehen wird</translation>
    </message>
    <message>
        <source>Restore &amp;into the open database</source>
        <translation>&amp;In die geöffnete Datenbank wiederherstellen</translation>
    </message>
    <message>
        <source>SQLite writes the backup in one transaction; programs go on and see all of it at once</source>
        <translation>SQLite schreibt die Sicherung in einer Transaktion; Programme laufen weiter und sehen alles auf einmal</translation>
    </message>
    <message>
        <source>Commands (optional)</source>
        <translation>Befehle (optional)</translation>
    </message>
    <message>
        <source>Run &amp;before:</source>
        <translation>&amp;Vorher ausführen:</translation>
    </message>
    <message>
        <source>systemctl --user stop rustresort</source>
        <translation>systemctl --user stop rustresort</translation>
    </message>
    <message>
        <source>A shell command that is run once the backup is checked, right before the swap</source>
        <translation>Ein Shell-Befehl, der ausgeführt wird, sobald die Sicherung geprüft ist, unmittelbar vor dem Austausch</translation>
    </message>
    <message>
        <source>Run af&amp;ter:</source>
        <translation>&amp;Nachher ausführen:</translation>
    </message>
    <message>
        <source>systemctl --user start rustresort</source>
        <translation>systemctl --user start rustresort</translation>
    </message>
    <message>
        <source>A shell command that is run at the end, also when the restore failed</source>
        <translation>Ein Shell-Befehl, der am Ende ausgeführt wird, auch wenn die Wiederherstellung fehlgeschlagen ist</translation>
    </message>
    <message>
        <source>“Before” runs once the backup is checked, right before the swap; “after” runs at the end, even if the restore failed.</source>
        <translation>„Vorher“ wird ausgeführt, sobald die Sicherung geprüft ist, unmittelbar vor dem Austausch; „Nachher“ am Ende, auch wenn die Wiederherstellung fehlgeschlagen ist.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Everything that is known of this restore</source>
        <translation>Alles, was über diese Wiederherstellung bekannt ist</translation>
    </message>
    <message>
        <source>Restore %1</source>
        <translation>%1 wiederherstellen</translation>
    </message>
    <message>
        <source>Restore the backup of %1</source>
        <translation>Sicherung wiederherstellen: %1</translation>
    </message>
    <message>
        <source>Check &amp;again</source>
        <translation>Erne&amp;ut prüfen</translation>
    </message>
    <message>
        <source>Show &amp;details</source>
        <translation>De&amp;tails anzeigen</translation>
    </message>
    <message>
        <source>&amp;Undo restore</source>
        <translation>Wiederherstellung &amp;rückgängig machen</translation>
    </message>
    <message>
        <source>Look again who has the database open and how much room there is</source>
        <translation>Noch einmal nachsehen, wer die Datenbank geöffnet hat und wie viel Platz da ist</translation>
    </message>
    <message>
        <source>Restore to another file</source>
        <translation>In eine andere Datei wiederherstellen</translation>
    </message>
    <message>
        <source>The restore cannot be prepared</source>
        <translation>Die Wiederherstellung kann nicht vorbereitet werden</translation>
    </message>
    <message>
        <source>&amp;Replace the database</source>
        <translation>Datenbank &amp;ersetzen</translation>
    </message>
    <message>
        <source>&amp;Restore to this file</source>
        <translation>In diese Datei wieder&amp;herstellen</translation>
    </message>
    <message>
        <source>&amp;Open read-only</source>
        <translation>&amp;Schreibgeschützt öffnen</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird ermittelt…</translation>
    </message>
    <message>
        <source>Restoring the backup of %1</source>
        <translation>Sicherung wird wiederhergestellt: %1</translation>
    </message>
    <message>
        <source>Undoing the restore</source>
        <translation>Die Wiederherstellung wird rückgängig gemacht</translation>
    </message>
    <message>
        <source>Fetching a copy to look into</source>
        <translation>Eine Kopie zum Hineinsehen wird geholt</translation>
    </message>
    <message>
        <source>This cannot begin now</source>
        <translation>Das kann jetzt nicht beginnen</translation>
    </message>
    <message>
        <source>The database is being exchanged: too late to cancel.</source>
        <translation>Die Datenbank wird gerade ausgetauscht: zu spät zum Abbrechen.</translation>
    </message>
    <message>
        <source>The restore is undone</source>
        <translation>Die Wiederherstellung ist rückgängig gemacht</translation>
    </message>
    <message>
        <source>Restored</source>
        <translation>Wiederhergestellt</translation>
    </message>
    <message>
        <source>There was nothing to keep.</source>
        <translation>Es gab nichts aufzubewahren.</translation>
    </message>
    <message>
        <source>The backup that had been restored is kept in:</source>
        <translation>Die wiederhergestellte Sicherung liegt jetzt in:</translation>
    </message>
    <message>
        <source>What was there before is kept in:</source>
        <translation>Was vorher dort war, liegt jetzt in:</translation>
    </message>
    <message>
        <source>The program may not be running again</source>
        <translation>Das Programm läuft vielleicht nicht wieder</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Es wurde nichts geändert.</translation>
    </message>
    <message>
        <source>Your database is as it was.</source>
        <translation>Ihre Datenbank ist, wie sie war.</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>The restore was not undone</source>
        <translation>Die Wiederherstellung wurde nicht rückgängig gemacht</translation>
    </message>
    <message>
        <source>The backup cannot be opened</source>
        <translation>Die Sicherung kann nicht geöffnet werden</translation>
    </message>
    <message>
        <source>The backup was not restored</source>
        <translation>Die Sicherung wurde nicht wiederhergestellt</translation>
    </message>
    <message>
        <source>Cancel what is running?</source>
        <translation>Laufenden Vorgang abbrechen?</translation>
    </message>
    <message>
        <source>&amp;Cancel it</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Fortfahren</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>Wird abgebrochen…</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>A&amp;bbrechen</translation>
    </message>
    <message>
        <source>Hide &amp;details</source>
        <translation>De&amp;tails ausblenden</translation>
    </message>
    <message>
        <source>Restored %1 from %2</source>
        <comment>path, backup</comment>
        <translation>%1 aus %2 wiederhergestellt</translation>
    </message>
    <message>
        <source>%1 is what it was before the restore</source>
        <translation>%1 ist wieder so, wie es vor der Wiederherstellung war</translation>
    </message>
    <message>
        <source>This database is what it was before the restore:</source>
        <translation>Diese Datenbank ist wieder so, wie sie vor der Wiederherstellung war:</translation>
    </message>
    <message>
        <source>This database is now the backup of %1 (%2), checked:</source>
        <comment>when, size</comment>
        <translation>Diese Datenbank ist jetzt die geprüfte Sicherung von %1 (%2):</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>Achtung</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>All is in place; what was there before is being checked.</source>
        <translation>Alles ist an seinem Platz; was vorher dort war, wird geprüft.</translation>
    </message>
    <message>
        <source>It goes on until you answer. Nothing has been changed yet; this question closes when it is too late for it.</source>
        <translation>Es läuft weiter, bis Sie antworten. Noch wurde nichts geändert; diese Frage schließt sich, wenn es dafür zu spät ist.</translation>
    </message>
</context>
<context>
    <name>lifeboat::RestoreProgress</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Of the stage that is running</source>
        <translation>Des laufenden Schritts</translation>
    </message>
    <message>
        <source>Copy what was kept</source>
        <translation>Aufbewahrtes kopieren</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>Decrypt</source>
        <translation>Entschlüsseln</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Stop the program</source>
        <translation>Programm anhalten</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>Austauschen</translation>
    </message>
    <message>
        <source>Start the program</source>
        <translation>Programm starten</translation>
    </message>
    <message>
        <source>Check what was there before</source>
        <translation>Prüfen, was vorher dort war</translation>
    </message>
</context>
<context>
    <name>lifeboat::RetentionGroup</name>
    <message>
        <source>&amp;Weeks:</source>
        <translation>&amp;Wochen:</translation>
    </message>
    <message>
        <source>M&amp;onths:</source>
        <translation>&amp;Monate:</translation>
    </message>
    <message>
        <source>Nothing is ever removed.</source>
        <translation>Es wird nie etwas entfernt.</translation>
    </message>
    <message>
        <source>No backups are known yet that these rules could be tried on.</source>
        <translation>Noch sind keine Sicherungen bekannt, an denen sich diese Regeln erproben ließen.</translation>
    </message>
    <message numerus="yes">
        <source>With these rules, all %n backup(s) there now would stay after the next one.</source>
        <translation>
            <numerusform>Mit diesen Regeln bliebe die %n vorhandene Sicherung nach der nächsten erhalten.</numerusform>
            <numerusform>Mit diesen Regeln blieben alle %n vorhandenen Sicherungen nach der nächsten erhalten.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With these rules, %n of the %1 backups there now would be removed after the next one (%2).</source>
        <translation>
            <numerusform>Mit diesen Regeln würde %n der %1 vorhandenen Sicherungen nach der nächsten entfernt (%2).</numerusform>
            <numerusform>Mit diesen Regeln würden %n der %1 vorhandenen Sicherungen nach der nächsten entfernt (%2).</numerusform>
        </translation>
    </message>
    <message>
        <source>Retention</source>
        <translation>Aufbewahrung</translation>
    </message>
    <message>
        <source>Newest backups</source>
        <translation>Neueste Sicherungen</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>&amp;Generations kept:</source>
        <translation>Aufbewahrte Generat&amp;ionen:</translation>
    </message>
    <message>
        <source>Older backups are removed after each new one. The newest is never removed.</source>
        <translation>Ältere Sicherungen werden nach jeder neuen entfernt. Die neueste wird nie entfernt.</translation>
    </message>
    <message>
        <source>And the newest of each of the last</source>
        <translation>Und je die neueste der letzten</translation>
    </message>
    <message>
        <source>Those that have a backup; others are not counted. Days begin at midnight UTC, so that all machines decide alike.</source>
        <translation>Gezählt werden nur die mit einer Sicherung. Tage beginnen um Mitternacht UTC, damit alle Rechner gleich entscheiden.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>Does nothing: all generations are kept.</source>
        <translation>Bewirkt nichts: Alle Generationen werden behalten.</translation>
    </message>
    <message>
        <source>Proven backups</source>
        <translation>Sicherungen mit Nachweis</translation>
    </message>
    <message>
        <source>&amp;Proven generations always kept:</source>
        <translation>Mit &amp;Nachweis immer aufbewahrt:</translation>
    </message>
    <message>
        <source>Damaged backups then push good ones out: proofs are not looked at.</source>
        <translation>Beschädigte Sicherungen verdrängen dann gute: Nachweise werden nicht beachtet.</translation>
    </message>
    <message>
        <source>The newest that a restore drill has restored. One whose drill failed takes no good one&apos;s place.</source>
        <translation>Die neuesten, die eine Wiederherstellungsprobe wiederhergestellt hat. Eine, deren Probe fehlgeschlagen ist, nimmt keiner guten den Platz.</translation>
    </message>
    <message>
        <source>Ho&amp;urs:</source>
        <translation>St&amp;unden:</translation>
    </message>
    <message>
        <source>Da&amp;ys:</source>
        <translation>Tage:</translation>
    </message>
    <message>
        <source>Yea&amp;rs:</source>
        <translation>&amp;Jahre:</translation>
    </message>
    <message>
        <source>For how many of them the newest backup is kept</source>
        <translation>Für wie viele davon die neueste Sicherung behalten wird</translation>
    </message>
</context>
<context>
    <name>lifeboat::RunDetails</name>
    <message>
        <source>%1, %2</source>
        <comment>date, time of day</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Copy &amp;details</source>
        <translation>Details &amp;kopieren</translation>
    </message>
    <message>
        <source>Without secrets</source>
        <translation>Ohne Geheimnisse</translation>
    </message>
    <message>
        <source>Started:</source>
        <translation>Begonnen:</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>when, by whom</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Took:</source>
        <translation>Dauer:</translation>
    </message>
    <message>
        <source>Key:</source>
        <translation>Objektname:</translation>
    </message>
    <message>
        <source>Size:</source>
        <translation>Größe:</translation>
    </message>
    <message>
        <source>Requests:</source>
        <translation>Anfragen:</translation>
    </message>
    <message>
        <source>%1 of class A, %2 of class B</source>
        <translation>%1 der Klasse A, %2 der Klasse B</translation>
    </message>
    <message>
        <source>Error code:</source>
        <translation>Fehlercode:</translation>
    </message>
    <message>
        <source>%1 in %2</source>
        <comment>error code, operation</comment>
        <translation>%1 bei %2</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
</context>
<context>
    <name>lifeboat::RunFilterBar</name>
    <message>
        <source>All databases</source>
        <translation>Alle Datenbanken</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>All results</source>
        <translation>Alle Ergebnisse</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Search activity</source>
        <translation>Aktivität durchsuchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Shows only what was done for this database</source>
        <translation>Zeigt nur, was für diese Datenbank getan wurde</translation>
    </message>
    <message>
        <source>Shows only runs of this kind</source>
        <translation>Zeigt nur Läufe dieser Art</translation>
    </message>
    <message>
        <source>Shows only runs that ended so</source>
        <translation>Zeigt nur Läufe, die so ausgingen</translation>
    </message>
</context>
<context>
    <name>lifeboat::RunModel</name>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
</context>
<context>
    <name>lifeboat::SafetyForm</name>
    <message>
        <source>Back &amp;up:</source>
        <translation>&amp;Sichern:</translation>
    </message>
    <message>
        <source>Every hour</source>
        <translation>Jede Stunde</translation>
    </message>
    <message>
        <source>Every 6 hours</source>
        <translation>Alle 6 Stunden</translation>
    </message>
    <message>
        <source>Every week</source>
        <translation>Jede Woche</translation>
    </message>
    <message>
        <source>At another interval</source>
        <translation>In einem anderen Intervall</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>Intervall</translation>
    </message>
    <message>
        <source>Unit of the interval</source>
        <translation>Einheit des Intervalls</translation>
    </message>
    <message>
        <source>&amp;Generations kept:</source>
        <translation>Aufbewahrte &amp;Generationen:</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>&amp;Encrypt the backups</source>
        <translation>Sicherungen &amp;verschlüsseln</translation>
    </message>
    <message>
        <source>Make a new ke&amp;y</source>
        <translation>Neuen Schlüssel &amp;erstellen</translation>
    </message>
    <message>
        <source>Use a &amp;key I have:</source>
        <translation>Vor&amp;handenen Schlüssel verwenden:</translation>
    </message>
    <message>
        <source>Encryption key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>44 characters, Base64</source>
        <translation>44 Zeichen, Base64</translation>
    </message>
    <message>
        <source>Where the secrets are kept</source>
        <translation>Wo die Geheimnisse aufbewahrt werden</translation>
    </message>
    <message>
        <source>In the key&amp;chain</source>
        <translation>Im S&amp;chlüsselbund</translation>
    </message>
    <message>
        <source>&amp;Only until Lifeboat ends</source>
        <translation>Nur bis &amp;Lifeboat endet</translation>
    </message>
    <message>
        <source>In en&amp;vironment variables that I set</source>
        <translation>In &amp;Umgebungsvariablen, die ich setze</translation>
    </message>
    <message>
        <source>What you entered</source>
        <translation>Ihre Eingabe</translation>
    </message>
    <message>
        <source>Enter the key from your recovery kit.</source>
        <translation>Geben Sie den Schlüssel von Ihrem Notfallblatt ein.</translation>
    </message>
    <message>
        <source>In the key&amp;chain (%1)</source>
        <translation>Im S&amp;chlüsselbund (%1)</translation>
    </message>
    <message>
        <source>In the key&amp;chain: this desktop has none</source>
        <translation>Im S&amp;chlüsselbund: Dieser Desktop hat keinen</translation>
    </message>
    <message>
        <source>Nothing is deleted: the store grows with every backup.</source>
        <translation>Nichts wird gelöscht: Der Speicher wächst mit jeder Sicherung.</translation>
    </message>
    <message>
        <source>They reach back %1 and take about %2.</source>
        <translation>Sie reichen %1 zurück und belegen etwa %2.</translation>
    </message>
    <message>
        <source>They reach back %1.</source>
        <translation>Sie reichen %1 zurück.</translation>
    </message>
    <message>
        <source>Whoever can read the destination can read the database.</source>
        <translation>Wer das Ziel lesen kann, kann auch die Datenbank lesen.</translation>
    </message>
    <message>
        <source>Without the key nobody can open the backups, you included. The next page gives you a recovery kit with it.</source>
        <translation>Ohne den Schlüssel kann niemand die Sicherungen öffnen, auch Sie nicht. Auf der nächsten Seite erhalten Sie ein Notfallblatt, das ihn enthält.</translation>
    </message>
    <message>
        <source>It opens earlier backups and seals new ones.</source>
        <translation>Er öffnet frühere Sicherungen und versiegelt neue.</translation>
    </message>
    <message>
        <source>It keeps them encrypted and opens them when you log in.</source>
        <translation>Er bewahrt sie verschlüsselt auf und öffnet sie, wenn Sie sich anmelden.</translation>
    </message>
    <message>
        <source>Lifeboat asks for them after every start, and cannot back up by itself before that.</source>
        <translation>Lifeboat fragt nach jedem Start danach und kann vorher nicht von selbst sichern.</translation>
    </message>
    <message>
        <source>Lifeboat keeps nothing. Set these where it is started, and start it again: %1</source>
        <translation>Lifeboat bewahrt nichts auf. Setzen Sie diese Variablen dort, wo es gestartet wird, und starten Sie es neu: %1</translation>
    </message>
    <message>
        <source>Every day at</source>
        <translation>Jeden Tag um</translation>
    </message>
    <message>
        <source>When backups are made by themselves</source>
        <translation>Wann Sicherungen von selbst gemacht werden</translation>
    </message>
    <message>
        <source>How many backups are kept; older ones are removed</source>
        <translation>Wie viele Sicherungen behalten werden; ältere werden entfernt</translation>
    </message>
</context>
<context>
    <name>lifeboat::SafetyPage</name>
    <message>
        <source>How safe?</source>
        <translation>Wie sicher?</translation>
    </message>
    <message>
        <source>How often, how many, and who can read them. Everything can be changed later.</source>
        <translation>Wie oft, wie viele, und wer sie lesen kann. Alles lässt sich später ändern.</translation>
    </message>
</context>
<context>
    <name>lifeboat::ScheduleGroup</name>
    <message>
        <source>This is needed.</source>
        <translation>Diese Angabe ist nötig.</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Zeitplan</translation>
    </message>
    <message>
        <source>Only when I ask for it</source>
        <translation>Nur wenn ich es verlange</translation>
    </message>
    <message>
        <source>At intervals</source>
        <translation>In Abständen</translation>
    </message>
    <message>
        <source>At times of day</source>
        <translation>Zu Uhrzeiten</translation>
    </message>
    <message>
        <source>By a rule of cron</source>
        <translation>Nach einer cron-Regel</translation>
    </message>
    <message>
        <source>Back &amp;up:</source>
        <translation>Sicher&amp;n:</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>Ten years at most.</source>
        <translation>Höchstens zehn Jahre.</translation>
    </message>
    <message numerus="yes">
        <source>The file says %n second(s).</source>
        <translation>
            <numerusform>In der Datei steht %n Sekunde.</numerusform>
            <numerusform>In der Datei stehen %n Sekunden.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;On:</source>
        <translation>W&amp;ochentage:</translation>
    </message>
    <message>
        <source>Choose a day at least.</source>
        <translation>Wählen Sie mindestens einen Tag.</translation>
    </message>
    <message>
        <source>&amp;Rule:</source>
        <translation>&amp;Regel:</translation>
    </message>
    <message>
        <source>Minute, hour, day of month, month and day of week, as in crontab; or @hourly, @daily, @weekly, @monthly.</source>
        <translation>Minute, Stunde, Tag des Monats, Monat und Wochentag wie in crontab; oder @hourly, @daily, @weekly, @monthly.</translation>
    </message>
    <message>
        <source>Around the schedule</source>
        <translation>Rund um den Zeitplan</translation>
    </message>
    <message>
        <source> min</source>
        <comment>minutes</comment>
        <translation> min</translation>
    </message>
    <message>
        <source>Not at all</source>
        <translation>Gar nicht</translation>
    </message>
    <message>
        <source>&amp;Put off by up to:</source>
        <translation>Aufschieben u&amp;m bis zu:</translation>
    </message>
    <message>
        <source>A different part of it each time, so that many machines do not come at once.</source>
        <translation>Jedes Mal um einen anderen Teil davon, damit nicht viele Rechner zugleich kommen.</translation>
    </message>
    <message>
        <source>While the machine slept or was off. Without, they are left out.</source>
        <translation>Wenn der Rechner schlief oder aus war. Sonst werden sie ausgelassen.</translation>
    </message>
    <message>
        <source>They leave a small mark in the store that tells they were looked at.</source>
        <translation>Ein kleiner Vermerk im Speicher hält fest, dass nachgesehen wurde.</translation>
    </message>
    <message>
        <source>As the preferences say</source>
        <translation>Wie in den Programmeinstellungen</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>Warten</translation>
    </message>
    <message>
        <source>Back up all the same</source>
        <translation>Trotzdem sichern</translation>
    </message>
    <message>
        <source>&amp;Every:</source>
        <translation>Inter&amp;vall:</translation>
    </message>
    <message>
        <source>Make up for backups that &amp;were missed</source>
        <translation>Ausgefallene Sicherungen nachho&amp;len</translation>
    </message>
    <message>
        <source>Skip databases that did not chan&amp;ge</source>
        <translation>&amp;Unveränderte Datenbanken auslassen</translation>
    </message>
    <message>
        <source>While the &amp;network is metered:</source>
        <translation>Im getakteten Netz&amp;werk:</translation>
    </message>
    <message>
        <source>While running on batter&amp;y:</source>
        <translation>&amp;Im Akkubetrieb:</translation>
    </message>
    <message>
        <source>Tim&amp;es:</source>
        <translation>Uh&amp;rzeiten:</translation>
    </message>
    <message>
        <source>When backups are made by themselves</source>
        <translation>Wann Sicherungen von selbst gemacht werden</translation>
    </message>
    <message>
        <source>Of the number beside it</source>
        <translation>Der Zahl daneben</translation>
    </message>
    <message>
        <source>The time from one backup to the next</source>
        <translation>Die Zeit von einer Sicherung zur nächsten</translation>
    </message>
    <message>
        <source>Whether scheduled backups wait until it is over</source>
        <translation>Ob geplante Sicherungen warten, bis es vorbei ist</translation>
    </message>
</context>
<context>
    <name>lifeboat::ScheduleMenu</name>
    <message>
        <source>&amp;Pause schedule</source>
        <translation>&amp;Zeitplan pausieren</translation>
    </message>
    <message>
        <source>Resu&amp;me schedule</source>
        <translation>Zeitplan &amp;fortsetzen</translation>
    </message>
    <message>
        <source>For &amp;1 hour</source>
        <translation>Für &amp;1 Stunde</translation>
    </message>
    <message>
        <source>Until &amp;tomorrow</source>
        <translation>Bis &amp;morgen</translation>
    </message>
    <message>
        <source>Until I &amp;resume it</source>
        <translation>Bis ich ihn &amp;fortsetze</translation>
    </message>
</context>
<context>
    <name>lifeboat::SecretPlaceBox</name>
    <message>
        <source>In memory, until Lifeboat ends</source>
        <translation>Im Arbeitsspeicher, bis Lifeboat endet</translation>
    </message>
    <message>
        <source>Nowhere: I set environment variables</source>
        <translation>Nirgends: Ich setze Umgebungsvariablen</translation>
    </message>
    <message>
        <source>In the keychain (%1)</source>
        <translation>Im Schlüsselbund (%1)</translation>
    </message>
    <message>
        <source>It is kept encrypted, and opened when you log in.</source>
        <translation>Dort liegt alles verschlüsselt und wird geöffnet, wenn Sie sich anmelden.</translation>
    </message>
    <message>
        <source>Lifeboat asks for it after every start, and cannot back up by itself before that.</source>
        <translation>Lifeboat fragt nach jedem Start danach und kann vorher nicht von selbst sichern.</translation>
    </message>
    <message>
        <source>Lifeboat keeps nothing. Set these where it is started, and start it again: %1</source>
        <translation>Lifeboat bewahrt nichts auf. Setzen Sie diese Variablen dort, wo es gestartet wird, und starten Sie es neu: %1</translation>
    </message>
    <message>
        <source>Where Lifeboat finds the secret next time</source>
        <translation>Wo Lifeboat das Geheimnis beim nächsten Mal findet</translation>
    </message>
</context>
<context>
    <name>lifeboat::SecretToggle</name>
    <message>
        <source>Hide secret</source>
        <translation>Geheimnis verbergen</translation>
    </message>
    <message>
        <source>Show secret</source>
        <translation>Geheimnis anzeigen</translation>
    </message>
</context>
<context>
    <name>lifeboat::SelectedProfile</name>
    <message>
        <source>The profile %1 was changed by another program. Nothing was done.</source>
        <translation>Das Profil %1 wurde von einem anderen Programm geändert. Es wurde nichts getan.</translation>
    </message>
    <message>
        <source>Look at it again.</source>
        <translation>Sehen Sie es noch einmal an.</translation>
    </message>
</context>
<context>
    <name>lifeboat::SettingField</name>
    <message>
        <source>Needs correction</source>
        <translation>Muss berichtigt werden</translation>
    </message>
</context>
<context>
    <name>lifeboat::SettingsForm</name>
    <message>
        <source>Sections of the settings</source>
        <translation>Abschnitte der Einstellungen</translation>
    </message>
    <message>
        <source>%1, needs correction</source>
        <translation>%1, muss berichtigt werden</translation>
    </message>
    <message>
        <source>What is chosen here is shown beside it</source>
        <translation>Was hier gewählt wird, steht daneben</translation>
    </message>
</context>
<context>
    <name>lifeboat::SettingsGroup</name>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen…</translation>
    </message>
    <message>
        <source>Browse for %1</source>
        <translation>Durchsuchen für %1</translation>
    </message>
    <message>
        <source>This is needed.</source>
        <translation>Diese Angabe ist nötig.</translation>
    </message>
    <message>
        <source>Enter the whole path, from / or ~/ on.</source>
        <translation>Geben Sie den ganzen Pfad ein, beginnend mit / oder ~/.</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Keine Grenze</translation>
    </message>
    <message>
        <source>Enter a speed such as 10 MiB/s.</source>
        <translation>Geben Sie eine Geschwindigkeit wie 10 MiB/s ein.</translation>
    </message>
    <message>
        <source>Enter a size such as 1 GiB.</source>
        <translation>Geben Sie eine Größe wie 1 GiB ein.</translation>
    </message>
    <message>
        <source>Apply or revert your changes first</source>
        <translation>Übernehmen Sie zuerst Ihre Änderungen, oder setzen Sie sie zurück</translation>
    </message>
    <message>
        <source>The whole path, from / or ~/ on</source>
        <translation>Der ganze Pfad, ab / oder ~/</translation>
    </message>
</context>
<context>
    <name>lifeboat::SettingsPage</name>
    <message>
        <source>Re&amp;move profile…</source>
        <translation>Profil ent&amp;fernen…</translation>
    </message>
    <message>
        <source>These settings are in %1, a file of another program. Changes are made there, and that program reads them, too.</source>
        <translation>Diese Einstellungen stehen in %1, der Datei eines anderen Programms. Änderungen werden dort vorgenommen, und jenes Programm liest sie ebenfalls.</translation>
    </message>
    <message>
        <source>The settings were not changed</source>
        <translation>Die Einstellungen wurden nicht geändert</translation>
    </message>
    <message>
        <source>The profile leaves this list. The file %1 stays as it is.</source>
        <translation>Das Profil verschwindet aus dieser Liste. Die Datei %1 bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>The file %1 is deleted.</source>
        <translation>Die Datei %1 wird gelöscht.</translation>
    </message>
    <message>
        <source>Its secrets are removed from the keychain.</source>
        <translation>Seine Geheimnisse werden aus dem Schlüsselbund entfernt.</translation>
    </message>
    <message>
        <source>Encrypted backups can only be opened with the key: make sure that you hold the recovery kit.</source>
        <translation>Verschlüsselte Sicherungen lassen sich nur mit dem Schlüssel öffnen: Vergewissern Sie sich, dass Sie das Notfallblatt haben.</translation>
    </message>
    <message>
        <source>Remove the profile %1?</source>
        <translation>Das Profil %1 entfernen?</translation>
    </message>
    <message>
        <source>&amp;Remove profile</source>
        <translation>Profil &amp;entfernen</translation>
    </message>
    <message>
        <source>The profile was not removed cleanly</source>
        <translation>Das Profil wurde nicht vollständig entfernt</translation>
    </message>
    <message>
        <source>The profile was not removed</source>
        <translation>Das Profil wurde nicht entfernt</translation>
    </message>
    <message>
        <source>Correct what is marked under %1.</source>
        <translation>Berichtigen Sie, was unter %1 markiert ist.</translation>
    </message>
    <message>
        <source>The database and all its backups in the store stay.</source>
        <translation>Die Datenbank und alle ihre Sicherungen im Speicher bleiben.</translation>
    </message>
    <message>
        <source>App&amp;ly</source>
        <translation>Ü&amp;bernehmen</translation>
    </message>
    <message>
        <source>Rever&amp;t</source>
        <translation>&amp;Zurücksetzen</translation>
    </message>
</context>
<context>
    <name>lifeboat::SetupWizard</name>
    <message>
        <source>Back up a database</source>
        <translation>Datenbank sichern</translation>
    </message>
    <message>
        <source>&amp;Finish and back up</source>
        <translation>&amp;Fertigstellen und sichern</translation>
    </message>
    <message>
        <source>Taking the configuration over…</source>
        <translation>Die Konfiguration wird übernommen…</translation>
    </message>
    <message>
        <source>Saving… The keychain may ask for its password.</source>
        <translation>Wird gespeichert… Der Schlüsselbund fragt vielleicht nach seinem Passwort.</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert…</translation>
    </message>
    <message>
        <source>The profile was not saved</source>
        <translation>Das Profil wurde nicht gespeichert</translation>
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
        <translation>Größen der Sicherungen im Lauf der Zeit</translation>
    </message>
    <message>
        <source>%1 on %2, %3 on %4</source>
        <translation>%1 am %2, %3 am %4</translation>
    </message>
</context>
<context>
    <name>lifeboat::StageList</name>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Not needed</source>
        <translation>Nicht nötig</translation>
    </message>
</context>
<context>
    <name>lifeboat::StoreUseLabel</name>
    <message numerus="yes">
        <source>%n backup(s), %1</source>
        <translation>
            <numerusform>%n Sicherung, %1</numerusform>
            <numerusform>%n Sicherungen, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s)</source>
        <translation>
            <numerusform>%n Sicherung</numerusform>
            <numerusform>%n Sicherungen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>1.3 GB of 10 GB</comment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>A %1 of 1 M</source>
        <comment>class A requests, of a million</comment>
        <translation>A %1 von 1 Mio.</translation>
    </message>
    <message>
        <source>B %1 of 10 M</source>
        <comment>class B requests, of ten millions</comment>
        <translation>B %1 von 10 Mio.</translation>
    </message>
    <message>
        <source>What Cloudflare R2 gives away each month, and how much of it is used at %1:
storage of the backups listed here, class A requests (writing and listing) and class B requests (reading).
Only the requests that Lifeboat has sent from this computer since the month began are known.</source>
        <translation>Was Cloudflare R2 jeden Monat kostenlos bietet und wie viel davon bei %1 verbraucht ist:
Speicherplatz der hier aufgelisteten Sicherungen, Anfragen der Klasse A (Schreiben und Auflisten) und der Klasse B (Lesen).
Bekannt sind nur die Anfragen, die Lifeboat seit Monatsbeginn von diesem Computer gesendet hat.</translation>
    </message>
</context>
<context>
    <name>lifeboat::TableModel</name>
    <message numerus="yes">
        <source>&lt;%n byte(s)&gt;</source>
        <translation>
            <numerusform>&lt;%n Byte&gt;</numerusform>
            <numerusform>&lt;%n Byte&gt;</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::TimesEditor</name>
    <message>
        <source>Remove this time</source>
        <translation>Diese Uhrzeit entfernen</translation>
    </message>
    <message>
        <source>Time %1</source>
        <comment>one of several times of day</comment>
        <translation>Uhrzeit %1</translation>
    </message>
    <message>
        <source>Remove time %1</source>
        <translation>Uhrzeit %1 entfernen</translation>
    </message>
    <message>
        <source>Add a t&amp;ime</source>
        <translation>Uhrzeit hinzuf&amp;ügen</translation>
    </message>
    <message>
        <source>By this computer&apos;s clock</source>
        <translation>Nach der Uhr dieses Rechners</translation>
    </message>
</context>
<context>
    <name>lifeboat::Tray</name>
    <message>
        <source>&amp;Back up now</source>
        <translation>&amp;Jetzt sichern</translation>
    </message>
    <message>
        <source>&amp;Restore…</source>
        <translation>&amp;Wiederherstellen…</translation>
    </message>
    <message>
        <source>&amp;Open Lifeboat</source>
        <translation>Lifeboat &amp;öffnen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
</context>
<context>
    <name>lifeboat::UndoDialog</name>
    <message>
        <source>Not a safety copy</source>
        <translation>Keine Sicherheitskopie</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>Was damaged when it was replaced</source>
        <translation>Beim Ersetzen schon beschädigt</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>Nicht geprüft</translation>
    </message>
    <message>
        <source>There is no database in it.</source>
        <translation>Darin ist keine Datenbank.</translation>
    </message>
    <message>
        <source>Kept until %1.</source>
        <translation>Aufbewahrt bis %1.</translation>
    </message>
    <message>
        <source>Kept for ever.</source>
        <translation>Für immer aufbewahrt.</translation>
    </message>
    <message>
        <source>Undo a restore of %1</source>
        <translation>Wiederherstellung von %1 rückgängig machen</translation>
    </message>
    <message>
        <source>&amp;Put it back</source>
        <translation>&amp;Zurücklegen</translation>
    </message>
    <message>
        <source>Wh&amp;at restores have replaced. What is there now is kept likewise.</source>
        <translation>&amp;Was Wiederherstellungen ersetzt haben. Was jetzt dort ist, wird ebenso aufbewahrt.</translation>
    </message>
    <message>
        <source>What restores have replaced</source>
        <translation>Was Wiederherstellungen ersetzt haben</translation>
    </message>
    <message>
        <source>Replaced</source>
        <translation>Ersetzt</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>&amp;Write into the open database, while its programs go on</source>
        <translation>In die &amp;geöffnete Datenbank schreiben, während ihre Programme weiterlaufen</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird ermittelt…</translation>
    </message>
    <message>
        <source>The safety copies cannot be listed</source>
        <translation>Die Sicherheitskopien können nicht aufgelistet werden</translation>
    </message>
    <message>
        <source>No restore of this database has replaced anything that is still kept.</source>
        <translation>Keine Wiederherstellung dieser Datenbank hat etwas ersetzt, das noch aufbewahrt ist.</translation>
    </message>
    <message>
        <source>The database is open in %1. Close it and open this again, or write into it:</source>
        <comment>program</comment>
        <translation>Die Datenbank ist in %1 geöffnet. Beenden Sie das Programm, und öffnen Sie dieses Fenster noch einmal, oder schreiben Sie in die geöffnete Datenbank:</translation>
    </message>
    <message>
        <source>This cannot begin now</source>
        <translation>Das kann jetzt nicht beginnen</translation>
    </message>
    <message>
        <source>%1 is what it was before the restore</source>
        <translation>%1 ist wieder so, wie es vor der Wiederherstellung war</translation>
    </message>
    <message>
        <source>The restore is undone. What was there until now is kept in:</source>
        <translation>Die Wiederherstellung ist rückgängig gemacht. Was bis jetzt dort war, liegt in:</translation>
    </message>
    <message>
        <source>Something else did not work</source>
        <translation>Etwas anderes ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>The restore was not undone</source>
        <translation>Die Wiederherstellung wurde nicht rückgängig gemacht</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>A&amp;bbrechen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>An undone restore</source>
        <translation>Eine rückgängig gemachte Wiederherstellung</translation>
    </message>
    <message>
        <source>By</source>
        <comment>what replaced it</comment>
        <translation>Durch</translation>
    </message>
    <message>
        <source>The folder %1 cannot be read.</source>
        <translation>Der Ordner %1 kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Safety copies lie beside the database. Make its folder available, and try again.</source>
        <translation>Sicherheitskopien liegen neben der Datenbank. Machen Sie deren Ordner verfügbar, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Newest first. What is selected is described below.</source>
        <translation>Neueste zuerst. Was ausgewählt ist, wird darunter beschrieben.</translation>
    </message>
</context>
<context>
    <name>lifeboat::WindowClosing</name>
    <message>
        <source>Keep Lifeboat in the tray?</source>
        <translation>Lifeboat im Infobereich behalten?</translation>
    </message>
    <message>
        <source>Schedules run only while Lifeboat runs. It can go on in the tray when its window is closed.</source>
        <translation>Zeitpläne laufen nur, solange Lifeboat läuft. Wenn sein Fenster geschlossen ist, kann es im Infobereich weiterlaufen.</translation>
    </message>
    <message>
        <source>This is asked once; the preferences can change it.</source>
        <translation>Diese Frage kommt nur einmal; in den Programmeinstellungen lässt sich das ändern.</translation>
    </message>
    <message>
        <source>&amp;Keep in the tray</source>
        <translation>Im Infobereich be&amp;halten</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>This desktop has no tray</source>
        <translation>Dieser Desktop hat keinen Infobereich</translation>
    </message>
    <message>
        <source>Schedules run only while Lifeboat runs, and nothing here could show it without its window.</source>
        <translation>Zeitpläne laufen nur, solange Lifeboat läuft, und ohne sein Fenster wäre es hier nirgends zu sehen.</translation>
    </message>
    <message>
        <source>This is asked once. Minimised, it stays in the list of windows.</source>
        <translation>Diese Frage kommt nur einmal. Minimiert bleibt es in der Fensterliste.</translation>
    </message>
    <message>
        <source>&amp;Minimise</source>
        <translation>&amp;Minimieren</translation>
    </message>
    <message>
        <source>Quit Lifeboat?</source>
        <translation>Lifeboat beenden?</translation>
    </message>
    <message>
        <source>%1: %2. Quitting cancels it.</source>
        <comment>what is done, which database</comment>
        <translation>%1: %2. Wenn Sie Lifeboat beenden, wird das abgebrochen.</translation>
    </message>
    <message>
        <source>&amp;Quit and cancel it</source>
        <translation>&amp;Beenden und abbrechen</translation>
    </message>
</context>
<context>
    <name>lifeboat::WindowDialogs</name>
    <message>
        <source>A restore was interrupted</source>
        <translation>Eine Wiederherstellung wurde unterbrochen</translation>
    </message>
    <message>
        <source>A restore of %1 was cut off before it was done.</source>
        <translation>Eine Wiederherstellung von %1 brach ab, bevor sie fertig war.</translation>
    </message>
</context>
</TS>
