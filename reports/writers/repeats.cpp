#include "reports/repeats.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reports/format.hpp"
#include "reports/names.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t page_columns = 80;
constexpr std::size_t name_columns = 30;

Json number(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

/// "3 pass, 2 fail".
std::string counted(const std::vector<RowVerdict>& verdicts) {
    std::string text;
    for (const RowVerdict verdict :
         {RowVerdict::pass, RowVerdict::warn, RowVerdict::fail, RowVerdict::inconclusive,
          RowVerdict::no_data, RowVerdict::skipped}) {
        const auto count = std::ranges::count(verdicts, verdict);
        if (count > 0)
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name_of(verdict));
    }
    return text;
}

void write_figure(const RepeatedFigure& one, std::ostream& out) {
    const auto shown = [&](const std::optional<double>& value) {
        return padded_left(value ? format_value(*value, one.unit) : "-", 11);
    };
    const std::string name = printable(one.name);
    if (columns_of(name) >= name_columns)
        for (const std::string& line : wrapped(name, 0, page_columns)) out << line << '\n';
    out << padded_right(columns_of(name) < name_columns ? name : "", name_columns)
        << padded_right(one.statistic, 7) << shown(one.median()) << shown(one.min())
        << shown(one.max())
        << padded_left(one.spread() ? format_value(*one.spread(), "ratio") : "-", 9) << '\n';
    const auto present = std::ranges::count_if(
        one.values, [](const std::optional<double>& value) { return value.has_value(); });
    if (!one.verdicts.empty())
        out << "  " << counted(one.verdicts) << '\n';
    else if (present != std::ssize(one.values))
        out << fmt::format("  a number in {} of {} runs\n", present, one.values.size());
}

}  // namespace

void write_repeats_console(const RepeatSeries& series, std::ostream& out) {
    out << fmt::format("{}: {} runs\n", printable(series.scenario()), series.runs().size());
    for (std::size_t i = 0; i < series.runs().size(); ++i) {
        const RepeatSeries::Run& run = series.runs()[i];
        for (const std::string& line :
             wrapped(printable(fmt::format("{}  seed {}, {}, {} (exit {}): {}", i + 1, run.seed,
                                           name_of(run.validity), name_of(run.verdict.outcome),
                                           static_cast<int>(run.verdict.exit_code),
                                           run.verdict.summary)),
                     2, page_columns))
            out << line << '\n';
    }
    for (const std::string about : {"operation", "row"}) {
        bool headed = false;
        for (const RepeatedFigure& one : series.figures()) {
            if (one.about != about)
                continue;
            if (!headed)
                out << '\n'
                    << padded_right(about == "row" ? "judged row" : "response time of",
                                    name_columns)
                    << "            median        min        max   spread\n";
            headed = true;
            write_figure(one, out);
        }
    }
    const ExitCode code = series.exit_code();
    out << fmt::format(
        "\nmedian, min and max are values of single runs; spread is (max - min) / median.\n"
        "worst of {} runs: exit {} ({})\n",
        series.runs().size(), static_cast<int>(code), name_of(code));
}

void write_repeats_json(const RepeatSeries& series, std::ostream& out) {
    Json runs = Json::array();
    for (const RepeatSeries::Run& run : series.runs())
        runs.push_back({{"directory", run.directory},
                        {"id", run.id},
                        {"seed", run.seed},
                        {"status", name_of(run.status)},
                        {"validity", name_of(run.validity)},
                        {"outcome", name_of(run.verdict.outcome)},
                        {"exit_code", static_cast<int>(run.verdict.exit_code)},
                        {"summary", run.verdict.summary}});
    Json figures = Json::array();
    for (const RepeatedFigure& one : series.figures()) {
        Json values = Json::array();
        for (const auto& value : one.values) values.push_back(number(value));
        Json verdicts = Json::array();
        for (const RowVerdict verdict : one.verdicts) verdicts.push_back(name_of(verdict));
        figures.push_back({{"about", one.about},
                           {"name", one.name},
                           {"profile", one.profile},
                           {"statistic", one.statistic},
                           {"unit", one.unit},
                           {"values", values},
                           {"verdicts", verdicts},
                           {"median", number(one.median())},
                           {"min", number(one.min())},
                           {"max", number(one.max())},
                           {"spread", number(one.spread())}});
    }
    const ExitCode code = series.exit_code();
    const Json document = {{"schema_version", 1},
                           {"scenario", series.scenario()},
                           {"exit_code", static_cast<int>(code)},
                           {"exit_name", name_of(code)},
                           {"runs", runs},
                           {"figures", figures}};
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace sark::reports
