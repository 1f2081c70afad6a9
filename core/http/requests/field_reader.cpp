#include "core/http/requests/field_reader.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/http/requests/text_length.hpp"
#include "core/http/uuid.hpp"

namespace sark::http {

namespace {

using nlohmann::json;

constexpr std::size_t depth_max = 64;

/// Brackets open at once outside strings. Asked before parsing, because the library that would
/// write a deep document out again recurses into it.
std::size_t nesting_depth(std::string_view text) {
    std::size_t depth = 0;
    std::size_t deepest = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return deepest;
}

/// Empty when the text is good.
std::string fault_of(const std::string& text, std::size_t length_max) {
    if (text.find('\0') != std::string::npos)
        return "must not contain a NUL character";
    if (characters_in(text) > length_max)
        return "must have at most " + std::to_string(length_max) + " characters";
    return {};
}

}  // namespace

json parse_document(std::string_view body, ValidationIssues& issues) {
    if (nesting_depth(body) > depth_max) {
        issues.push_back({{"body"}, "nested too deeply"});
        return {};
    }
    json document = json::parse(body, nullptr, false);
    if (document.is_discarded())
        issues.push_back({{"body"}, "not valid JSON"});
    return document;
}

json parse_object(std::string_view body, ValidationIssues& issues) {
    json document = parse_document(body, issues);
    if (!document.is_object() && issues.empty())
        issues.push_back({{"body"}, "must be an object"});
    return document.is_object() ? std::move(document) : json::object();
}

FieldReader::FieldReader(const json& object, Location location, ValidationIssues& issues)
    : object_(object), location_(std::move(location)), issues_(issues) {}

void FieldReader::refuse(const std::string& key, std::string message) {
    Location location = location_;
    location.emplace_back(key);
    issues_.push_back({std::move(location), std::move(message)});
}

const json* FieldReader::find(const std::string& key) const {
    const auto member = object_.find(key);
    return member == object_.end() || member->is_null() ? nullptr : &*member;
}

std::optional<std::string> FieldReader::text(const std::string& key, std::size_t length_max) {
    const json* const member = find(key);
    if (member == nullptr)
        return std::nullopt;
    if (!member->is_string()) {
        refuse(key, "must be a string");
        return std::nullopt;
    }
    auto value = member->get<std::string>();
    if (std::string fault = fault_of(value, length_max); !fault.empty())
        refuse(key, std::move(fault));
    return value;
}

std::string FieldReader::required_text(const std::string& key, std::size_t length_max) {
    const auto value = text(key, length_max);
    if (find(key) == nullptr)
        refuse(key, "field required");
    else if (value && value->empty())
        refuse(key, "must not be empty");
    return value.value_or("");
}

std::string FieldReader::choice(const std::string& key, Choices choices,
                                std::string_view otherwise) {
    const json* const member = find(key);
    if (member == nullptr) {
        if (otherwise.empty())
            refuse(key, "field required");
        return std::string(otherwise);
    }
    if (!member->is_string() || !contains(choices, member->get_ref<const std::string&>())) {
        refuse(key, one_of(choices));
        return {};
    }
    return member->get<std::string>();
}

std::optional<std::string> FieldReader::uuid(const std::string& key) {
    auto value = text(key, 64);
    if (!value)
        return std::nullopt;
    if (!is_uuid(*value))
        refuse(key, "must be a UUID");
    return lower_uuid(*value);
}

bool FieldReader::flag(const std::string& key) {
    const json* const member = find(key);
    if (member == nullptr)
        return false;
    if (!member->is_boolean()) {
        refuse(key, "must be true or false");
        return false;
    }
    return member->get<bool>();
}

json FieldReader::object(const std::string& key) {
    const json* const member = find(key);
    if (member == nullptr)
        return json::object();
    if (!member->is_object()) {
        refuse(key, "must be an object");
        return json::object();
    }
    return *member;
}

json FieldReader::texts(const std::string& key, std::size_t count_max, std::size_t length_max) {
    const json* const member = find(key);
    if (member == nullptr)
        return json::array();
    if (!member->is_array() ||
        !std::ranges::all_of(*member, [](const json& each) { return each.is_string(); })) {
        refuse(key, "must be a list of strings");
        return json::array();
    }
    if (member->size() > count_max)
        refuse(key, "must have at most " + std::to_string(count_max) + " items");
    for (const json& each : *member)
        if (std::string fault = fault_of(each.get_ref<const std::string&>(), length_max);
            !fault.empty()) {
            refuse(key, "each " + fault);
            break;
        }
    return *member;
}

const json* FieldReader::objects(const std::string& key, std::size_t least, std::size_t most) {
    const json* const member = find(key);
    if (member == nullptr) {
        if (least > 0)
            refuse(key, "field required");
        return nullptr;
    }
    if (!member->is_array()) {
        refuse(key, "must be a list");
        return nullptr;
    }
    if (member->size() < least || member->size() > most) {
        const std::string bound = "at most " + std::to_string(most) + " items";
        refuse(key, least == 0 ? "must have " + bound
                               : "must have at least " + std::to_string(least) + " and " + bound);
        return nullptr;
    }
    bool all_objects = true;
    for (std::size_t i = 0; i < member->size(); ++i) {
        if ((*member)[i].is_object())
            continue;
        issues_.push_back({location(key, i), "must be an object"});
        all_objects = false;
    }
    return all_objects ? member : nullptr;
}

Location FieldReader::location(const std::string& key, std::size_t index) const {
    Location place = location_;
    place.emplace_back(key);
    place.emplace_back(index);
    return place;
}

}  // namespace sark::http
