#pragma once

namespace sark::scenarios {

[[nodiscard]] const char* tool_version();   ///< "0.1.0"
[[nodiscard]] const char* tool_revision();  ///< Short git revision; "unknown" outside a repository.
[[nodiscard]] const char* build_type();     ///< CMake's, e.g. "Release".

}  // namespace sark::scenarios
