#include "scenarios/language/phases.hpp"

#include <algorithm>
#include <numeric>

#include "scenarios/language/units.hpp"

namespace sark::scenarios::language {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t phases_max = 32;
constexpr Nanos total_min = seconds(1);
constexpr Nanos total_max = hours(24);

}  // namespace

std::vector<PhaseSpec> bind_phases(const Value& value) {
    std::vector<PhaseSpec> phases;
    const auto items = value.items(1, phases_max);
    for (const Value& item : items) {
        auto reader = item.object();
        if (!reader)
            continue;
        PhaseSpec phase;
        if (const auto name = reader->require("name", R"("steady")")) {
            assign(phase.name, name->identifier("._-"));
            if (std::any_of(phases.begin(), phases.end(),
                            [&](const auto& other) { return other.name == phase.name; }))
                name->fault("there is a phase \"" + phase.name + "\" already");
        }
        if (const auto duration = reader->require("duration", R"("30s")"))
            assign(phase.duration, duration->duration(milliseconds(1), total_max));
        reader->finish();
        phases.push_back(std::move(phase));
    }
    const Nanos total = total_of(phases);
    if (phases.size() == items.size() && !items.empty() && (total < total_min || total > total_max))
        value.fault("the phases last " + format_duration(total) + " together",
                    "1s to 24h are allowed");
    return phases;
}

Nanos total_of(const std::vector<PhaseSpec>& phases) {
    return std::accumulate(phases.begin(), phases.end(), Nanos{0},
                           [](Nanos sum, const PhaseSpec& phase) { return sum + phase.duration; });
}

}  // namespace sark::scenarios::language
