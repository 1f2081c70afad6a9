#include <algorithm>

#include <fmt/format.h>

#include "reports/format.hpp"
#include "reports/sweep/layer_table.hpp"
#include "reports/writers/sweep/sweep_writer.hpp"
#include "reports/writers/text.hpp"

namespace sark::reports {

namespace {

constexpr std::size_t page_columns = 100;

std::string figure_text(const SweepFigure& figure, std::string_view unit) {
    return figure.median ? format_value(*figure.median, unit) : "-";
}

/// "3.52 (3.40..3.71)": a time and its interval, without the unit.
std::string time_text(const SweepFigure& figure) {
    if (!figure.median)
        return "-";
    std::string text = format_number(*figure.median);
    if (figure.ci95)
        text += fmt::format(" ({}..{})", format_number(figure.ci95->first),
                            format_number(figure.ci95->second));
    return text;
}

void write_point(const SweptPoint& point, std::size_t width, std::ostream& out) {
    const auto& figures = point.figures;
    out << padded_right(printable(point.name), width)
        << padded_left(point.offered_per_s > 0.0 ? format_number(point.offered_per_s) : "closed", 9)
        << padded_left(figure_text(figures[swept::achieved], ""), 10)
        << padded_left(figure_text(figures[swept::errors], "ratio"), 8)
        << padded_left(time_text(figures[swept::p50]), 21)
        << padded_left(time_text(figures[swept::p95]), 21)
        << padded_left(time_text(figures[swept::p99]), 21)
        << padded_left(figure_text(figures[swept::pool_wait], "ms"), 10)
        << padded_left(figure_text(figures[swept::pool_use], "ratio"), 9)
        << padded_left(figure_text(figures[swept::target_cores], ""), 7) << '\n';
}

std::string number_text(const std::optional<double>& value) {
    return value ? format_number(*value) : "-";
}

void write_layers(const LayerTable& layers, std::ostream& out) {
    if (layers.rows.empty())
        return;
    std::size_t width = 8;
    for (const LayerRow& row : layers.rows) width = std::max(width, columns_of(row.name) + 1);
    out << '\n'
        << padded_right("layer", width)
        << "added, ms   share  mean, ms  added p50       p50       p95  what it adds\n";
    for (const LayerRow& row : layers.rows)
        out << padded_right(printable(row.name), width) << padded_left(number_text(row.added_ms), 9)
            << padded_left(row.share ? format_value(*row.share, "ratio") : "-", 8)
            << padded_left(number_text(row.mean_ms), 10)
            << padded_left(number_text(row.added_p50_ms), 11)
            << padded_left(number_text(row.p50_ms), 10) << padded_left(number_text(row.p95_ms), 10)
            << "  " << printable(row.adds) << '\n';
    for (const std::string& line :
         wrapped(layers.sentence.empty() ? layers.note : layers.sentence + ": " + layers.note, 0,
                 page_columns))
        out << line << '\n';
}

}  // namespace

void write_sweep_console(const SweepResult& result, std::ostream& out) {
    for (const std::string& line :
         wrapped(printable(result.setup.scenario + ": " + result.summary + "; " + result.order), 0,
                 page_columns))
        out << line << '\n';
    std::size_t width = 8;
    for (const SweptPoint& point : result.points)
        width = std::max(width, columns_of(point.name) + 1);
    out << '\n'
        << padded_right("point", width)
        << "offered/s achieved/s  errors            p50, ms (95 %)       p95, ms (95 %)       p99, "
           "ms "
           "(95 %) pool wait pool use  cores\n";
    for (const SweptPoint& point : result.points) write_point(point, width, out);
    out << "\nFigures are medians of the rounds, in parentheses the 95 % interval of that median "
           "(six rounds and more).\npool wait: mean of all acquisitions; pool use: connections "
           "lent "
           "on average / pool_size.\n";
    write_layers(layers_of(result), out);
    for (const auto& [reason, rounds] : result.disturbances)
        out << fmt::format("discarded: {} x {}\n", rounds, printable(reason));
}

}  // namespace sark::reports
