#include "reports/judgement/part_of_run.hpp"

#include <algorithm>

namespace sark::reports {

namespace {

/// A part of a run knows no service times and no failures' times; histograms of the usual size
/// would be a lot of zeroes.
constexpr workloads::Histogram::Layout unused = {1, 2, 1};

workloads::OperationTally operation_of(std::string name, const std::string& load,
                                       std::string driver, const workloads::Histogram& response) {
    return {.name = std::move(name),
            .load = load,
            .driver = std::move(driver),
            .response_ok = response,
            .response_failed = workloads::Histogram(unused),
            .service = workloads::Histogram(unused),
            .causes = {},
            .batches = {}};
}

void add_up(workloads::LoadTally& load) {
    for (const workloads::OperationTally& operation : load.operations) {
        for (const std::uint64_t count : operation.outcomes) load.completed += count;
        load.abandoned += operation.abandoned;
    }
    load.planned = load.completed + load.abandoned;
}

}  // namespace

scenarios::RunResult phase_of(const scenarios::RunResult& run, const std::string& phase) {
    scenarios::RunResult part;
    part.scenario = run.scenario;
    const auto window = std::ranges::find(run.engine.phases, phase, &workloads::PhaseWindow::name);
    if (window == run.engine.phases.end())
        return part;
    part.engine.measured = window->length;
    for (const workloads::LoadTally& load : run.engine.loads) {
        workloads::LoadTally& copy = part.engine.loads.emplace_back();
        copy.name = load.name;
        copy.measured = window->length;
        for (const workloads::PhaseTally& tally : load.phases) {
            if (tally.phase != phase)
                continue;
            const auto whole = std::ranges::find(load.operations, tally.operation,
                                                 &workloads::OperationTally::name);
            workloads::OperationTally& operation = copy.operations.emplace_back(operation_of(
                tally.operation, load.name,
                whole == load.operations.end() ? std::string() : whole->driver, tally.response));
            operation.outcomes[0] = tally.ok;
            operation.server = tally.server;
            // Which way it failed is not kept by phase; any outcome but ok says the same here.
            operation.outcomes[static_cast<std::size_t>(workloads::OutcomeCode::wrong_answer)] =
                tally.failed - std::min(tally.failed, tally.abandoned);
            operation.abandoned = tally.abandoned;
        }
        add_up(copy);
    }
    return part;
}

scenarios::RunResult live_run(const scenarios::Scenario& scenario,
                              const workloads::LiveHistory& live, const LiveStretch& stretch) {
    scenarios::RunResult part;
    part.scenario = scenario;
    for (std::size_t i = 0; i < live.loads().size(); ++i) {
        const workloads::LiveLoad& source = live.loads()[i];
        workloads::LoadTally& load = part.engine.loads.emplace_back();
        load.name = source.name;
        load.measured = stretch.length;
        for (std::size_t o = 0; o < source.operations.size(); ++o) {
            const workloads::LiveSample sample =
                stretch.window ? live.latest(i, o, stretch.parts, *stretch.window)
                               : live.total(i, o, stretch.parts);
            if (stretch.window)
                load.measured = std::min(stretch.length, sample.length);
            workloads::OperationTally& operation = load.operations.emplace_back(
                operation_of(source.operations[o], source.name, source.driver, sample.response));
            operation.outcomes = sample.outcomes;
            operation.abandoned = sample.abandoned;
        }
        add_up(load);
        part.engine.measured = std::max(part.engine.measured, load.measured);
    }
    return part;
}

}  // namespace sark::reports
