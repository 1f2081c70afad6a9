#include <array>
#include <filesystem>
#include <sstream>
#include <string_view>

#include "reports/writers/atomic_file.hpp"
#include "reports/writers/comparison_writer.hpp"

namespace sark::reports {

namespace {

struct ComparisonFile {
    std::string_view name;
    void (*write)(const Comparison&, std::ostream&);
};
constexpr std::array<ComparisonFile, 3> files = {{{"comparison.json", write_comparison_json},
                                                  {"junit.xml", write_comparison_junit},
                                                  {"comparison.md", write_comparison_markdown}}};

}  // namespace

Result<std::vector<std::string>> write_comparison_files(const Comparison& comparison,
                                                        const std::string& directory) {
    std::error_code failure;
    std::filesystem::create_directories(directory, failure);
    if (failure)
        return Error{Errc::io, "cannot make the directory: " + failure.message(), directory,
                     "choose another with --out"};
    std::vector<std::string> written;
    for (const ComparisonFile& file : files) {
        std::ostringstream text;
        file.write(comparison, text);
        const std::string path = directory + "/" + std::string(file.name);
        if (auto saved = write_atomically(path, text.view()); !saved)
            return saved.error();
        written.push_back(path);
    }
    return written;
}

}  // namespace sark::reports
