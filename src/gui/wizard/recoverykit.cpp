// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/recoverykit.h"

#include "base/format.h"
#include "base/secrettext.h"
#include "base/text.h"
#include "crypto/keys.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QFile>
#include <QFontDatabase>
#include <QLocale>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextDocument>

// The resource is part of a static library, which nothing else would link.
static void initKitResource()
{
    Q_INIT_RESOURCE(kit);
}

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype columns = 76;
constexpr qsizetype groupSize = 4;

/// Words in lines of at most `columns` characters; a longer word stands alone.
QString wrapped(const QString &text, const QString &indent = {})
{
    QString out;
    QString line;
    for (const QString &word : text.split(u' ')) {
        if (!line.isEmpty() && indent.size() + line.size() + 1 + word.size() > columns) {
            out += line + u'\n' + indent;
            line.clear();
        }
        line += (line.isEmpty() ? QString() : u" "_s) + word;
    }
    return out + line + u'\n';
}

/// "abcd efgh …": what a person can copy without losing the place.
QString grouped(QByteArrayView key)
{
    QStringList groups;
    for (qsizetype at = 0; at < key.size(); at += groupSize)
        groups += QString::fromLatin1(key.sliced(at, std::min(groupSize, key.size() - at)));
    return groups.join(u' ');
}

QString heading(const QString &text)
{
    return u'\n' + text + u'\n' + QString(text.size(), u'-') + u'\n';
}

QString destinationWords(const Profile &profile)
{
    if (const auto *folder = std::get_if<FolderDestination>(&profile.destination))
        return Text::tr("folder %1").arg(folder->path);
    const auto &s3 = std::get<S3Destination>(profile.destination);
    return Text::tr("bucket %1 at %2").arg(s3.options.bucket, s3.options.endpoint.toString());
}

QPageSize usualPageSize()
{
    const bool letter = QLocale().measurementSystem() == QLocale::ImperialUSSystem;
    return QPageSize(letter ? QPageSize::Letter : QPageSize::A4);
}

} // namespace

QString openingProgram()
{
    initKitResource();
    QFile file(u":/lifeboat/kit/open.py"_s);
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    Q_UNUSED(opened)
    return QString::fromUtf8(file.readAll());
}

Result<RecoveryKit> RecoveryKit::of(const LoadedProfile &profile, const QDateTime &madeAt)
{
    if (profile.secrets.encryptionKey.isEmpty()) {
        return fail(ErrorCode::WrongKey, u"kit.make"_s,
                    tr("There is no key to make a recovery kit of for %1.").arg(profile.profile.id),
                    missingKeyHint(profile.profile.encryption));
    }
    RecoveryKit kit;
    kit.m_profile = profile.profile.id;
    kit.m_database = profile.profile.databasePath;
    kit.m_destination = tr("%1, named %2", "destination, pattern of keys")
                            .arg(destinationWords(profile.profile),
                                 profile.profile.keyPrefix() + u"backups/"_s + profile.profile.backupName
                                     + u"_YYYYMMDD_HHMMSS.db.enc"_s);
    kit.m_fingerprint = keyFingerprint(profile.secrets.encryptionKey);
    kit.m_key = encodeKey(profile.secrets.encryptionKey);
    kit.m_madeAt = madeAt;
    return kit;
}

QString RecoveryKit::suggestedName() const
{
    return u"lifeboat-recovery-kit-"_s + m_profile;
}

QList<RecoveryKit::Line> RecoveryKit::facts() const
{
    return {{tr("Profile"), m_profile},
            {tr("Database"), m_database},
            {tr("Backups"), m_destination},
            {tr("Fingerprint"), m_fingerprint},
            {tr("Made"),
             tr("%1 by Lifeboat %2", "date").arg(formatUtc(m_madeAt), QStringLiteral(LIFEBOAT_VERSION))}};
}

QStringList RecoveryKit::steps() const
{
    return {tr("Put the key, as one line, into a file named %1 that only you can read.").arg(u"key"_s),
            tr("Download the newest backup from where the backups are."),
            tr("With Lifeboat: %1").arg(u"lifeboat-cli decrypt --key-file key BACKUP.db.enc restored.db"_s),
            tr("Without it, with Python 3 and its package %1: save the program below as %2 and run %3")
                .arg(u"cryptography"_s, u"open.py"_s, u"python3 open.py key BACKUP.db.enc restored.db"_s)};
}

