#include "bench/evidence/watched_server.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

#include "bench/evidence/process_cpu.hpp"
#include "core/base/clock_reading.hpp"
#include "scenarios/environment/proc_stat.hpp"
#include "scenarios/evidence/evidence_watch.hpp"
#include "scenarios/scenario.hpp"
#include "workloads/data/dataset.hpp"

namespace sark::bench {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// A round lies inside the watched window such that each statement's half second has two of the
/// samples that come every 250 ms from where the window begins, and the readings of all counters
/// lie outside, as they do in a run.
constexpr Nanos window_begin = milliseconds(100);
constexpr Nanos window_length = milliseconds(1'500);
constexpr Nanos first_begin = milliseconds(225);
constexpr Nanos part_length = milliseconds(500);
constexpr Nanos part_pause = milliseconds(10);

scenarios::Scenario scenario() {
    scenarios::Scenario place;
    place.name = "evidence_cost";
    place.environment.needs_postgres = true;
    place.environment.systems = {"sark_v2"};
    place.environment.dataset.resources = 5'000;
    place.environment.dataset.cost_rows = 1'000;
    place.environment.dataset.audit_rows = 1'000;
    // Nothing is written, and a vacuum of what was seeded would hit one arm only.
    place.environment.pg_settings = {{"autovacuum", "off"}};
    return place;
}

/// Everything that a difference of two instants needs.
struct Reading {
    TimePoint at;
    std::uint64_t answered = 0;
    Nanos own{0};
    Nanos client_threads{0};
    ProcessCpu server;
};

Reading read(const ClosedLoop& loop, const std::vector<pid_t>& server) {
    Reading reading;
    reading.server = read_cpu(server);
    reading.answered = loop.answered();
    reading.at = Clock::now();
    reading.own = read_clock(CLOCK_PROCESS_CPUTIME_ID).value_or(Nanos{0});
    reading.client_threads = loop.cpu();
    return reading;
}

double seconds_of(const ProcessCpu& cpu, const std::vector<pid_t>& processes) {
    Nanos sum{0};
    for (const pid_t one : processes)
        if (const auto found = cpu.find(one); found != cpu.end())
            sum += found->second;
    return to_seconds(sum);
}

StatementRound difference(const Reading& begin, const Reading& end,
                          const std::vector<pid_t>& asked) {
    StatementRound round;
    round.operations = static_cast<double>(end.answered - begin.answered);
    round.seconds = to_seconds(end.at - begin.at);
    round.server_cpu_s = to_seconds(used_between(begin.server, end.server));
    round.asked_cpu_s = seconds_of(end.server, asked) - seconds_of(begin.server, asked);
    round.watching_cpu_s = std::max(
        0.0, to_seconds((end.own - begin.own) - (end.client_threads - begin.client_threads)));
    return round;
}

}  // namespace

std::vector<LoopStatement> loop_statements() {
    const workloads::DatasetSpec dataset = scenario().environment.dataset;
    std::vector<std::string> keys;
    for (std::uint64_t i = 0; i < 1'000; ++i)
        keys.push_back(workloads::id_of(dataset.seed, workloads::Entity::resource, i));
    return {{"look_up", "a resource by its key",
             "SELECT id, name, protocol, endpoint, sensitivity_level, metadata "
             "FROM sark_v2.resources WHERE id = $1",
             std::move(keys)},
            {"page",
             "100 resources of a protocol",
             "SELECT id, name, protocol, endpoint, sensitivity_level, metadata "
             "FROM sark_v2.resources WHERE protocol = $1 LIMIT 100",
             {"mcp", "http", "grpc"}}};
}

Result<std::unique_ptr<WatchedServer>> WatchedServer::start(bool evidence) {
    scenarios::EnvironmentOptions options;
    options.evidence = evidence;
    auto environment = scenarios::TestEnvironment::prepare(scenario(), options);
    if (!environment)
        return environment.error();
    std::unique_ptr<WatchedServer> server(new WatchedServer(*std::move(environment), evidence));
    server->statements_ = loop_statements();
    if (auto found = server->find_server(); !found)
        return found.error();
    return server;
}

Result<void> WatchedServer::find_server() {
    auto session = postgres::Session::open(environment_->server_dsn());
    if (!session)
        return session.error();
    session_ = *std::move(session);
    const auto all = scenarios::read_processes();
    const auto backend =
        std::ranges::find(all, session_->backend_pid(), &scenarios::ProcessTicks::pid);
    if (backend == all.end())
        return Error{Errc::internal, "the server's processes cannot be seen", "", ""};
    postmaster_ = backend->parent;
    return {};
}

std::vector<pid_t> WatchedServer::processes() const {
    return scenarios::tree_of(scenarios::read_processes(), postmaster_);
}

std::vector<std::pair<std::string, std::string>> WatchedServer::settings() const {
    std::vector<std::pair<std::string, std::string>> shown;
    for (const char* name : {"shared_preload_libraries", "track_io_timing",
                             "session_preload_libraries", "auto_explain.sample_rate"}) {
        const auto rows = session_->execute("SELECT current_setting($1, true)", {name});
        shown.emplace_back(name, rows && !rows->empty() ? rows->rows[0][0].value_or("") : "");
    }
    return shown;
}

Result<ServerRound> WatchedServer::measure() {
    std::vector<pid_t> asked;
    std::optional<scenarios::EvidenceWatch> watch;
    if (evidence_) {
        const std::vector<pid_t> before = processes();
        watch.emplace(environment_->evidence_place(),
                      scenarios::WatchedWindow{window_begin, window_length, {}});
        asked = processes();
        std::erase_if(asked, [&](pid_t one) { return std::ranges::count(before, one) > 0; });
    }
    auto loop = ClosedLoop::start(environment_->server_dsn(), clients, statements_);
    if (!loop)
        return loop.error();
    const TimePoint origin = Clock::now();
    if (watch)
        watch->tick(Nanos{0});
    const std::vector<pid_t> server = processes();

    ServerRound round;
    TimePoint begin = origin + first_begin;
    for (std::size_t i = 0; i < statements_.size(); ++i) {
        (*loop)->change_to(i);
        std::this_thread::sleep_until(begin);
        const Reading first = read(**loop, server);
        std::this_thread::sleep_until(begin + part_length);
        const Reading last = read(**loop, server);
        round.statements.push_back(difference(first, last, asked));
        if (i == 0)
            round.first_reading_cpu_s = seconds_of(first.server, asked);
        begin += part_length + part_pause;
    }
    if (auto ended = (*loop)->stop(); !ended)
        return ended.error();
    if (watch) {
        scenarios::ServerEvidence evidence;
        watch->finish(evidence);
        if (!evidence.activity || evidence.windows.empty())
            return Error{Errc::internal, "no evidence was collected", "", ""};
    }
    return round;
}

}  // namespace sark::bench
