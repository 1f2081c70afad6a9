// run [--quick] [--sizes N,N,…] [--rounds N] [--only cost|partitions]: what look-ups, aggregations
// and inserts cost at 10^4 to 10^7 rows, how that grows, and whether partitions help
// (docs/scale.md). Everything happens on private PostgreSQL servers below TMPDIR; nothing is left
// behind. Prints Markdown. Exit codes as sark-bench's: 0, 100 something is missing or does not fit,
// 104, 105.

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "bench/scale/disk_need.hpp"
#include "bench/scale/growth_table.hpp"
#include "bench/scale/sized_database.hpp"
#include "reports/exit_code.hpp"
#include "scenarios/claims/claim_catalog.hpp"

namespace {

using namespace sark;  // NOLINT: a program of its own
using bench::SizedDatabase;
using reports::ExitCode;

constexpr const char* usage =
    "usage: run [--quick] [--sizes N,N,...] [--rounds N] [--only cost|partitions]\n"
    "  --quick     10,000 to 1M rows (partitions to 100,000), 5 short rounds: about 5 minutes\n"
    "  otherwise   10,000 to 10M rows, 7 rounds: about an hour and 50 GB of disk\n";

struct Options {
    std::vector<std::uint64_t> cost_sizes = {10'000, 100'000, 1'000'000, 10'000'000};
    std::vector<std::uint64_t> partition_sizes = {100'000, 1'000'000, 10'000'000};
    std::uint64_t rounds = 7;
    Nanos round = std::chrono::milliseconds(200);
    Nanos claim = std::chrono::seconds(6);
};

volatile std::sig_atomic_t stop_signal = 0;

void note_signal(int signal) {
    stop_signal = signal;
}

bool stop_requested() {
    return stop_signal != 0;
}

bench::ScaleHooks hooks() {
    return {[](std::string_view line) { fmt::print(stderr, "{}\n", line); }, stop_requested};
}

Error interrupted() {
    return {Errc::interrupted, "interrupted", "", ""};
}

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || value == 0)
        return std::nullopt;
    return value;
}

/// Ascending and without repetition; absent when one is no size.
std::optional<std::vector<std::uint64_t>> sizes_of(std::string_view text) {
    std::vector<std::uint64_t> sizes;
    while (true) {
        const std::size_t comma = text.find(',');
        const auto size = number_of(text.substr(0, comma));
        if (!size || *size < 1'000)
            return std::nullopt;
        sizes.push_back(*size);
        if (comma == std::string_view::npos)
            break;
        text.remove_prefix(comma + 1);
    }
    std::ranges::sort(sizes);
    sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
    return sizes;
}

bool read_word(std::string_view word, std::string_view value, Options& options) {
    if (word == "--sizes") {
        const auto sizes = sizes_of(value);
        if (!sizes)
            return false;
        options.cost_sizes = *sizes;
        options.partition_sizes = *sizes;
        return true;
    }
    if (word == "--rounds") {
        const auto rounds = number_of(value);
        options.rounds = rounds.value_or(0);
        return rounds.has_value();
    }
    return false;
}

/// --quick is a starting point for the others, wherever it stands.
std::optional<Options> parse(const std::vector<std::string_view>& words) {
    Options options;
    if (std::ranges::find(words, "--quick") != words.end()) {
        options.cost_sizes = {10'000, 100'000, 1'000'000};
        options.partition_sizes = {10'000, 100'000};
        options.rounds = 5;
        options.round = std::chrono::milliseconds(60);
        options.claim = std::chrono::seconds(3);
    }
    std::string_view only;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--quick")
            continue;
        const std::string_view value = i + 1 < words.size() ? words[i + 1] : "";
        if (words[i] == "--only" && (value == "cost" || value == "partitions"))
            only = value;
        else if (!read_word(words[i], value, options))
            return std::nullopt;
        ++i;
    }
    if (only == "cost")
        options.partition_sizes.clear();
    if (only == "partitions")
        options.cost_sizes.clear();
    return options;
}

void print_database(const SizedDatabase& database, std::uint64_t size) {
    const auto rows = static_cast<double>(database.seeded_rows());
    fmt::print(stderr, "  {} rows in {:.1f} s, {:.0f} rows/s, {:.2f} GB\n", database.seeded_rows(),
               database.seeded_s(), rows / database.seeded_s(),
               static_cast<double>(database.bytes()) / 1e9);
    fmt::print("| {} | {} | {:.1f} s | {:.0f} | {:.2f} GB | {:.0f} |\n", bench::size_text(size),
               database.seeded_rows(), database.seeded_s(), rows / database.seeded_s(),
               static_cast<double>(database.bytes()) / 1e9,
               static_cast<double>(database.bytes()) / static_cast<double>(size));
    std::fflush(stdout);
}

