// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/filestreams.h"

#include "base/text.h"
#include "crypto/envelopev1.h"
#include "sqlite/inspect.h"

#include <algorithm>
#include <cstring>
#include <fcntl.h>

namespace lifeboat {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype blockSize = 1 << 20;
constexpr qsizetype magicSize = 16;
constexpr qint64 writebackStep = 16 << 20; // bytes

/// The copy is read twice and nobody else writes it: only a failing disk gives two different answers.
Error changedMeanwhile()
{
    return {ErrorCode::Io, u"backup.read"_s,
            Text::tr("The temporary copy changed between being hashed and being uploaded."),
            Text::tr(
                "The disk it lies on may be failing: check it, or set temp_dir under [lifeboat] to another."),
            false};
}

} // namespace

Error fileError(const QFile &file, const QString &operation, const QString &what)
{
    switch (file.error()) {
    case QFileDevice::PermissionsError:
        return {ErrorCode::PermissionDenied, operation, Text::tr("%1: %2.").arg(what, file.errorString()),
                Text::tr("Check the owner and mode of the file and its folder."), false};
    case QFileDevice::ResourceError:
        return {ErrorCode::NoSpace, operation, Text::tr("%1: %2.").arg(what, file.errorString()),
                Text::tr("Free some room and try again."), false};
    default:
        return {ErrorCode::Io, operation, Text::tr("%1: %2.").arg(what, file.errorString()),
                Text::tr("Check that there is room on the disk, and that it is connected and healthy."),
                false};
    }
}

Result<std::unique_ptr<FileSource>> FileSource::open(const QString &path)
{
    std::unique_ptr<FileSource> source(new FileSource(path));
    if (!source->m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return fail(fileError(source->m_file, u"file.open"_s, Text::tr("Cannot read %1").arg(path)));
    source->m_size = source->m_file.size();
    return source;
}

Result<qint64> FileSource::read(char *buffer, qint64 capacity)
{
    qint64 filled = 0;
    while (filled < capacity) {
        const qint64 count = m_file.read(buffer + filled, capacity - filled);
        if (count < 0) {
            return fail(fileError(m_file, u"file.read"_s, Text::tr("Cannot read %1").arg(m_file.fileName())));
        }
        if (count == 0)
            break;
        filled += count;
    }
    return filled;
}

Result<qint64> HashingSource::read(char *buffer, qint64 capacity)
{
    const auto count = m_source->read(buffer, capacity);
    if (count)
        m_hash.add(QByteArrayView(buffer, *count));
    return count;
}

UnchangedSource::UnchangedSource(std::unique_ptr<BlockSource> source, QString expectedSha256)
    : m_source(std::move(source)), m_expected(std::move(expectedSha256)), m_left(m_source->size())
{
}

Result<qint64> UnchangedSource::read(char *buffer, qint64 capacity)
{
    const auto count = m_source->read(buffer, capacity);
    if (!count || *count == 0)
        return count;
    m_hash.add(QByteArrayView(buffer, *count));
    m_left -= *count;
    // With the last bytes, not after them: whoever has got them all may not ask again.
    if (m_left == 0 && QString::fromLatin1(m_hash.finish().toHex()) != m_expected)
        return fail(changedMeanwhile());
    return count;
}

Result<qint64> WatchedSource::read(char *buffer, qint64 capacity)
{
    const auto count = m_source.read(buffer, capacity);
    m_failed = m_failed || !count;
    return count;
}

SealingSource::SealingSource(std::unique_ptr<BlockSource> plain, std::unique_ptr<EnvelopeWriter> writer,
                             QByteArray expectedTag)
    : m_plain(std::move(plain)), m_writer(std::move(writer)), m_expectedTag(std::move(expectedTag)),
      m_pending(m_writer->header()), m_size(envelopev1::sealedSize(m_plain->size()))
{
}

Result<std::unique_ptr<SealingSource>> SealingSource::open(std::unique_ptr<BlockSource> plain,
                                                           const SecretBytes &key, const QByteArray &nonce,
                                                           const QByteArray &expectedTag)
{
    auto writer = envelopev1::createWriter(key, nonce, plain->size());
    if (!writer)
        return fail(writer.error());
    return std::unique_ptr<SealingSource>(
        new SealingSource(std::move(plain), std::move(*writer), expectedTag));
}

Result<void> SealingSource::finish()
{
    auto tag = m_writer->finish();
    if (!tag)
        return fail(tag.error());
    m_finished = true;
    m_tag = m_pending = *tag;
    if (m_expectedTag.isEmpty() || m_tag == m_expectedTag)
        return {};
    return fail(changedMeanwhile());
}

qint64 SealingSource::takePending(char *buffer, qint64 capacity)
{
    const qint64 count = std::min<qint64>(capacity, m_pending.size());
    std::memcpy(buffer, m_pending.constData(), static_cast<std::size_t>(count));
    m_pending.remove(0, count);
    return count;
}

Result<qint64> SealingSource::read(char *buffer, qint64 capacity)
{
    qint64 filled = takePending(buffer, capacity);
    while (filled < capacity && !m_finished) {
        const auto count = m_plain->read(buffer + filled, capacity - filled);
        if (!count)
            return count;
        if (*count == 0) {
            if (const auto finished = finish(); !finished)
                return fail(finished.error());
            return filled + takePending(buffer + filled, capacity - filled);
        }
        const auto sealed = m_writer->update(buffer + filled, *count, buffer + filled);
        if (!sealed)
            return fail(sealed.error());
        filled += *count;
    }
    return filled;
}

Result<void> HashingSink::write(QByteArrayView block)
{
    m_hash.add(block);
    return m_sink.write(block);
}

Result<std::unique_ptr<FileSink>> FileSink::create(const QString &path)
{
    std::unique_ptr<FileSink> sink(new FileSink(path));
    if (!sink->m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered,
                           QFile::ReadOwner | QFile::WriteOwner)) {
        return fail(fileError(sink->m_file, u"file.create"_s, Text::tr("Cannot create %1").arg(path)));
    }
    return sink;
}

