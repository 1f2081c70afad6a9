#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>

#include "reports/writers/capacity/capacity_writer.hpp"
#include "reports/writers/output_files.hpp"

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
    std::vector<OutputFile> wanted;
    for (const CapacityFile& file : files)
        if (std::ranges::find(formats, file.format) != formats.end())
            wanted.push_back(
                output_file("capacity." + std::string(file.format), file.write, result));
    return write_output_files(directory, wanted);
}

}  // namespace sark::reports
