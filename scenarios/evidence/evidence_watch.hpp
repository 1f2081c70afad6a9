#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "scenarios/evidence/activity_log.hpp"
#include "scenarios/evidence/evidence_place.hpp"
#include "scenarios/evidence/store_snapshot.hpp"

namespace sark::scenarios {

/// The measured window as it is planned; times from the start of the engine.
struct WatchedWindow {
    struct Phase {
        std::string name;
        Nanos length{0};
    };
    Nanos begin{0};
    Nanos length{0};
    std::vector<Phase> phases;  ///< May be empty.
};

/// Asks the stores while a run goes on, from a thread and a connection of its own: the counters
/// where the window and its phases begin and end, the backends' activity every 250 ms between. A
/// server that hangs ends the watching and not the run.
class EvidenceWatch {
 public:
    /// Connects at once and starts the thread, which waits for the first tick(). What cannot be had
    /// is among the evidence's absent things.
    EvidenceWatch(const EvidencePlace& place, WatchedWindow window);
    ~EvidenceWatch();
    EvidenceWatch(const EvidenceWatch&) = delete;
    EvidenceWatch& operator=(const EvidenceWatch&) = delete;

    /// Says that the engine is `elapsed` old; the first call starts the clock. Any one thread.
    void tick(Nanos elapsed);
    /// Ends the watching; a window that has not ended yet ends now.
    void finish(ServerEvidence& evidence);

 private:
    void watch();
    void watch_window();
    /// Whether the instant came before finish() was called.
    [[nodiscard]] bool wait_until(TimePoint instant);
    void take_snapshot(bool complete);
    void sample(TimePoint now);
    void sample_pool(TimePoint now);
    void describe_windows(ServerEvidence& evidence) const;
    [[nodiscard]] std::vector<TimePoint> boundaries() const;

    EvidencePlace place_;
    WatchedWindow window_;
    std::unique_ptr<WatchConnection> connection_;
    std::unique_ptr<StoreReader> reader_;
    std::string activity_query_;
    ActivityLog activity_;
    bool activity_asked_ = false;
    PoolUse pool_;
    TimePoint pool_due_;
    std::vector<StoreSnapshot> snapshots_;  ///< At the boundaries, as far as they came.
    std::vector<std::pair<std::string, std::string>> absent_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<TimePoint> origin_;
    bool finishing_ = false;
    std::thread thread_;
};

}  // namespace sark::scenarios
