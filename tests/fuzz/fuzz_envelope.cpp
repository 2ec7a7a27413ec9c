// SPDX-License-Identifier: GPL-3.0-or-later
// A sealed object that somebody has changed: its reader may refuse it, and must never call it whole. What the
// writer makes of any bytes opens to the same bytes, in pieces of any size.
#include "crypto/envelopev1.h"

#include <cstdlib>

using namespace lifeboat;

namespace {

SecretBytes keyOfTest()
{
    return SecretBytes(QByteArray(encryptionKeySize, 'k'));
}

/// What `sealed` opens to, or nothing; read in pieces of `step` bytes.
std::optional<QByteArray> open(QByteArrayView sealed, qsizetype step)
{
    const auto reader = envelopev1::createReader(keyOfTest());
    if (!reader)
        std::abort();
    QByteArray all, part;
    for (qsizetype at = 0; at < sealed.size(); at += step) {
        if (!(*reader)->update(sealed.sliced(at, std::min(step, sealed.size() - at)), part))
            return {};
        all += part;
    }
    return (*reader)->finish() ? std::optional(all) : std::nullopt;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    const qsizetype step = 1 + data[0] * 7;
    const QByteArrayView input(data + 1, static_cast<qsizetype>(size - 1));
    // Nobody without the key can make one: what was not sealed here does not open.
    if (open(input, step))
        std::abort();
    auto writer = envelopev1::createWriter(keyOfTest(), QByteArray(envelopev1::nonceSize, 'n'), input.size());
    if (!writer)
        std::abort();
    QByteArray sealed = (*writer)->header();
    QByteArray body(input.size(), Qt::Uninitialized);
    if (!(*writer)->update(input.data(), input.size(), body.data()))
        std::abort();
    const auto end = (*writer)->finish();
    if (!end)
        std::abort();
    sealed += body + *end;
    if (open(sealed, step) != input.toByteArray())
        std::abort();
    const auto place = static_cast<qsizetype>(data[0]) * 31 % sealed.size();
    sealed[place] = static_cast<char>(sealed[place] ^ 1);
    if (open(sealed, step))
        std::abort();
    return 0;
}
