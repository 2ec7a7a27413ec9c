// SPDX-License-Identifier: GPL-3.0-or-later
// Result<T>: a value or an Error. No exception crosses a folder of this project.
#pragma once

#include "base/error.h"

#include <tl/expected.hpp>

#include <utility>

namespace lifeboat {

template<typename T> using Result = tl::expected<T, Error>;

/// `return fail(ErrorCode::Io, u"folder.put"_s, Text::tr("…"), Text::tr("…"));`
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, QString operation, QString message,
                                                QString hint = {})
{
    return tl::unexpected<Error>(
        Error{code, std::move(operation), std::move(message), std::move(hint), false});
}

/// Passes an error on as it is: `if (!r) return fail(r.error());`
[[nodiscard]] inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace lifeboat
