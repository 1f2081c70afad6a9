#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sark {

/// Where events go that the SIEM did not take: siem_fallback_YYYYMMDD.log in a directory, NDJSON as
/// it would have been sent. One that has reached rotate_bytes is renamed to .1, .2 ... One thread.
class SpillFile {
 public:
    SpillFile(std::string directory, std::uint64_t rotate_bytes);
    /// Appends whole lines to the file of that day (UTC). Errc::io.
    [[nodiscard]] Result<void> append(std::string_view lines, UtcTime now);

 private:
    std::string directory_;
    std::uint64_t rotate_bytes_;
};

}  // namespace sark
