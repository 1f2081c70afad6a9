#include "core/http/answers/refusal_json.hpp"

#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "core/http/answers/json_text.hpp"

namespace sark::http {

using nlohmann::ordered_json;

std::string detail_json(std::string_view text) {
    return to_text({{"detail", text}});
}

std::string issues_json(const ValidationIssues& issues) {
    ordered_json details = ordered_json::array();
    for (const ValidationIssue& issue : issues) {
        ordered_json location = ordered_json::array();
        for (const auto& part : issue.location)
            std::visit([&](const auto& value) { location.push_back(value); }, part);
        details.push_back({{"loc", std::move(location)}, {"msg", issue.message}});
    }
    return to_text({{"detail", std::move(details)}});
}

}  // namespace sark::http
