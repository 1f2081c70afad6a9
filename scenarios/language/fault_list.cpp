#include "scenarios/language/fault_list.hpp"

#include <algorithm>

namespace sark::scenarios::language {

void FaultList::add(const Place& place, std::string_view pointer, std::string message,
                    std::string hint) {
    std::string where = place.option.empty() ? source_name_ : place.option;
    if (place.option.empty() && place.line > 0)
        where += ":" + std::to_string(place.line);
    if (!pointer.empty())
        where += ": " + std::string(pointer);
    faults_.emplace_back(place.order, Error{Errc::invalid_scenario, std::move(message),
                                            std::move(where), std::move(hint)});
}

std::vector<Error> FaultList::in_order() const {
    auto sorted = faults_;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Error> errors;
    errors.reserve(sorted.size());
    for (auto& [order, error] : sorted) errors.push_back(std::move(error));
    return errors;
}

}  // namespace sark::scenarios::language
