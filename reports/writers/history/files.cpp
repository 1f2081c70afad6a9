#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>

#include "reports/writers/history/history_writer.hpp"
#include "reports/writers/output_files.hpp"

namespace sark::reports {

namespace {

struct HistoryFormat {
    std::string_view name;
    void (*write)(const History&, std::ostream&);
};
constexpr std::array<HistoryFormat, 3> formats_known = {
    {{"json", write_history_json}, {"md", write_history_markdown}, {"html", write_history_html}}};

}  // namespace

std::vector<std::string> history_file_formats() {
    std::vector<std::string> names;
    for (const HistoryFormat& format : formats_known) names.emplace_back(format.name);
    return names;
}

Result<std::vector<std::string>> write_history_files(const History& history,
                                                     const std::string& directory,
                                                     const std::vector<std::string>& formats) {
    std::vector<OutputFile> wanted;
    for (const HistoryFormat& format : formats_known)
        if (std::ranges::find(formats, format.name) != formats.end())
            wanted.push_back(
                output_file("history." + std::string(format.name), format.write, history));
    return write_output_files(directory, wanted);
}

}  // namespace sark::reports
