#include "scenarios/claims/answer_rows.hpp"

#include <nlohmann/json.hpp>

namespace sark::scenarios {

namespace {

using nlohmann::ordered_json;

/// An answer is as deep as the API makes it, a few levels.
void collect(const ordered_json& value, const std::string& member, std::vector<std::string>& rows) {
    if (value.is_object() && value.contains(member))
        rows.push_back(value[member].dump());
    if (value.is_structured())
        for (const ordered_json& inner : value) collect(inner, member, rows);
}

}  // namespace

Result<std::vector<std::string>> answer_rows(std::string_view answer, const std::string& member) {
    if (member.empty())
        return std::vector<std::string>{std::string(answer)};
    const auto document = ordered_json::parse(answer, nullptr, false);
    if (document.is_discarded())
        return Error{Errc::protocol, "the answer is no JSON", "", ""};
    std::vector<std::string> rows;
    collect(document, member, rows);
    if (rows.empty())
        return Error{Errc::protocol, "the answer has no \"" + member + "\"", "", ""};
    return rows;
}

}  // namespace sark::scenarios
