// SPDX-License-Identifier: GPL-3.0-or-later
// What the config readers know, a window can change: no setting is for those alone who edit files.
#include "../service/catalogsetup.h"
#include "gui/nostores.h"

#include "engine/config/globalsettings.h"
#include "engine/config/knownkeys.h"
#include "gui/settings/preferencesdialog.h"
#include "gui/settings/settingfield.h"
#include "gui/settings/settingsform.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QScopeGuard>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTest>
#include <QTimeEdit>
#include <QToolButton>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

const QByteArray rules = "[storage.backup.encryption]\nenabled = false\n"
                         "[lifeboat.alerts]\nwebhook_url = \"https://hooks.example.com\"\n";
const QByteArray inFolder =
    "[database]\npath = \"/data/app.db\"\n[storage.folder]\npath = \"/mnt/nas\"\n" + rules;
const QByteArray inR2 = "[database]\npath = \"/data/app.db\"\n"
                        "[storage.backup]\nbucket = \"backups\"\n"
                        "[cloudflare]\naccount_id = \"0123456789abcdef0123456789abcdef\"\n"
                        + rules + "[lifeboat.schedule]\nat = \"03:00\"\ndays = \"mon\"\n";
const QByteArray inS3 = "[database]\npath = \"/data/app.db\"\n"
                        "[storage.backup]\nbucket = \"backups\"\n"
                        "[cloudflare]\nendpoint = \"https://s3.example.com\"\n"
                        + rules + "[lifeboat.schedule]\ncron = \"@daily\"\n";

/// Those that no window changes, and why.
const QHash<QString, QString> withoutEditor{
    {u"cloudflare.name"_s, u"the design's name of lifeboat.name, which has an editor and wins"_s},
    {u"cloudflare.r2_secret_access_key"_s, u"a secret: typed, and kept in the keychain instead"_s},
    {u"cloudflare.secret_in_keychain"_s, u"says where that secret went: the choice beside it"_s},
    {u"storage.backup.encryption.key"_s,
     u"a secret: it is made, and kept in the keychain or a file instead"_s},
    {u"storage.backup.encryption.key_in_keychain"_s,
     u"says where the key went: the choice when it is made"_s},
};

/// What a person could type into a line of the preferences that is empty.
const QHash<QString, QString> typed{
    {u"upload"_s, u"2 MiB/s"_s},   {u"download"_s, u"3 MiB/s"_s}, {u"listen"_s, u"127.0.0.1:8737"_s},
    {u"tokenFile"_s, u"/token"_s}, {u"hosts"_s, u"a.example"_s},
};

/// Does what a person would to change the value; false when there is nothing to change it with.
bool change(const QWidget &field)
{
    for (QWidget *each : field.findChildren<QWidget *>()) {
        if (!each->isEnabledTo(&field) || !each->isVisibleTo(&field))
            continue;
        if (auto *box = qobject_cast<QSpinBox *>(each))
            return box->setValue(box->value() == box->maximum() ? box->minimum() : box->value() + 1), true;
        if (auto *combo = qobject_cast<QComboBox *>(each))
            return combo->setCurrentIndex((combo->currentIndex() + 1) % combo->count()), true;
        if (auto *time = qobject_cast<QTimeEdit *>(each))
            return time->setTime(time->time().addSecs(60)), true;
        if (auto *line = qobject_cast<QLineEdit *>(each); line && !line->isReadOnly())
            return line->setText(line->text() + u'1'), true;
        if (auto *lines = qobject_cast<QPlainTextEdit *>(each); lines && !lines->isReadOnly())
            return lines->setPlainText(u"SELECT 1"_s), true;
        if (auto *button = qobject_cast<QAbstractButton *>(each); button && button->isCheckable())
            return button->click(), true;
    }
    return false;
}

/// Puts another value into an editor of the preferences; false for what is none.
bool changePreference(QWidget &editor)
{
    if (auto *line = qobject_cast<QLineEdit *>(&editor))
        return typed.contains(line->objectName()) ? line->setText(typed.value(line->objectName())),
               true                               : false;
    if (auto *combo = qobject_cast<QComboBox *>(&editor))
        return combo->setCurrentIndex((combo->currentIndex() + 1) % combo->count()), true;
    if (auto *box = qobject_cast<QSpinBox *>(&editor))
        return box->setValue(box->value() + 1), true;
    if (auto *tick = qobject_cast<QCheckBox *>(&editor))
        return tick->toggle(), true;
    return false;
}

} // namespace

class TestSettingsKeys final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void everyKeyOfAProfileCanBeChanged_data();
    void everyKeyOfAProfileCanBeChanged();
    void whatHasNoEditorIsAKey();
    void everyPreferenceCanBeChanged();

