#include "core/http/requests/request.hpp"

#include "core/http/header_text.hpp"

namespace sark::http {

std::optional<std::string_view> Request::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (equals_ignoring_case(key, name))
            return value;
    return std::nullopt;
}

std::optional<std::string> Request::parameter(std::string_view name) const {
    for (const auto& [key, value] : query)
        if (key == name)
            return value;
    return std::nullopt;
}

}  // namespace sark::http
