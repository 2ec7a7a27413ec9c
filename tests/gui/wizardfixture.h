// SPDX-License-Identifier: GPL-3.0-or-later
// What the wizard is given in tests: a home of its own, a keychain and stores that a test can bend.
#pragma once

#include "gui/wizard/setupwizard.h"
#include "storage/folder/folderstore.h"
#include "support/httpserver.h"
#include "support/memorystore.h"

#include <QAbstractButton>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

#include <atomic>
#include <map>

namespace lifeboat {

class FakeKeychain final : public SecretStore
{
public:
    std::optional<Error> refusal;    ///< the answer to every write; set it before the wizard saves
    std::atomic<bool> stuck = false; ///< a prompt that nobody answers

    Result<SecretBytes> read(const SecretName &name, const CancelToken &) override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_secrets.find({name.profile, int(name.kind)});
        if (found == m_secrets.end())
            return fail(ErrorCode::NotFound, QStringLiteral("fake.read"), QStringLiteral("no such secret"));
        return found->second.clone();
    }
    Result<void> write(const SecretName &name, const SecretBytes &secret, const CancelToken &cancel) override
    {
        if (refusal)
            return fail(*refusal);
        while (stuck) {
            if (const auto go = cancel.check(QStringLiteral("fake.write")); !go)
                return go;
            std::this_thread::yield();
        }
        const std::lock_guard lock(m_mutex);
        m_secrets[{name.profile, int(name.kind)}] = secret.clone();
        return {};
    }
    Result<void> remove(const SecretName &name, const CancelToken &) override
    {
        const std::lock_guard lock(m_mutex);
        m_secrets.erase({name.profile, int(name.kind)});
        return {};
    }
    QString displayName() const override { return QStringLiteral("Test Keyring"); }

private:
    std::mutex m_mutex;
    std::map<std::pair<QString, int>, SecretBytes> m_secrets;
};

/// Real folders; buckets in memory, bent by `before`.
class TestStores final : public StoreFactory
{
public:
    std::function<Result<void>(const QString &, const QString &)> before;

    Result<std::unique_ptr<ObjectStore>> open(const LoadedProfile &profile) override
    {
        if (const auto *folder = std::get_if<FolderDestination>(&profile.profile.destination))
            return openFolderStore(folder->path);
        auto store = std::make_unique<MemoryStore>();
        store->before = before;
        return store;
    }
    Result<QString> credentialsOrigin(const LoadedProfile &profile, const CancelToken &) override
    {
        return profile.secrets.credentials ? profile.secrets.credentials->origin : QString();
    }
    const RequestMeter *meter() const override { return nullptr; }
};

/// A console for one test, with an empty home.
struct WizardFixture
{
    explicit WizardFixture(bool withKeychain = true)
        : keychain(withKeychain ? std::make_shared<FakeKeychain>() : nullptr)
    {
        environment.insert(QStringLiteral("HOME"), path(QStringLiteral("home")));
        QDir().mkpath(path(QStringLiteral("home")));
        profiles = std::make_unique<ProfileCatalog>(environment, keychain);
        service =
            std::make_unique<BackupService>(stores, std::make_shared<SystemClock>(), QStringLiteral("test"));
        wizard = std::make_unique<SetupWizard>(ConsoleContext{*service, *profiles, jobs}, nullptr,
                                               SetupPlaces{{path({}), path(QStringLiteral("home"))},
                                                           environment,
                                                           path(QStringLiteral("state"))});
        wizard->show();
    }

    QString path(const QString &name) const { return folder.filePath(name); }

    QString write(const QString &name, const QByteArray &content) const
    {
        const QString file = path(name);
        QDir().mkpath(file.section(u'/', 0, -2));
        QFile out(file);
        if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
            qWarning("cannot write %s", qPrintable(file));
        return file;
    }

    template<typename T> T *find(const char *name) const
    {
        auto *found = wizard->findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("no %s in the wizard", name);
        return found;
    }
    void type(const char *field, const QString &text) const { find<QLineEdit>(field)->setText(text); }
    void click(const char *button) const { find<QAbstractButton>(button)->click(); }

    bool canGoOn() const { return wizard->button(QWizard::NextButton)->isEnabled(); }
    bool canFinish() const { return wizard->button(QWizard::FinishButton)->isEnabled(); }
    /// Why not, as the page shows it.
    QString reason() const
    {
        const auto *label = wizard->currentPage()->findChild<QLabel *>(QStringLiteral("reason"));
        return label->isVisible() ? label->text() : QString();
    }

    QTemporaryDir folder;
    QProcessEnvironment environment;
    std::shared_ptr<FakeKeychain> keychain;
    std::shared_ptr<TestStores> stores = std::make_shared<TestStores>();
    HttpServer endpoint;
    std::unique_ptr<BackupService> service;
    std::unique_ptr<ProfileCatalog> profiles;
    Jobs jobs;
    std::unique_ptr<SetupWizard> wizard; // last: it uses the others
};

} // namespace lifeboat
