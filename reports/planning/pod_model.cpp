#include "reports/planning/pod_model.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <queue>
#include <vector>

#include "workloads/data/hash.hpp"

namespace sark::reports::planning {

namespace {

constexpr double overload_growth = 0.01;  // of the counted requests that piled up

/// Streams of random numbers: each request draws its own, so that a change of one thing leaves the
/// others as they were.
enum Stream : std::uint64_t { gap = 1, pod_choice, pod_time, visits, first_visit };

struct Request {
    double arrived_s = 0.0;
    double asked_pool_s = 0.0;
    double work_s = 0.0;
    std::uint64_t index = 0;
    std::size_t pod = 0;
    std::uint64_t visits_left = 0;
};

/// Connections of a pod: lent in the order of asking.
struct Pool {
    std::uint64_t free = 0;
    std::deque<std::size_t> waiting;
};

double visit_rate_of(const PodModel& model) noexcept {
    return model.rate_per_s * model.database->visits_per_request;
}

/// What a pod does with a request: its own work, to be slowed down by what else it has to do, or
/// all of what was measured.
WorkTimes work_of(const PodModel& model) {
    return model.pod_measured ? model.pod_measured->at(pod_rate_of(model)).times : model.pod_work;
}

class Simulation {
 public:
    explicit Simulation(const PodModel& model)
        : model_(model), warmup_(model.requests / 10), pod_work_(work_of(model)) {
        const bool measured = model.pod_measured.has_value();
        stations_.assign(model.pods,
                         measured ? delay() : SharedStation(model.pod_slots, model.pod_contention));
        if (model.database) {
            const DatabaseModel& database = *model.database;
            stations_.push_back(
                database.measured ? delay() : SharedStation(database.slots, database.contention));
            pools_.assign(model.pods, Pool{database.pool.most(), {}});
            visit_work_ = database.measured ? database.measured->at(visit_rate_of(model)).times
                                            : database.work;
        }
        versions_.assign(stations_.size(), 0);
        responses_.reserve(model.requests);
    }

    PodModelResult run() {
        const std::uint64_t all = warmup_ + model_.requests;
        double next_arrival = gap_of(0);
        for (std::uint64_t come = 0; come < all || in_system_ > 0;) {
            drop_stale_events();
            const bool arrival =
                come < all && (events_.empty() || next_arrival <= events_.top().at_s);
            if (arrival) {
                pass_time(next_arrival);
                if (come == warmup_)
                    begin_counting();
                arrive(come++);
                next_arrival = now_s_ + gap_of(come);
                if (come == all && grew())
                    return overloaded();
            } else {
                const Event event = events_.top();
                events_.pop();
                pass_time(event.at_s);
                done_at(event.station);
            }
        }
        return result();
    }

 private:
    struct Event {
        double at_s;
        std::size_t station;
        std::uint64_t version;
        bool operator>(const Event& other) const noexcept { return at_s > other.at_s; }
    };

    /// What was measured has its waits in it.
    [[nodiscard]] static SharedStation delay() { return {SharedStation::unlimited, {}}; }

    [[nodiscard]] double unit(std::uint64_t index, std::uint64_t stream) const noexcept {
        return workloads::to_unit(workloads::draw(model_.seed, index, stream));
    }
    [[nodiscard]] double gap_of(std::uint64_t index) const noexcept {
        return -std::log1p(-unit(index, gap)) / model_.rate_per_s;
    }

    void pass_time(double to_s) {
        if (counting_) {
            in_flight_area_ += static_cast<double>(in_system_) * (to_s - now_s_);
            lent_area_ += static_cast<double>(lent_) * (to_s - now_s_);
        }
        now_s_ = to_s;
    }
    void begin_counting() {
        counting_ = true;
        counted_from_s_ = now_s_;
        in_system_at_begin_ = in_system_;
    }
    [[nodiscard]] bool grew() const noexcept {
        return in_system_ > in_system_at_begin_ &&
               static_cast<double>(in_system_ - in_system_at_begin_) >
                   std::max(50.0, overload_growth * static_cast<double>(model_.requests));
    }

    void drop_stale_events() {
        while (!events_.empty() && events_.top().version != versions_[events_.top().station])
            events_.pop();
    }
    void schedule(std::size_t station) {
        ++versions_[station];
        if (const auto at = stations_[station].next_done())
            events_.push({*at, station, versions_[station]});
    }

    void arrive(std::uint64_t index) {
        std::size_t id = requests_.size();
        if (free_.empty()) {
            requests_.emplace_back();
        } else {
            id = free_.back();
            free_.pop_back();
        }
        Request& request = requests_[id];
        request = {};
        request.arrived_s = now_s_;
        request.index = index;
        request.pod = std::min(
            static_cast<std::size_t>(unit(index, pod_choice) * static_cast<double>(model_.pods)),
            model_.pods - 1);
        request.work_s = pod_work_.draw(unit(index, pod_time));
        if (model_.database) {
            const double whole = std::floor(model_.database->visits_per_request);
            const double part = model_.database->visits_per_request - whole;
            request.visits_left =
                static_cast<std::uint64_t>(whole) + (unit(index, visits) < part ? 1 : 0);
        }
        ++in_system_;
        stations_[request.pod].arrive(now_s_, id, request.work_s);
        schedule(request.pod);
    }

