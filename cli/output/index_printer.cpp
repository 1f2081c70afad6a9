#include "cli/output/index_printer.hpp"

#include <memory>
#include <optional>
#include <string>

#include <fmt/core.h>

#include "cli/options/database_options.hpp"
#include "cli/output/output.hpp"

namespace sark::cli {

namespace {

std::string_view word(migrations::IndexReport::Action action) {
    using Action = migrations::IndexReport::Action;
    switch (action) {
        case Action::created:
            return "created";
        case Action::kept:
            return "already there";
        case Action::dropped:
            return "dropped";
        case Action::skipped:
            return "skipped";
        case Action::would_create:
            return "would create";
        case Action::would_drop:
            return "would drop";
    }
    return "";
}

/// How far, in percent; absent while the phase counts nothing.
std::optional<std::uint64_t> share(const migrations::IndexProgress& progress) {
    if (progress.tuples_total > 0)
        return progress.tuples_done * 100 / progress.tuples_total;
    if (progress.blocks_total > 0)
        return progress.blocks_done * 100 / progress.blocks_total;
    return std::nullopt;
}

}  // namespace

std::string progress_text(const migrations::IndexProgress& progress) {
    std::string text =
        (progress.index.empty() ? std::string("an index") : progress.index) + ": " + progress.phase;
    if (const auto percent = share(progress))
        text += fmt::format(", {} %", *percent);
    return text;
}

migrations::IndexWork printed_index_work(const TargetOptions& target) {
    migrations::IndexWork work;
    work.on_index = [](const migrations::IndexReport& report) {
        fmt::print("{}.{}: {}{}\n", report.system, report.index, word(report.action),
                   report.reason.empty() ? "" : " (" + report.reason + ")");
    };
    work.connect = [target] { return open_database(target); };
    // A line per news, so that a log stays readable; only the watching thread comes here.
    work.on_progress =
        [last = std::make_shared<std::string>()](const migrations::IndexProgress& progress) {
            const std::string text = progress_text(progress);
            if (text == *last)
                return;
            *last = text;
            print_note(fmt::format("{}\n", text));
        };
    return work;
}

}  // namespace sark::cli
