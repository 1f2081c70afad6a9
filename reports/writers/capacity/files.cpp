#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>
#include <string_view>

#include "reports/writers/atomic_file.hpp"
#include "reports/writers/capacity/capacity_writer.hpp"

namespace sark::reports {

namespace {

struct CapacityFile {
    std::string_view format;
    void (*write)(const CapacityResult&, std::ostream&);
};
constexpr std::array<CapacityFile, 3> files = {{{"json", write_capacity_json},
                                                {"html", write_capacity_html},
                                                {"md", write_capacity_markdown}}};

}  // namespace

std::vector<std::string> capacity_file_formats() {
    std::vector<std::string> formats;
    for (const CapacityFile& file : files) formats.emplace_back(file.format);
    return formats;
}

Result<std::vector<std::string>> write_capacity_files(const CapacityResult& result,
                                                      const std::string& directory,
                                                      const std::vector<std::string>& formats) {
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure)
        return Error{Errc::io, "cannot make the directory: " + failure.message(), directory,
                     "choose another with --out"};
    std::vector<std::string> written;
    for (const CapacityFile& file : files) {
        if (std::ranges::find(formats, file.format) == formats.end())
            continue;
        std::ostringstream text;
        file.write(result, text);
        const std::string path = directory + "/capacity." + std::string(file.format);
        if (auto saved = write_atomically(path, text.view()); !saved)
            return saved.error();
        written.push_back(path);
    }
    return written;
}

}  // namespace sark::reports