Result<void> FileSink::write(QByteArrayView block)
{
    m_size += block.size();
    while (!block.isEmpty()) {
        const qint64 count = m_file.write(block.data(), block.size());
        if (count <= 0)
            return fail(
                fileError(m_file, u"file.write"_s, Text::tr("Cannot write %1").arg(m_file.fileName())));
        block = block.sliced(count);
    }
    startWriteback();
    return {};
}

/// Lets the disk work while the next bytes are still on their way, so that the fsync at the end is short.
void FileSink::startWriteback()
{
    if (m_size - m_handedToDisk < writebackStep)
        return;
    ::sync_file_range(m_file.handle(), m_handedToDisk, m_size - m_handedToDisk, SYNC_FILE_RANGE_WRITE);
    m_handedToDisk = m_size;
}

Result<std::unique_ptr<OpeningSink>> OpeningSink::create(const QString &path, const SecretBytes &key)
{
    auto file = FileSink::create(path);
    if (!file)
        return fail(file.error());
    return std::unique_ptr<OpeningSink>(new OpeningSink(std::move(*file), key.clone()));
}

Result<void> OpeningSink::decide()
{
    m_decided = true;
    if (looksLikeSqlite(m_head))
        return {};
    if (m_key.isEmpty()) {
        return fail(ErrorCode::WrongKey, u"envelope.open"_s,
                    Text::tr("The backup is encrypted and there is no key to open it with."),
                    Text::tr("Set BACKUP_ENCRYPTION_KEY, or give --key-file with the key it was made with."));
    }
    auto reader = envelopev1::createReader(m_key);
    if (!reader)
        return fail(reader.error());
    m_reader = std::move(*reader);
    return {};
}

Result<void> OpeningSink::write(QByteArrayView block)
{
    m_object.add(block);
    if (m_decided)
        return open(block);
    m_head.append(block);
    if (m_head.size() < magicSize)
        return {};
    if (const auto decided = decide(); !decided)
        return decided;
    const QByteArray head = std::exchange(m_head, {});
    return open(head);
}

Result<void> OpeningSink::open(QByteArrayView block)
{
    if (!m_reader)
        return m_file->write(block);
    if (const auto opened = m_reader->update(block, m_unverified); !opened)
        return opened;
    return m_file->write(m_unverified);
}

Result<OpeningSink::Outcome> OpeningSink::finish()
{
    if (!m_decided) {
        return fail(ErrorCode::Corrupt, u"envelope.open"_s,
                    Text::tr("The backup is only %1 bytes long: neither a database nor a sealed one.")
                        .arg(m_head.size()),
                    Text::tr("Choose another backup."));
    }
    if (m_reader) {
        if (const auto verified = m_reader->finish(); !verified)
            return fail(verified.error());
    }
    m_file->finish();
    return Outcome{QString::fromLatin1(m_object.finish().toHex()), m_file->size(), m_reader != nullptr};
}

Result<QString> digestOf(BlockSource &source, const QString &operation, const CancelToken &cancel,
                         const ByteProgress &progress)
{
    Sha256 hash;
    QByteArray block(blockSize, Qt::Uninitialized);
    qint64 done = 0;
    for (;;) {
        if (const auto go = cancel.check(operation); !go)
            return fail(go.error());
        const auto count = source.read(block.data(), block.size());
        if (!count)
            return fail(count.error());
        if (*count == 0)
            return QString::fromLatin1(hash.finish().toHex());
        hash.add(QByteArrayView(block).first(*count));
        done += *count;
        if (progress)
            progress(done, source.size());
    }
}

} // namespace lifeboat
