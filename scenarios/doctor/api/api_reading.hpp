#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

namespace sark::scenarios::doctor {

/// What an API answered to one GET.
struct ApiReading {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;  ///< As it came: packed where an encoding says so.

    /// The first header of this name, in any case.
    [[nodiscard]] std::optional<std::string> header(std::string_view name) const;
};

/// One thing to read: nothing but GET is ever sent.
struct ApiQuestion {
    std::string path;
    std::vector<std::pair<std::string, std::string>> headers{};
    bool anonymous = false;  ///< Without the credentials that were given.
};

/// Asks an API. Errc::unavailable when nobody answers.
using ReadApi = std::function<Result<ApiReading>(const ApiQuestion&)>;

}  // namespace sark::scenarios::doctor
