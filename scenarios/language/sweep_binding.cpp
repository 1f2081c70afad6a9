#include "scenarios/language/sweep_binding.hpp"

#include <algorithm>
#include <string>

#include "scenarios/language/json_text.hpp"

namespace sark::scenarios::language {
namespace {

constexpr std::size_t name_max = 64;
constexpr std::size_t adds_max = 200;

/// A text as it is, anything else as JSON.
std::string assigned(const Node& node) {
    return node.text() != nullptr ? *node.text() : write_json(node, Layout::compact);
}

}  // namespace

std::vector<SweepPoint> bind_sweep(const Value& value) {
    std::vector<SweepPoint> points;
    for (const Value& item : value.items(2, sweep_points_max)) {
        auto reader = item.object();
        if (!reader)
            continue;
        SweepPoint point;
        if (const auto name = reader->require("name", R"("small")")) {
            assign(point.name, name->words(name_max));
            if (std::ranges::find(points, point.name, &SweepPoint::name) != points.end())
                name->fault("there is a point \"" + point.name + "\" already");
        }
        if (const auto set = reader->require("set", R"({"environment.pool.pool_size": 10})")) {
            if (auto members = set->object()) {
                for (const auto& [key, member] : members->members())
                    point.set.push_back(key + "=" + assigned(member.node()));
                if (point.set.empty())
                    set->fault("sets nothing");
            }
        }
        if (const auto adds = reader->find("adds"))
            assign(point.adds, adds->words(adds_max));
        reader->finish();
        points.push_back(std::move(point));
    }
    return points;
}

}  // namespace sark::scenarios::language
