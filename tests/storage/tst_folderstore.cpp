// SPDX-License-Identifier: GPL-3.0-or-later
// The store contract on a folder, and what only a folder can get wrong: links, permissions, full disks,
// processes killed between two steps.
#include "storage/folder/folderstoreimpl.h"
#include "support/storecontract.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <cerrno>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

/// Makes the n-th call of one kind fail, as a disk would.
class FailingCalls final : public SystemCalls
{
public:
    enum Call { Write, SyncFile, SyncFolder, MakeFolder, Rename, RenameNew };

    FailingCalls(Call call, int nth, int error) : m_call(call), m_nth(nth), m_error(error) {}
    [[nodiscard]] bool hasFailed() const { return m_seen >= m_nth; }

    int write(int file, QByteArrayView bytes) const override
    {
        return hit(Write) ? m_error : SystemCalls::write(file, bytes);
    }
    int syncFile(int file) const override { return hit(SyncFile) ? m_error : SystemCalls::syncFile(file); }
    int syncFolder(int folder) const override
    {
        return hit(SyncFolder) ? m_error : SystemCalls::syncFolder(folder);
    }
    int makeFolder(int parent, const QByteArray &name) const override
    {
        return hit(MakeFolder) ? m_error : SystemCalls::makeFolder(parent, name);
    }
    int rename(int fromFolder, const QByteArray &from, int toFolder, const QByteArray &to) const override
    {
        return hit(Rename) ? m_error : SystemCalls::rename(fromFolder, from, toFolder, to);
    }
    int renameNew(int fromFolder, const QByteArray &from, int toFolder, const QByteArray &to) const override
    {
        return hit(RenameNew) ? m_error : SystemCalls::renameNew(fromFolder, from, toFolder, to);
    }

private:
    bool hit(Call call) const { return call == m_call && ++m_seen == m_nth; }

    const Call m_call;
    const int m_nth;
    const int m_error;
    mutable int m_seen = 0;
};

void writeFile(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

/// Every file below `root`, relative, ours included.
QStringList filesBelow(const QString &root)
{
    QStringList files;
    const QDir top(root);
    const QFileInfoList entries =
        top.entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    for (const QFileInfo &entry : entries) {
        if (!entry.isDir() || entry.isSymLink())
            files += entry.fileName();
        else
            for (const QString &below : filesBelow(entry.filePath()))
                files += entry.fileName() + u'/' + below;
    }
    files.sort();
    return files;
}

mode_t modeOf(const QString &path)
{
    struct stat status = {};
    return ::lstat(QFile::encodeName(path).constData(), &status) == 0 ? status.st_mode & 07777 : 0;
}

void setAge(const QString &path, qint64 hours)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite)
        || !file.setFileTime(QDateTime::currentDateTimeUtc().addSecs(-3600 * hours),
                             QFileDevice::FileModificationTime))
        qFatal("cannot set the time of %s", qPrintable(path));
}

} // namespace

class FolderStoreTest final : public StoreContract
{
    Q_OBJECT

protected:
    Result<std::unique_ptr<ObjectStore>> openStore() override { return openFolderStore(m_root); }

private:
    QTemporaryDir m_directory;
    const QString m_root = m_directory.path() + u"/store"_s;

    Result<std::unique_ptr<ObjectStore>> openFailing(std::shared_ptr<const SystemCalls> calls)
    {
        auto tree = FolderTree::open(m_root, std::move(calls));
        if (!tree)
            return fail(tree.error());
        return std::make_unique<FolderStore>(std::move(*tree));
    }
    QString path(const QString &name) const { return m_root + u'/' + key(name); }
    QString sidecar(const QString &name) const
    {
        return m_root + u"/.lifeboat/meta/"_s + key(name) + u".json"_s;
    }
    QStringList unfinished() const { return QDir(m_root + u"/.lifeboat/tmp"_s).entryList(QDir::Files); }

private slots:
    void createsOnlyTheLastFolderOfItsPath()
    {
        QTemporaryDir directory;
        const QString root = directory.path() + u"/new"_s;
        LIFEBOAT_OK(openFolderStore(root));
        const auto absent = openFolderStore(directory.path() + u"/absent/new"_s);
        LIFEBOAT_FAILS(absent, ErrorCode::NotFound);
        QVERIFY(absent.error().hint.contains(u"mounted"));
        QVERIFY(!QFileInfo::exists(directory.path() + u"/absent"_s));
        writeFile(directory.path() + u"/file"_s, "x");
        LIFEBOAT_FAILS(openFolderStore(directory.path() + u"/file"_s), ErrorCode::Refused);
        LIFEBOAT_FAILS(openFolderStore(QString()), ErrorCode::Configuration);
        QVERIFY(openFolderStore(root).value()->displayName().contains(root));
    }

