#include "cli/output/machine_answers.hpp"

#include <filesystem>
#include <string>

#include <fmt/core.h>
#include <unistd.h>

#include "core/base/result.hpp"
#include "scenarios/environment/host_facts.hpp"
#include "scenarios/environment/managed_redis.hpp"
#include "scenarios/environment/postgres_binaries.hpp"

namespace sark::cli {

namespace {

using scenarios::doctor::Answer;
using scenarios::doctor::Verdict;

Answer managed_postgres() {
    const auto found = scenarios::find_postgres_binaries();
    return service_answer("private_postgres", "Can a private PostgreSQL be started?",
                          found ? "" : describe(found.error()),
                          found ? found->postgres.string() : "");
}

Answer managed_redis() {
    const auto found = scenarios::find_redis_server();
    return service_answer("private_redis", "Can a private Redis be started?",
                          found ? "" : describe(found.error()), found ? found->string() : "");
}

Answer temporary_directory() {
    // 107 bytes is all that a unix socket path may have; PostgreSQL adds
    // "/sark-bench-XXXXXX/.s.PGSQL.5432".
    constexpr std::size_t longest = 107 - 48;
    const std::string path = std::filesystem::temp_directory_path().string();
    std::string fault;
    if (::access(path.c_str(), W_OK) != 0)
        fault = path + " is not writable; set TMPDIR";
    else if (path.size() > longest)
        fault = path + " is too long; set TMPDIR to a shorter one";
    return service_answer("temporary_directory", "Does the temporary directory suit unix sockets?",
                          fault, path);
}

Answer cores() {
    const unsigned count = scenarios::usable_cpus();
    const std::string fact =
        fmt::format("{}; generator and target share them unless the target is elsewhere", count);
    return service_answer("cores", "Are there two cores or more?", count < 2 ? fact : "", fact);
}

}  // namespace

Answer service_answer(const std::string& name, const std::string& question,
                      const std::string& fault, const std::string& fact) {
    Answer answer;
    answer.name = name;
    answer.question = question;
    answer.verdict = fault.empty() ? Verdict::yes : Verdict::no;
    answer.why = fault.empty() ? fact : fault;
    answer.service = true;
    return answer;
}

scenarios::doctor::Examination examine_machine(bool postgres, bool redis) {
    scenarios::doctor::Examination machine;
    machine.title = "This machine";
    machine.answers = {cores(), temporary_directory()};
    if (postgres)
        machine.answers.push_back(managed_postgres());
    if (redis)
        machine.answers.push_back(managed_redis());
    return machine;
}

}  // namespace sark::cli
