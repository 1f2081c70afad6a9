#include "reports/writers/prometheus_text.hpp"

#include <array>

#include <fmt/format.h>

namespace sark::reports {

namespace {

/// Upper bounds of the buckets, in seconds.
constexpr std::array<double, 16> bounds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                           0.01,   0.025,   0.05,   0.1,   0.25,   0.5,
                                           1.0,    2.5,     5.0,    10.0};

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '"')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

}  // namespace

void PrometheusText::family(std::string_view name, std::string_view type, std::string_view help) {
    family_ = name;
    out_ << "# HELP " << name << ' ' << help << "\n# TYPE " << name << ' ' << type << '\n';
}

void PrometheusText::sample(const Labels& labels, double value) {
    line("", labels, value);
}

void PrometheusText::histogram(const Labels& labels, const workloads::Histogram& histogram) {
    Labels with_bound = labels;
    with_bound.emplace_back("le", "");
    for (const double bound : bounds) {
        with_bound.back().second = fmt::format("{}", bound);
        line("_bucket", with_bound,
             static_cast<double>(histogram.count_at_most(from_seconds(bound))));
    }
    const double count = static_cast<double>(histogram.count());
    with_bound.back().second = "+Inf";
    line("_bucket", with_bound, count);
    line("_sum", labels, histogram.mean_ns().value_or(0.0) * count / 1e9);
    line("_count", labels, count);
}

void PrometheusText::line(std::string_view suffix, const Labels& labels, double value) {
    out_ << family_ << suffix;
    if (!labels.empty()) {
        char separator = '{';
        for (const auto& [name, text] : labels) {
            out_ << separator << name << "=\"" << escaped(text) << '"';
            separator = ',';
        }
        out_ << '}';
    }
    // Counts stay whole numbers up to 2^53.
    out_ << ' ' << fmt::format("{}", value) << '\n';
}

}  // namespace sark::reports
