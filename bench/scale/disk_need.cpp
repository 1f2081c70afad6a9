#include "bench/scale/disk_need.hpp"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

namespace sark::bench {

std::uint64_t disk_need(std::span<const std::uint64_t> cost_sizes,
                        std::span<const std::uint64_t> partition_sizes) noexcept {
    std::uint64_t together = 0;
    for (const std::uint64_t size : cost_sizes)
        together += bytes_per_server + size * bytes_per_v2_size;
    for (const std::uint64_t size : partition_sizes)
        together = std::max(together, bytes_per_server + size * bytes_per_partitioned_size);
    return together;
}

Result<void> check_disk(std::uint64_t need, const std::filesystem::path& directory) {
    std::error_code failed;
    const auto space = std::filesystem::space(directory, failed);
    if (failed)
        return Error{Errc::io, "cannot tell how much room there is: " + failed.message(),
                     directory.string(), ""};
    if (space.available >= need + bytes_kept_free)
        return {};
    const auto gb = [](std::uint64_t bytes) { return static_cast<double>(bytes) / 1e9; };
    return Error{
        Errc::io,
        fmt::format("this takes up to {:.1f} GB and leaves {:.1f} GB to others, but {:.1f} "
                    "GB are free",
                    gb(need), gb(bytes_kept_free), gb(space.available)),
        directory.string(), "name smaller sizes with --sizes, or another TMPDIR"};
}

}  // namespace sark::bench
