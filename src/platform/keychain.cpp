// SPDX-License-Identifier: GPL-3.0-or-later
#include "platform/keychain.h"

#include "base/secrettext.h"
#include "base/text.h"
#include "crypto/keys.h"
#include "engine/secretvariables.h"
#include "platform/patientloop.h"
#include "platform/secretservice.h"

#include <QThread>

#include <qt6keychain/keychain.h>

#include <condition_variable>
#include <mutex>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

QString entryOf(const SecretName &name)
{
    return name.profile
           + (name.kind == SecretName::Kind::EncryptionKey ? u"/encryption-key"_s : u"/s3-secret"_s);
}

QString described(const SecretName &name)
{
    return name.kind == SecretName::Kind::EncryptionKey
               ? Text::tr("the encryption key of profile %1").arg(name.profile)
               : Text::tr("the secret access key of profile %1").arg(name.profile);
}

/// What a person sees in the keychain's own window: Base64 for the key, a secret access key as it is.
QString asText(const SecretName &name, const SecretBytes &secret)
{
    if (name.kind == SecretName::Kind::S3SecretKey)
        return QString::fromUtf8(secret.view());
    return QString::fromLatin1(encodeKey(secret).view());
}

Result<SecretBytes> fromText(const SecretName &name, QString text)
{
    SecretBytes secret = secretFrom(text);
    wipe(text);
    if (name.kind == SecretName::Kind::S3SecretKey)
        return secret;
    return decodeKey(secret.view(), Text::tr("the keychain"));
}

/// What a job of qtkeychain ended with.
struct Outcome
{
    QKeychain::Error error = QKeychain::NoError;
    QString reason;
    QString text;
};

/// Between the thread that asks and the keychain's own, whichever lives longer.
class Exchange final
{
public:
    void deliver(Outcome outcome)
    {
        const std::lock_guard lock(m_mutex);
        if (m_abandoned)
            wipe(outcome.text);
        else
            m_outcome = std::move(outcome);
        m_arrived.notify_one();
    }

    /// Nothing when it did not arrive in time; then it never will.
    std::optional<Outcome> wait(const QDeadlineTimer &deadline, const CancelToken &cancel)
    {
        std::unique_lock lock(m_mutex);
        while (!m_outcome && !deadline.hasExpired() && !cancel.isRequested())
            m_arrived.wait_for(lock, std::chrono::milliseconds(50));
        m_abandoned = !m_outcome;
        return std::exchange(m_outcome, {});
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::optional<Outcome> m_outcome;
    bool m_abandoned = false;
};

/// qtkeychain queues the jobs of a process behind each other, in the thread that started the first: they all
/// run in one thread of ours, whose event loop goes on when a caller stops waiting. A job that was begun is
/// never deleted before it is done: libsecret would still call it back.
class Keychain final : public SecretStore
{
public:
    explicit Keychain(const KeychainOptions &options) : m_options(options)
    {
        m_thread.setObjectName(u"keychain"_s);
        m_worker.moveToThread(&m_thread);
        m_thread.start();
    }
    ~Keychain() override
    {
        m_thread.quit();
        m_thread.wait();
    }
    Q_DISABLE_COPY_MOVE(Keychain)

    Result<SecretBytes> read(const SecretName &name, const CancelToken &cancel) override
    {
        auto outcome =
            run(name, cancel, [this] { return new QKeychain::ReadPasswordJob(m_options.service); });
        if (!outcome)
            return fail(outcome.error());
        if (outcome->error != QKeychain::NoError)
            return fail(problem(*outcome, name, u"keychain.read"_s));
        return fromText(name, std::move(outcome->text));
    }

    Result<void> write(const SecretName &name, const SecretBytes &secret, const CancelToken &cancel) override
    {
        const auto outcome = run(name, cancel, [this, &name, &secret] {
            auto *job = new QKeychain::WritePasswordJob(m_options.service);
            QString text = asText(name, secret);
            job->setTextData(text);
            wipe(text);
            return job;
        });
        if (!outcome)
            return fail(outcome.error());
        if (outcome->error != QKeychain::NoError)
            return fail(problem(*outcome, name, u"keychain.write"_s));
        return {};
    }

