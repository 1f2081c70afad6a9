#include "scenarios/environment/postgres_binaries.hpp"

#include <cstdlib>
#include <optional>
#include <sstream>

#include <unistd.h>

namespace sark::scenarios {

namespace fs = std::filesystem;

namespace {

/// "9.6" -> {9, 6}; absent when it is not a version.
std::optional<std::vector<unsigned long>> version_of(const std::string& name) {
    std::vector<unsigned long> numbers;
    std::istringstream in(name);
    for (std::string part; std::getline(in, part, '.');) {
        if (part.empty() || part.size() > 6 ||
            part.find_first_not_of("0123456789") != std::string::npos)
            return std::nullopt;
        numbers.push_back(std::stoul(part));
    }
    if (numbers.empty())
        return std::nullopt;
    return numbers;
}

std::vector<std::string> preloadable(const fs::path& bindir) {
    std::vector<std::string> found;
    std::error_code ignored;
    const fs::path real = fs::canonical(bindir, ignored);
    for (const char* library : {"timescaledb", "pg_stat_statements"}) {
        for (const char* place : {"lib", "lib/postgresql"}) {
            if (fs::exists(real.parent_path() / place / (std::string(library) + ".so"), ignored)) {
                found.emplace_back(library);
                break;
            }
        }
    }
    return found;
}

Error not_found(const std::string& searched) {
    return {Errc::unavailable, "PostgreSQL server not found (searched " + searched + ")", "",
            "apt-get install postgresql, or give a running one with --dsn"};
}

}  // namespace

bool is_program(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

fs::path find_in_path(const std::string& program, const std::string& path) {
    std::istringstream in(path);
    for (std::string directory; std::getline(in, directory, ':');) {
        if (!directory.empty() && is_program(fs::path(directory) / program))
            return fs::path(directory) / program;
    }
    return {};
}

fs::path highest_version(const fs::path& root, const std::string& program) {
    fs::path best;
    std::vector<unsigned long> best_version;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(root, ignored)) {
        const auto version = version_of(entry.path().filename().string());
        if (version && *version > best_version && is_program(entry.path() / "bin" / program)) {
            best = entry.path();
            best_version = *version;
        }
    }
    return best;
}

Result<PostgresBinaries> find_postgres_binaries() {
    constexpr const char* debian = "/usr/lib/postgresql";
    fs::path bindir;
    const char* configured = std::getenv("SARK_BENCH_PG_BINDIR");
    if (configured != nullptr && *configured != '\0') {
        bindir = configured;
        if (!is_program(bindir / "initdb"))
            return not_found("SARK_BENCH_PG_BINDIR=" + bindir.string());
    } else if (const fs::path version = highest_version(debian, "initdb"); !version.empty()) {
        bindir = version / "bin";
    } else {
        const char* path = std::getenv("PATH");
        const fs::path initdb = find_in_path("initdb", path != nullptr ? path : "");
        if (initdb.empty())
            return not_found(std::string(debian) + "/*/bin and PATH");
        std::error_code ignored;
        bindir = fs::canonical(initdb, ignored).parent_path();  // "postgres" is beside the real one
    }
    if (!is_program(bindir / "postgres"))
        return not_found(bindir.string() + ", which has initdb but not postgres");
    return PostgresBinaries{bindir / "initdb", bindir / "postgres", preloadable(bindir)};
}

}  // namespace sark::scenarios
