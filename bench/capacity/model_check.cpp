// model_check CAPACITY_JSON SARK_BENCH [--quick] [--shares S,S…] [--seconds N] [--rounds N]
// Holds the pod model of `sark-bench plan` against the real thing. CAPACITY_JSON is what
// `sark-bench capacity` measured of ONE process on this machine; the model is fed from it alone.
// Then 1, 2 and 4 `serve` processes on one PostgreSQL and one Redis get Poisson arrivals, each
// SHARE of what the one process held, so that 4 of them work four times as hard on the same cores.
// Rounds go through all rows again and again, so that a drift of the machine meets all of them.
// Prints predicted and measured p95 as Markdown; exit 0 when every row that keeps well below what
// the machine holds is within 15 %. On a quiet machine, Release build; bench/capacity/model runs
// both halves.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>

#include "reports/planning/capacity_figures.hpp"
#include "reports/planning/model_basis.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/environment/managed_api.hpp"
#include "scenarios/language/parser.hpp"
#include "scenarios/load_plans.hpp"

namespace {

using namespace sark;  // NOLINT: a program of its own
using namespace sark::reports::planning;

constexpr double allowed_error = 0.15;
/// Of what one process held, all processes together: above it processes queue for the machine, and
/// a small error of the law becomes a large one of the wait.
constexpr double most_share = 0.5;
constexpr std::array<unsigned, 3> process_counts = {1, 2, 4};

struct Arguments {
    std::string capacity;
    std::string program;
    std::vector<double> shares = {0.05, 0.1, 0.125, 0.25};  ///< For one process each.
    double seconds = 5.0;
    double warmup = 1.0;
    unsigned rounds = 8;
};

constexpr const char* usage =
    "usage: model_check CAPACITY_JSON SARK_BENCH [--quick] [--shares S,S…] [--seconds N] "
    "[--rounds N]\n";

[[noreturn]] void give_up(const Error& error) {
    fmt::print(stderr, "model_check: {}\n", describe(error));
    std::exit(2);
}

/// The capacity run's scenario with this rate for one process.
scenarios::Scenario scenario_of(const CapacityFigures& figures, double rate,
                                const Arguments& arguments) {
    const auto text = scenarios::find_scenario(figures.scenario);
    if (!text)
        give_up(text.error());
    scenarios::Overrides overrides;
    overrides.rate = fmt::format("{:.3f}", rate);
    overrides.duration = fmt::format("{:.3f}s", arguments.seconds);
    overrides.set = {fmt::format("warmup={:.3f}s", arguments.warmup)};
    auto parsed = scenarios::parse_scenario(text->text, text->source_name, overrides);
    if (const auto* faults = std::get_if<scenarios::Faults>(&parsed))
        give_up(faults->front());
    scenarios::Scenario scenario = std::get<scenarios::Scenario>(std::move(parsed));
    for (scenarios::LoadSpec& load : scenario.loads)
        if (auto* open = std::get_if<workloads::OpenArrivals>(&load.arrivals))
            open->poisson = true;
    return scenario;
}

/// The first server is the environment's own; the others are beside it, on the same stores.
class Servers {
 public:
    Servers(const scenarios::Scenario& scenario, const std::string& program)
        : directory_(std::filesystem::temp_directory_path() /
                     fmt::format("sark-model-check-{}", getpid())) {
        scenarios::EnvironmentOptions options;
        options.program = program;
        auto environment = scenarios::TestEnvironment::prepare(scenario, options);
        if (!environment)
            give_up(environment.error());
        environment_ = *std::move(environment);
        targets_.push_back(environment_->target());
        while (targets_.size() < process_counts.back()) add(scenario, program);
    }
    ~Servers() {
        more_.clear();
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }
    Servers(const Servers&) = delete;
    Servers& operator=(const Servers&) = delete;

    [[nodiscard]] const workloads::Target& target(std::size_t number) const {
        return targets_[number];
    }

 private:
    void add(const scenarios::Scenario& scenario, const std::string& program) {
        const auto place = directory_ / std::to_string(targets_.size());
        std::filesystem::create_directories(place);
        const workloads::Target& first = targets_.front();
        scenarios::ManagedApiOptions options;
        options.program = program;
        options.threads = scenario.environment.api_threads;
        options.dsn = first.postgres_dsn;
        options.audit_dsn = first.audit_dsn;
        options.redis = first.redis;
        options.redis_password = first.redis_password;
        auto api = scenarios::ManagedApi::start(place, options);
        if (!api)
            give_up(api.error());
        workloads::Target target = first;
        target.http_url = (*api)->url();
        targets_.push_back(std::move(target));
        more_.push_back(*std::move(api));
    }

