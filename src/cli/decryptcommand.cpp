// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "crypto/keys.h"
#include "service/placenote.h"

#include <QFileInfo>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

/// The seed's call: `rustresort-cli decrypt --key $KEY IN OUT`.
class DecryptCommand final : public Command
{
public:
    std::string name() const override { return "decrypt"; }
    std::string summary() const override { return "Open an encrypted backup file; needs no configuration"; }
    std::string example() const override
    {
        return "lifeboat-cli decrypt --key-file ~/lifeboat.key ./restore.db.enc ./rustresort.db";
    }
    void declare(CLI::App &app) override
    {
        app.add_option("--key", m_key, "The key itself, Base64 (better: --key-file or BACKUP_ENCRYPTION_KEY)")
            ->type_name("KEY");
        app.add_option("IN", m_in, "Encrypted backup")->required();
        app.add_option("OUT", m_out, "Database file to write")->required();
        app.add_flag("--force", m_force, "Overwrite OUT");
    }
    Result<Outcome> run(CommandContext &context) override;

private:
    Result<SecretBytes> key(CommandContext &context);

    std::string m_key;
    std::string m_in;
    std::string m_out;
    bool m_force = false;
};

Result<SecretBytes> DecryptCommand::key(CommandContext &context)
{
    if (m_key.empty())
        return context.keyWithoutProfile();
    if (!context.options().keyFile.empty()) {
        return fail(ErrorCode::Usage, u"cli.decrypt"_s, Text::tr("Both --key and --key-file were given."),
                    Text::tr("Give one of them."));
    }
    auto key = decodeKey(QByteArrayView(m_key.data(), static_cast<qsizetype>(m_key.size())), u"--key"_s);
    wipe(m_key.data(), m_key.size());
    return key;
}

Result<Outcome> DecryptCommand::run(CommandContext &context)
{
    const auto secret = key(context);
    if (!secret)
        return fail(secret.error());
    const QString out = absolutePath(m_out);
    const PlaceNote note(QFileInfo(out).path());
    const auto saved = decryptFile(absolutePath(m_in), out, *secret, m_force, context.control());
    if (!saved)
        return fail(saved.error());
    const QString text = saved->wasSealed ? Text::tr("Decrypted %1 to %2 (%3).")
                                          : Text::tr("%1 was not encrypted; copied it to %2 (%3).");
    return Outcome{toJson(*saved),
                   text.arg(fromArgument(m_in), fromArgument(m_out), formatBytes(saved->size))};
}

} // namespace

std::unique_ptr<Command> makeDecryptCommand()
{
    return std::make_unique<DecryptCommand>();
}

} // namespace lifeboat