private:
    ConsoleContext console() { return {*m_backups, *m_setup->catalog, *m_jobs}; }
    std::unique_ptr<SettingsForm> formOf(const QByteArray &profile)
    {
        m_setup->write(m_setup->fileOf(u"app"_s), profile);
        auto loaded = m_setup->catalog->load(u"app"_s, m_setup->cancel);
        if (!loaded)
            qFatal("%s", qPrintable(describe(loaded.error())));
        auto form = std::make_unique<SettingsForm>(
            console(), std::make_shared<const LoadedProfile>(std::move(*loaded)), nullptr);
        form->show();
        return form;
    }
    /// The editor of `key` as this profile's settings show it, or null.
    static SettingField *editorOf(const SettingsForm &form, const QString &key)
    {
        auto *pages = form.findChild<QStackedWidget *>();
        for (SettingField *field : pages->findChildren<SettingField *>()) {
            const bool isPage = field->fullName() == key;
            for (int i = 0; isPage && i < pages->count(); ++i) {
                if (pages->widget(i)->isAncestorOf(field) && field->isVisibleTo(pages->widget(i)))
                    return field;
            }
        }
        return nullptr;
    }

    std::unique_ptr<CatalogSetup> m_setup;
    std::unique_ptr<BackupService> m_backups;
    std::unique_ptr<Jobs> m_jobs;
};

void TestSettingsKeys::init()
{
    m_setup = std::make_unique<CatalogSetup>();
    m_backups = std::make_unique<BackupService>(std::make_shared<NoStores>(), std::make_shared<SystemClock>(),
                                                u"host"_s);
    m_jobs = std::make_unique<Jobs>();
}

void TestSettingsKeys::cleanup()
{
    m_jobs.reset();
}

void TestSettingsKeys::everyKeyOfAProfileCanBeChanged_data()
{
    QTest::addColumn<QString>("key");
    for (const QString &key : knownProfileKeys())
        QTest::newRow(qPrintable(key)) << key;
}

void TestSettingsKeys::everyKeyOfAProfileCanBeChanged()
{
    QFETCH(QString, key);
    bool hasEditor = false;
    bool isWritten = false;
    for (const QByteArray &profile : {inFolder, inR2, inS3}) {
        const auto form = formOf(profile);
        const SettingField *field = editorOf(*form, key);
        hasEditor |= field && change(*field);
        const QList<ProfileEdit> edits = form->edits();
        isWritten |= std::ranges::any_of(
            edits, [&key](const ProfileEdit &edit) { return edit.table + u'.' + edit.key == key; });
    }
    QCOMPARE(hasEditor, !withoutEditor.contains(key));
    QCOMPARE(isWritten, hasEditor);
}

void TestSettingsKeys::whatHasNoEditorIsAKey()
{
    const QStringList known = knownProfileKeys();
    QVERIFY(known.size() > 50);
    for (auto it = withoutEditor.cbegin(); it != withoutEditor.cend(); ++it)
        QVERIFY2(known.contains(it.key()), qPrintable(it.key()));
}

void TestSettingsKeys::everyPreferenceCanBeChanged()
{
    QPointer<PreferencesDialog> dialog = openPreferences(nullptr, console());
    auto *tabs = dialog->findChild<QTabWidget *>(u"tabs"_s);
    QTRY_VERIFY(tabs->isEnabled());
    for (QWidget *editor : tabs->findChildren<QWidget *>()) {
        const bool isPart = editor->objectName().startsWith(u"qt_");
        const bool edits = qobject_cast<QLineEdit *>(editor) || qobject_cast<QComboBox *>(editor)
                           || qobject_cast<QSpinBox *>(editor) || qobject_cast<QCheckBox *>(editor);
        if (edits && !isPart)
            QVERIFY2(changePreference(*editor), qPrintable(editor->objectName()));
    }
    auto *ok = dialog->findChild<QDialogButtonBox *>(u"buttons"_s)->button(QDialogButtonBox::Ok);
    QVERIFY(ok->isEnabled());
    ok->click();
    QTRY_VERIFY(!dialog);
    // All were others than the file's, so that what is missing there has no editor.
    const auto file =
        parseToml(CatalogSetup::read(globalSettingsFile(m_setup->catalog->folder())), u"lifeboat.toml"_s);
    QVERIFY(file);
    QStringList written;
    for (const TomlNode &table : (*file)->root().children) {
        for (const TomlNode &key : table.children)
            written.append(table.key + u'.' + key.key);
    }
    written.sort();
    QStringList known = globalSettingKeys();
    known.sort();
    QCOMPARE(written, known);
}

QTEST_MAIN(TestSettingsKeys)
#include "tst_settingskeys.moc"
