#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/language/node.hpp"

namespace sark::scenarios::language {

/// Where a value comes from that an option put there: after everything that the file says.
[[nodiscard]] inline Place option_place(std::string option) {
    return {std::numeric_limits<std::size_t>::max(), 0, std::move(option)};
}

/// The loads of a document that are objects; anything else is left for binding to complain about.
[[nodiscard]] inline std::vector<std::pair<std::string, Node*>> loads_of(Node& document) {
    std::vector<std::pair<std::string, Node*>> loads;
    Node* load = document.find("load");
    if (load == nullptr || load->object() == nullptr)
        return loads;
    for (auto& [name, node] : *load->object()) {
        if (node.object() != nullptr)
            loads.emplace_back(name, &node);
    }
    return loads;
}

}  // namespace sark::scenarios::language
