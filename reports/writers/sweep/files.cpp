#include <algorithm>
#include <array>
#include <string_view>

#include "reports/writers/output_files.hpp"
#include "reports/writers/sweep/sweep_writer.hpp"

namespace sark::reports {

namespace {

struct SweepFile {
    std::string_view format;
    void (*write)(const SweepResult&, std::ostream&);
};
constexpr std::array<SweepFile, 3> files = {
    {{"json", write_sweep_json}, {"md", write_sweep_markdown}, {"html", write_sweep_html}}};

}  // namespace

std::vector<std::string> sweep_file_formats() {
    std::vector<std::string> formats;
    for (const SweepFile& file : files) formats.emplace_back(file.format);
    return formats;
}

Result<std::vector<std::string>> write_sweep_files(const SweepResult& result,
                                                   const std::string& directory,
                                                   const std::vector<std::string>& formats) {
    std::vector<OutputFile> wanted;
    for (const SweepFile& file : files)
        if (std::ranges::find(formats, file.format) != formats.end())
            wanted.push_back(output_file("sweep." + std::string(file.format), file.write, result));
    return write_output_files(directory, wanted);
}

}  // namespace sark::reports
