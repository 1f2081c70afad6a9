#include "reports/writers/run_page/quantile_cell.hpp"

#include "reports/html/html_table.hpp"
#include "reports/quantile_text.hpp"

namespace sark::reports {

std::string quantile_cell(const LatencyView::Quantile& quantile) {
    const std::string text = quantile_text(quantile);
    const std::size_t interval = text.find('[');
    if (interval == std::string::npos)
        return html_text(text);
    return html_text(text.substr(0, interval)) + "<span class=\"interval\">" +
           html_text(text.substr(interval)) + "</span>";
}

}  // namespace sark::reports
