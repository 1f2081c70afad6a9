#include "workloads/timing/phase_recorder.hpp"

namespace sark::workloads {

PhaseRecorder::PhaseRecorder(const std::vector<std::string>& phases,
                             const std::vector<Nanos>& lengths,
                             const std::vector<std::string>& operations)
    : operations_(operations.size()), parts_(lengths) {
    tallies_.resize(phases.size() * operations.size());
    for (std::size_t i = 0; i < tallies_.size(); ++i) {
        tallies_[i].phase = phases[i / operations.size()];
        tallies_[i].operation = operations[i % operations.size()];
    }
}

void PhaseRecorder::ended(std::size_t operation, TimePoint done) noexcept {
    ++tally(parts_.at(done), operation).ended;
}

void PhaseRecorder::completed(std::size_t part, std::size_t operation, Nanos response,
                              OutcomeCode code) noexcept {
    PhaseTally& due_in = tally(part, operation);
    if (code == OutcomeCode::ok) {
        ++due_in.ok;
        due_in.response.record(response);
    } else {
        ++due_in.failed;
    }
}

void PhaseRecorder::abandoned(std::size_t part, std::size_t operation) noexcept {
    PhaseTally& due_in = tally(part, operation);
    ++due_in.failed;
    ++due_in.abandoned;
}

}  // namespace sark::workloads
