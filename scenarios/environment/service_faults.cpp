#include "scenarios/environment/service_faults.hpp"

#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include "scenarios/environment/environment_parts.hpp"
#include "scenarios/environment/postgres_probe.hpp"
#include "scenarios/environment/proc_stat.hpp"
#include "scenarios/environment/redis_probe.hpp"

namespace sark::scenarios {

namespace {

constexpr auto ending_limit = std::chrono::seconds(10);

/// To a process and all below it: PostgreSQL's backends are in process groups of their own.
void signal_tree(pid_t root, int signal) {
    for (const pid_t pid : tree_of(read_processes(), root)) ::kill(pid, signal);
}

}  // namespace

ServiceFaults::~ServiceFaults() {
    if (postgres_stands_still_)
        signal_tree(parts_.postgres->process().pid(), SIGCONT);
    if (redis_stands_still_)
        signal_tree(parts_.redis->process().pid(), SIGCONT);
}

Result<void> ServiceFaults::check(const MeanwhileSpec& fault) {
    const bool ours = fault.service == FaultService::redis      ? parts_.redis != nullptr
                      : fault.service == FaultService::postgres ? parts_.postgres != nullptr
                                                                : parts_.opa != nullptr;
    if (ours)
        return {};
    const std::string name(fault_service_names[static_cast<std::size_t>(fault.service)]);
    return Error{Errc::unsafe,
                 "a fault befalls only services that the run has started, and " + name +
                     " is not one of them",
                 "meanwhile, " + fault.name,
                 "leave --dsn, --redis and --url out, or take the fault out of the scenario"};
}

Result<void> ServiceFaults::begin(const MeanwhileSpec& fault) {
    using Mood = OpaStandIn::Mood;
    if (fault.service == FaultService::opa) {
        parts_.opa->behave(fault.fault == FaultKind::errors ? Mood::failing
                           : fault.fault == FaultKind::down ? Mood::gone
                                                            : Mood::well,
                           fault.fault == FaultKind::slow ? fault.delay : Nanos{0});
        return {};
    }
    if (fault.fault == FaultKind::down)
        return kill(fault.service);
    (fault.service == FaultService::redis ? redis_stands_still_ : postgres_stands_still_) = true;
    signal_tree(process_of(fault.service).pid(), SIGSTOP);
    return {};
}

Result<void> ServiceFaults::end(const MeanwhileSpec& fault) {
    if (fault.service == FaultService::opa) {
        parts_.opa->behave(OpaStandIn::Mood::well, Nanos{0});
        return {};
    }
    if (fault.fault == FaultKind::down)
        return start_again(fault.service);
    signal_tree(process_of(fault.service).pid(), SIGCONT);
    (fault.service == FaultService::redis ? redis_stands_still_ : postgres_stands_still_) = false;
    return {};
}

bool ServiceFaults::answers(const MeanwhileSpec& fault) {
    switch (fault.service) {
        case FaultService::opa:
            return true;
        case FaultService::redis:
            return redis_info(parts_.redis->endpoint(), "").has_value();
        case FaultService::postgres:
            break;
    }
    if (!postgres_answers(parts_.postgres->dsn()))
        return false;
    if (fault.fault == FaultKind::down) {
        // Ours went down with it.
        auto session = postgres::Session::open(parts_.server_dsn);
        if (!session)
            return false;
        parts_.observer = *std::move(session);
    }
    return true;
}

ChildProcess& ServiceFaults::process_of(FaultService service) {
    return service == FaultService::redis ? parts_.redis->process() : parts_.postgres->process();
}

Result<void> ServiceFaults::kill(FaultService service) {
    ChildProcess& process = process_of(service);
    if (!process.running())
        return process.failure();
    keep_cpu(process.pid());
    (service == FaultService::redis ? parts_.redis_away : parts_.postgres_away) = true;
    ::kill(process.pid(), service == FaultService::redis ? SIGKILL : SIGQUIT);
    if (!process.wait(ending_limit))
        process.stop(Nanos{0});
    return {};
}

Result<void> ServiceFaults::start_again(FaultService service) {
    const pid_t before = process_of(service).pid();
    auto started = service == FaultService::redis ? parts_.redis->start_again()
                                                  : parts_.postgres->start_again();
    if (!started)
        return started;
    (service == FaultService::redis ? parts_.redis_away : parts_.postgres_away) = false;
    if (auto& processes = parts_.service_processes)
        std::ranges::replace(*processes, before, process_of(service).pid());
    return {};
}

void ServiceFaults::keep_cpu(pid_t ended) {
    parts_.ended_ticks += ticks_of_trees(read_processes(), {ended});
}

}  // namespace sark::scenarios
