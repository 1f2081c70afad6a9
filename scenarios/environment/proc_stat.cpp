#include "scenarios/environment/proc_stat.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace sark::scenarios {

namespace {

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace

std::optional<MachineTicks> parse_machine_stat(std::string_view text) {
    std::istringstream in{std::string(text.substr(0, text.find('\n')))};
    std::string label;
    enum : std::size_t { user, nice, system, idle, iowait, irq, softirq, steal, count };
    std::array<std::uint64_t, count> ticks{};
    if (!(in >> label) || label != "cpu")
        return std::nullopt;
    for (std::uint64_t& value : ticks) {
        if (!(in >> value))
            return std::nullopt;
    }
    return MachineTicks{ticks[user] + ticks[nice] + ticks[system] + ticks[irq] + ticks[softirq],
                        ticks[steal]};
}

std::optional<ProcessTicks> parse_process_stat(std::string_view line) {
    // "pid (name) state ppid ..."; the name may hold anything, also ") R 1".
    const std::size_t open = line.find(" (");
    const std::size_t close = line.rfind(") ");
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;
    ProcessTicks process;
    const auto [end, error] = std::from_chars(line.data(), line.data() + open, process.pid);
    if (error != std::errc() || end != line.data() + open)
        return std::nullopt;
    std::istringstream in{std::string(line.substr(close + 2))};
    std::string skipped;
    if (!(in >> skipped >> process.parent))
        return std::nullopt;
    for (int field = 5; field <= 13; ++field) in >> skipped;
    for (int field = 14; field <= 17; ++field) {  // utime stime cutime cstime
        std::int64_t value = 0;
        if (!(in >> value))
            return std::nullopt;
        process.ticks += value > 0 ? static_cast<std::uint64_t>(value) : 0;
    }
    return process;
}

std::uint64_t ticks_of_trees(const std::vector<ProcessTicks>& processes,
                             const std::vector<pid_t>& roots, pid_t except) {
    std::multimap<pid_t, const ProcessTicks*> children;
    std::vector<const ProcessTicks*> open;
    const std::set<pid_t> wanted(roots.begin(), roots.end());
    for (const ProcessTicks& process : processes) {
        children.emplace(process.parent, &process);
        if (wanted.contains(process.pid))
            open.push_back(&process);
    }
    std::uint64_t total = 0;
    std::set<pid_t> seen;
    while (!open.empty()) {
        const ProcessTicks* process = open.back();
        open.pop_back();
        if (process->pid == except || !seen.insert(process->pid).second)
            continue;
        total += process->ticks;
        const auto [first, last] = children.equal_range(process->pid);
        for (auto child = first; child != last; ++child) open.push_back(child->second);
    }
    return total;
}

std::vector<pid_t> tree_of(const std::vector<ProcessTicks>& processes, pid_t root) {
    std::vector<pid_t> tree;
    for (const ProcessTicks& process : processes)
        if (process.pid == root)
            tree.push_back(root);
    for (std::size_t next = 0; next < tree.size(); ++next)
        for (const ProcessTicks& process : processes)
            if (process.parent == tree[next] && process.pid != root)
                tree.push_back(process.pid);
    return tree;
}

std::optional<MachineTicks> read_machine_stat() {
    return parse_machine_stat(read_file("/proc/stat"));
}

std::vector<ProcessTicks> read_processes() {
    std::vector<ProcessTicks> processes;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos)
            continue;
        // A process may end between listing and reading: then there is nothing to parse.
        if (const auto process = parse_process_stat(read_file(entry.path() / "stat")))
            processes.push_back(*process);
    }
    return processes;
}

double own_cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

double ticks_per_second() {
    return static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace sark::scenarios
