// SPDX-License-Identifier: GPL-3.0-or-later
// A keychain in memory whose answers a test can bend. One thread at a time.
#pragma once

#include "engine/secretstore.h"

#include <functional>
#include <map>
#include <optional>

namespace lifeboat {

class FakeSecretStore final : public SecretStore
{
public:
    std::map<QString, QByteArray> secrets; ///< by entryOf()
    /// Asked before every call with "read", "write" or "remove"; an error it returns is the call's answer.
    std::function<std::optional<Error>(const QString &operation, const SecretName &name)> before;
    QStringList calls; ///< "read app/key"

    static QString entryOf(const SecretName &name)
    {
        return name.profile
               + (name.kind == SecretName::Kind::EncryptionKey ? QStringLiteral("/key")
                                                               : QStringLiteral("/secret"));
    }

    Result<SecretBytes> read(const SecretName &name, const CancelToken &cancel) override
    {
        if (const auto problem = ask(QStringLiteral("read"), name, cancel))
            return fail(*problem);
        const auto found = secrets.find(entryOf(name));
        if (found == secrets.end())
            return fail(ErrorCode::NotFound, QStringLiteral("fake.read"), QStringLiteral("no such secret"));
        return SecretBytes(found->second);
    }
    Result<void> write(const SecretName &name, const SecretBytes &secret, const CancelToken &cancel) override
    {
        if (const auto problem = ask(QStringLiteral("write"), name, cancel))
            return fail(*problem);
        secrets[entryOf(name)] = secret.view().toByteArray();
        return {};
    }
    Result<void> remove(const SecretName &name, const CancelToken &cancel) override
    {
        if (const auto problem = ask(QStringLiteral("remove"), name, cancel))
            return fail(*problem);
        secrets.erase(entryOf(name));
        return {};
    }
    QString displayName() const override { return QStringLiteral("Fake Keyring"); }

private:
    std::optional<Error> ask(const QString &operation, const SecretName &name, const CancelToken &cancel)
    {
        calls.append(operation + QLatin1Char(' ') + entryOf(name));
        if (const auto go = cancel.check(operation); !go)
            return go.error();
        return before ? before(operation, name) : std::nullopt;
    }
};

} // namespace lifeboat
