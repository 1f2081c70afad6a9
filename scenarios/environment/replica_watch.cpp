#include "scenarios/environment/replica_watch.hpp"

namespace sark::scenarios {

void ReplicaWatch::begin() {
    end();
    tally_ = LagTally();
    thread_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

void ReplicaWatch::end() {
    if (!thread_.joinable())
        return;
    thread_.request_stop();
    thread_.join();
}

std::vector<std::pair<std::string, double>> ReplicaWatch::figures() const {
    return tally_.figures();
}

void ReplicaWatch::watch(const std::stop_token& stop) {
    std::unique_lock<std::mutex> lock(mutex_);
    do {
        if (const auto sample = sampler_())
            tally_.add(*sample);
        changed_.wait_for(lock, stop, period, [] { return false; });
    } while (!stop.stop_requested());
    if (const auto sample = sampler_())
        tally_.add(*sample);
}

}  // namespace sark::scenarios
