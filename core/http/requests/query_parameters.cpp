#include "core/http/requests/query_parameters.hpp"

#include <charconv>
#include <cstddef>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/http/requests/text_length.hpp"
#include "core/http/uuid.hpp"

namespace sark::http {

namespace {

constexpr std::size_t text_max = 255;

bool is_utf8_without_nul(const std::string& text) try {
    static_cast<void>(nlohmann::json(text).dump());
    return text.find('\0') == std::string::npos;
} catch (const nlohmann::json::exception&) {
    return false;
}

}  // namespace

void refuse_parameter(ValidationIssues& issues, std::string name, std::string message) {
    issues.push_back({{"query", std::move(name)}, std::move(message)});
}

std::vector<std::string> comma_list(const std::string& list) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t end = 0; end != std::string::npos; begin = end + 1) {
        end = list.find(',', begin);
        parts.push_back(list.substr(begin, end - begin));
    }
    return parts;
}

std::uint64_t number_parameter(const Request& request, const std::string& name,
                               std::uint64_t otherwise, std::uint64_t most,
                               ValidationIssues& issues) {
    const auto text = request.parameter(name);
    if (!text)
        return otherwise;
    std::uint64_t value = 0;
    const char* const end = text->data() + text->size();
    const auto [last, error] = std::from_chars(text->data(), end, value);
    if (error != std::errc() || last != end || value < 1 || value > most) {
        refuse_parameter(issues, name, "must be a number from 1 to " + std::to_string(most));
        return otherwise;
    }
    return value;
}

std::string text_parameter(const Request& request, const std::string& name,
                           ValidationIssues& issues) {
    std::string text = request.parameter(name).value_or("");
    if (!is_utf8_without_nul(text))
        refuse_parameter(issues, name, "must be UTF-8 without NUL characters");
    else if (characters_in(text) > text_max)
        refuse_parameter(issues, name,
                         "must have at most " + std::to_string(text_max) + " characters");
    return text;
}

std::vector<std::string> choices_parameter(const Request& request, const std::string& name,
                                           Choices choices, ValidationIssues& issues) {
    const auto list = request.parameter(name);
    if (!list)
        return {};
    std::vector<std::string> values = comma_list(*list);
    for (const std::string& value : values)
        if (!contains(choices, value)) {
            refuse_parameter(issues, name, one_of(choices));
            return {};
        }
    return values;
}

std::string uuid_parameter(const Request& request, const std::string& name,
                           ValidationIssues& issues) {
    const auto value = request.parameter(name);
    if (!value)
        return {};
    if (!is_uuid(*value))
        refuse_parameter(issues, name, "must be a UUID");
    return lower_uuid(*value);
}

bool flag_parameter(const Request& request, const std::string& name, ValidationIssues& issues) {
    const std::string value = request.parameter(name).value_or("false");
    if (value != "true" && value != "false" && value != "1" && value != "0")
        refuse_parameter(issues, name, "must be true or false");
    return value == "true" || value == "1";
}

}  // namespace sark::http
