#include "reports/writers/failure_causes_json.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace sark::reports {

nlohmann::ordered_json failure_causes_json(const workloads::OperationTally& tally) {
    nlohmann::ordered_json causes;
    for (const workloads::FailureCauses::Entry& entry : tally.causes.ranked())
        causes.push_back(
            {{"outcome", workloads::outcome_names[static_cast<std::size_t>(entry.code)]},
             {"kind", entry.kind.view()},
             {"example", entry.example.view()},
             {"count", entry.count}});
    return causes;
}

workloads::FailureCauses read_failure_causes(const ResultNode& operation,
                                             const workloads::OperationTally& tally) {
    workloads::FailureCauses causes;
    if (!operation.has("failure_causes"))
        return causes;
    for (const ResultNode& node : operation["failure_causes"].items()) {
        const std::string outcome = node["outcome"].text();
        const auto found = std::ranges::find(workloads::outcome_names, outcome);
        const auto number = static_cast<std::size_t>(found - workloads::outcome_names.begin());
        if (number == 0 || number == workloads::outcome_count) {
            node["outcome"].fail("is no failure");
            continue;
        }
        const auto code = static_cast<workloads::OutcomeCode>(number);
        causes.add(code, {node["kind"].text(), node["example"].text()}, node["count"].count());
        if (causes.told(code) > tally.outcomes[number])
            node["count"].fail("is more than its outcome has");
    }
    return causes;
}

}  // namespace sark::reports
