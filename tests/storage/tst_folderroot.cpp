// SPDX-License-Identifier: GPL-3.0-or-later
// A destination's own folder: who makes it, and what is said when it was there and is not any more.
#include "storage/folder/folderstore.h"
#include "support/storecontract.h"

#include <QDir>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace lifeboat;
using namespace Qt::StringLiterals;

namespace {

class RememberedFolders final : public FolderMemory
{
public:
    bool wasUsed(const QString &root) const override { return m_used.contains(root); }
    void noteUsed(const QString &root) override { m_used.insert(root); }

private:
    QSet<QString> m_used;
};

Result<void> put(ObjectStore &store)
{
    PutRequest request;
    request.key = u"object"_s;
    BytesSource body("x"_ba);
    return store.put(request, body);
}

} // namespace

class TestFolderRoot final : public QObject
{
    Q_OBJECT

private slots:
    /// What is only looked at may lie on a disk that is not mounted.
    void onlyWritingMakesTheFolder()
    {
        QTemporaryDir directory;
        const QString root = directory.path() + u"/new"_s;
        auto opened = openFolderStore(root);
        LIFEBOAT_OK(opened);
        ObjectStore &fresh = **opened;
        const auto page = fresh.list({}, {}, {});
        LIFEBOAT_OK(page);
        QVERIFY(page->objects.isEmpty());
        LIFEBOAT_FAILS(fresh.head(u"object"_s, {}), ErrorCode::NotFound);
        LIFEBOAT_OK(fresh.remove(u"object"_s, {}));
        QCOMPARE(*fresh.removeUnfinished({}, QDateTime::currentDateTimeUtc(), {}), 0);
        QVERIFY(!QFileInfo::exists(root));

        LIFEBOAT_OK(put(fresh));
        QCOMPARE(QFileInfo(root).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        LIFEBOAT_OK(fresh.head(u"object"_s, {}));
    }

    void seesTheFolderThatAnotherMade()
    {
        QTemporaryDir directory;
        const QString root = directory.path() + u"/new"_s;
        auto early = openFolderStore(root);
        auto other = openFolderStore(root);
        LIFEBOAT_OK(early);
        LIFEBOAT_OK(other);
        LIFEBOAT_OK(put(**other));
        LIFEBOAT_OK((*early)->head(u"object"_s, {}));
    }

    void missesAFolderThatWasUsed()
    {
        QTemporaryDir directory;
        const QString root = directory.path() + u"/store"_s;
        const auto memory = std::make_shared<RememberedFolders>();
        {
            auto fresh = openFolderStore(root, memory);
            LIFEBOAT_OK(fresh);
            LIFEBOAT_OK((*fresh)->list({}, {}, {}));
            QVERIFY(!memory->wasUsed(root)); // nothing was ever there
            LIFEBOAT_OK(put(**fresh));
        }
        QVERIFY(memory->wasUsed(root));
        QVERIFY(QDir().rename(root, root + u".away"_s));
        const auto away = openFolderStore(root, memory);
        LIFEBOAT_FAILS(away, ErrorCode::NotFound);
        QVERIFY(away.error().message.contains(root));
        QVERIFY(away.error().hint.contains(u"mounted"));
        QVERIFY(!QFileInfo::exists(root));

        QVERIFY(QDir().mkdir(root)); // whoever makes it means it
        LIFEBOAT_OK(openFolderStore(root, memory));
        QVERIFY(QDir().rmdir(root) && QDir().rename(root + u".away"_s, root));
        const auto other = std::make_shared<RememberedFolders>(); // of a machine that only looks
        auto back = openFolderStore(root + u"/."_s, other);
        LIFEBOAT_OK(back);
        LIFEBOAT_OK((*back)->head(u"object"_s, {}));
        QVERIFY(other->wasUsed(root));
    }

    /// A link to a folder on a disk that is not mounted.
    void missesWhereALinkLeads()
    {
        QTemporaryDir directory;
        const QString link = directory.path() + u"/link"_s;
        QVERIFY(QFile::link(directory.path() + u"/unmounted"_s, link));
        const auto away = openFolderStore(link);
        LIFEBOAT_FAILS(away, ErrorCode::NotFound);
        QVERIFY(away.error().hint.contains(u"mounted"));
    }
};

QTEST_GUILESS_MAIN(TestFolderRoot)
#include "tst_folderroot.moc"
