#include "core/http/requests/context_json.hpp"

#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/http/answers/json_text.hpp"
#include "core/http/requests/field_reader.hpp"
#include "core/policy/config/country_list.hpp"

namespace sark::http {

namespace {

using nlohmann::json;

constexpr std::size_t address_max = 64;
constexpr std::size_t reason_max = 500;
constexpr std::size_t name_max = 64;

std::optional<UtcTime> read_timestamp(FieldReader& reader) {
    const json* const member = reader.find("mfa_timestamp");
    if (member == nullptr)
        return std::nullopt;
    // What does not fit an int64 comes out negative.
    if (!member->is_number_integer() || member->get<std::int64_t>() < 0) {
        reader.refuse("mfa_timestamp", "must be a Unix timestamp in nanoseconds");
        return std::nullopt;
    }
    return UtcTime(Nanos(member->get<std::int64_t>()));
}

std::string read_country(FieldReader& reader) {
    std::string country = reader.text("geo_country", name_max).value_or("");
    if (!country.empty() && !CountryList::is_code(country))
        reader.refuse("geo_country", "must be a country code of two letters");
    return country;
}

}  // namespace

std::optional<RequestContext> read_context(const json& document, Location location,
                                           ValidationIssues& issues) {
    FieldReader outer(document, location, issues);
    const json* const object = outer.find("context");
    if (object == nullptr || object->empty()) {
        (void)outer.object("context");  // notes what is wrong with an empty one that is no object
        return std::nullopt;
    }
    if (!object->is_object()) {
        outer.refuse("context", "must be an object");
        return std::nullopt;
    }
    location.emplace_back("context");
    FieldReader reader(*object, std::move(location), issues);
    std::optional<RequestContext> read(std::in_place);
    RequestContext& context = *read;
    context.client_ip = reader.text("client_ip", address_max).value_or("");
    context.geo_country = read_country(reader);
    context.mfa_verified = reader.flag("mfa_verified");
    context.mfa_timestamp = read_timestamp(reader);
    if (reader.find("mfa_methods") != nullptr)
        context.mfa_methods =
            reader.texts("mfa_methods", 16, name_max).get<std::vector<std::string>>();
    context.step_up_verified = reader.flag("step_up_verified");
    if (reader.find("audit_enabled") != nullptr)
        context.audit_enabled = reader.flag("audit_enabled");
    context.time_override = reader.flag("time_override");
    context.time_override_reason = reader.text("time_override_reason", reason_max).value_or("");
    context.emergency_override = reader.flag("emergency_override");
    context.emergency_reason = reader.text("emergency_reason", reason_max).value_or("");
    context.emergency_approver = reader.text("emergency_approver", reason_max).value_or("");
    context.new_sensitivity_level = reader.text("new_sensitivity_level", name_max).value_or("");
    return read;
}

void append_overrides(std::string& out, const std::optional<RequestContext>& context) {
    if (!context)
        return;
    if (has_emergency_override(*context)) {
        append_json_string(out += ",\"emergency_override\":{\"reason\":",
                           context->emergency_reason);
        append_json_string(out += ",\"approver\":", context->emergency_approver);
        out += '}';
    }
    if (has_time_override(*context))
        append_json_string(out += ",\"time_override\":", context->time_override_reason);
}

}  // namespace sark::http
