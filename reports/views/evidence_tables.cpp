#include "reports/views/evidence_tables.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/views/evidence_marks.hpp"
#include "scenarios/evidence/plan_shape.hpp"

namespace sark::reports {

namespace {

using namespace scenarios;

constexpr std::string_view none = "–";

std::string count_text(double count) {
    return format_count(static_cast<std::uint64_t>(std::llround(std::max(0.0, count))));
}

std::string ratio_text(double part, double all) {
    return all > 0.0 ? format_value(part / all, "ratio") : std::string(none);
}

std::string bytes_text(const std::optional<double>& bytes) {
    if (!bytes)
        return std::string(none);
    const double kilobytes = *bytes / 1e3;
    const std::string sign = kilobytes < 0 ? "-" : "";
    return sign + format_number(std::abs(kilobytes)) + " kB";
}

std::optional<double> counter(const StoreWindow& window, std::string_view name) {
    for (const auto& [key, change] : window.postgres)
        if (key == name)
            return change;
    return std::nullopt;
}

/// The operation whose statement it is, or the statement itself.
std::string name_of(const StatementUse& use, const ServerEvidence& evidence) {
    for (const OperationPlan& plan : evidence.plans)
        if (!plan.statement.empty() && plan.statement == use.id)
            return plan.operation;
    constexpr std::size_t longest = 80;
    std::string text = use.text.substr(0, longest);
    std::ranges::replace(text, '\n', ' ');
    return text.empty() ? "statement " + use.id : text + (use.text.size() > longest ? " …" : "");
}

std::string expected_plan(const RunResult& run, const OperationPlan& plan) {
    for (const LoadSpec& load : run.scenario.loads)
        for (const workloads::OperationSpec& operation : load.operations)
            if (const auto* sql = std::get_if<workloads::PostgresOperation>(&operation.request);
                sql != nullptr && load.name == plan.load && operation.name == plan.operation)
                return sql->expect_plan;
    return {};
}

/// "7 alike", "5 alike, 2 others: Seq Scan on t"
std::string under_load_text(const OperationPlan& plan) {
    std::uint64_t alike = 0;
    std::uint64_t others = 0;
    std::string other;
    for (const SampledPlan& one : plan.under_load) {
        (one.hash == plan.hash ? alike : others) += one.count;
        if (one.hash != plan.hash && other.empty())
            other = one.shape;
    }
    if (alike + others == 0)
        return "none sampled";
    return others == 0 ? fmt::format("{} alike", alike)
                       : fmt::format("{} alike, {} others: {}", alike, others, other);
}

EvidenceTable plans_of(const RunResult& run) {
    EvidenceTable table{"Plans",
                        "The plan of every operation, captured after the run with arguments that "
                        "the run sent; times and blocks are of that one execution. As the server "
                        "wrote them: result.json, /evidence/server/plans.",
                        {"Operation", "Plan", "Expected", "#Planning, ms", "#Execution, ms",
                         "#Blocks hit", "#Blocks read", "Under load", "Hash"},
                        {}};
    for (const OperationPlan& plan : run.server.plans) {
        const std::string shape =
            plan.why_absent.empty() ? shape_text(plan.shape) : "no plan: " + plan.why_absent;
        table.rows.push_back({plan.operation, shape, expected_plan(run, plan),
                              format_number(plan.planning_ms), format_number(plan.execution_ms),
                              count_text(plan.shared_hit), count_text(plan.shared_read),
                              under_load_text(plan), plan.hash});
    }
    return table;
}

EvidenceTable statements_of(const StoreWindow& window, const ServerEvidence& evidence) {
    EvidenceTable table{"Statements",
                        "Where the database's time went, by total time of execution "
                        "(pg_stat_statements).",
                        {"Statement", "#Share of time", "#Calls", "#Total, ms", "#Mean, ms",
                         "#Slowest, ms", "#Rows a call", "#Hit ratio", "#WAL"},
                        {}};
    double total = 0.0;
    for (const StatementUse& use : window.statements) total += use.total_ms;
    for (const StatementUse& use : window.statements)
        table.rows.push_back({name_of(use, evidence), ratio_text(use.total_ms, total),
                              count_text(use.calls), format_number(use.total_ms),
                              format_number(use.total_ms / use.calls),
                              use.max_ms ? format_number(*use.max_ms) : std::string(none),
                              format_number(use.rows / use.calls),
                              ratio_text(use.shared_hit, use.shared_hit + use.shared_read),
                              bytes_text(use.wal_bytes)});
    if (window.statements_beyond > 0)
        table.caption += fmt::format(" {} more were called.", window.statements_beyond);
    return table;
}

EvidenceTable waits_of(const Activity& activity) {
    EvidenceTable table{"Waits",
                        fmt::format("What the database's active clients were waiting for in {} "
                                    "samples, {:g} s apart; CPU is no wait.",
                                    format_count(activity.samples), activity.interval_s),
                        {"Event", "#Share", "#Samples"},
                        {}};
    double all = 0.0;
    for (const WaitShare& one : activity.waits) all += static_cast<double>(one.samples);
    for (const WaitShare& one : activity.waits)
        table.rows.push_back({one.event, ratio_text(static_cast<double>(one.samples), all),
                              format_count(one.samples)});
    if (table.rows.empty())  // Short statements are seldom caught at work: said, not left out.
        table.rows.push_back({"no client was seen active", std::string(none), "0"});
    return table;
}

EvidenceTable phases_of(const ServerEvidence& evidence) {
    EvidenceTable table{"Phases in the database",
                        "Counters of the database and of the whole server's WAL; they lag by up "
                        "to a second.",
                        {"Phase", "#Length, s", "#Commits/s", "#Hit ratio", "#WAL",
                         "#Temporary files", "#Deadlocks", "Most time in"},
                        {}};
    for (const StoreWindow& window : evidence.windows) {
        if (window.phase.empty())
            continue;
        const auto maybe = [&window](std::string_view name) {
            const auto change = counter(window, name);
            return change ? count_text(*change) : std::string(none);
        };
        const auto commits = counter(window, "xact_commit");
        const double hits = counter(window, "blks_hit").value_or(0.0);
        table.rows.push_back(
            {window.phase, fmt::format("{:.1f}", window.length_s),
             commits && window.length_s > 0.0 ? format_number(*commits / window.length_s)
                                              : std::string(none),
             ratio_text(hits, hits + counter(window, "blks_read").value_or(0.0)),
             bytes_text(counter(window, "wal_bytes")), maybe("temp_files"), maybe("deadlocks"),
             window.statements.empty() ? std::string(none)
                                       : name_of(window.statements.front(), evidence)});
    }
    return table;
}

EvidenceTable tables_of(const StoreWindow& window) {
    EvidenceTable table{
        "Tables",
        "Tables that were used; index use is idx_scan / (idx_scan + seq_scan), "
        "the hit ratio is of the table's and its indexes' blocks.",
        {"Table", "#Rows", "#Whole scans", "#Index scans", "#Index use", "#Hit ratio", "#Inserted",
         "#Updated", "#Deleted", "#Table grew", "#Indexes grew"},
        {}};
    for (const TableUse& use : window.tables) {
        const double hits = use.heap_hit + use.index_hit;
        table.rows.push_back({use.name, count_text(use.live_rows), count_text(use.seq_scans),
                              count_text(use.index_scans),
                              ratio_text(use.index_scans, use.index_scans + use.seq_scans),
                              ratio_text(hits, hits + use.heap_read + use.index_read),
                              count_text(use.inserted), count_text(use.updated),
                              count_text(use.deleted), bytes_text(use.table_growth),
                              bytes_text(use.index_growth)});
    }
    return table;
}

EvidenceTable unused_of(const StoreWindow& window) {
    EvidenceTable table{"Indexes without a scan",
                        "Indexes of these tables that nothing used during the run, without unique "
                        "ones; another load may need them.",
                        {"Index", "Table", "#Size"},
                        {}};
    for (const IndexUse& use : window.indexes)
        if (use.scans <= 0.0 && !use.required)
            table.rows.push_back({use.name, use.table, bytes_text(use.bytes)});
    return table;
}

EvidenceTable commands_of(const StoreWindow& window) {
    EvidenceTable table{"Redis commands",
                        "By total time in the server (INFO commandstats).",
                        {"Command", "#Calls", "#Total, ms", "#Mean, µs"},
                        {}};
    for (const CommandUse& use : window.commands)
        table.rows.push_back({use.name, count_text(use.calls), format_number(use.total_ms),
                              format_number(use.total_ms * 1e3 / use.calls)});
    return table;
}

EvidenceTable absent_of(const ServerEvidence& evidence) {
    EvidenceTable table{"Not to be had", "What was asked for in vain.", {"What", "Why"}, {}};
    for (const auto& [what, why] : evidence.absent) table.rows.push_back({what, why});
    return table;
}

/// "62.1 % CPU, 20.3 % IO: WALSync"
std::string waits_sentence(const Activity& activity) {
    double all = 0.0;
    for (const WaitShare& one : activity.waits) all += static_cast<double>(one.samples);
    std::string sentence;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, activity.waits.size()); ++i)
        sentence += fmt::format("{}{} {}", i == 0 ? "" : ", ",
                                ratio_text(static_cast<double>(activity.waits[i].samples), all),
                                activity.waits[i].event);
    return sentence;
}

}  // namespace

