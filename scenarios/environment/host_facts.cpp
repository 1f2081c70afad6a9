#include "scenarios/environment/host_facts.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "scenarios/environment/version.hpp"

namespace sark::scenarios {

namespace {

std::string read_file(const char* path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::string trimmed(std::string_view text) {
    constexpr const char* blanks = " \t\r\n\"";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos)
        return "";
    return std::string(text.substr(begin, text.find_last_not_of(blanks) - begin + 1));
}

std::string memory_text() {
    const std::string total = field_of(read_file("/proc/meminfo"), "MemTotal", ':');  // "123 kB"
    const double kib = std::strtod(total.c_str(), nullptr);
    if (kib <= 0)
        return "";
    std::ostringstream out;
    out.precision(1);
    out << std::fixed << kib / (1024.0 * 1024.0) << " GiB";
    return out.str();
}

std::string kernel_text() {
    utsname name{};
    if (uname(&name) != 0)
        return "";
    return std::string(name.sysname) + " " + name.release + " " + name.machine;
}

std::string virtualisation_text(const std::string& cpuinfo) {
    std::string text = trimmed(read_file("/sys/class/dmi/id/sys_vendor"));
    const std::string product = trimmed(read_file("/sys/class/dmi/id/product_name"));
    if (!product.empty())
        text += (text.empty() ? "" : " ") + product;
    const std::string flags = " " + field_of(cpuinfo, "flags", ':') + " ";
    if (flags.find(" hypervisor ") == std::string::npos)
        return "";  // on bare metal the vendor names the box, which nobody asked for
    return text.empty() ? "under a hypervisor" : "under a hypervisor (" + text + ")";
}

/// "150000 100000" microseconds per period -> "1.5 CPUs"; empty when unlimited.
std::string quota_text() {
    double quota = 0;
    double period = 0;
    std::istringstream in(read_file("/sys/fs/cgroup/cpu.max"));
    if (!(in >> quota >> period) || period <= 0)
        return "";
    std::ostringstream out;
    out << quota / period << " CPUs";
    return out.str();
}

std::string container_text() {
    std::error_code ignored;
    if (std::filesystem::exists("/.dockerenv", ignored))
        return "docker";
    if (std::filesystem::exists("/run/.containerenv", ignored))
        return "podman";
    return std::getenv("KUBERNETES_SERVICE_HOST") != nullptr ? "kubernetes" : "";
}

}  // namespace

std::string field_of(std::string_view text, std::string_view key, char separator) {
    std::istringstream in{std::string(text)};
    for (std::string line; std::getline(in, line);) {
        const std::size_t at = line.find(separator);
        if (at != std::string::npos && trimmed(std::string_view(line).substr(0, at)) == key)
            return trimmed(std::string_view(line).substr(at + 1));
    }
    return "";
}

unsigned usable_cpus() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return static_cast<unsigned>(CPU_COUNT(&set));
    return std::thread::hardware_concurrency();
}

std::uint64_t usable_memory_bytes() {
    const std::string total = field_of(read_file("/proc/meminfo"), "MemTotal", ':');  // "123 kB"
    std::uint64_t bytes = std::strtoull(total.c_str(), nullptr, 10) * 1024;
    for (const char* limit :
         {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
        // "max" reads as 0, which is no limit.
        const std::uint64_t allowed = std::strtoull(read_file(limit).c_str(), nullptr, 10);
        if (allowed > 0 && (bytes == 0 || allowed < bytes))
            bytes = allowed;
    }
    return bytes;
}

std::optional<double> load_average_1m() {
    double load = 0;
    if (getloadavg(&load, 1) != 1)
        return std::nullopt;
    return load;
}

std::vector<std::pair<std::string, std::string>> host_facts() {
    std::vector<std::pair<std::string, std::string>> facts;
    const auto add = [&facts](const char* name, const std::string& value) {
        if (!value.empty())
            facts.emplace_back(name, value);
    };
    const std::string cpuinfo = read_file("/proc/cpuinfo");
    add("cpu_model", field_of(cpuinfo, "model name", ':'));
    add("cpus", std::to_string(usable_cpus()));
    add("memory", memory_text());
    add("os", field_of(read_file("/etc/os-release"), "PRETTY_NAME", '='));
    add("kernel", kernel_text());
    add("governor", trimmed(read_file("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")));
    add("virtualisation", virtualisation_text(cpuinfo));
    add("container", container_text());
    add("cpu_quota", quota_text());
#ifdef __clang__
    add("compiler", "clang " __VERSION__);
#else
    add("compiler", "g++ " __VERSION__);
#endif
    add("build_type", build_type());
    add("version", tool_version());
    add("revision", tool_revision());
    return facts;
}

}  // namespace sark::scenarios
