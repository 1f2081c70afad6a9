#include "workloads/timing/live_history.hpp"

#include <algorithm>
#include <numeric>

namespace sark::workloads {

namespace {

/// Adds `count` to what a counter of a cell stands for.
void count_in(LiveSample& sample, std::size_t counter, std::uint64_t count) {
    if (count == 0)
        return;
    if (counter < LiveTally::buckets) {
        sample.outcomes[0] += count;
        sample.response.record_many(LiveTally::highest_of(counter), count);
    } else if (counter == LiveTally::abandoned_at) {
        sample.abandoned += count;
    } else {
        sample.outcomes[counter - LiveTally::buckets + 1] += count;
    }
}

}  // namespace

std::uint64_t LiveSample::ended() const noexcept {
    return std::accumulate(outcomes.begin(), outcomes.end(), std::uint64_t{0});
}

std::uint64_t LiveSample::failed() const noexcept {
    return ended() - outcomes[0] + abandoned;
}

void LiveHistory::read(const std::vector<LiveLoad>& loads, Nanos elapsed) {
    if (loads_.empty()) {
        loads_ = loads;
        for (const LiveLoad& load : loads_)
            sums_.emplace_back(load.workers.empty() ? 0 : load.workers.front()->size(), 0);
    }
    Step step;
    step.begin = read_at_;
    step.end = elapsed;
    for (std::size_t i = 0; i < loads_.size(); ++i) {
        std::vector<std::uint64_t>& sums = sums_[i];
        fresh_.assign(sums.size(), 0);
        for (const LiveTally* tally : loads_[i].workers) tally->add_to(fresh_);
        auto& changes = step.loads.emplace_back();
        for (std::size_t at = 0; at < sums.size(); ++at)
            if (fresh_[at] != sums[at])
                changes.emplace_back(static_cast<std::uint32_t>(at),
                                     static_cast<std::uint32_t>(fresh_[at] - sums[at]));
        sums.swap(fresh_);
    }
    read_at_ = elapsed;
    steps_.push_back(std::move(step));
    while (steps_.size() > 1 && steps_[1].begin <= read_at_ - memory_) steps_.pop_front();
}

template <class Visit>
void LiveHistory::each_cell(std::size_t load, std::optional<std::size_t> operation, PartRange parts,
                            Visit visit) const {
    const LiveLoad& source = loads_[load];
    const std::size_t operations = source.operations.size();
    const std::size_t end = std::min(parts.end, source.parts);
    for (std::size_t part = parts.first; part < end; ++part)
        for (std::size_t one = operation.value_or(0);
             one < (operation ? *operation + 1 : operations); ++one)
            visit((part * operations + one) * LiveTally::cell_size);
}

LiveSample LiveHistory::total(std::size_t load, std::optional<std::size_t> operation,
                              PartRange parts) const {
    LiveSample sample;
    sample.length = read_at_;
    each_cell(load, operation, parts, [&](std::size_t cell) {
        for (std::size_t counter = 0; counter < LiveTally::cell_size; ++counter)
            count_in(sample, counter, sums_[load][cell + counter]);
    });
    return sample;
}

LiveSample LiveHistory::latest(std::size_t load, std::optional<std::size_t> operation,
                               PartRange parts, Nanos window) const {
    LiveSample sample;
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
        if (sample.length >= window)
            break;
        sample.length = read_at_ - step->begin;
        const auto& changes = step->loads[load];
        each_cell(load, operation, parts, [&](std::size_t cell) {
            auto change = std::ranges::lower_bound(changes, static_cast<std::uint32_t>(cell), {},
                                                   &std::pair<std::uint32_t, std::uint32_t>::first);
            for (; change != changes.end() && change->first < cell + LiveTally::cell_size; ++change)
                count_in(sample, change->first - cell, change->second);
        });
    }
    return sample;
}

std::uint64_t LiveHistory::in_flight(std::size_t load) const {
    const std::vector<std::uint64_t>& sums = sums_[load];
    std::uint64_t ended = 0;
    each_cell(load, std::nullopt, all_parts, [&](std::size_t cell) {
        for (std::size_t counter = 0; counter < LiveTally::abandoned_at; ++counter)
            ended += sums[cell + counter];
    });
    const std::uint64_t sent = sums[sums.size() - LiveTally::tail_size];
    // The counters are read one after another while they grow.
    return sent > ended ? sent - ended : 0;
}

std::uint64_t LiveHistory::overdue(std::size_t load) const {
    return sums_[load].back();
}

}  // namespace sark::workloads
