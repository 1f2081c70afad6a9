#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace sark::bench {

/// What the disk itself gives to whoever must wait for it: events of a fixed size fall due at
/// `rate` per second; one thread writes all that are due into a file whose bytes are there already,
/// synchronises them (fdatasync) and takes the next. No queue, no checksum, no other thread: nobody
/// who shares synchronisations acknowledges sooner. What level `spool` is held against.
/// The latency of each event in ms, from due to synchronised, in order. The file is replaced by
/// each call.
[[nodiscard]] Result<std::vector<double>> plain_spool(const std::string& path, std::uint64_t rate,
                                                      std::uint64_t count,
                                                      std::uint64_t event_bytes);

}  // namespace sark::bench
