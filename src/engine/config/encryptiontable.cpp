// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/config/encryptiontable.h"

#include "base/secrettext.h"
#include "base/text.h"
#include "crypto/keys.h"

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

class KeyReader final
{
public:
    KeyReader(const TableReader &table, const ConfigPaths &paths, UnreadKey unread, LoadedProfile &loaded)
        : m_table(table), m_paths(paths), m_unread(unread), m_loaded(loaded)
    {
    }
    Q_DISABLE_COPY_MOVE(KeyReader)

    void read()
    {
        m_enabled = m_table.boolean(u"enabled"_s, false);
        m_loaded.profile.encryption.enabled = m_enabled;
        m_loaded.profile.encryption.keyInKeychain = m_table.boolean(u"key_in_keychain"_s, false);
        m_loaded.profile.encryption.keyInConfig = m_table.has(m_keyName);
        if (isReadable(m_keyName)) {
            readStated();
            if (m_table.has(m_fileName))
                m_table.warn(m_fileName,
                             Text::tr("is not used: %1 is set.").arg(m_table.fullName(m_keyName)));
        } else if (isReadable(m_fileName)) {
            readFile();
        } else if (m_table.environment().contains(m_variable)) {
            readVariable();
        }
    }

private:
    /// The variables of a table that is switched off need not be set.
    [[nodiscard]] bool isReadable(const QString &key) const
    {
        return m_enabled ? m_table.has(key) : m_table.isLiteral(key);
    }

    void readStated()
    {
        if (const std::optional<SecretBytes> text = m_table.secret(m_keyName))
            take(decodeKey(text->view(), m_table.fullName(m_keyName)), Text::tr("config file"),
                 m_table.line(m_keyName));
    }

    void readFile()
    {
        const std::optional<QString> stated = m_table.text(m_fileName);
        if (!stated)
            return;
        const QString path = m_paths.resolved(*stated);
        m_loaded.profile.encryption.keyFile = path;
        auto key = readKeyFile(path);
        if (!key && m_enabled && m_unread == UnreadKey::IsMissing) {
            m_table.report().warn(m_table.line(m_fileName), key.error().message);
            m_loaded.missingSecret = key.error();
            return;
        }
        take(std::move(key), Text::tr("key file %1").arg(path), m_table.line(m_fileName));
    }

    void readVariable()
    {
        const SecretBytes text = secretFrom(m_table.environment().value(m_variable));
        take(decodeKey(text.view(), m_variable), m_variable, 0);
    }

    void take(Result<SecretBytes> key, const QString &origin, int line)
    {
        if (key) {
            m_loaded.secrets.encryptionKey = std::move(*key);
            m_loaded.secrets.encryptionKeyOrigin = origin;
        } else if (m_enabled) {
            m_table.report().fail(line, key.error().message, key.error().hint);
        } else {
            m_table.report().warn(
                line,
                Text::tr("the key cannot be used to open earlier backups: %1").arg(key.error().message));
        }
    }

    const TableReader &m_table;
    const ConfigPaths &m_paths;
    const UnreadKey m_unread;
    LoadedProfile &m_loaded;
    const QString m_keyName = u"key"_s;
    const QString m_fileName = u"key_file"_s;
    const QString m_variable = u"BACKUP_ENCRYPTION_KEY"_s;
    bool m_enabled = false;
};

} // namespace

void readEncryption(const TableReader &encryption, const ConfigPaths &paths, UnreadKey unread,
                    LoadedProfile &loaded)
{
    KeyReader(encryption, paths, unread, loaded).read();
}

} // namespace lifeboat
