#pragma once

#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "scenarios/meanwhile/fault_site.hpp"
#include "scenarios/run_result.hpp"

namespace sark::scenarios {

/// The faults of a "meanwhile" list. Each begins and ends at a tick, so its instants are as exact
/// as those are dense, and its end is when the service was first seen to answer again.
class FaultRun {
 public:
    /// Only the faults of `list` are taken; `site` (borrowed) may be null without one.
    FaultRun(const std::vector<MeanwhileSpec>& list, FaultSite* site);
    /// Ends what still goes on.
    ~FaultRun();
    FaultRun(const FaultRun&) = delete;
    FaultRun& operator=(const FaultRun&) = delete;

    /// `now` is so far into the measured window; negative before it.
    void tick(Nanos now);
    /// The run is over: ends what still goes on, waits until the services answer, and tells what
    /// became of each in the order of the list.
    [[nodiscard]] std::vector<Happening> finish(Nanos now);

 private:
    enum class State : std::uint8_t { waiting, on, mending, over };
    struct Fault {
        MeanwhileSpec spec;
        Happening happening;
        State state = State::waiting;
        Nanos mended_from{0};
    };
    void begin(Fault& fault, Nanos now);
    void mend(Fault& fault, Nanos now);
    void look(Fault& fault, Nanos now);
    void end_all(Nanos now);

    FaultSite* site_;
    std::vector<Fault> faults_;
};

}  // namespace sark::scenarios
