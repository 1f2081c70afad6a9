#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>
#include <string_view>

#include "reports/writers/atomic_file.hpp"
#include "reports/writers/history/history_writer.hpp"

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
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure)
        return Error{Errc::io, "cannot make the directory: " + failure.message(), directory,
                     "choose another with --out"};
    std::vector<std::string> written;
    for (const HistoryFormat& format : formats_known) {
        if (std::ranges::find(formats, format.name) == formats.end())
            continue;
        std::ostringstream text;
        format.write(history, text);
        const std::string path = directory + "/history." + std::string(format.name);
        if (auto saved = write_atomically(path, text.view()); !saved)
            return saved.error();
        written.push_back(path);
    }
    return written;
}

}  // namespace sark::reports
