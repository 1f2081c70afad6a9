#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "scenarios/environment/api_identity.hpp"
#include "scenarios/evidence/evidence_place.hpp"
#include "scenarios/meanwhile/fault_site.hpp"
#include "scenarios/meanwhile/meanwhile_job.hpp"
#include "scenarios/run_result.hpp"
#include "scenarios/scenario.hpp"
#include "workloads/drivers/driver.hpp"

namespace sark::scenarios {

struct EnvironmentOptions {
    std::string dsn;  ///< Empty: managed.
    std::string audit_dsn;
    std::string read_dsn;  ///< Of a read replica of `dsn`; empty: a managed one, or none.
    std::string redis;     ///< Empty: managed.
    std::string redis_password;
    std::string url;               ///< Empty: the reference API server, as a child process.
    ApiIdentity api;               ///< Who asks the API; nobody in particular by default.
    std::string allow_remote;      ///< The one host beyond loopback that may be a target.
    bool evidence = true;          ///< Ask the stores what they did; false: not even counters.
    bool seed = true;              ///< Migrate and seed (our marker or an empty database required).
    postgres::PoolOverrides pool;  ///< From the command line.
    std::string program;           ///< Path of the executable whose `serve` is the API.
    std::vector<std::string> api_arguments;  ///< Further arguments of that `serve`.
    std::vector<std::string> variables;      ///< NAME=VALUE for the API or the target's command.
    std::string command;  ///< Starts somebody's own target instead of the API; see ManagedTarget.
    std::function<void(std::string_view line)>
        note;                    ///< Progress for people, one line each; may be empty.
    std::function<bool()> stop;  ///< True ends preparation (Errc::interrupted).
};

struct EnvironmentParts;  // environment_parts.hpp

/// The services of a run: real PostgreSQL, Redis and API server, started privately on unix sockets
/// and loopback where none is given, migrated, seeded and settled. Children die with this process,
/// even on SIGKILL; the destructor stops them and removes their directory. Create and destroy on
/// the main thread (children are tied to the thread that forked them).
class TestEnvironment {
 public:
    /// Errc::unavailable names the missing service and how to get it; Errc::unsafe a refused
    /// target.
    [[nodiscard]] static Result<std::unique_ptr<TestEnvironment>> prepare(
        const Scenario& scenario, const EnvironmentOptions& options);
    ~TestEnvironment();

    [[nodiscard]] const workloads::Target& target() const;
    /// The main database's server itself, whatever stands before it; empty without one.
    [[nodiscard]] const std::string& server_dsn() const;
    /// What goes into the report: machine, versions, settings with sources; no passwords.
    [[nodiscard]] Environment describe() const;
    /// Absent while every managed service lives; otherwise which one died, how, and its last log
    /// lines.
    [[nodiscard]] std::optional<Error> failure();

    /// Where the evidence of a run comes from; borrows from this.
    [[nodiscard]] EvidencePlace evidence_place() const;
    /// Where the scenario's "meanwhile" list happens. Errc::unsafe for a database that is neither
    /// managed nor marked as ours.
    [[nodiscard]] Result<MeanwhilePlace> meanwhile_place();
    /// Where the faults of that list befall the services; borrows from this, and is used on the
    /// thread that prepared it.
    [[nodiscard]] std::unique_ptr<FaultSite> fault_site();
    /// Samples the replica's lag from begin to end; nothing without a replica.
    void begin_window();
    void end_window(Evidence& evidence);

    /// Counters of stores and CPU now; the difference of two is what a run used.
    struct Sample;
    [[nodiscard]] std::unique_ptr<Sample> sample();
    /// Adds the size of every table of the target database now, as Evidence tells it; nothing
    /// without a database, or when it does not answer.
    void add_table_sizes(Evidence& evidence);
    static void difference(const Sample& begin, const Sample& end, Nanos elapsed, CpuUse& cpu,
                           Evidence& evidence);

 private:
    explicit TestEnvironment(std::unique_ptr<EnvironmentParts> parts);
    std::unique_ptr<EnvironmentParts> parts_;
};

}  // namespace sark::scenarios
