#include "workloads/timing/phase_recorder.hpp"

#include <utility>

namespace sark::workloads {

PhaseRecorder::PhaseRecorder(const std::vector<std::string>& phases,
                             const std::vector<Nanos>& lengths,
                             const std::vector<std::string>& operations, bool server_timed)
    : operations_(operations.size()), parts_(lengths) {
    tallies_.resize(phases.size() * operations.size());
    for (std::size_t i = 0; i < tallies_.size(); ++i) {
        tallies_[i].phase = phases[i / operations.size()];
        tallies_[i].operation = operations[i % operations.size()];
        if (server_timed)
            tallies_[i].server.emplace(PhaseTally::layout);
    }
}

void PhaseRecorder::ended(std::size_t operation, TimePoint done) noexcept {
    ++tally(parts_.at(done), operation).ended;
}

void PhaseRecorder::completed(std::size_t part, std::size_t operation, Nanos response,
                              const Outcome& outcome) noexcept {
    PhaseTally& due_in = tally(part, operation);
    if (outcome.code == OutcomeCode::ok) {
        ++due_in.ok;
        due_in.response.record(response);
        if (outcome.server_time && due_in.server)
            due_in.server->record(*outcome.server_time);
    } else {
        ++due_in.failed;
    }
}

void PhaseRecorder::abandoned(std::size_t part, std::size_t operation) noexcept {
    PhaseTally& due_in = tally(part, operation);
    ++due_in.failed;
    ++due_in.abandoned;
}

std::vector<PhaseTally> PhaseRecorder::take() {
    for (PhaseTally& tally : tallies_)
        if (tally.server && tally.server->empty())
            tally.server.reset();
    return std::move(tallies_);
}

}  // namespace sark::workloads
