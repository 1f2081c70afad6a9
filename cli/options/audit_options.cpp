#include "cli/options/audit_options.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/options/arguments.hpp"

namespace sark::cli {
namespace {

constexpr double seconds_max = 86'400.0;

template <class Names>
std::vector<std::string> texts(const Names& names) {
    return {std::begin(names), std::end(names)};
}

/// Of a value that the parser has checked.
template <class Names>
std::size_t position(const Names& names, const std::string& name) {
    return static_cast<std::size_t>(std::find(std::begin(names), std::end(names), name) -
                                    std::begin(names));
}

void add_writer_options(CLI::App& command, AuditOptions& options) {
    command
        .add_option("--audit-ack", options.ack,
                    "When an audit event is acknowledged: memory, spool or database")
        ->envname("SARK_BENCH_AUDIT_ACK")
        ->check(CLI::IsMember(texts(ack_level_names)))
        ->capture_default_str();
    command.add_option("--audit-spool", options.spool, "Directory of the audit spool")
        ->envname("SARK_BENCH_AUDIT_SPOOL")
        ->type_name("DIR");
    command
        .add_option("--audit-spool-max", options.spool_mib,
                    "MiB at which the spool takes no more (default 1024)")
        ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 24U));
    command
        .add_option("--audit-overflow", options.overflow,
                    "Without room for an event: block its caller, or reject it at once; a decision "
                    "whose event is refused is denied")
        ->check(CLI::IsMember(texts(audit_overflow_names)))
        ->capture_default_str();
    command
        .add_option("--audit-block-timeout", options.block_s,
                    "Seconds that a blocked caller waits before it is rejected (default 1)")
        ->check(CLI::Range(0.0, seconds_max));
    command
        .add_option("--audit-ack-timeout", options.ack_s,
                    "Seconds that an acknowledgement is waited for (default 30)")
        ->check(CLI::Range(0.0, seconds_max));
    command
        .add_option("--audit-queue", options.queue,
                    "Events that may wait in memory (default 10000)")
        ->check(CLI::Range(std::size_t{1}, std::size_t{10'000'000}));
    command.add_option("--audit-batch", options.batch, "Events per batch (default 100)")
        ->envname("AUDIT_BATCH_SIZE")
        ->check(CLI::Range(std::size_t{1}, std::size_t{100'000}));
    command
        .add_option("--audit-flush-interval", options.flush_s,
                    "Seconds after which an incomplete batch is written (default 5)")
        ->envname("AUDIT_FLUSH_INTERVAL_SECONDS")
        ->check(CLI::Range(0.0, seconds_max));
}

}  // namespace

void add_audit_options(CLI::App& command, AuditOptions& options) {
    add_writer_options(command, options);
    command
        .add_option("--siem-url", options.siem_url,
                    "HTTP collector that audit events are forwarded to; its token comes from "
                    "SARK_BENCH_SIEM_TOKEN")
        ->type_name("URL");
    command
        .add_option("--siem-spill", options.siem_spill,
                    "Directory for events that the collector did not take")
        ->type_name("DIR");
}

Result<void> apply_audit_options(const AuditOptions& options, CoreOptions& core) {
    AuditWriterOptions& writer = core.audit;
    writer.ack = static_cast<AckLevel>(position(ack_level_names, options.ack));
    if ((writer.ack == AckLevel::spool) == options.spool.empty())
        return Error{Errc::invalid_argument,
                     options.spool.empty() ? "the level spool needs a directory"
                                           : "a spool is only used at the level spool",
                     options.spool.empty() ? "--audit-spool" : "--audit-ack",
                     "give --audit-ack spool and --audit-spool DIR together"};
    core.audit_spool.directory = options.spool;
    if (options.spool_mib)
        core.audit_spool.bytes_max = *options.spool_mib << 20U;
    writer.overflow = static_cast<AuditOverflow>(position(audit_overflow_names, options.overflow));
    if (options.block_s)
        writer.block_timeout = from_seconds(*options.block_s);
    if (options.ack_s)
        writer.ack_timeout = from_seconds(*options.ack_s);
    if (options.queue)
        writer.queue_capacity = *options.queue;
    if (options.batch)
        writer.batch_size = *options.batch;
    if (options.flush_s)
        writer.flush_interval = from_seconds(*options.flush_s);
    if (options.siem_url.empty() && !options.siem_spill.empty())
        return Error{Errc::invalid_argument, "nothing is forwarded without a collector",
                     "--siem-spill", "give --siem-url too"};
    if (!options.siem_url.empty()) {
        core.siem.emplace();
        core.siem->collector.url = options.siem_url;
        core.siem->collector.token = environment_value("SARK_BENCH_SIEM_TOKEN");
        core.siem->spill_directory = options.siem_spill;
    }
    return {};
}

}  // namespace sark::cli