    void keepsFilesPrivate()
    {
        LIFEBOAT_OK(putPattern(key(u"a/object"_s), 10));
        QCOMPARE(modeOf(path(u"a/object"_s)), mode_t(0600));
        QCOMPARE(modeOf(path(u"a"_s)), mode_t(0700));
        QCOMPARE(modeOf(sidecar(u"a/object"_s)), mode_t(0600));
        QCOMPARE(modeOf(m_root + u"/.lifeboat"_s), mode_t(0700));
        QCOMPARE(modeOf(m_root + u"/.lifeboat/tmp"_s), mode_t(0700));
    }

    void keepsItsOwnFolderToItself_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("metadata") << u".lifeboat/meta/x.json"_s;
        QTest::newRow("itself") << u".lifeboat"_s;
        QTest::newRow("in capitals") << u".LifeBoat/x"_s;
    }

    void keepsItsOwnFolderToItself()
    {
        QFETCH(QString, name);
        LIFEBOAT_OK(putPattern(key(u"object"_s), 10));
        LIFEBOAT_FAILS(putPattern(name, 10), ErrorCode::Usage);
        LIFEBOAT_FAILS(store().head(name, {}), ErrorCode::Usage);
        LIFEBOAT_FAILS(store().remove(name, {}), ErrorCode::Usage);
        for (const QString &part : {u""_s, u"."_s, u".lifeboat"_s, u".lifeboat/"_s, u".lifeboat/meta/"_s}) {
            const auto keys = keysBelow(part);
            LIFEBOAT_OK(keys);
            QVERIFY(!keys->join(u' ').contains(u".lifeboat"));
        }
    }

    void doesNotFollowLinks()
    {
        QTemporaryDir outside;
        writeFile(outside.path() + u"/secret"_s, "not yours");
        LIFEBOAT_OK(putPattern(key(u"object"_s), 10));
        QVERIFY(QFile::link(outside.path(), path(u"link"_s)));
        QVERIFY(QFile::link(outside.path() + u"/secret"_s, path(u"filelink"_s)));

        const auto put = putPattern(key(u"link/new"_s), 10);
        LIFEBOAT_FAILS(put, ErrorCode::Refused);
        QVERIFY(!put.error().hint.isEmpty());
        LIFEBOAT_FAILS(store().head(key(u"link/secret"_s), {}), ErrorCode::NotFound);
        LIFEBOAT_FAILS(store().head(key(u"filelink"_s), {}), ErrorCode::NotFound);
        LIFEBOAT_OK(store().remove(key(u"link/secret"_s), {}));
        LIFEBOAT_FAILS(putPattern(key(u"filelink"_s), 10), ErrorCode::AlreadyExists);
        LIFEBOAT_OK(putPattern(key(u"filelink"_s), 10, 1, false)); // replaces the link itself
        const auto keys = keysBelow(prefix());
        LIFEBOAT_OK(keys);
        QCOMPARE(*keys, (QStringList{key(u"filelink"_s), key(u"object"_s)}));
        QCOMPARE(filesBelow(outside.path()), QStringList{u"secret"_s});
        QFile secret(outside.path() + u"/secret"_s);
        QVERIFY(secret.open(QIODevice::ReadOnly));
        QCOMPARE(secret.readAll(), "not yours"_ba);
    }

    void doesNotWriteThroughALinkedOwnFolder()
    {
        QTemporaryDir outside;
        QTemporaryDir root;
        QVERIFY(QFile::link(outside.path(), root.path() + u"/.lifeboat"_s));
        auto other = openFolderStore(root.path());
        LIFEBOAT_OK(other);
        BytesSource body("x"_ba);
        LIFEBOAT_FAILS((*other)->put(putRequest(u"object"_s), body), ErrorCode::Refused);
        QCOMPARE(filesBelow(outside.path()), QStringList());
        QCOMPARE(filesBelow(root.path()), QStringList{u".lifeboat"_s});
    }

    void listsFilesOfOthersAndSkipsWhatIsNoKey()
    {
        writeFile(path(u"foreign.txt"_s), "hello");
        writeFile(path(u"line\nbreak"_s), "hello");
        writeFile(path(u"empty folder/x"_s), "x");
        QVERIFY(QFile::remove(path(u"empty folder/x"_s)));
        QCOMPARE(::mkfifo(QFile::encodeName(path(u"pipe"_s)).constData(), 0600), 0);
        const QByteArray noUtf8 = QFile::encodeName(path(u""_s)).append("\xff");
        QCOMPARE(::mkdir(noUtf8.constData(), 0700), 0);
        const auto tidy = qScopeGuard([&] { ::rmdir(noUtf8.constData()); }); // QTemporaryDir cannot
        const auto keys = keysBelow(prefix());
        LIFEBOAT_OK(keys);
        QCOMPARE(*keys, QStringList{key(u"foreign.txt"_s)});
        const auto head = store().head(key(u"foreign.txt"_s), {});
        LIFEBOAT_OK(head);
        QCOMPARE(head->size, qint64(5));
        QCOMPARE(head->contentType, u"application/octet-stream"_s);
        QVERIFY(head->metadata.isEmpty());
        LIFEBOAT_FAILS(store().head(key(u"pipe"_s), {}), ErrorCode::NotFound);
    }

    void saysWhenAFileIsInTheWay()
    {
        LIFEBOAT_OK(putPattern(key(u"a"_s), 10));
        LIFEBOAT_FAILS(putPattern(key(u"a/b"_s), 10), ErrorCode::Refused);
        LIFEBOAT_FAILS(store().head(key(u"a/b"_s), {}), ErrorCode::NotFound);
        LIFEBOAT_OK(putPattern(key(u"c/d"_s), 10));
        LIFEBOAT_FAILS(putPattern(key(u"c"_s), 10, 1, false), ErrorCode::Refused);
        LIFEBOAT_FAILS(putPattern(key(QString(300, u'x')), 10), ErrorCode::TooLarge);
        LIFEBOAT_OK(store().remove(key(u"c"_s), {}));
        QVERIFY(holds(key(u"c/d"_s), 10));
        LIFEBOAT_OK(store().remove(key(u"a"_s), {}));
        LIFEBOAT_OK(store().remove(key(u"c/d"_s), {}));
        QVERIFY(nothingIsLeft());
    }

    void reportsDamagedMetadata_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut") << "{\"version\": 1, \"size\": 10"_ba;
        QTest::newRow("not an object") << "[1]"_ba;
        QTest::newRow("no size") << R"({"version":1,"content_type":"a","metadata":{}})"_ba;
        QTest::newRow("later version") << R"({"version":2,"size":10,"content_type":"a","metadata":{}})"_ba;
        QTest::newRow("value is no text")
            << R"({"version":1,"size":10,"content_type":"a","metadata":{"a":1}})"_ba;
    }

    void reportsDamagedMetadata()
    {
        QFETCH(QByteArray, bytes);
        LIFEBOAT_OK(putPattern(key(u"object"_s), 10));
        writeFile(sidecar(u"object"_s), bytes);
        const auto head = store().head(key(u"object"_s), {});
        LIFEBOAT_FAILS(head, ErrorCode::Corrupt);
        QVERIFY(head.error().message.contains(sidecar(u"object"_s)));
        const auto keys = keysBelow(prefix()); // listing does not look
        LIFEBOAT_OK(keys);
        QCOMPARE(*keys, QStringList{key(u"object"_s)});
    }

    void doesNotTakeMetadataOfAnInterruptedReplacement()
    {
        PutRequest request = putRequest(key(u"object"_s));
        request.metadata.insert(u"sha256"_s, u"of the old one"_s);
        PatternSource body(10);
        LIFEBOAT_OK(store().put(request, body));
        writeFile(sidecar(u"object"_s),
                  R"({"version":1,"size":11,"content_type":"a/b","metadata":{"sha256":"of the new one"}})");
        const auto head = store().head(key(u"object"_s), {});
        LIFEBOAT_OK(head);
        QVERIFY(head->metadata.isEmpty());
    }

    void removesTheSidecarToo()
    {
        LIFEBOAT_OK(putPattern(key(u"object"_s), 10));
        QVERIFY(QFileInfo::exists(sidecar(u"object"_s)));
        LIFEBOAT_OK(store().remove(key(u"object"_s), {}));
        QVERIFY(!QFileInfo::exists(sidecar(u"object"_s)));
    }

    void failedWritesLeaveNothing_data()
    {
        QTest::addColumn<int>("call");
        QTest::addColumn<int>("nth");
        QTest::addColumn<int>("error");
        QTest::addColumn<ErrorCode>("expected");
        using F = FailingCalls;
        QTest::newRow("disk full, first block") << int(F::Write) << 1 << ENOSPC << ErrorCode::NoSpace;
        QTest::newRow("disk full, last block") << int(F::Write) << 3 << ENOSPC << ErrorCode::NoSpace;
        QTest::newRow("quota, metadata") << int(F::Write) << 4 << EDQUOT << ErrorCode::NoSpace;
        QTest::newRow("fsync of the object") << int(F::SyncFile) << 1 << EIO << ErrorCode::Io;
        QTest::newRow("fsync of the metadata") << int(F::SyncFile) << 2 << EIO << ErrorCode::Io;
        for (int nth = 1; nth <= 6; ++nth)
            QTest::addRow("fsync of folder %d", nth) << int(F::SyncFolder) << nth << EIO << ErrorCode::Io;
        QTest::newRow("read-only") << int(F::MakeFolder) << 1 << EROFS << ErrorCode::PermissionDenied;
        QTest::newRow("no permission") << int(F::MakeFolder) << 2 << EACCES << ErrorCode::PermissionDenied;
        QTest::newRow("move of the metadata") << int(F::Rename) << 1 << EIO << ErrorCode::Io;
        QTest::newRow("move of the object") << int(F::RenameNew) << 1 << EIO << ErrorCode::Io;
        QTest::newRow("no space to move") << int(F::RenameNew) << 1 << ENOSPC << ErrorCode::NoSpace;
    }

    void failedWritesLeaveNothing()
    {
        QFETCH(int, call);
        QFETCH(int, nth);
        QFETCH(int, error);
        QFETCH(ErrorCode, expected);
        const auto calls = std::make_shared<FailingCalls>(static_cast<FailingCalls::Call>(call), nth, error);
        auto failing = openFailing(calls);
        LIFEBOAT_OK(failing);
        PatternSource body(2 * mebibyte + 1);
        const auto put = (*failing)->put(putRequest(key(u"a/b/object"_s)), body);
        QVERIFY(calls->hasFailed());
        LIFEBOAT_FAILS(put, expected);
        QVERIFY(!put.error().hint.isEmpty());
        QVERIFY(put.error().message.contains(m_root));
        QVERIFY(!QFileInfo::exists(path(u"a/b/object"_s)));
        QVERIFY(!QFileInfo::exists(sidecar(u"a/b/object"_s)));
        QCOMPARE(unfinished(), QStringList());
        QVERIFY(nothingIsLeft());
        LIFEBOAT_OK(putPattern(key(u"a/b/object"_s), 10)); // and the next try is not in its way
    }

    void failedReplacementKeepsTheOldObject()
    {
        LIFEBOAT_OK(putPattern(key(u"object"_s), 1000, 1));
        auto failing = openFailing(std::make_shared<FailingCalls>(FailingCalls::Rename, 2, EIO));
        LIFEBOAT_OK(failing);
        PutRequest request = putRequest(key(u"object"_s));
        request.createOnly = false;
        PatternSource body(2000, 2);
        LIFEBOAT_FAILS((*failing)->put(request, body), ErrorCode::Io);
        QVERIFY(holds(key(u"object"_s), 1000, 1));
        QCOMPARE(unfinished(), QStringList());
    }

    void movesWithoutReplacingEvenWithoutALock()
    {
        // What keeps two machines apart on a mount whose locks do not reach from one to the other.
        QTemporaryDir directory;
        writeFile(directory.path() + u"/first"_s, "first");
        writeFile(directory.path() + u"/second"_s, "second");
        const FileDescriptor folder(::open(QFile::encodeName(directory.path()).constData(), O_RDONLY));
        const SystemCalls calls;
        QCOMPARE(calls.renameNew(folder.get(), "second", folder.get(), "first"), EEXIST);
        QCOMPARE(filesBelow(directory.path()), (QStringList{u"first"_s, u"second"_s}));
        QCOMPARE(calls.renameNew(folder.get(), "second", folder.get(), "third"), 0);
        QCOMPARE(filesBelow(directory.path()), (QStringList{u"first"_s, u"third"_s}));
    }

    void survivesAFullDisk()
    {
        QTemporaryDir mountPoint;
        const QByteArray where = QFile::encodeName(mountPoint.path());
        if (::mount("tmpfs", where.constData(), "tmpfs", 0, "size=1m") != 0)
            QSKIP("mounting a small tmpfs needs root");
        const auto unmount = qScopeGuard([&] { ::umount2(where.constData(), MNT_DETACH); });
        auto small = openFolderStore(mountPoint.path());
        LIFEBOAT_OK(small);
        PatternSource body(3 * mebibyte);
        const auto put = (*small)->put(putRequest(u"object"_s), body);
        LIFEBOAT_FAILS(put, ErrorCode::NoSpace);
        QVERIFY(put.error().hint.contains(u"room"));
        QCOMPARE(filesBelow(mountPoint.path()), QStringList());
        PatternSource fitting(1000);
        LIFEBOAT_OK((*small)->put(putRequest(u"object"_s), fitting));

        QCOMPARE(::mount("tmpfs", where.constData(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr), 0);
        PatternSource late(10);
        LIFEBOAT_FAILS((*small)->put(putRequest(u"late"_s), late), ErrorCode::PermissionDenied);
        LIFEBOAT_FAILS((*small)->remove(u"object"_s, {}), ErrorCode::PermissionDenied);
        LIFEBOAT_OK((*small)->head(u"object"_s, {})); // reading goes on
        LIFEBOAT_OK((*small)->list({}, {}, {}));
    }

    void saysWhenItMayNotWrite()
    {
        QTemporaryDir directory;
        // Root may write everywhere, so it plays somebody else for the time of this test.
        const bool isRoot = ::geteuid() == 0;
        constexpr uid_t nobody = 65534;
        if (isRoot) {
            QCOMPARE(::chown(QFile::encodeName(directory.path()).constData(), nobody, nobody), 0);
            QCOMPARE(::seteuid(nobody), 0);
        }
        const auto back = qScopeGuard([&] {
            if (isRoot && ::seteuid(0) != 0)
                qFatal("cannot be root again");
        });
        QVERIFY(QFile::setPermissions(directory.path(), QFile::ReadOwner | QFile::ExeOwner));
        auto readOnly = openFolderStore(directory.path());
        LIFEBOAT_OK(readOnly);
        PatternSource body(10);
        const auto put = (*readOnly)->put(putRequest(u"object"_s), body);
        LIFEBOAT_FAILS(put, ErrorCode::PermissionDenied);
        QVERIFY(!put.error().hint.isEmpty());
        auto unmade = openFolderStore(directory.path() + u"/new"_s);
        LIFEBOAT_OK(unmade);
        LIFEBOAT_FAILS((*unmade)->put(putRequest(u"object"_s), body), ErrorCode::PermissionDenied);
        QVERIFY(
            QFile::setPermissions(directory.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }

    /// Of any key, at the next put; the key's own clearing away is removesWhatKilledWritersLeft().
    void nextPutRemovesWhatTheDeadLeft()
    {
        LIFEBOAT_OK(putPattern(key(u"object"_s), 10));
        const QString folder = m_root + u"/.lifeboat/tmp"_s;
        auto tree = FolderTree::open(m_root, std::make_shared<SystemCalls>());
        LIFEBOAT_OK(tree);
        const pid_t child = ::fork();
        if (child == 0) { // one that wrote something, and one that did not get so far
            auto begun = TemporaryFile::create(**tree, key(u"fresh.json"_s));
            auto empty = TemporaryFile::create(**tree, key(u"proof.json"_s));
            const bool written = begun && empty && begun->write("half of it");
            ::_exit(written ? 0 : 1); // as a kill does: nothing is tidied up
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        auto living = TemporaryFile::create(**tree, key(u"living"_s));
        LIFEBOAT_OK(living);
        LIFEBOAT_OK(living->write("being written"));
        LIFEBOAT_OK(living->finish());
        const QString encoded = QString::fromLatin1(QUrl::toPercentEncoding(key(u"other"_s)));
        const QString young = folder + u'/' + encoded + u".0123456789abcdef.part"_s; // another machine's
        const QString old = folder + u'/' + encoded + u".0123456789abcdee.part"_s;
        const QString strange = folder + u"/notes.txt"_s;
        for (const QString &file : {young, old, strange})
            writeFile(file, "x");
        for (const QString &file : {old, strange})
            setAge(file, 48);
        QCOMPARE(QDir(folder).entryList(QDir::Files).size(), 6);

        LIFEBOAT_OK(putPattern(key(u"another"_s), 10));
        const QStringList left = QDir(folder).entryList(QDir::Files);
        QVERIFY2(left.size() == 3, qPrintable(left.join(u' ')));
        QVERIFY(QFileInfo::exists(young) && QFileInfo::exists(strange) && !QFileInfo::exists(old));
        const auto place = (*tree)->make("object-of-the-living");
        LIFEBOAT_OK(place);
        LIFEBOAT_OK(living->moveTo(*place, "object-of-the-living", false));
    }

    void removesWhatKilledWritersLeft()
    {
        LIFEBOAT_OK(putPattern(key(u"object"_s), 10));
        const QString temporary = m_root + u"/.lifeboat/tmp/"_s;
        const auto encoded = [&](const QString &name) {
            return temporary + QString::fromLatin1(QUrl::toPercentEncoding(key(name)))
                   + u".0123456789abcdef.part"_s;
        };
        const QString old = encoded(u"sub/old"_s);
        const QString young = encoded(u"sub/young"_s);
        const QString elsewhere = encoded(u"other/old"_s);
        const QString orphan = sidecar(u"sub/never came"_s);
        for (const QString &file : {old, young, elsewhere, orphan})
            writeFile(file, "x");
        for (const QString &file : {old, elsewhere, orphan, sidecar(u"object"_s)})
            setAge(file, 48);

        const QDateTime yesterday = QDateTime::currentDateTimeUtc().addDays(-1);
        const auto removed = store().removeUnfinished(key(u"sub/"_s), yesterday, {});
        LIFEBOAT_OK(removed);
        QCOMPARE(*removed, 2);
        QVERIFY(!QFileInfo::exists(old));
        QVERIFY(!QFileInfo::exists(orphan));
        QVERIFY(QFileInfo::exists(young));
        QVERIFY(QFileInfo::exists(elsewhere));
        const auto all = store().removeUnfinished(prefix(), yesterday, {});
        LIFEBOAT_OK(all);
        QCOMPARE(*all, 1);
        QVERIFY(holds(key(u"object"_s), 10));
        QVERIFY(QFileInfo::exists(sidecar(u"object"_s)));
        const auto young2 =
            store().removeUnfinished(prefix(), QDateTime::currentDateTimeUtc().addDays(1), {});
        LIFEBOAT_OK(young2);
        QCOMPARE(*young2, 1);
    }
};

QTEST_GUILESS_MAIN(FolderStoreTest)
#include "tst_folderstore.moc"
