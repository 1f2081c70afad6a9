#include "reports/writers/ci/history_file.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "reports/writers/atomic_file.hpp"
#include "reports/writers/ci/ci_writer.hpp"

namespace sark::reports {

std::string history_path(const std::string& directory, const std::string& name) {
    const auto normal = std::filesystem::path(directory).lexically_normal();
    const auto runs = normal.has_filename() ? normal : normal.parent_path();
    return (runs.parent_path() / ("otava." + name + ".csv")).string();
}

Result<void> append_history(const std::string& path, const HistoryHead& head,
                            const std::vector<BenchmarkPoint>& points) {
    std::ostringstream before;
    if (std::ifstream file(path, std::ios::binary); file && file.peek() != EOF)
        before << file.rdbuf();
    auto text = with_history_line(before.str(), head, points);
    if (!text) {
        Error error = text.error();
        error.where = path;
        return error;
    }
    return write_atomically(path, *text);
}

}  // namespace sark::reports
