#include "core/policy/request_context.hpp"

#include <string_view>

namespace sark {

namespace {

bool is_blank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

void append(std::string& out, std::string_view text) {
    out.append(std::to_string(text.size())).append(1, ':').append(text);
}

}  // namespace

std::string context_text(const RequestContext& context) {
    if (context == RequestContext{})
        return {};
    std::string out;
    for (const std::string* const text :
         {&context.client_ip, &context.geo_country, &context.time_override_reason,
          &context.emergency_reason, &context.emergency_approver, &context.new_sensitivity_level})
        append(out, *text);
    for (const bool flag : {context.mfa_verified, context.step_up_verified, context.audit_enabled,
                            context.time_override, context.emergency_override, context.has_api_key})
        out += flag ? '1' : '0';
    if (context.mfa_timestamp)
        out.append(1, '@').append(
            std::to_string(context.mfa_timestamp->time_since_epoch().count()));
    if (context.mfa_methods) {
        out += '[';
        for (const std::string& method : *context.mfa_methods) append(out, method);
        out += ']';
    }
    return out;
}

bool has_time_override(const RequestContext& context) {
    return context.time_override && !is_blank(context.time_override_reason);
}

bool has_emergency_override(const RequestContext& context) {
    return context.emergency_override && !is_blank(context.emergency_reason) &&
           !is_blank(context.emergency_approver);
}

}  // namespace sark
