#include "core/access/access_rule.hpp"

#include <nlohmann/json.hpp>

namespace sark {
namespace {

using nlohmann::json;

Error not_a_list(const std::string& of_what, const std::string& text) {
    return {Errc::protocol, "\"" + text.substr(0, 80) + "\" is not a list of " + of_what,
            "mcp_gw.server_access_control", "mend the row: it allows nothing as it is"};
}

}  // namespace

Result<std::vector<std::string>> methods_from_json(const std::string& text) {
    const json list = json::parse(text, nullptr, false);
    if (!list.is_array())
        return not_a_list("methods", text);
    std::vector<std::string> methods;
    for (const json& method : list) {
        if (!method.is_string())
            return not_a_list("methods", text);
        methods.push_back(method.get<std::string>());
    }
    return methods;
}

Result<std::vector<unsigned>> numbers_from_json(const std::string& text, unsigned last) {
    const json list = json::parse(text, nullptr, false);
    if (!list.is_array())
        return not_a_list("numbers", text);
    std::vector<unsigned> numbers;
    for (const json& number : list) {
        if (!number.is_number_unsigned() || number.get<std::uint64_t>() > last)
            return not_a_list("numbers from 0 to " + std::to_string(last), text);
        numbers.push_back(number.get<unsigned>());
    }
    return numbers;
}

}  // namespace sark