std::vector<EvidenceTable> evidence_tables_of(const RunResult& run) {
    const ServerEvidence& evidence = run.server;
    std::vector<EvidenceTable> tables;
    const StoreWindow* window = whole_window(evidence);
    tables.push_back(plans_of(run));
    if (window != nullptr)
        tables.push_back(statements_of(*window, evidence));
    if (evidence.activity)
        tables.push_back(waits_of(*evidence.activity));
    tables.push_back(phases_of(evidence));
    if (window != nullptr) {
        tables.push_back(tables_of(*window));
        tables.push_back(unused_of(*window));
        tables.push_back(commands_of(*window));
    }
    tables.push_back(absent_of(evidence));
    std::erase_if(tables, [](const EvidenceTable& table) { return table.rows.empty(); });
    return tables;
}

std::vector<EvidenceLine> evidence_lines_of(const RunResult& run) {
    const ServerEvidence& evidence = run.server;
    std::vector<EvidenceLine> lines;
    const StoreWindow* window = whole_window(evidence);
    if (window != nullptr && !window->statements.empty()) {
        const StatementUse& first = window->statements.front();
        double total = 0.0;
        for (const StatementUse& use : window->statements) total += use.total_ms;
        lines.push_back(
            {"busiest",
             fmt::format("{} of the database's time in {} ({} calls, mean {} ms)",
                         ratio_text(first.total_ms, total), name_of(first, evidence),
                         count_text(first.calls), format_number(first.total_ms / first.calls))});
    }
    if (evidence.activity && !evidence.activity->waits.empty())
        lines.push_back({"waits", waits_sentence(*evidence.activity)});
    if (std::string marks = marks_sentence(marks_of(run)); !marks.empty())
        lines.push_back({"meanwhile", std::move(marks)});
    for (const OperationPlan& plan : evidence.plans) {
        const bool another = std::ranges::any_of(
            plan.under_load, [&plan](const SampledPlan& one) { return one.hash != plan.hash; });
        if (plan.why_absent.empty() && another)
            lines.push_back(
                {"plans", fmt::format("{} under load: {}", plan.operation, under_load_text(plan))});
    }
    return lines;
}

}  // namespace sark::reports
