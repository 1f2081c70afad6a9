#include "scenarios/evidence/plan_capture.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "scenarios/evidence/plan_shape.hpp"

namespace sark::scenarios {

namespace {

using nlohmann::json;

std::string root_of(const std::string& name, const PartitionRoots& roots) {
    if (const auto found = roots.find(name); found != roots.end())
        return found->second;
    // A chunk of a hypertable: _hyper_1_2_chunk_NAME is its part of the index NAME.
    constexpr std::string_view chunk = "_chunk_";
    const std::size_t at = name.starts_with("_hyper_") ? name.find(chunk) : std::string::npos;
    return at == std::string::npos ? name : name.substr(at + chunk.size());
}

/// "Hash Join" and "Left" make "Hash Left Join".
std::string type_of(const json& node) {
    std::string type = node.at("Node Type").get<std::string>();
    const std::string join = node.value("Join Type", "Inner");
    if (join == "Inner")
        return type;
    constexpr std::string_view word = " Join";
    if (type.ends_with(word))
        type.resize(type.size() - word.size());
    return type + " " + join + " Join";
}

void walk(const json& node, const PartitionRoots& roots, unsigned depth, PlanCapture& plan) {
    plan.nodes.push_back(node.at("Node Type").get<std::string>());
    const std::string index = node.value("Index Name", "");
    if (!index.empty() && std::ranges::find(plan.indexes, index) == plan.indexes.end())
        plan.indexes.push_back(index);
    std::string relation = root_of(node.value("Relation Name", ""), roots);
    if (const std::string schema = node.value("Schema", "");
        !relation.empty() && !schema.empty() && !schema.starts_with("_timescaledb"))
        relation.insert(0, schema + ".");
    plan.shape.push_back({type_of(node), std::move(relation), root_of(index, roots), depth});
    for (const json& child : node.value("Plans", json::array()))
        walk(child, roots, depth + 1, plan);
}

/// The identifier is a signed number of 64 bits.
std::string identifier_of(const json& root) {
    const auto found = root.find("Query Identifier");
    return found == root.end() ? std::string() : found->dump();
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

Result<PlanCapture> read_plan(const std::string& text, const PartitionRoots& roots) {
    PlanCapture plan;
    try {
        const json document = json::parse(text);
        const json& root = document.is_array() ? document.at(0) : document;
        walk(root.at("Plan"), roots, 0, plan);
        plan.planning_ms = root.value("Planning Time", 0.0);
        plan.execution_ms = root.value("Execution Time", 0.0);
        plan.shared_hit = root.at("Plan").value("Shared Hit Blocks", 0.0);
        plan.shared_read = root.at("Plan").value("Shared Read Blocks", 0.0);
        plan.statement = identifier_of(root);
        plan.query = root.value("Query Text", "");
    } catch (const json::exception& fault) {
        return Error{Errc::protocol, fault.what(), "EXPLAIN", ""};
    }
    plan.shape = without_repetition(plan.shape);
    plan.json = text;
    return plan;
}

}  // namespace sark::scenarios