    [[nodiscard]] std::size_t database_station() const noexcept { return stations_.size() - 1; }

    void done_at(std::size_t station) {
        const std::size_t id = stations_[station].take_done(now_s_);
        schedule(station);
        const bool from_database = model_.database && station == database_station();
        if (from_database) {
            --requests_[id].visits_left;
            if (requests_[id].visits_left == 0)
                give_back(requests_[id].pod);
        }
        if (requests_[id].visits_left == 0)
            leave(id);
        else if (from_database)
            visit(id);
        else
            ask_pool(id);
    }

    void ask_pool(std::size_t id) {
        requests_[id].asked_pool_s = now_s_;
        Pool& pool = pools_[requests_[id].pod];
        if (pool.free == 0) {
            pool.waiting.push_back(id);
            return;
        }
        --pool.free;
        ++lent_;
        visit(id);
    }
    void give_back(std::size_t pod) {
        Pool& pool = pools_[pod];
        if (pool.waiting.empty()) {
            ++pool.free;
            --lent_;
            return;
        }
        const std::size_t next = pool.waiting.front();
        pool.waiting.pop_front();
        if (requests_[next].index >= warmup_)
            pool_wait_s_ += now_s_ - requests_[next].asked_pool_s;
        visit(next);
    }
    void visit(std::size_t id) {
        const Request& request = requests_[id];
        const std::size_t station = database_station();
        stations_[station].arrive(
            now_s_, id, visit_work_->draw(unit(request.index, first_visit + request.visits_left)));
        schedule(station);
    }

    void leave(std::size_t id) {
        const Request& request = requests_[id];
        if (request.index >= warmup_) {
            responses_.push_back(now_s_ - request.arrived_s);
            stretch_s_ += now_s_ - request.arrived_s - request.work_s;
        }
        --in_system_;
        free_.push_back(id);
    }

    [[nodiscard]] static PodModelResult overloaded() {
        PodModelResult result;
        result.overloaded = true;
        return result;
    }

    double quantile(double q) {
        const auto rank =
            static_cast<std::size_t>(std::ceil(q * static_cast<double>(responses_.size()))) - 1;
        const auto place = responses_.begin() + static_cast<std::ptrdiff_t>(rank);
        std::ranges::nth_element(responses_, place);
        return *place;
    }

    PodModelResult result() {
        PodModelResult result;
        const auto count = static_cast<double>(responses_.size());
        double sum = 0.0;
        for (const double response : responses_) sum += response;
        result.mean_s = sum / count;
        result.p50_s = quantile(0.50);
        result.p95_s = quantile(0.95);
        result.p99_s = quantile(0.99);
        result.mean_stretch_s = stretch_s_ / count;
        result.mean_pool_wait_s = pool_wait_s_ / count;
        const double length = now_s_ - counted_from_s_;
        result.in_flight = in_flight_area_ / length;
        result.busy_connections = lent_area_ / length;
        return result;
    }

    const PodModel& model_;
    std::uint64_t warmup_;
    WorkTimes pod_work_;
    std::optional<WorkTimes> visit_work_;
    double now_s_ = 0.0;
    std::vector<SharedStation> stations_;  // one per pod, then the database
    std::vector<std::uint64_t> versions_;
    std::vector<Pool> pools_;  // one per pod
    std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
    std::vector<Request> requests_;
    std::vector<std::size_t> free_;
    std::size_t in_system_ = 0;
    std::size_t in_system_at_begin_ = 0;
    std::size_t lent_ = 0;
    bool counting_ = false;
    double counted_from_s_ = 0.0;
    double in_flight_area_ = 0.0;
    double lent_area_ = 0.0;
    double stretch_s_ = 0.0;
    double pool_wait_s_ = 0.0;
    std::vector<double> responses_;
};

}  // namespace

double pod_rate_of(const PodModel& model) noexcept {
    return model.rate_per_s / static_cast<double>(model.pods);
}

PodModelResult simulate(const PodModel& model) {
    const bool pods_carry = !model.pod_measured || model.pod_measured->covers(pod_rate_of(model));
    const bool database_carries = !model.database || !model.database->measured ||
                                  model.database->measured->covers(visit_rate_of(model));
    if (!pods_carry || !database_carries) {
        PodModelResult beyond;
        beyond.overloaded = true;
        return beyond;
    }
    return Simulation(model).run();
}

}  // namespace sark::reports::planning