    std::filesystem::path directory_;
    std::unique_ptr<scenarios::TestEnvironment> environment_;
    std::vector<std::unique_ptr<scenarios::ManagedApi>> more_;
    std::vector<workloads::Target> targets_;
};

/// One row of the table while it is measured.
struct Row {
    unsigned processes = 1;
    double share = 0.0;  ///< Of what one process held, all processes together.
    double rate = 0.0;   ///< Of all processes together.
    double predicted_ms = 0.0;
    std::vector<double> measured_ms;  ///< p95 of each window.

    [[nodiscard]] bool judged() const { return share <= most_share + 1e-9; }
    /// The middle window, the lower of two.
    [[nodiscard]] double median_ms() const {
        std::vector<double> rising = measured_ms;
        std::ranges::sort(rising);
        return rising[(rising.size() - 1) / 2];
    }
    [[nodiscard]] double error() const { return predicted_ms / median_ms() - 1.0; }
};

/// p95 of one window over all processes, answers that failed ranked last.
double measure(const scenarios::Scenario& scenario, const Servers& servers, unsigned processes,
               const workloads::Calibration& calibration) {
    std::vector<workloads::LoadPlan> plans;
    for (unsigned number = 0; number < processes; ++number) {
        scenarios::Scenario own = scenario;
        own.seed = scenario.seed + number;  // keys of its own
        auto planned =
            scenarios::plan_loads(own, servers.target(number), fmt::format("check-{}", own.seed));
        if (!planned)
            give_up(planned.error());
        for (workloads::LoadPlan& plan : *planned) {
            plan.name += fmt::format(" of process {}", number + 1);
            plans.push_back(std::move(plan));
        }
    }
    workloads::StopControl stop;
    workloads::Engine engine(scenarios::engine_options(scenario, calibration), std::move(plans));
    const auto result = engine.run(stop, {});
    if (!result)
        give_up(result.error());
    workloads::Histogram answers;
    std::uint64_t due = 0;
    for (const auto& load : result->loads) {
        due += load.planned;
        for (const auto& operation : load.operations) answers.merge(operation.response_ok);
    }
    const auto rank = static_cast<std::uint64_t>(std::ceil(0.95 * static_cast<double>(due)));
    const auto p95 = answers.value_at_rank(rank);
    if (!p95)
        give_up({Errc::unavailable,
                 fmt::format("{} of {} requests were answered right", answers.count(), due), "",
                 "look at the servers, or lower --shares"});
    return 1e3 * to_seconds(*p95);
}

/// What the plan's model says of as many pods that share this host.
double predict(const CapacityFigures& figures, double rate, unsigned processes) {
    PlanRequest request;
    request.capacity = figures;
    request.target = stated_target(rate, 0.0, 0.0);
    request.model_requests = 200'000;
    auto chosen = choose_model(request, figures.holds_per_s, figures.holds_per_s);
    if (!chosen.model)
        give_up({Errc::invalid_argument, chosen.basis.pods, "", ""});
    chosen.model->pods = processes;
    chosen.model->pods_per_host = processes;
    const PodModelResult result = simulate(*chosen.model);
    return result.overloaded ? INFINITY : 1e3 * result.p95_s;
}

std::vector<Row> rows_of(const CapacityFigures& figures, const Arguments& arguments) {
    std::vector<Row> rows;
    for (const double share : arguments.shares)
        for (const unsigned processes : process_counts) {
            Row row;
            row.processes = processes;
            row.share = share * processes;
            row.rate = row.share * figures.holds_per_s;
            row.predicted_ms = predict(figures, row.rate, processes);
            rows.push_back(std::move(row));
        }
    return rows;
}

void print_basis(const CapacityFigures& figures, const Arguments& arguments) {
    fmt::print("From one process ({}): it holds {:.0f}/s", figures.source, figures.holds_per_s);
    if (figures.usl)
        fmt::print("; X(N) = {:.4g} N / (1 + {:.3g} (N - 1) + {:.3g} N (N - 1))",
                   figures.usl->lambda, figures.usl->contention.alpha,
                   figures.usl->contention.beta);
    else
        fmt::print("; no law: {}", figures.usl_refused);
    if (figures.alone)
        if (const auto p95 = figures.alone->quantile(0.95))
            fmt::print("; alone {:.3f} ms on average, p95 {:.3f} ms",
                       1e-6 * figures.alone->mean_ns().value_or(0.0), 1e3 * to_seconds(*p95));
    // P(the median lies outside) = 2 / 2^n: order statistics.
    fmt::print(
        ".\nMeasured: the median of the p95 of {} windows of {:g} s; [lowest, highest] is its "
        "{:.1f} % interval.\n\n",
        arguments.rounds, arguments.seconds,
        100.0 * (1.0 - std::pow(2.0, 1.0 - static_cast<double>(arguments.rounds))));
}

/// Prints the table; whether every judged row is near enough.
bool print_rows(const std::vector<Row>& rows) {
    fmt::print(
        "| processes | req/s | of one's capacity | predicted p95, ms | measured p95, ms | error | "
        "|\n|---:|---:|---:|---:|---|---:|---|\n");
    bool near = true;
    double worst = 0.0;
    for (const Row& row : rows) {
        const auto [low, high] = std::ranges::minmax(row.measured_ms);
        const bool within = std::abs(row.error()) <= allowed_error;
        fmt::print(
            "| {} | {:.0f} | {:.0f} % | {:.3f} | {:.3f} [{:.3f}, {:.3f}] | {:+.1f} % | {} |\n",
            row.processes, row.rate, 100.0 * row.share, row.predicted_ms, row.median_ms(), low,
            high, 100.0 * row.error(),
            !row.judged() ? "beyond"
            : within      ? "within"
                          : "NOT within");
        near = near && (within || !row.judged());
        if (row.judged())
            worst = std::max(worst, std::abs(row.error()));
    }
    fmt::print(
        "\nUp to {:.0f} % of what one process held: the worst error is {:.1f} %, {} the {:.0f} % "
        "that are allowed. Rows beyond are for information.\n",
        100.0 * most_share, 100.0 * worst, near ? "within" : "above", 100.0 * allowed_error);
    return near;
}

double number_of(std::string_view text) {
    double value = 0.0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc() && end == text.data() + text.size() ? value : 0.0;
}

bool parse(int argc, char** argv, Arguments& arguments) {
    std::vector<std::string> files;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const auto value = [&] { return ++i < argc ? std::string_view(argv[i]) : ""; };
        if (word == "--quick") {
            arguments.shares = {0.1, 0.22};
            arguments.seconds = 2.0;
            arguments.warmup = 0.5;
            arguments.rounds = 6;
        } else if (word == "--shares") {
            arguments.shares.clear();
            std::istringstream shares{std::string(value())};
            for (std::string share; std::getline(shares, share, ',');)
                arguments.shares.push_back(number_of(share));
        } else if (word == "--seconds") {
            arguments.seconds = number_of(value());
        } else if (word == "--rounds") {
            arguments.rounds = static_cast<unsigned>(number_of(value()));
        } else {
            files.emplace_back(word);
        }
    }
    const bool positive = std::ranges::all_of(arguments.shares, [](double s) { return s > 0.0; });
    if (files.size() != 2 || !positive || arguments.shares.empty() || arguments.seconds <= 0.0 ||
        arguments.rounds < 1)
        return false;
    arguments.capacity = files[0];
    arguments.program = files[1];
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    if (!parse(argc, argv, arguments)) {
        fmt::print(stderr, usage);
        return 104;
    }
    std::ifstream file(arguments.capacity);
    std::ostringstream text;
    text << file.rdbuf();
    const auto figures = read_capacity(text.str(), arguments.capacity);
    if (!figures)
        give_up(figures.error());
    std::vector<Row> rows = rows_of(*figures, arguments);
    const Servers servers(scenario_of(*figures, 1.0, arguments), arguments.program);
    const workloads::Calibration calibration = workloads::calibrate();
    for (unsigned round = 0; round < arguments.rounds; ++round)
        for (Row& row : rows) {
            scenarios::Scenario scenario =
                scenario_of(*figures, row.rate / row.processes, arguments);
            scenario.seed += 100 * (round + 1);
            row.measured_ms.push_back(measure(scenario, servers, row.processes, calibration));
        }
    print_basis(*figures, arguments);
    const bool near = print_rows(rows);
    std::fflush(stdout);
    return near ? 0 : 1;
}
