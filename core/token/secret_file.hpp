#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.hpp"

namespace sark {

/// The secret that a file holds, without the line end behind it: secrets come from files and from
/// the environment, never from an argv that everybody on the machine can read.
/// Errc::invalid_argument with the path when the file cannot be read, is empty, or is larger than
/// 64 KiB.
[[nodiscard]] Result<std::string> read_secret_file(const std::filesystem::path& path);

}  // namespace sark
