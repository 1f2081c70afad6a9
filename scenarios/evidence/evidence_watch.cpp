#include "scenarios/evidence/evidence_watch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "scenarios/evidence/store_window.hpp"

namespace sark::scenarios {

namespace {

constexpr Nanos first_reading_lead = std::chrono::milliseconds(150);
constexpr Nanos pool_interval = std::chrono::milliseconds(500);
constexpr Nanos pool_pause = std::chrono::seconds(5);

TimePoint now() {
    return std::chrono::steady_clock::now();
}

}  // namespace

EvidenceWatch::EvidenceWatch(const EvidencePlace& place, WatchedWindow window)
    : place_(place), window_(std::move(window)), activity_(window_.length) {
    if (!place_.dsn.empty()) {
        if (auto connection = WatchConnection::open(place_.dsn, place_.patience))
            connection_ = *std::move(connection);
        else
            absent_.emplace_back("PostgreSQL", connection.error().message);
    }
    reader_ = std::make_unique<StoreReader>(connection_.get(), place_.redis, place_.redis_password);
    activity_query_ = activity_query(place_.observers);
    if (connection_) {
        // Planned once; a pooler in front may not keep it, and then it is asked in full.
        if (connection_->query("PREPARE sark_bench_activity AS " + activity_query_) &&
            connection_->query("EXECUTE sark_bench_activity"))
            activity_query_ = "EXECUTE sark_bench_activity";
        const auto most = connection_->query("SHOW max_connections");
        if (most && !most->empty())
            activity_.set_max_connections(static_cast<unsigned>(
                std::strtoul(most->front()[0].value_or("0").c_str(), nullptr, 10)));
    }
    thread_ = std::thread([this] { watch(); });
}

EvidenceWatch::~EvidenceWatch() {
    {
        const std::lock_guard lock(mutex_);
        finishing_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable())
        thread_.join();
}

void EvidenceWatch::tick(Nanos elapsed) {
    {
        const std::lock_guard lock(mutex_);
        if (origin_)
            return;
        origin_ = now() - elapsed;
    }
    changed_.notify_all();
}

void EvidenceWatch::watch() {
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return origin_ || finishing_; });
        if (!origin_)
            return;
    }
    watch_window();
}

bool EvidenceWatch::wait_until(TimePoint instant) {
    std::unique_lock lock(mutex_);
    return !changed_.wait_until(lock, instant, [this] { return finishing_; });
}

/// Where the window begins, each of its phases ends, and it ends itself. The first reading comes a
/// little earlier, so that its own work is done when the measurement begins.
std::vector<TimePoint> EvidenceWatch::boundaries() const {
    const TimePoint begin = *origin_ + window_.begin;
    const TimePoint end = begin + window_.length;
    std::vector<TimePoint> instants = {begin - std::min(first_reading_lead, window_.begin / 2)};
    TimePoint at = begin;
    for (const WatchedWindow::Phase& phase : window_.phases) {
        at += phase.length;
        instants.push_back(std::min(at, end));
    }
    if (instants.size() == 1)
        instants.push_back(end);
    return instants;
}

void EvidenceWatch::watch_window() {
    const std::vector<TimePoint> instants = boundaries();
    TimePoint due = *origin_ + window_.begin + ActivityLog::sample_interval;
    while (snapshots_.size() < instants.size()) {
        const bool last = snapshots_.size() + 1 == instants.size();
        const TimePoint boundary = instants[snapshots_.size()];
        const bool begun = !snapshots_.empty();
        if (!wait_until(begun ? std::min(due, boundary) : boundary)) {
            // A phase that was cut short ends now, and is the last; what never began has no end.
            if (begun)
                take_snapshot(true);
            return;
        }
        if (now() >= boundary) {
            take_snapshot(!begun || last);
            continue;
        }
        sample(now());
        sample_pool(now());
        while (due <= now()) due += ActivityLog::sample_interval;
    }
}

void EvidenceWatch::take_snapshot(bool complete) {
    snapshots_.push_back(reader_->take(complete));
}

void EvidenceWatch::sample(TimePoint at) {
    if (!connection_ || !connection_->alive())
        return;
    auto rows = connection_->query(activity_query_);
    if (!rows && connection_->alive() && activity_query_.starts_with("EXECUTE")) {
        activity_query_ = activity_query(place_.observers);
        rows = connection_->query(activity_query_);
    }
    if (rows) {
        activity_.add(at - (*origin_ + window_.begin), read_activity(*rows));
        activity_asked_ = true;
    } else if (absent_.empty()) {
        absent_.emplace_back("pg_stat_activity", rows.error().message);
    }
}

void EvidenceWatch::sample_pool(TimePoint at) {
    if (!place_.pool || at < pool_due_)
        return;
    pool_due_ = at + pool_interval;
    const auto sample = place_.pool();
    if (!sample || sample->capacity <= 0.0) {
        // Who never answers has no pool to show; who does not now is busy, and waiting for it would
        // hold up the other samples.
        if (pool_.samples == 0)
            place_.pool = nullptr;
        pool_due_ = at + pool_pause;
        return;
    }
    const double samples = static_cast<double>(pool_.samples);
    pool_.mean_in_use = (pool_.mean_in_use * samples + sample->in_use) / (samples + 1.0);
    pool_.most_in_use = std::max(pool_.most_in_use, sample->in_use);
    pool_.capacity = sample->capacity;
    ++pool_.samples;
}

void EvidenceWatch::describe_windows(ServerEvidence& evidence) const {
    if (snapshots_.size() < 2)
        return;
    const StoreSnapshot& first = snapshots_.front();
    const StoreSnapshot& last = snapshots_.back();
    evidence.windows.push_back(window_between(first, last, last));
    evidence.windows.back().begin_s = to_seconds(first.at - (*origin_ + window_.begin));
    if (window_.phases.empty())
        return;
    for (std::size_t i = 1; i < snapshots_.size(); ++i) {
        StoreWindow phase = window_between(snapshots_[i - 1], snapshots_[i], last);
        phase.phase = window_.phases[i - 1].name;
        phase.begin_s = to_seconds(snapshots_[i - 1].at - (*origin_ + window_.begin));
        evidence.windows.push_back(std::move(phase));
    }
}

void EvidenceWatch::finish(ServerEvidence& evidence) {
    {
        const std::lock_guard lock(mutex_);
        finishing_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable())
        thread_.join();
    evidence.collected = true;
    describe_windows(evidence);
    if (activity_asked_)
        evidence.activity = activity_.result();
    if (pool_.samples > 0)
        evidence.pool = pool_;
    evidence.absent = absent_;
    evidence.absent.insert(evidence.absent.end(), reader_->absent().begin(),
                           reader_->absent().end());
    if (!place_.why_no_sampled_plans.empty())
        evidence.absent.emplace_back("plans under load", place_.why_no_sampled_plans);
    // Its place at the server is wanted for what is asked after the run.
    reader_.reset();
    connection_.reset();
}

}  // namespace sark::scenarios
