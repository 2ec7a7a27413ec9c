<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Lifeboat</name>
    <message numerus="yes">
        <source>%1: %2, %n tables, journal mode %3</source>
        <translation>
            <numerusform>%1: %2, %n table, journal mode %3</numerusform>
            <numerusform>%1: %2, %n tables, journal mode %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n day(s)</source>
        <translation>
            <numerusform>every day</numerusform>
            <numerusform>every %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n hour(s)</source>
        <translation>
            <numerusform>every hour</numerusform>
            <numerusform>every %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n minute(s)</source>
        <translation>
            <numerusform>every minute</numerusform>
            <numerusform>every %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>every %n second(s)</source>
        <translation>
            <numerusform>every second</numerusform>
            <numerusform>every %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Watching %n profile(s) in %1</source>
        <translation>
            <numerusform>Watching %n profile in %1</numerusform>
            <numerusform>Watching %n profiles in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>          as it was backed up: schema, and the rows of %n table(s)</source>
        <translation>
            <numerusform>          as it was backed up: schema, and the rows of %n table</numerusform>
            <numerusform>          as it was backed up: schema, and the rows of %n tables</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Admin API: %n request(s) with a wrong token within a minute, the last from %1.</source>
        <translation>
            <numerusform>Admin API: %n request with a wrong token within a minute, from %1.</numerusform>
            <numerusform>Admin API: %n requests with a wrong token within a minute, the last from %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backups wait here to be uploaded</source>
        <translation>
            <numerusform>%n backup waits here to be uploaded</numerusform>
            <numerusform>%n backups wait here to be uploaded</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TimeWords</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>minute(s)</source>
        <comment>behind %n</comment>
        <translation>
            <numerusform>minute</numerusform>
            <numerusform>minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>hour(s)</source>
        <comment>behind %n</comment>
        <translation>
            <numerusform>hour</numerusform>
            <numerusform>hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>day(s)</source>
        <comment>behind %n</comment>
        <translation>
            <numerusform>day</numerusform>
            <numerusform>days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::BackupActions</name>
    <message numerus="yes">
        <source>%n backup(s) damaged: see the list</source>
        <translation>
            <numerusform>%n backup damaged: see the list</numerusform>
            <numerusform>%n backups damaged: see the list</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s) verified: decrypted, compared with the checksum, and checked by SQLite</source>
        <translation>
            <numerusform>%n backup verified: decrypted, compared with the checksum, and checked by SQLite</numerusform>
            <numerusform>%n backups verified: decrypted, compared with the checksum, and checked by SQLite</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s) deleted</source>
        <translation>
            <numerusform>%n backup deleted</numerusform>
            <numerusform>%n backups deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, and %n that waited here</source>
        <translation>
            <numerusform>%1, and %n that waited here</numerusform>
            <numerusform>%1, and %n that waited here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n expired backup(s) removed, %1 freed</source>
        <translation>
            <numerusform>%n expired backup removed, %1 freed</numerusform>
            <numerusform>%n expired backups removed, %1 freed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1; %n kept by a bucket lock</source>
        <translation>
            <numerusform>%1; %n kept by a bucket lock</numerusform>
            <numerusform>%1; %n kept by a bucket lock</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::BackupModel</name>
    <message numerus="yes">
        <source>Schema and rows of %n table(s) are as they were backed up</source>
        <translation>
            <numerusform>Schema and rows of %n table are as they were backed up</numerusform>
            <numerusform>Schema and rows of %n tables are as they were backed up</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) of your own answered rightly</source>
        <translation>
            <numerusform>%n question of your own answered rightly</numerusform>
            <numerusform>%n questions of your own answered rightly</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::BackupsPage</name>
    <message numerus="yes">
        <source>Listing backups: %n so far</source>
        <translation>
            <numerusform>Listing backups: %n so far</numerusform>
            <numerusform>Listing backups: %n so far</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::CalendarRow</name>
    <message numerus="yes">
        <source>Backups on %1 of the last %n day(s)</source>
        <translation>
            <numerusform>Backups on %1 of the last %n day</numerusform>
            <numerusform>Backups on %1 of the last %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Backups in %1 of the last %n hour(s)</source>
        <translation>
            <numerusform>Backups in %1 of the last %n hour</numerusform>
            <numerusform>Backups in %1 of the last %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Backups in %1 of the last %n interval(s) of %2</source>
        <translation>
            <numerusform>Backups in %1 of the last %n interval of %2</numerusform>
            <numerusform>Backups in %1 of the last %n intervals of %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n backup(s), the last %2</source>
        <translation>
            <numerusform>%1: %n backup, the last %2</numerusform>
            <numerusform>%1: %n backups, the last %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s), the last %1</source>
        <translation>
            <numerusform>%n backup, the last %1</numerusform>
            <numerusform>%n backups, the last %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::DatabasePage</name>
    <message numerus="yes">
        <source>SQLite database, %1, %n table(s), journal mode %2</source>
        <translation>
            <numerusform>SQLite database, %1, %n table, journal mode %2</numerusform>
            <numerusform>SQLite database, %1, %n tables, journal mode %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::DeleteConfirmation</name>
    <message numerus="yes">
        <source>Delete %n backup(s)?</source>
        <translation>
            <numerusform>Delete %n backup?</numerusform>
            <numerusform>Delete %n backups?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and %n more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>They are removed from the store. This cannot be undone.</source>
        <comment>%n backups</comment>
        <translation>
            <numerusform>It is removed from the store. This cannot be undone.</numerusform>
            <numerusform>They are removed from the store. This cannot be undone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::DestinationForm</name>
    <message numerus="yes">
        <source>The account ID has 32 hexadecimal digits; this is %n character(s).</source>
        <translation>
            <numerusform>The account ID has 32 hexadecimal digits; this is %n character.</numerusform>
            <numerusform>The account ID has 32 hexadecimal digits; this is %n characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::JobBar</name>
    <message numerus="yes">
        <source>%n more under way</source>
        <translation>
            <numerusform>%n more under way</numerusform>
            <numerusform>%n more under way</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::PreferencesDialog</name>
    <message numerus="yes">
        <source>month(s)</source>
        <comment>after their number</comment>
        <translation>
            <numerusform>month</numerusform>
            <numerusform>months</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>day(s)</source>
        <comment>after their number</comment>
        <translation>
            <numerusform>day</numerusform>
            <numerusform>days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::PruneDialog</name>
    <message numerus="yes">
        <source>%n of %1 backups would go, which frees %2</source>
        <translation>
            <numerusform>%n of %1 backups would go, which frees %2</numerusform>
            <numerusform>%n of %1 backups would go, which frees %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What &amp;goes: %n backup(s), %1</source>
        <translation>
            <numerusform>What &amp;goes: %n backup, %1</numerusform>
            <numerusform>What &amp;goes: %n backups, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What &amp;stays: %n backup(s), %1</source>
        <translation>
            <numerusform>What &amp;stays: %n backup, %1</numerusform>
            <numerusform>What &amp;stays: %n backups, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Remove %n backup(s)</source>
        <translation>
            <numerusform>&amp;Remove %n backup</numerusform>
            <numerusform>&amp;Remove %n backups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The newest %n that are proven restorable never go.</source>
        <translation>
            <numerusform>The newest that is proven restorable never goes.</numerusform>
            <numerusform>The newest %n that are proven restorable never go.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::RetentionGroup</name>
    <message numerus="yes">
        <source>With these rules, all %n backup(s) there now would stay after the next one.</source>
        <translation>
            <numerusform>With these rules, the %n backup there now would stay after the next one.</numerusform>
            <numerusform>With these rules, all %n backups there now would stay after the next one.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With these rules, %n of the %1 backups there now would be removed after the next one (%2).</source>
        <translation>
            <numerusform>With these rules, %n of the %1 backups there now would be removed after the next one (%2).</numerusform>
            <numerusform>With these rules, %n of the %1 backups there now would be removed after the next one (%2).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::ScheduleGroup</name>
    <message numerus="yes">
        <source>The file says %n second(s).</source>
        <translation>
            <numerusform>The file says %n second.</numerusform>
            <numerusform>The file says %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::StoreUseLabel</name>
    <message numerus="yes">
        <source>%n backup(s), %1</source>
        <translation>
            <numerusform>%n backup, %1</numerusform>
            <numerusform>%n backups, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s)</source>
        <translation>
            <numerusform>%n backup</numerusform>
            <numerusform>%n backups</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>lifeboat::TableModel</name>
    <message numerus="yes">
        <source>&lt;%n byte(s)&gt;</source>
        <translation>
            <numerusform>&lt;%n byte&gt;</numerusform>
            <numerusform>&lt;%n bytes&gt;</numerusform>
        </translation>
    </message>
</context>
</TS>
