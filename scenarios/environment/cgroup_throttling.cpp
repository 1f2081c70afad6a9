#include "scenarios/environment/cgroup_throttling.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

namespace sark::scenarios {

namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

/// Whether a comma-separated list of controllers has "cpu".
bool has_cpu(const std::string& controllers) {
    std::istringstream in(controllers);
    for (std::string one; std::getline(in, one, ',');)
        if (one == "cpu")
            return true;
    return false;
}

}  // namespace

std::optional<Nanos> parse_throttled_time(std::string_view cpu_stat) {
    std::istringstream in{std::string(cpu_stat)};
    std::string key;
    std::int64_t value = 0;
    while (in >> key >> value) {
        if (key == "throttled_usec")
            return std::chrono::microseconds(value);
        if (key == "throttled_time")
            return Nanos(value);
    }
    return std::nullopt;
}

std::vector<std::filesystem::path> cpu_stat_files(std::string_view membership,
                                                  const std::filesystem::path& root) {
    std::vector<std::filesystem::path> files;
    const auto add = [&files](std::filesystem::path file) {
        if (std::ranges::find(files, file) == files.end())
            files.push_back(std::move(file));
    };
    std::istringstream in{std::string(membership)};
    for (std::string line; std::getline(in, line);) {  // "hierarchy:controllers:path"
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos)
            continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const bool unified = controllers.empty();
        if (!unified && !has_cpu(controllers))
            continue;
        std::filesystem::path group =
            std::filesystem::path(line.substr(second + 1)).relative_path();
        const std::filesystem::path base = unified ? root : root / controllers;
        for (; !group.empty(); group = group.parent_path()) add(base / group / "cpu.stat");
        add(base / "cpu.stat");
    }
    return files;
}

std::optional<Nanos> read_throttled_time() {
    std::optional<Nanos> total;
    for (const auto& file : cpu_stat_files(read_file("/proc/self/cgroup"), "/sys/fs/cgroup"))
        if (const auto throttled = parse_throttled_time(read_file(file)))
            total = total.value_or(Nanos{0}) + *throttled;
    return total;
}

}  // namespace sark::scenarios
