// model_check CAPACITY_JSON SARK_BENCH [SHARE,SHARE…] [SECONDS] [ROUNDS]
// Holds the pod model of `sark-bench plan` against the real thing: 1, 2 and 4 `serve` processes on
// this machine share one rate, Poisson arrivals, the scenario of the capacity run; the model is fed
// from CAPACITY_JSON, which `sark-bench capacity` measured on one process here. The rate is each
// SHARE (default 0.3,0.5) of what that run held. Prints predicted and measured p95; exit 0 when all
// are within 15 %. On a quiet machine, Release build.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>

#include "reports/planning/capacity_figures.hpp"
#include "reports/planning/model_basis.hpp"
#include "scenarios/environment/environment.hpp"
#include "scenarios/environment/managed_api.hpp"
#include "scenarios/language/parser.hpp"
#include "workloads/engine/engine.hpp"

namespace {

using namespace sark;  // NOLINT: a program of its own
using namespace sark::reports::planning;

constexpr double allowed_error = 0.15;
constexpr std::array<unsigned, 3> process_counts = {1, 2, 4};

struct Arguments {
    std::string capacity;
    std::string program;
    std::vector<double> shares = {0.3, 0.5};
    double seconds = 10.0;
    int rounds = 3;
};

[[noreturn]] void give_up(const Error& error) {
    fmt::print(stderr, "model_check: {}\n", describe(error));
    std::exit(1);
}

/// The capacity run's scenario with this rate and these connections for one process.
scenarios::Scenario scenario_of(const CapacityFigures& figures, double rate, unsigned connections,
                                double seconds) {
    const auto text = scenarios::find_scenario(figures.scenario);
    if (!text)
        give_up(text.error());
    scenarios::Overrides overrides;
    overrides.rate = fmt::format("{:.3f}", rate);
    overrides.duration = fmt::format("{:.3f}s", seconds);
    overrides.connections = connections;
    overrides.set = {"warmup=2s"};
    auto parsed = scenarios::parse_scenario(text->text, text->source_name, overrides);
    if (const auto* faults = std::get_if<scenarios::Faults>(&parsed))
        give_up(faults->front());
    return std::get<scenarios::Scenario>(std::move(parsed));
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
        std::filesystem::remove_all(directory_);
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
        options.pool.pool_size = 10;
        options.pool.max_overflow = 5;
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

/// One window of this many processes; the response times of all of them.
workloads::Histogram measure(const scenarios::Scenario& scenario, const Servers& servers,
                             unsigned processes, std::uint64_t seed) {
    std::vector<workloads::LoadPlan> plans;
    for (unsigned number = 0; number < processes; ++number) {
        const scenarios::LoadSpec& load = scenario.loads.front();
        workloads::RequestContext context;
        context.seed = seed + number;
        context.dataset = scenario.environment.dataset;
        context.run_id = fmt::format("check-{}-{}", seed, number);
        auto connect = workloads::make_connection_factory(
            load.operations.front().driver(), servers.target(number), load.operations, context);
        if (!connect)
            give_up(connect.error());
        workloads::LoadPlan plan;
        plan.name = fmt::format("process {}", number + 1);
        plan.arrivals = load.arrivals;
        if (auto* open = std::get_if<workloads::OpenArrivals>(&plan.arrivals))
            open->poisson = true;
        for (const auto& operation : load.operations) {
            plan.operation_names.push_back(operation.name);
            plan.weights.push_back(operation.weight);
        }
        plan.driver = "http";
        plan.connections = load.connections;
        plan.timeout = load.timeout;
        plan.connect = *std::move(connect);
        plans.push_back(std::move(plan));
    }
    workloads::EngineOptions options;
    options.warmup = scenario.warmup;
    options.drain = scenario.drain;
    options.seed = seed;
    workloads::StopControl stop;
    const auto result =
        workloads::Engine(options, std::move(plans)).run(stop, [](Nanos, const auto&) {});
    if (!result)
        give_up(result.error());
    workloads::Histogram all;
    for (const auto& load : result->loads)
        for (const auto& operation : load.operations) all.merge(operation.response_ok);
    return all;
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
    return result.overloaded ? 0.0 : 1e3 * result.p95_s;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

/// Prints a row; whether the prediction is near enough.
bool check(const CapacityFigures& figures, const Arguments& arguments, const Servers& servers,
           double share, unsigned processes) {
    const double rate = share * figures.holds_per_s;
    const unsigned connections = std::max(16U / processes, 4U);
    const scenarios::Scenario scenario =
        scenario_of(figures, rate / processes, connections, arguments.seconds);
    std::vector<double> measured;
    for (int round = 0; round < arguments.rounds; ++round) {
        const auto all = measure(scenario, servers, processes,
                                 static_cast<std::uint64_t>(round) * 100 + processes);
        const auto p95 = all.quantile(0.95);
        if (!p95)
            give_up({Errc::unavailable, "nothing was answered", "", ""});
        measured.push_back(1e3 * to_seconds(*p95));
    }
    const double predicted = predict(figures, rate, processes);
    const double actual = median(measured);
    const double error = predicted / actual - 1.0;
    const auto [low, high] = std::ranges::minmax(measured);
    fmt::print("| {} | {:.0f} | {:.3f} | {:.3f} | {:.3f}..{:.3f} | {:+.1f} % |\n", processes, rate,
               predicted, actual, low, high, 100.0 * error);
    std::fflush(stdout);
    return std::abs(error) <= allowed_error;
}

Arguments parse(int argc, char** argv) {
    Arguments arguments;
    if (argc < 3) {
        fmt::print(stderr,
                   "usage: model_check CAPACITY_JSON SARK_BENCH [SHARE,SHARE…] [SECONDS] "
                   "[ROUNDS]\n");
        std::exit(104);
    }
    arguments.capacity = argv[1];
    arguments.program = argv[2];
    if (argc > 3) {
        arguments.shares.clear();
        std::istringstream shares(argv[3]);
        for (std::string share; std::getline(shares, share, ',');)
            arguments.shares.push_back(std::atof(share.c_str()));
    }
    if (argc > 4)
        arguments.seconds = std::max(std::atof(argv[4]), 1.0);
    if (argc > 5)
        arguments.rounds = std::max(std::atoi(argv[5]), 1);
    return arguments;
}

}  // namespace

int main(int argc, char** argv) {
    const Arguments arguments = parse(argc, argv);
    std::ifstream file(arguments.capacity);
    std::ostringstream text;
    text << file.rdbuf();
    const auto figures = read_capacity(text.str(), arguments.capacity);
    if (!figures)
        give_up(figures.error());
    const Servers servers(scenario_of(*figures, 1.0, 16, arguments.seconds), arguments.program);
    fmt::print("{}; medians of {} windows of {:.0f} s\n\n", figures->source, arguments.rounds,
               arguments.seconds);
    fmt::print(
        "| processes | req/s | predicted p95, ms | measured p95, ms | windows | error |\n"
        "|---:|---:|---:|---:|---|---:|\n");
    bool near = true;
    for (const double share : arguments.shares)
        for (const unsigned processes : process_counts)
            near = check(*figures, arguments, servers, share, processes) && near;
    fmt::print("\n{}\n",
               near ? "every prediction is within 15 %" : "not every prediction is within 15 %");
    return near ? 0 : 1;
}
