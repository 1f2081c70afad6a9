#include "scenarios/evidence/plan_shape.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iterator>

namespace sark::scenarios {

namespace {

using Nodes = std::vector<PlanNode>;

/// Where the subtree that begins at `begin` ends.
std::size_t end_of(const Nodes& nodes, std::size_t begin) {
    std::size_t end = begin + 1;
    while (end < nodes.size() && nodes[end].depth > nodes[begin].depth) ++end;
    return end;
}

bool is_append(const PlanNode& node) {
    return node.type == "Append" || node.type == "Merge Append";
}

Nodes reduce(const Nodes& nodes, std::size_t begin);

/// The reduced children of the node at `begin`; those of an append each once.
std::vector<Nodes> children_of(const Nodes& nodes, std::size_t begin) {
    std::vector<Nodes> children;
    const std::size_t end = end_of(nodes, begin);
    for (std::size_t at = begin + 1; at < end; at = end_of(nodes, at)) {
        Nodes child = reduce(nodes, at);
        if (!is_append(nodes[begin]) || std::ranges::find(children, child) == children.end())
            children.push_back(std::move(child));
    }
    // Which partition comes first is no property of a plan either.
    if (is_append(nodes[begin]))
        std::ranges::sort(children, {}, [](const Nodes& child) { return shape_text(child); });
    return children;
}

/// The subtree at `begin`, its root's depth 0.
Nodes reduce(const Nodes& nodes, std::size_t begin) {
    std::vector<Nodes> children = children_of(nodes, begin);
    if (is_append(nodes[begin]) && children.size() == 1)
        return std::move(children.front());
    Nodes reduced = {nodes[begin]};
    reduced.front().depth = 0;
    for (Nodes& child : children)
        for (PlanNode& node : child) {
            ++node.depth;
            reduced.push_back(std::move(node));
        }
    return reduced;
}

std::string text_of(const PlanNode& node) {
    std::string text = node.type;
    if (!node.index.empty())
        text += (node.relation.empty() ? " on " : " using ") + node.index;
    if (!node.relation.empty())
        text.insert(node.type.size(), " on " + node.relation);
    return text;
}

std::string subtree_text(const Nodes& nodes, std::size_t begin) {
    std::vector<std::string> children;
    const std::size_t end = end_of(nodes, begin);
    for (std::size_t at = begin + 1; at < end; at = end_of(nodes, at))
        children.push_back(subtree_text(nodes, at));
    std::string text = text_of(nodes[begin]);
    if (children.size() == 1)
        return text + " > " + children.front();
    for (std::size_t i = 0; i < children.size(); ++i) text += (i == 0 ? " (" : ", ") + children[i];
    return children.empty() ? text : text + ")";
}

}  // namespace

std::vector<PlanNode> without_repetition(const std::vector<PlanNode>& nodes) {
    return nodes.empty() ? nodes : reduce(nodes, 0);
}

std::string shape_text(const std::vector<PlanNode>& nodes) {
    return nodes.empty() ? std::string() : subtree_text(nodes, 0);
}

std::string shape_hash(const std::vector<PlanNode>& nodes) {
    if (nodes.empty())
        return {};
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char letter : shape_text(nodes)) {
        hash ^= static_cast<unsigned char>(letter);
        hash *= 0x100000001b3ULL;
    }
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
    return digits;
}

}  // namespace sark::scenarios
