// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "crypto/keys.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class KeygenCommand final : public Command
{
public:
    std::string name() const override { return "keygen"; }
    std::string summary() const override { return "Make a new encryption key"; }
    std::string example() const override
    {
        return "lifeboat-cli keygen --out ~/.config/lifeboat/rustresort.key";
    }
    void declare(CLI::App &app) override
    {
        app.add_option("--out", m_out, "Write the key to this new file (mode 0600) instead of printing it")
            ->type_name("FILE");
    }
    Result<Outcome> run(CommandContext &context) override;

private:
    std::string m_out;
};

Result<Outcome> KeygenCommand::run(CommandContext &context)
{
    const auto key = generateKey();
    if (!key)
        return fail(key.error());
    const QString fingerprint = keyFingerprint(*key);
    QJsonObject json{{u"fingerprint"_s, fingerprint}};
    if (!m_out.empty()) {
        const QString path = absolutePath(m_out);
        if (const auto written = writeKeyFile(path, *key); !written)
            return fail(written.error());
        json.insert(u"path"_s, path);
        return Outcome{
            json,
            Text::tr(
                "Key %1 written to %2.\nKeep a second copy elsewhere: without it, no backup can be opened.")
                .arg(fingerprint, path)};
    }
    // Printing is what was asked for, like "openssl rand": the one place where a key leaves the program.
    const SecretBytes encoded = encodeKey(*key);
    const QString text = QString::fromLatin1(encoded.view());
    json.insert(u"key"_s, text);
    if (!context.options().json)
        context.terminal().warn(
            Text::tr("Keep this key in two safe places: without it, no backup can be opened."));
    return Outcome{json, text};
}

} // namespace

std::unique_ptr<Command> makeKeygenCommand()
{
    return std::make_unique<KeygenCommand>();
}

} // namespace lifeboat
