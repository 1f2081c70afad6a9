#include "workloads/drivers/message_template.hpp"

#include <algorithm>

#include "core/base/suggestion.hpp"

namespace sark::workloads {
namespace {

Error bad_template(std::string_view operation, std::string message, std::string hint) {
    return {Errc::invalid_scenario, std::move(message), "operation " + std::string(operation),
            std::move(hint)};
}

Error unknown_name(std::string_view operation, std::string_view name,
                   const ParameterSet& parameters) {
    const std::string hint = suggestion(name, parameters.names());
    return bad_template(operation, "unknown parameter ${" + std::string(name) + "}",
                        hint.empty() ? "the operation has no parameters" : hint);
}

}  // namespace

Result<MessageTemplate> MessageTemplate::compile(std::string_view text,
                                                 const ParameterSet& parameters,
                                                 std::string_view operation) {
    MessageTemplate compiled;
    std::string literal;
    while (!text.empty()) {
        const std::size_t dollar = text.find("${");
        if (dollar == std::string_view::npos) {
            literal += text;
            break;
        }
        if (dollar > 0 && text[dollar - 1] == '$') {
            literal += text.substr(0, dollar - 1);
            literal += "${";
            text.remove_prefix(dollar + 2);
            continue;
        }
        literal += text.substr(0, dollar);
        text.remove_prefix(dollar + 2);
        const std::size_t end = text.find('}');
        if (end == std::string_view::npos)
            return bad_template(operation, "\"${" + std::string(text) + "\" has no closing brace",
                                "write $${ for a literal ${");
        const std::string_view name = text.substr(0, end);
        const auto slot = parameters.find(name);
        if (!slot)
            return unknown_name(operation, name, parameters);
        text.remove_prefix(end + 1);
        compiled.longest_ += literal.size() + parameters.longest(*slot);
        compiled.segments_.push_back({std::move(literal), slot});
        literal.clear();
    }
    if (!literal.empty()) {
        compiled.longest_ += literal.size();
        compiled.segments_.push_back({std::move(literal), std::nullopt});
    }
    return compiled;
}

void MessageTemplate::append(const ParameterSet& parameters, const Call& call,
                             std::string& out) const {
    for (const Segment& segment : segments_) {
        out.append(segment.literal);
        if (segment.slot)
            parameters.append(*segment.slot, call, out);
    }
}

bool MessageTemplate::may_contain(const ParameterSet& parameters,
                                  std::string_view characters) const noexcept {
    return std::any_of(segments_.begin(), segments_.end(), [&](const Segment& segment) {
        return segment.literal.find_first_of(characters) != std::string::npos ||
               (segment.slot && parameters.may_contain(*segment.slot, characters));
    });
}

std::optional<std::size_t> MessageTemplate::only_slot() const noexcept {
    if (segments_.size() != 1 || !segments_.front().literal.empty())
        return std::nullopt;
    return segments_.front().slot;
}

}  // namespace sark::workloads
