#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <unistd.h>

#include "cli/commands/command.hpp"
#include "cli/options/database_options.hpp"
#include "cli/options/option_checks.hpp"
#include "cli/options/target_options.hpp"
#include "cli/output/machine_answers.hpp"
#include "cli/output/output.hpp"
#include "core/base/time.hpp"
#include "core/postgres/session.hpp"
#include "migrations/migrator.hpp"
#include "reports/baselines/stored_run.hpp"
#include "reports/writers/doctor/doctor_writer.hpp"
#include "scenarios/doctor/api/api_client.hpp"
#include "scenarios/doctor/api/api_examination.hpp"
#include "scenarios/doctor/examination.hpp"
#include "scenarios/doctor/read_only_session.hpp"
#include "scenarios/environment/endpoint_safety.hpp"
#include "scenarios/environment/postgres_probe.hpp"
#include "scenarios/environment/redis_probe.hpp"
#include "scenarios/server_profiles/server_profile.hpp"

namespace sark::cli {

namespace {

namespace doctor = scenarios::doctor;

constexpr const char* examples = R"(Examples:
  sark-bench doctor                                  this machine alone
  sark-bench doctor --dsn 'host=127.0.0.1 dbname=sark' --redis 127.0.0.1:6379
  sark-bench doctor --dsn ... --verbose              with the rows behind each answer
  sark-bench doctor --url http://127.0.0.1:8000      where an HTTP API differs from the contract
  sark-bench doctor --list                           what is asked; see docs/doctor.md
Changes nothing, unless --reset-pgss asks for it. Exit code 0 when nothing is answered NO, 99 when
something is, 100 when a service does not answer or this machine cannot start one.)";

struct DoctorOptions {
    TargetOptions target;
    std::string format = "console";
    std::string host_memory;
    std::string run;
    bool verbose = false;
    bool list = false;
    bool reset_statements = false;
};

/// Where a database stands, as the report names it.
struct Patient {
    std::string dsn;
    std::string title;
};

std::optional<std::uint64_t> memory_of_this_machine() {
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long size = ::sysconf(_SC_PAGESIZE);
    if (pages <= 0 || size <= 0)
        return std::nullopt;
    return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size);
}

/// Whether every host that libpq may use for the DSN is this machine.
bool is_here(const std::string& dsn) {
    const auto hosts =
        scenarios::hosts_of_dsn(dsn, [](const char* name) { return std::getenv(name); });
    if (!hosts)
        return false;
    for (const std::string& host : *hosts)
        if (!scenarios::is_loopback_host(host))
            return false;
    return true;
}

/// What the user told, or what can be told for him.
Result<doctor::Circumstances> circumstances(const DoctorOptions& options, const std::string& dsn) {
    doctor::Circumstances told;
    if (!options.host_memory.empty()) {
        told.host_memory = scenarios::bytes_of_size(options.host_memory);
        if (*told.host_memory == 0)
            return Error{Errc::invalid_argument, "\"" + options.host_memory + "\" is not a size",
                         "--host-memory", "write it with a unit, e.g. 16GB"};
    } else if (is_here(dsn)) {
        told.host_memory = memory_of_this_machine();
    }
    if (options.run.empty())
        return told;
    const auto report = reports::load_run(options.run);
    if (!report)
        return report.error();
    using reports::Outcome;
    const Outcome outcome = report->verdict.outcome;
    told.run = doctor::KnownRun{report->run.scenario.name, options.run, report->verdict.summary,
                                outcome == Outcome::pass,
                                outcome == Outcome::pass || outcome == Outcome::fail};
    return told;
}

/// Whether the tool's own commands may write to it, which is no question of the checklist.
std::string may_write(postgres::Session& session) {
    doctor::ReadOnlySession reader(session);
    const auto ours = reader.guarded([&] { return migrations::require_ours_or_empty(session); });
    return ours ? "sark-bench may: it is empty or was made by sark-bench"
                : "refused: " + ours.error().message;
}

doctor::Examination unreachable(const std::string& title, const Error& error) {
    doctor::Examination examination;
    examination.title = title;
    examination.answers = {service_answer("answers", "Does it answer?", describe(error), "")};
    return examination;
}

/// A wrong DSN or an unsafe host is the user's mistake; whatever else keeps a database from being
/// examined is the answer.
Result<doctor::Examination> examine(const DoctorOptions& options, const Patient& patient,
                                    const std::vector<doctor::Check>& checks) {
    const auto told = circumstances(options, patient.dsn);
    if (!told)
        return told.error();
    TargetOptions target = options.target;
    target.dsn = patient.dsn;
    auto session = open_database(target);
    if (!session && session.error().code != Errc::unavailable)
        return session.error();
    if (!session)
        return unreachable(patient.title, session.error());
    auto examination = doctor::examine_database(**session, checks, *told);
    if (!examination)
        return unreachable(patient.title, examination.error());
    examination->title = patient.title + " " + examination->title;
    examination->facts.emplace_back("migrate and seed", may_write(**session));
    examination->answers.insert(
        examination->answers.begin(),
        service_answer("answers", "Does it answer?", "", postgres::redact_dsn(patient.dsn)));
    return examination;
}