    Result<void> remove(const SecretName &name, const CancelToken &cancel) override
    {
        const auto outcome =
            run(name, cancel, [this] { return new QKeychain::DeletePasswordJob(m_options.service); });
        if (!outcome)
            return fail(outcome.error());
        if (outcome->error != QKeychain::NoError && outcome->error != QKeychain::EntryNotFound)
            return fail(problem(*outcome, name, u"keychain.remove"_s));
        return {};
    }

    QString displayName() const override { return SecretService().displayName(); }

private:
    template<typename MakeJob>
    Result<Outcome> run(const SecretName &name, const CancelToken &cancel, const MakeJob &makeJob)
    {
        const QDeadlineTimer deadline(m_options.patience);
        SecretService service;
        if (!service.isThere())
            return fail(ErrorCode::Unsupported, u"keychain.open"_s,
                        Text::tr("There is no keychain on this desktop."),
                        Text::tr("Install one such as GNOME Keyring or KWallet, keep the secret for this "
                                 "session only, or set %1 in the environment.")
                            .arg(variablesOf(name.kind)));
        // A locked keychain answers "not found" to those who do not look.
        if (const auto open = service.unlock(deadline, cancel); !open)
            return fail(withWaysOut(open.error(), name));

        auto exchange = std::make_shared<Exchange>();
        QKeychain::Job *job = makeJob();
        job->setKey(entryOf(name));
        job->setInsecureFallback(false);
        job->setAutoDelete(true); // by itself when it is done, whoever still waits
        job->moveToThread(&m_thread);
        QObject::connect(job, &QKeychain::Job::finished, &m_worker, [exchange](QKeychain::Job *done) {
            auto *reader = qobject_cast<QKeychain::ReadPasswordJob *>(done);
            exchange->deliver({done->error(), done->errorString(), reader ? reader->textData() : QString()});
        });
        QMetaObject::invokeMethod(&m_worker, [job] { job->start(); });
        auto outcome = exchange->wait(deadline, cancel);
        return outcome ? Result<Outcome>(std::move(*outcome)) : fail(withWaysOut(stillLocked(cancel), name));
    }

    static Error withWaysOut(Error error, const SecretName &name)
    {
        if (error.code == ErrorCode::PermissionDenied)
            error.hint = Text::tr("Try again and enter its password, enter the secret for this session only, "
                                  "or set %1 in the environment.")
                             .arg(variablesOf(name.kind));
        return error;
    }

    Error problem(const Outcome &outcome, const SecretName &name, const QString &operation) const
    {
        switch (outcome.error) {
        case QKeychain::EntryNotFound:
            return {ErrorCode::NotFound, operation,
                    Text::tr("The keychain does not hold %1.").arg(described(name)),
                    Text::tr("Enter it again, for example from the recovery kit."), false};
        case QKeychain::AccessDeniedByUser:
        case QKeychain::AccessDenied:
            return {ErrorCode::PermissionDenied, operation,
                    Text::tr("The keychain did not give access to %1.").arg(described(name)),
                    Text::tr("Try again and allow it, or enter the secret for this session only."), false};
        case QKeychain::NoBackendAvailable:
        case QKeychain::NotImplemented:
            return {ErrorCode::Unsupported, operation, Text::tr("There is no keychain on this desktop."),
                    withoutKeychainHint(name.kind), false};
        default:
            return {ErrorCode::Io, operation,
                    Text::tr("The keychain failed over %1: %2.").arg(described(name), outcome.reason),
                    withoutKeychainHint(name.kind), false};
        }
    }

    KeychainOptions m_options;
    QThread m_thread;
    QObject m_worker; ///< lives in m_thread
};

} // namespace

std::shared_ptr<SecretStore> openKeychain(const KeychainOptions &options)
{
    return std::make_shared<Keychain>(options);
}

} // namespace lifeboat
