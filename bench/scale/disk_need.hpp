#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "core/base/result.hpp"

namespace sark::bench {

/// What a size takes on disk with every index, measured at a million (docs/scale.md) and rounded
/// up: a resource with its capability, cost record and audit event; a resource in the four variants
/// of the partition experiment.
inline constexpr std::uint64_t bytes_per_v2_size = 3'000;
inline constexpr std::uint64_t bytes_per_partitioned_size = 2'000;
/// Of each server: its empty cluster, WAL and what sorts write.
inline constexpr std::uint64_t bytes_per_server = 2'500'000'000;
/// Left to everybody else.
inline constexpr std::uint64_t bytes_kept_free = 5'000'000'000;

/// The most that is on disk at once: the databases of `cost_sizes` stand together, those of
/// `partition_sizes` one after another and after them.
[[nodiscard]] std::uint64_t disk_need(std::span<const std::uint64_t> cost_sizes,
                                      std::span<const std::uint64_t> partition_sizes) noexcept;

/// Errc::io with both figures when the file system of `directory` has less.
[[nodiscard]] Result<void> check_disk(std::uint64_t need, const std::filesystem::path& directory);

}  // namespace sark::bench
