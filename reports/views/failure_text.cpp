#include "reports/views/failure_text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/format.hpp"

namespace sark::reports {

std::string failure_text(const OperationView& operation) {
    std::vector<std::pair<std::uint64_t, std::string_view>> ends;
    for (std::size_t code = 1; code < workloads::outcome_count; ++code)  // 0 is ok
        ends.emplace_back(operation.outcomes[code], workloads::outcome_names[code]);
    ends.emplace_back(operation.abandoned, "abandoned");
    std::ranges::stable_sort(
        ends, [](const auto& one, const auto& other) { return one.first > other.first; });
    std::string text;
    for (const auto& [count, word] : ends)
        if (count > 0)
            text += (text.empty() ? "" : ", ") + format_count(count) + " " + std::string(word);
    return text;
}

}  // namespace sark::reports
