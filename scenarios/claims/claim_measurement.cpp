#include "scenarios/claims/claim_measurement.hpp"

#include <algorithm>
#include <utility>

#include "workloads/data/hash.hpp"

namespace sark::scenarios {

namespace {

/// A longer one warms up by itself, and would cost the time of a round.
constexpr Nanos warm_up_limit = std::chrono::milliseconds(200);
constexpr std::size_t repeats_max = 50;

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2.0;
}

/// One claim on its way: both arms, measured in turn.
class Measuring {
 public:
    Measuring(const ClaimPlace& place, const Claim& claim, const ClaimPace& pace,
              const ClaimHooks& hooks)
        : place_(place), claim_(claim), pace_(pace), hooks_(hooks) {}

    Result<ClaimMeasurement> run() {
        const TimePoint begin = hooks_.time->now();
        auto done = run_all(claim_.prepare);
        if (done)
            done = measure(begin);
        // What was prepared goes in any case; the first error is the one to tell.
        const auto restored = run_all(claim_.restore);
        if (!done)
            return done.error();
        if (!restored)
            return restored.error();
        found_.elapsed = hooks_.time->now() - begin;
        return std::move(found_);
    }

 private:
    Result<void> run_all(const std::vector<std::string>& statements) {
        for (const std::string& statement : statements)
            if (auto run = place_.session->execute(statement); !run)
                return run.error();
        return {};
    }

    Result<void> measure(TimePoint begin) {
        ArmServers servers(place_, claim_, hooks_.stop);
        auto done = measure_with(servers, begin);
        runners_.clear();  // their connections end before the servers do
        return done;
    }

    Result<void> measure_with(ArmServers& servers, TimePoint begin) {
        for (const ClaimArm& arm : claim_.arms) {
            auto runner = ArmRunner::create(place_, claim_, arm, servers);
            if (!runner)
                return runner.error();
            runners_.push_back(*std::move(runner));
        }
        if (auto cached = fill_cache(); !cached)
            return cached;
        if (auto compared = compare(); !compared)
            return compared;
        while (
            found_.blocks.size() < pace_.blocks_max &&
            (found_.blocks.size() < pace_.blocks_min || hooks_.time->now() - begin < pace_.budget))
            if (auto block = measure_block(); !block)
                return block;
        return {};
    }

    /// Arm B of a cached claim reads what A answered: as the documents have it, for 300 s.
    Result<void> fill_cache() {
        const std::string& key = claim_.arms[1].redis_key;
        if (key.empty())
            return {};
        const auto rows = place_.session->execute("SELECT coalesce(jsonb_agg(a), '[]') FROM (" +
                                                  claim_.arms[0].sql + ") AS a");
        if (!rows)
            return rows.error();
        return place_.redis->set(key, rows->rows[0][0].value(), std::chrono::seconds(300));
    }

    /// Rows, content and plan of each arm, and how long one execution takes.
    Result<void> compare() {
        std::array<std::optional<std::string>, 2> digests;
        for (std::size_t i = 0; i < runners_.size(); ++i) {
            auto done = runners_[i].in_state([&] { return examine(i, digests[i]); });
            if (!done)
                return done;
        }
        found_.same_count = found_.arms[0].rows == found_.arms[1].rows;
        if (digests[0] && digests[1])
            found_.same_rows = *digests[0] == *digests[1];
        return {};
    }

    Result<void> examine(std::size_t arm, std::optional<std::string>& digest) {
        ArmRunner& runner = runners_[arm];
        const auto rows = runner.count_rows();
        if (!rows)
            return rows.error();
        found_.arms[arm].rows = *rows;
        const TimePoint begin = hooks_.time->now();
        if (auto again = runner.execute(0); !again)
            return again.error();
        single_[arm] = std::max(Nanos{1}, Nanos(hooks_.time->now() - begin));
        auto plan = runner.explain();
        if (!plan)
            return plan.error();
        found_.arms[arm].plan = *std::move(plan);
        auto bytes = runner.index_bytes();
        if (!bytes)
            return bytes.error();
        found_.arms[arm].index_bytes = *bytes;
        if (claim_.answers == ClaimAnswers::unchecked)
            return {};
        auto made = runner.digest();
        if (!made)
            return made.error();
        digest = *std::move(made);
        return {};
    }

    Result<void> measure_block() {
        const std::uint64_t number = found_.blocks.size();
        const std::size_t outside = workloads::draw(pace_.seed, number, 0) % 2;
        const std::array<std::size_t, 4> order = {outside, 1 - outside, 1 - outside, outside};
        ClaimBlock block;
        std::array<std::size_t, 2> rounds{};
        for (const std::size_t arm : order) {
            // The n-th round of either arm asks for the same keys.
            auto median_ms = measure_round(arm, 2 * number + rounds[arm]);
            if (!median_ms)
                return median_ms.error();
            block.round_ms[arm][rounds[arm]++] = *median_ms;
        }
        found_.blocks.push_back(block);
        return {};
    }

    Result<double> measure_round(std::size_t arm, std::uint64_t number) {
        const auto fitting = static_cast<std::size_t>(pace_.round / single_[arm]);
        const std::size_t repeats = std::clamp<std::size_t>(fitting, 1, repeats_max);
        std::vector<double> times;
        auto done = runners_[arm].in_state([&]() -> Result<void> {
            const std::uint64_t first = number * repeats_max;
            if (single_[arm] < warm_up_limit)
                if (auto warm = runners_[arm].execute(first); !warm)
                    return warm.error();
            for (std::size_t i = 0; i < repeats; ++i) {
                if (hooks_.stop && hooks_.stop())
                    return Error{Errc::interrupted, "stopped", claim_.name, ""};
                const TimePoint begin = hooks_.time->now();
                if (auto run = runners_[arm].execute(first + i); !run)
                    return run.error();
                times.push_back(to_ms(hooks_.time->now() - begin));
            }
            return {};
        });
        if (!done)
            return done.error();
        auto& all = found_.arms[arm].times_ms;
        all.insert(all.end(), times.begin(), times.end());
        return median(std::move(times));
    }

    const ClaimPlace& place_;
    const Claim& claim_;
    const ClaimPace& pace_;
    const ClaimHooks& hooks_;
    std::vector<ArmRunner> runners_;
    std::array<Nanos, 2> single_{};  ///< One execution of each arm, roughly.
    ClaimMeasurement found_;
};

}  // namespace

Result<ClaimMeasurement> measure_claim(const ClaimPlace& place, const Claim& claim,
                                       const ClaimPace& pace, const ClaimHooks& hooks) {
    return Measuring(place, claim, pace, hooks).run();
}

}  // namespace sark::scenarios
