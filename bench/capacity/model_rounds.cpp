#include "bench/capacity/model_rounds.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace sark::capacity {

namespace {

constexpr std::array<unsigned, 3> process_counts = {1, 2, 4};

}  // namespace

using reports::planning::CapacityFigures;

ModelRounds::ModelRounds(CapacityFigures figures) : figures_(std::move(figures)) {}

Result<ModelRounds> ModelRounds::plan(const CapacityFigures& figures,
                                      const std::vector<double>& shares) {
    ModelRounds rounds(figures);
    for (const double share : shares) {
        const double each_per_s = share * figures.holds_per_s;
        const auto rates = neighbours_of(figures, each_per_s);
        if (!rates)
            return rates.error();
        rounds.add_input(rates->below_per_s);
        rounds.add_input(rates->above_per_s);
        for (const unsigned processes : process_counts) {
            const auto from_file = predict(figures, each_per_s, processes);
            if (!from_file)
                return from_file.error();
            ModelRow row;
            row.processes = processes;
            row.share = share;
            row.each_per_s = each_per_s;
            row.from_file = *from_file;
            rounds.rows_.push_back(std::move(row));
        }
    }
    rounds.order_windows();
    return rounds;
}

void ModelRounds::add_input(double per_s) {
    const auto place = std::ranges::lower_bound(inputs_, per_s, {}, &Input::per_s);
    if (place == inputs_.end() || place->per_s != per_s)
        inputs_.insert(place, Input{per_s, {}});
}

void ModelRounds::order_windows() {
    for (std::size_t i = 0; i < inputs_.size(); ++i)
        order_.push_back({inputs_[i].per_s, 1, true, i});
    for (std::size_t i = 0; i < rows_.size(); ++i)
        order_.push_back({rows_[i].each_per_s, rows_[i].processes, false, i});
    std::ranges::sort(order_, {}, [](const PlannedWindow& window) {
        return std::tuple(window.each_per_s, window.processes);
    });
}

Result<bool> ModelRounds::measure(FleetWindows& windows) {
    std::vector<FleetWindows::Window> measured;
    for (const PlannedWindow& planned : order_) {
        auto window = windows.measure(planned.each_per_s, planned.processes);
        if (!window)
            return window.error();
        if (!*window)
            return false;
        measured.push_back(**std::move(window));
    }
    if (auto taken = take(measured); !taken)
        return taken.error();
    // The next round comes back the same way.
    std::ranges::reverse(order_);
    return true;
}

Result<void> ModelRounds::take(const std::vector<FleetWindows::Window>& measured) {
    CapacityFigures now = figures_;
    now.paced.clear();
    for (std::size_t i = 0; i < order_.size(); ++i) {
        if (!order_[i].of_input)
            continue;
        const double p95_ms = measured[i].p95_ms;
        inputs_[order_[i].place].p95_ms.push_back(p95_ms);
        now.paced.push_back({order_[i].each_per_s, measured[i].answers, p95_ms, p95_ms});
    }
    std::ranges::sort(now.paced, {}, &CapacityFigures::Paced::per_s);
    for (std::size_t i = 0; i < order_.size(); ++i) {
        if (order_[i].of_input)
            continue;
        ModelRow& row = rows_[order_[i].place];
        const auto predicted = predict(now, row.each_per_s, row.processes);
        if (!predicted)
            return predicted.error();
        row.rounds.push_back({predicted->p95_ms, measured[i].p95_ms});
    }
    return {};
}

}  // namespace sark::capacity
