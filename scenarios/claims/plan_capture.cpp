#include "scenarios/claims/plan_capture.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace sark::scenarios {

namespace {

using nlohmann::json;

void walk(const json& node, PlanCapture& plan) {
    plan.nodes.push_back(node.at("Node Type").get<std::string>());
    if (const auto index = node.value("Index Name", ""); !index.empty())
        if (std::ranges::find(plan.indexes, index) == plan.indexes.end())
            plan.indexes.push_back(index);
    for (const json& child : node.value("Plans", json::array())) walk(child, plan);
}

}  // namespace

std::string PlanCapture::summary() const {
    std::string text;
    std::string last;
    for (const std::string& node : nodes) {
        // Partitions repeat their scan; once is enough to read.
        if (node == last)
            continue;
        text += (text.empty() ? "" : " > ") + node;
        last = node;
    }
    std::string used;
    for (const std::string& index : indexes) used += (used.empty() ? "" : ", ") + index;
    return used.empty() ? text : text + " (" + used + ")";
}

bool PlanCapture::has(std::string_view node) const {
    return std::ranges::any_of(nodes, [node](const std::string& type) {
        return type == node ||
               (node == "Index Scan" && (type == "Index Only Scan" || type == "Bitmap Index Scan"));
    });
}

Result<PlanCapture> read_plan(const std::string& text) {
    PlanCapture plan;
    try {
        const json document = json::parse(text);
        const json& root = document.at(0);
        walk(root.at("Plan"), plan);
        plan.planning_ms = root.value("Planning Time", 0.0);
        plan.execution_ms = root.value("Execution Time", 0.0);
        plan.shared_hit = root.at("Plan").value("Shared Hit Blocks", 0.0);
        plan.shared_read = root.at("Plan").value("Shared Read Blocks", 0.0);
    } catch (const json::exception& fault) {
        return Error{Errc::protocol, fault.what(), "EXPLAIN", ""};
    }
    plan.json = text;
    return plan;
}

}  // namespace sark::scenarios