void print_database_heading(const char* what) {
    fmt::print(
        "\n{}\n\n| size | rows | copied in | rows/s | on disk | bytes per size |\n"
        "|---:|---:|---:|---:|---:|---:|\n",
        what);
}

void print_machine(const scenarios::Environment& environment) {
    for (const auto* list : {&environment.facts, &environment.services})
        for (const auto& [name, value] : *list) fmt::print("- {}: {}\n", name, value);
}

/// All databases at once, so that a round goes over every size and a drift of the host meets all.
Result<void> measure_costs(const Options& options) {
    std::vector<std::unique_ptr<SizedDatabase>> databases;
    std::vector<bench::OperationCosts> costs;
    for (const bench::SizedOperation& operation : bench::sized_operations())
        costs.push_back({operation, {}});
    for (const std::uint64_t size : options.cost_sizes) {
        fmt::print(stderr, "sark_v2 with {} resources\n", bench::size_text(size));
        auto database = SizedDatabase::start({"sark_v2"}, bench::dataset_of_size(size), hooks());
        if (!database)
            return database.error();
        if (auto prepared = (*database)->prepare(bench::sized_operations()); !prepared)
            return prepared;
        if (databases.empty()) {
            print_machine((*database)->describe());
            print_database_heading("sark_v2, all indexes, loaded by two sessions:");
        }
        print_database(**database, size);
        databases.push_back(*std::move(database));
    }
    for (std::uint64_t round = 0; round < options.rounds; ++round) {
        fmt::print(stderr, "round {} of {}\n", round + 1, options.rounds);
        for (bench::OperationCosts& one : costs)
            for (std::size_t i = 0; i < databases.size(); ++i) {
                if (stop_requested())
                    return interrupted();
                const auto ms = databases[i]->round(one.operation, options.round);
                if (!ms)
                    return ms.error();
                one.rounds_ms[options.cost_sizes[i]].push_back(*ms);
            }
    }
    fmt::print("\nMedians of {} rounds:\n\n{}", options.rounds, bench::growth_table(costs));
    return {};
}

Result<bench::PartitionFindings> measure_partitions_at(std::uint64_t size,
                                                       const std::vector<scenarios::Claim>& claims,
                                                       const Options& options) {
    fmt::print(stderr, "sark_partitions with {} resources\n", bench::size_text(size));
    auto dataset = bench::dataset_of_size(size);
    dataset.capabilities_per_resource = 0;
    auto database = SizedDatabase::start({"sark_partitions"}, dataset, hooks());
    if (!database)
        return database.error();
    print_database(**database, size);
    scenarios::ClaimPlace place;
    place.session = &(*database)->session();
    place.dsn = (*database)->dsn();
    place.dataset = dataset;
    scenarios::ClaimPace pace;
    pace.budget = options.claim;
    const SystemTime time;
    bench::PartitionFindings found{size, {}};
    for (const scenarios::Claim& claim : claims) {
        const auto measured = scenarios::measure_claim(place, claim, pace, {stop_requested, &time});
        if (!measured)
            return measured.error();
        found.findings.push_back(reports::judge_claim(claim, *measured));
    }
    return found;
}

Result<void> measure_partitions(const Options& options) {
    const auto shipped = scenarios::shipped_claims();
    if (!shipped)
        return shipped.error();
    const auto claims = scenarios::choose_claims(*shipped, {"partitions.*"});
    if (!claims)
        return claims.error();
    std::vector<bench::PartitionFindings> all;
    print_database_heading("sark_partitions, resources in four variants:");
    for (const std::uint64_t size : options.partition_sizes) {
        auto found = measure_partitions_at(size, *claims, options);
        if (!found)
            return found.error();
        all.push_back(*std::move(found));
    }
    fmt::print("\n{}", bench::partition_table(all));
    return {};
}

Result<void> run(const Options& options) {
    const auto need = bench::disk_need(options.cost_sizes, options.partition_sizes);
    if (auto fits = bench::check_disk(need, std::filesystem::temp_directory_path()); !fits)
        return fits;
    if (!options.cost_sizes.empty())
        if (auto measured = measure_costs(options); !measured)
            return measured;
    return options.partition_sizes.empty() ? Result<void>() : measure_partitions(options);
}

}  // namespace

int main(int argc, char** argv) {
    const auto options = parse({argv + 1, argv + argc});
    if (!options) {
        fmt::print(stderr, "{}", usage);
        return static_cast<int>(ExitCode::bad_usage);
    }
    std::signal(SIGINT, note_signal);
    std::signal(SIGTERM, note_signal);
    const auto done = run(*options);
    if (done)
        return static_cast<int>(ExitCode::pass);
    fmt::print(stderr, "bench/scale/run: error: {}\n", describe(done.error()));
    return static_cast<int>(done.error().code == Errc::interrupted ? ExitCode::interrupted
                                                                   : ExitCode::unavailable);
}
