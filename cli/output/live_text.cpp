#include "cli/output/live_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/statistics/latency_sample.hpp"

namespace sark::cli {

namespace {

/// Response times are those of the latest so much; a rate needs less.
constexpr Nanos recently = std::chrono::seconds(5);
constexpr Nanos now_window = std::chrono::seconds(1);

/// What ended lately of a load, or of several together.
struct Recent {
    double rate = 0.0;
    reports::LatencySample responses;

    void add(const workloads::LiveHistory& live, std::size_t load) {
        const auto now = live.latest(load, std::nullopt, workloads::all_parts, now_window);
        if (now.length > Nanos{0})
            rate += static_cast<double>(now.ended()) / to_seconds(now.length);
        const auto latest = live.latest(load, std::nullopt, workloads::all_parts, recently);
        workloads::IntervalTally answers;
        answers.failed = latest.failed();
        answers.response = latest.response;
        responses.add_interval(answers);
    }
    /// In ms; failures rank behind every answer.
    [[nodiscard]] std::string quantile(double q) const {
        const reports::LatencyEstimate estimate = responses.quantile(q);
        if (estimate.among_failures)
            return "fail";
        return estimate.ms ? reports::format_number(*estimate.ms) : "-";
    }
    /// The same for a sentence: with the unit that only a number has.
    [[nodiscard]] std::string quantile_ms(double q) const {
        return quantile(q) + (responses.quantile(q).ms ? " ms" : "");
    }
};

std::string cut(std::string text, std::size_t columns) {
    if (text.size() > columns)
        text.resize(columns);
    return text;
}

/// Which part of the run it is in.
std::string part_name(const LiveSubject& subject, const scenarios::RunProgress& progress) {
    if (progress.warming_up)
        return "warm-up";
    if (progress.elapsed >= progress.total)
        return "draining";
    Nanos end = subject.warmup;
    for (const scenarios::PhaseSpec& phase : subject.phases) {
        end += phase.duration;
        if (progress.elapsed < end)
            return phase.name;
    }
    return "measuring";
}

/// "[=====|==>  |   ]": warm-up and phases end at the bars.
std::string bar(const LiveSubject& subject, const scenarios::RunProgress& progress,
                std::size_t columns) {
    const double total = std::max(1e-9, to_seconds(progress.total));
    const auto place = [&](Nanos at) {
        const double share = std::clamp(to_seconds(at) / total, 0.0, 1.0);
        return static_cast<std::size_t>(share * static_cast<double>(columns));
    };
    const std::size_t done = place(progress.elapsed);
    std::string cells = std::string(done, '=') + std::string(columns - done, ' ');
    if (done < columns)
        cells[done] = '>';
    Nanos end = subject.warmup;
    const auto mark = [&] {
        if (const std::size_t at = place(end); at > 0 && at < columns)
            cells[at] = '|';
    };
    if (end > Nanos{0})
        mark();
    for (const scenarios::PhaseSpec& phase : subject.phases) {
        end += phase.duration;
        mark();
    }
    return "[" + cells + "]";
}

std::string heading(const LiveSubject& subject, const scenarios::RunProgress& progress,
                    std::size_t columns) {
    constexpr std::size_t bar_minimum = 12;
    constexpr std::size_t bar_maximum = 42;
    const std::string left = subject.title + "  " + part_name(subject, progress) + "  ";
    const std::string right = fmt::format("  {:.0f} s of {:.0f} s", to_seconds(progress.elapsed),
                                          to_seconds(progress.total));
    const std::size_t taken = left.size() + right.size() + 2;
    if (taken + bar_minimum > columns)
        return cut(left + right.substr(2), columns);
    return left + bar(subject, progress, std::min(columns - taken, bar_maximum)) + right;
}

/// One load's figures under the table's heads.
std::string load_row(const workloads::LiveHistory& live, std::size_t load, std::size_t columns,
                     bool colour) {
    Recent recent;
    recent.add(live, load);
    const std::uint64_t failed = live.total(load, std::nullopt, workloads::all_parts).failed();
    const std::string before =
        fmt::format("{:<16} {:>9.0f} {:>9} {:>9} ", cut(live.loads()[load].name, 16), recent.rate,
                    recent.quantile(0.50), recent.quantile(0.99));
    const std::string errors = fmt::format("{:>9}", failed);
    const std::string after = fmt::format(" {:>9} {:>9}", live.in_flight(load), live.overdue(load));
    if (!colour || failed == 0 || before.size() + errors.size() > columns)
        return cut(before + errors + after, columns);
    return before + "\x1b[31m" + errors + "\x1b[0m" +
           cut(after, columns - before.size() - errors.size());
}

}  // namespace

std::string live_line(const scenarios::RunProgress& progress) {
    Recent recent;
    if (progress.live != nullptr)
        for (std::size_t load = 0; load < progress.live->loads().size(); ++load)
            recent.add(*progress.live, load);
    return fmt::format(
        "[{:>3.0f}s/{:.0f}s{}] {:>7.0f} ops/s  p50 {}  p99 {}  {} done  {} failed  {} "
        "overdue  {} in flight",
        to_seconds(progress.elapsed), to_seconds(progress.total),
        progress.warming_up ? " warm-up" : "", recent.rate, recent.quantile_ms(0.50),
        recent.quantile_ms(0.99), progress.completed, progress.failed, progress.overdue,
        progress.in_flight);
}

std::vector<std::string> live_block(const LiveSubject& subject,
                                    const scenarios::RunProgress& progress, std::size_t columns,
                                    std::size_t rows, bool colour) {
    std::vector<std::string> lines;
    if (rows == 0)
        return lines;
    lines.push_back(heading(subject, progress, columns));
    if (progress.live == nullptr || rows < 3)
        return lines;
    lines.push_back(cut(
        "load                rate/s    p50 ms    p99 ms    errors in flight   overdue", columns));
    const std::size_t loads = progress.live->loads().size();
    const bool all_fit = loads + 2 <= rows;
    const std::size_t shown = all_fit ? loads : rows - 3;
    for (std::size_t load = 0; load < shown; ++load)
        lines.push_back(load_row(*progress.live, load, columns, colour));
    if (!all_fit)
        lines.push_back(cut(fmt::format("and {} more loads", loads - shown), columns));
    return lines;
}

}  // namespace sark::cli
