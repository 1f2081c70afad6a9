#include "workloads/drivers/item_count.hpp"

#include <charconv>
#include <string>

#include "workloads/drivers/message_template.hpp"
#include "workloads/operations/operation.hpp"

namespace sark::workloads {

Result<ItemCount> ItemCount::compile(std::string_view text, const ParameterSet& parameters,
                                     std::string_view operation) {
    const Error bad{Errc::invalid_scenario,
                    "\"" + std::string(text) + "\" is no number of items from 1 to " +
                        std::to_string(http_repeat_max),
                    "operation " + std::string(operation),
                    "write a number, or one ${name} of an integer parameter within these bounds"};
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) {
        if (number < 1 || number > http_repeat_max)
            return bad;
        return ItemCount(number, std::nullopt);
    }
    auto compiled = MessageTemplate::compile(text, parameters, operation);
    if (!compiled)
        return std::move(compiled).error();
    const auto slot = compiled->only_slot();
    const auto range = slot ? parameters.integer_range(*slot) : std::nullopt;
    if (!range || range->first < 1 || range->second > static_cast<std::int64_t>(http_repeat_max))
        return bad;
    return ItemCount(static_cast<std::uint64_t>(range->second), slot);
}

std::uint64_t ItemCount::of(const ParameterSet& parameters, const Call& call) const noexcept {
    return slot_ ? static_cast<std::uint64_t>(parameters.integer(*slot_, call)) : most_;
}

Call ItemCount::item(const Call& call, std::uint64_t position) const noexcept {
    Call item = call;
    item.index = call.index * most_ + position;
    if (call.key)
        item.key = *call.key + position;
    return item;
}

}  // namespace sark::workloads
