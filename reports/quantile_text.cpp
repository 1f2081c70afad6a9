#include "reports/quantile_text.hpp"

#include "reports/format.hpp"

namespace sark::reports {

std::string number_text(const std::optional<double>& value) {
    return value ? format_number(*value) : "–";
}

std::string quantile_text(const LatencyView::Quantile& quantile) {
    if (quantile.among_failures)
        return "failed";
    const std::string interval = format_interval(quantile.ci95, "ms");
    return number_text(quantile.ms) + (interval.empty() ? "" : " [" + interval + "]");
}

}  // namespace sark::reports