doctor::Examination examine_redis(const TargetOptions& target,
                                  const std::vector<doctor::Check>& checks) {
    const auto info = scenarios::redis_info(target.redis, target.redis_password);
    if (!info)
        return unreachable("Redis", info.error());
    // Hosted servers refuse CONFIG: what depends on it is unknown then.
    const auto settings = scenarios::redis_settings(target.redis, target.redis_password,
                                                    doctor::documented_redis_settings());
    doctor::Examination examination = doctor::examine_redis(
        *info, settings ? *settings : std::map<std::string, std::string>(), checks);
    examination.answers.insert(examination.answers.begin(),
                               service_answer("answers", "Does it answer?", "", target.redis));
    return examination;
}

/// A wrong URL or identity is the user's mistake; an API that does not answer is the answer.
Result<doctor::Examination> examine_url(const TargetOptions& target) {
    if (auto safe = scenarios::check_url_safety(target.url, target.allow_remote); !safe)
        return safe.error();
    workloads::Target shown;
    scenarios::Scenario questions;  // over within a minute: any token that lives will do
    questions.environment.needs_api = true;
    if (auto known = scenarios::show_identity(target.api, questions, SystemTime().utc_now(), shown);
        !known)
        return known.error();
    const auto read = doctor::read_api_at(target.url, shown.api);
    if (!read)
        return read.error();
    if (const auto alive = (*read)({"/health/"}); !alive)
        return unreachable("API", alive.error());
    doctor::Examination examination = doctor::examine_api(*read);
    examination.answers.insert(examination.answers.begin(),
                               service_answer("answers", "Does it answer?", "", target.url));
    return examination;
}

Result<void> reset(const DoctorOptions& options) {
    auto session = open_database(options.target);
    if (!session)
        return session.error();
    return doctor::reset_statement_statistics(**session);
}

Result<reports::DoctorReport> ask(const DoctorOptions& options) {
    const TargetOptions& target = options.target;
    const std::vector<doctor::Check> checks = doctor::shipped_checks();
    if (!target.redis.empty())
        if (auto safe = scenarios::check_redis_safety(target.redis, target.allow_remote); !safe)
            return safe.error();
    reports::DoctorReport report;
    report.started_at = to_iso8601(SystemTime().utc_now());
    report.examinations.push_back(examine_machine(target.dsn.empty(), target.redis.empty()));
    std::vector<Patient> patients;
    if (!target.dsn.empty())
        patients.push_back({target.dsn, "Database"});
    if (!target.audit_dsn.empty() && target.audit_dsn != target.dsn)
        patients.push_back({target.audit_dsn, "Audit database"});
    for (const Patient& patient : patients) {
        auto examination = examine(options, patient, checks);
        if (!examination)
            return examination.error();
        report.examinations.push_back(*std::move(examination));
    }
    if (!target.redis.empty())
        report.examinations.push_back(examine_redis(target, checks));
    if (!target.url.empty()) {
        auto examination = examine_url(target);
        if (!examination)
            return examination.error();
        report.examinations.push_back(*std::move(examination));
    }
    return report;
}

reports::ExitCode list(const std::string& format) {
    const auto checks = doctor::shipped_checks();
    if (format == "json")
        reports::write_checks_json(checks, std::cout);
    else if (format == "md")
        reports::write_checks_markdown(checks, std::cout);
    else
        reports::write_checks_console(checks, std::cout);
    return reports::ExitCode::pass;
}

reports::ExitCode execute(DoctorOptions options) {
    if (options.list)
        return list(options.format);
    if (auto split = read_secrets(options.target); !split)
        return fail(split.error());
    if (options.reset_statements && options.target.dsn.empty())
        return fail({Errc::invalid_argument, "no database given", "--reset-pgss",
                     "name the database whose statistics to forget: --dsn"});
    auto report = ask(options);
    if (!report)
        return fail(report.error());
    std::optional<Error> refused;
    if (options.reset_statements && report->exit_code() != reports::ExitCode::unavailable) {
        const auto done = reset(options);
        report->statistics_reset = done.has_value();
        if (!done)
            refused = done.error();
    }
    if (options.format == "json")
        reports::write_doctor_json(*report, std::cout);
    else if (options.format == "md")
        reports::write_doctor_markdown(*report, std::cout);
    else
        reports::write_doctor_console(*report, options.verbose, std::cout);
    std::cout.flush();
    return refused ? fail(*refused) : report->exit_code();
}

}  // namespace

void add_doctor_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "doctor", "Put the documents' checklists to a database, a Redis, an API and this machine");
    command->footer(examples);
    auto options = std::make_shared<DoctorOptions>();
    add_postgres_options(*command, options->target);
    add_redis_option(*command, options->target);
    refuse_empty(*command->add_option("--url", options->target.url,
                                      "HTTP API to hold to the contract; nothing but GET is sent"));
    add_allow_remote_option(*command, options->target);
    add_identity_options(*command, options->target.identity);
    command->add_flag("--verbose", options->verbose, "Show the rows that each answer rests on");
    command->add_option("--format", options->format, "console, json or md, to standard output")
        ->check(CLI::IsMember({"console", "json", "md"}))
        ->capture_default_str();
    command->add_flag("--list", options->list, "Show what is asked, ask nothing");
    command
        ->add_option("--host-memory", options->host_memory,
                     "Memory of the database's host, where that is another machine")
        ->type_name("SIZE");
    command
        ->add_option("--run", options->run,
                     "A run whose verdict says whether the performance tests pass")
        ->type_name("DIR");
    command->add_flag("--reset-pgss", options->reset_statements,
                      "Afterwards forget what pg_stat_statements recorded of --dsn's database");
    command->callback([&action, options] { action = [options] { return execute(*options); }; });
}

}  // namespace sark::cli
