#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sark::http {

/// The UUID of nobody, who may do nothing.
inline constexpr std::string_view nil_uuid = "00000000-0000-0000-0000-000000000000";

/// True for 8-4-4-4-12 hexadecimal digits of either case.
[[nodiscard]] bool is_uuid(std::string_view text) noexcept;

/// In lower case: caches and audit rows compare text.
[[nodiscard]] std::string lower_uuid(std::string_view uuid);

/// A random UUID of version 4. A forked child has others than its parent.
[[nodiscard]] std::string random_uuid();
[[nodiscard]] std::vector<std::string> random_uuids(std::size_t count);

}  // namespace sark::http
