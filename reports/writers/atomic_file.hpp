#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace sark::reports {

/// Writes a file so that `path` holds all of `text` or what it held before: temporary file in the
/// same directory, fsync, rename, fsync of the directory. Errc::io names the file and the system's
/// reason; the temporary file is removed.
[[nodiscard]] Result<void> write_atomically(const std::string& path, std::string_view text);

}  // namespace sark::reports
