// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/bucketpolicy.h"

#include "base/text.h"

#include <QJsonArray>

namespace lifeboat {

using namespace Qt::StringLiterals;

Result<QJsonObject> leastPrivilegePolicy(const Profile &profile)
{
    const auto *s3 = std::get_if<S3Destination>(&profile.destination);
    if (!s3) {
        return fail(ErrorCode::Usage, u"policy"_s,
                    Text::tr("This profile keeps its backups in a folder, which has no policy."),
                    Text::tr("Use the policy command with a profile that names a bucket."));
    }
    const QString bucket = u"arn:aws:s3:::"_s + s3->options.bucket;
    const QJsonObject onBucket{
        {u"Effect"_s, u"Allow"_s},
        {u"Action"_s, QJsonArray{u"s3:ListBucket"_s, u"s3:ListBucketMultipartUploads"_s}},
        {u"Resource"_s, QJsonArray{bucket}},
    };
    const QJsonObject onObjects{
        {u"Effect"_s, u"Allow"_s},
        {u"Action"_s, QJsonArray{u"s3:PutObject"_s, u"s3:GetObject"_s, u"s3:DeleteObject"_s,
                                 u"s3:AbortMultipartUpload"_s}},
        // Backups, and what Lifeboat keeps beside them.
        {u"Resource"_s, QJsonArray{bucket + u'/' + s3->keyPrefix + u"backups/*"_s,
                                   bucket + u'/' + s3->keyPrefix + u"lifeboat/*"_s}},
    };
    return QJsonObject{{u"Version"_s, u"2012-10-17"_s}, {u"Statement"_s, QJsonArray{onBucket, onObjects}}};
}

} // namespace lifeboat
