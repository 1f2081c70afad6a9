#include "workloads/engine/load_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "workloads/data/hash.hpp"
#include "workloads/drivers/server_timing.hpp"

namespace sark::workloads {
namespace {

constexpr std::uint64_t schedule_stream = 0x7363686564;
/// Every load counts its arrivals from a place of its own, so that what must be unique in a run (an
/// id made from the index) is.
constexpr unsigned index_bits_per_load = 48;

Error invalid(const LoadPlan& plan, std::string message) {
    return {Errc::invalid_argument, std::move(message), "load " + plan.name, ""};
}

bool is_rate(double rate) {
    return std::isfinite(rate) && rate >= 0.0;
}

std::optional<Error> problem_of(const LoadPlan& plan, const TraceArrivals& trace) {
    if (trace.entries == nullptr || !std::isfinite(trace.speed) || trace.speed <= 0.0)
        return invalid(plan, "A replay needs a trace and a speed above 0");
    Nanos before{0};
    for (const TraceEntry& entry : *trace.entries) {
        if (entry.offset < before || entry.operation >= plan.operation_names.size())
            return invalid(plan, "Its trace goes back in time or names no operation of it");
        before = entry.offset;
    }
    return std::nullopt;
}

std::optional<Error> problem_of(const LoadPlan& plan) {
    if (plan.connections == 0)
        return invalid(plan, "It has no connection");
    if (plan.operation_names.empty() || plan.operation_names.size() != plan.weights.size())
        return invalid(plan, "It needs as many weights as operations, and one at least");
    if (plan.timeout <= Nanos{0})
        return invalid(plan, "Its timeout must be longer than nothing");
    if (!plan.connect)
        return invalid(plan, "It has no way to connect");
    if (const auto* closed = std::get_if<ClosedArrivals>(&plan.arrivals)) {
        bool negative = closed->duration < Nanos{0} || closed->think_time.length < Nanos{0};
        for (const UserStage& stage : closed->stages) negative |= stage.duration < Nanos{0};
        if (negative)
            return invalid(plan, "A duration is negative");
        return std::nullopt;
    }
    if (const auto* trace = std::get_if<TraceArrivals>(&plan.arrivals))
        return problem_of(plan, *trace);
    const auto& open = std::get<OpenArrivals>(plan.arrivals);
    bool sound = is_rate(open.start_rate);
    for (const Stage& stage : open.stages)
        sound = sound && is_rate(stage.target_rate) && stage.duration >= Nanos{0};
    if (!sound)
        return invalid(plan, "A rate or duration is negative or not a number");
    return std::nullopt;
}

}  // namespace

LoadRun::LoadRun(const LoadPlan& plan, const EngineOptions& options, std::size_t number,
                 OperationMix mix)
    : plan_(plan),
      options_(options),
      number_(number),
      mix_(std::move(mix)),
      measured_(duration_of(plan.arrivals)) {
    if (const auto* open = std::get_if<OpenArrivals>(&plan.arrivals))
        pacer_ = std::make_unique<OpenPacer>(*open, options.warmup,
                                             draw(options.seed, number, schedule_stream),
                                             number_ << index_bits_per_load);
    else if (const auto* trace = std::get_if<TraceArrivals>(&plan.arrivals))
        pacer_ =
            std::make_unique<OpenPacer>(*trace, options.warmup, number_ << index_bits_per_load);
}

Result<std::unique_ptr<LoadRun>> LoadRun::open(const LoadPlan& plan, const EngineOptions& options,
                                               std::size_t number, const StopControl& stop) {
    if (auto problem = problem_of(plan))
        return *std::move(problem);
    auto mix = OperationMix::create(plan.weights, options.seed);
    if (!mix)
        return std::move(mix).error();
    std::unique_ptr<LoadRun> run(new LoadRun(plan, options, number, *std::move(mix)));
    if (auto connected = run->connect(stop); !connected)
        return std::move(connected).error();
    return run;
}

Result<void> LoadRun::connect(const StopControl& stop) {
    connections_.reserve(plan_.connections);
    for (std::size_t i = 0; i < plan_.connections; ++i) {
        if (stop.finishing())
            return Error{Errc::interrupted, "Stopped before the load began", "load " + plan_.name,
                         ""};
        auto connection = plan_.connect(i);
        auto opened = connection ? (*connection)->open() : std::move(connection).error();
        if (!opened) {
            Error error = std::move(opened).error();
            if (error.where.empty())
                error.where = "load " + plan_.name;
            return error;
        }
        connections_.push_back(*std::move(connection));
    }
    return {};
}

std::size_t LoadRun::share_of_in_flight(std::size_t worker, std::size_t workers) const noexcept {
    if (plan_.max_in_flight == 0)
        return std::numeric_limits<std::size_t>::max();
    // As connections are shared out.
    const std::size_t place = (worker + workers - number_ % workers) % workers;
    return plan_.max_in_flight / workers + (place < plan_.max_in_flight % workers ? 1U : 0U);
}

Lane LoadRun::lane_for(std::size_t worker, std::size_t workers, Nanos interval) {
    std::vector<Channel> channels;
    std::size_t depth = 1;
    for (std::size_t i = 0; i < connections_.size(); ++i) {
        // Shifted by the load, so that loads of one connection do not all meet at worker 0.
        if ((i + number_) % workers != worker)
            continue;
        Channel channel;
        channel.connection = std::move(connections_[i]);
        channel.number = i;
        channel.in_process = channel.connection->runs_in_process();
        channel.depth = depth = channel.connection->depth();
        channels.push_back(std::move(channel));
    }
    Lane::Plan plan{};
    plan.mix = &mix_;
    plan.open_pacer = pacer_.get();
    plan.closed = std::get_if<ClosedArrivals>(&plan_.arrivals);
    plan.seed = draw(options_.seed, number_, schedule_stream);
    plan.users = plan_.connections * depth;
    plan.drop_overflow = pacer_ && plan_.overflow == LoadPlan::Overflow::drop;
    plan.in_flight_max = share_of_in_flight(worker, workers);
    plan.first_index = number_ << index_bits_per_load;
    plan.warmup = options_.warmup;
    plan.measured = measured_;
    plan.drain = options_.drain;
    plan.timeout = plan_.timeout;
    LatencyRecorder::Labels labels{plan_.name, plan_.driver, plan_.operation_names};
    labels.server_timed = may_tell_server_time(plan_.driver);
    for (const EngineOptions::Phase& phase : options_.phases) {
        labels.phases.push_back(phase.name);
        labels.phase_lengths.push_back(phase.duration);
    }
    LatencyRecorder recorder(labels, measured_, interval, plan_.connections);
    return {plan, std::move(channels), std::move(recorder)};
}

void LoadRun::begin(TimePoint start) noexcept {
    if (pacer_)
        pacer_->begin(start);
}

Result<LoadTally> LoadRun::settle(const std::vector<Lane*>& lanes, TimePoint start,
                                  TimePoint stopped_at, Nanos interval) {
    const TimePoint window_begin = start + options_.warmup;
    const TimePoint planned_end = window_begin + measured_;
    const TimePoint end = std::min(planned_end, stopped_at);
    const Nanos measured = std::max(Nanos{0}, end - window_begin);
    TimePoint ended = end;
    std::uint64_t planned = 0;
    for (const Lane* lane : lanes) {
        ended = std::max(ended, lane->ended());
        planned += lane->planned();
    }
    LatencyRecorder& books = lanes.front()->recorder();
    while (pacer_) {
        const auto arrival = pacer_->take();
        if (!arrival || arrival->intended >= end)
            break;
        planned += books.measures(arrival->intended) ? 1U : 0U;
        const std::size_t operation =
            arrival->operation ? *arrival->operation : mix_.pick(arrival->index);
        if (plan_.overflow == LoadPlan::Overflow::drop)
            books.dropped(operation, *arrival);
        else
            books.never_sent(operation, *arrival, ended);
    }
    LoadTally tally = books.take(measured, interval);
    for (std::size_t i = 1; i < lanes.size(); ++i)
        tally.merge(lanes[i]->recorder().take(measured, interval));
    tally.planned = planned;
    if (tally.planned != tally.completed + tally.abandoned)
        return Error{Errc::internal, "Planned arrivals do not equal completed plus abandoned ones",
                     "load " + plan_.name, "this is a defect of the load engine: please report it"};
    if (measured > Nanos{0}) {
        tally.achieved_rate = static_cast<double>(tally.ended_in_window) / to_seconds(measured);
        if (pacer_)
            tally.offered_rate =
                (end < planned_end ? static_cast<double>(planned) : pacer_->expected_arrivals()) /
                to_seconds(measured);
    }
    return tally;
}

}  // namespace sark::workloads