SecretBytes RecoveryKit::text() const
{
    const QString title = tr("Lifeboat recovery kit");
    QString out =
        title + u'\n' + QString(title.size(), u'=') + u"\n\n"_s
        + wrapped(tr("This key opens the encrypted backups named here, and nothing else does. Keep it "
                     "away from this computer: on paper in a safe place, or in a password manager. "
                     "Whoever has it and the backups can read the database."))
        + u'\n';
    const QList<Line> lines = facts();
    qsizetype width = 0;
    for (const Line &line : lines)
        width = std::max(width, line.label.size());
    for (const Line &line : lines)
        out += line.label.leftJustified(width + 2) + wrapped(line.value, QString(width + 2, u' '));
    const QString key = QString::fromLatin1(m_key.view());
    out += heading(tr("Key")) + key + u"\n\n"_s
           + wrapped(tr("The same in groups of four, to be typed without the spaces:")) + u"\n    "_s
           + grouped(m_key.view()) + u'\n';
    out += heading(tr("Opening a backup"));
    int number = 0;
    for (const QString &step : steps())
        out += u"%1. "_s.arg(++number) + wrapped(step, u"   "_s);
    out += heading(u"open.py"_s) + u'\n' + openingProgram();
    QByteArray bytes = out.toUtf8();
    SecretBytes secret(bytes);
    wipe(bytes);
    wipe(out);
    return secret;
}

QString RecoveryKit::html() const
{
    const QString mono = QFontDatabase::systemFont(QFontDatabase::FixedFont).family().toHtmlEscaped();
    QString rows;
    for (const Line &line : facts()) {
        rows += u"<tr><td style=\"padding-right:18px\"><b>%1</b></td><td>%2</td></tr>"_s.arg(
            line.label.toHtmlEscaped(), line.value.toHtmlEscaped());
    }
    QString numbered;
    for (const QString &step : steps())
        numbered += u"<li>%1</li>"_s.arg(step.toHtmlEscaped());
    const QStringList groups = grouped(m_key.view()).split(u' ');
    const QString large = groups.mid(0, 6).join(u"&nbsp; "_s) + u"<br>"_s + groups.mid(6).join(u"&nbsp; "_s);
    return u"<html><body style=\"font-size:10pt\"><h1>%1</h1><p>%2</p><table cellspacing=\"0\" "
           "cellpadding=\"3\">%3</table><h2>%4</h2><p style=\"font-family:'%5';font-size:17pt\">%6</p>"
           "<p>%7 <span style=\"font-family:'%5';font-size:8pt\">%8</span></p><h2>%9</h2>"_s.arg(
               tr("Lifeboat recovery kit").toHtmlEscaped(),
               tr("This key opens the encrypted backups named here, and nothing else does. Keep it away "
                  "from this computer: on paper in a safe place, or in a password manager. Whoever has it "
                  "and the backups can read the database.")
                   .toHtmlEscaped(),
               rows, tr("Key").toHtmlEscaped(), mono, large,
               tr("Type it without the spaces. As one line:").toHtmlEscaped(),
               QString::fromLatin1(m_key.view()), tr("Opening a backup").toHtmlEscaped())
           + u"<ol>%1</ol><h3>open.py</h3><pre style=\"font-family:'%2';font-size:8pt\">%3</pre></body></html>"_s
                 .arg(numbered, mono, openingProgram().toHtmlEscaped());
}

Result<void> RecoveryKit::saveText(const QString &path) const
{
    const SecretBytes content = text();
    return save(path, content.view());
}

Result<void> RecoveryKit::savePdf(const QString &path) const
{
    QByteArray pdf;
    QBuffer buffer(&pdf);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setTitle(tr("Lifeboat recovery kit"));
        writer.setCreator(u"Lifeboat " LIFEBOAT_VERSION ""_s);
        writer.setPageSize(usualPageSize());
        writer.setPageMargins({18, 15, 18, 15}, QPageLayout::Millimeter);
        if (auto drawn = print(writer); !drawn)
            return drawn;
    }
    auto saved = save(path, pdf);
    wipe(pdf);
    return saved;
}

Result<void> RecoveryKit::print(QPagedPaintDevice &paper) const
{
    QPainter painter;
    if (!painter.begin(&paper)) {
        return fail(ErrorCode::Io, u"kit.print"_s, tr("The printer does not take the page."),
                    tr("See whether it is switched on and has paper, or save the kit as PDF."));
    }
    const QRectF page(QPointF(), QSizeF(paper.width(), paper.height()));
    QTextDocument document;
    document.setDocumentMargin(0);
    document.documentLayout()->setPaintDevice(&paper);
    document.setHtml(html());
    document.setTextWidth(page.width());
    // Long paths must not push the program off the page.
    const qreal scale = std::min(1.0, page.height() / document.size().height());
    painter.scale(scale, scale);
    document.drawContents(&painter);
    return {};
}

Result<void> RecoveryKit::save(const QString &path, QByteArrayView content) const
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && file.write(content.data(), content.size()) == content.size() && file.commit())
        return {};
    const ErrorCode code =
        file.error() == QFileDevice::PermissionsError ? ErrorCode::PermissionDenied : ErrorCode::Io;
    return fail(code, u"kit.save"_s, tr("The kit cannot be saved as %1: %2.").arg(path, file.errorString()),
                tr("Choose a folder that you may write to."));
}

} // namespace lifeboat
