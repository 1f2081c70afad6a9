// model_check CAPACITY_JSON SARK_BENCH [--scenario FILE] [--quick] [--shares S,S…] [--seconds N]
// [--rounds N]
// Holds the pod model of `sark-bench plan` against the real thing. CAPACITY_JSON is what
// `sark-bench capacity` measured of ONE process on this machine; the model is fed from it alone.
// Then the same load, SHARE of what the one process held, goes to 1, to 2 and to 4 `serve`
// processes on one PostgreSQL and one Redis, Poisson arrivals, an equal part to each. Rounds go
// through all rows again and again, so that a drift of the machine meets all of them. Prints
// predicted and measured p95 as Markdown; exit 0 when every row is within 15 %, 1 when one is not,
// 122 when the machine is not quiet. Release build; bench/capacity/model runs both halves.

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

#include "bench/capacity/foreign_cpu.hpp"
#include "reports/capacity/step_scenario.hpp"
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
constexpr std::array<unsigned, 3> process_counts = {1, 2, 4};

struct Arguments {
    std::string capacity;
    std::string program;
    std::string scenario;  ///< Empty: the shipped one that CAPACITY_JSON names.
    /// Of what one process held, all processes together. Half of it at most: all processes are on
    /// one machine, and nearer to its limit a small error of the load is a large one of the wait.
    std::vector<double> shares = {0.125, 0.25, 0.375, 0.5};
    double seconds = 5.0;
    double warmup = 1.0;
    unsigned rounds = 8;
};

constexpr const char* usage =
    "usage: model_check CAPACITY_JSON SARK_BENCH [--scenario FILE] [--quick] [--shares S,S…] "
    "[--seconds N] [--rounds N]\n";

[[noreturn]] void give_up(const Error& error) {
    fmt::print(stderr, "model_check: {}\n", describe(error));
    std::exit(2);
}

/// The capacity run's scenario with this rate for one process.
scenarios::Scenario scenario_of(const CapacityFigures& figures, double rate,
                                const Arguments& arguments) {
    const auto text = scenarios::find_scenario(arguments.scenario.empty() ? figures.scenario
                                                                          : arguments.scenario);
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

/// What the plan's model says.
struct Prediction {
    double p95_ms = 0.0;
    /// By how far the windows differed that it comes from.
    double low_ms = 0.0;
    double high_ms = 0.0;
};

/// One row of the table while it is measured.
struct Row {
    unsigned processes = 1;
    double share = 0.0;  ///< Of what one process held, all processes together.
    double rate = 0.0;   ///< Of all processes together.
    Prediction predicted;
    std::vector<double> measured_ms;  ///< p95 of each window.

    /// The middle window, the lower of two.
    [[nodiscard]] double median_ms() const {
        std::vector<double> rising = measured_ms;
        std::ranges::sort(rising);
        return rising[(rising.size() - 1) / 2];
    }
    /// Of the prediction, had `measured` been the truth.
    [[nodiscard]] double error(double measured) const { return predicted.p95_ms / measured - 1.0; }
};

/// One window with this load on each of `count` servers from `first` on.
workloads::EngineResult run(const scenarios::Scenario& scenario, const Servers& servers,
                            unsigned first, unsigned count,
                            const workloads::Calibration& calibration) {
    std::vector<workloads::LoadPlan> plans;
    for (unsigned number = first; number < first + count; ++number) {
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
    auto result = engine.run(stop, {});
    if (!result)
        give_up(result.error());
    return *std::move(result);
}

/// The process that was measured had all connections of its pool open when its curve was drawn:
/// those that its busiest window had needed. A second of as many users opens them here.
void open_pools(const scenarios::Scenario& scenario, const Servers& servers,
                const workloads::Calibration& calibration) {
    reports::StepTiming timing;
    timing.warmup = Nanos{0};
    timing.window = std::chrono::seconds(1);
    const scenarios::Scenario busy =
        reports::at_concurrency(scenario, scenario.loads.front().connections, timing);
    for (unsigned number = 0; number < process_counts.back(); ++number)
        (void)run(busy, servers, number, 1, calibration);
}

/// One window in which nobody else used the machine, measured again where somebody did.
workloads::EngineResult undisturbed(const scenarios::Scenario& scenario, const Servers& servers,
                                    unsigned processes, const workloads::Calibration& calibration) {
    constexpr double most_cores = 0.25;
    constexpr int most_windows = 3;
    for (int window = 0; window < most_windows; ++window) {
        const capacity::ForeignCpu others;
        auto result = run(scenario, servers, 0, processes, calibration);
        if (others.cores() <= most_cores)
            return result;
    }
    fmt::print(stderr,
               "model_check: other programs used more than {} cores in {} windows in a row: this "
               "machine is not quiet\n",
               most_cores, most_windows);
    std::exit(122);
}

/// p95 of one window over all processes, answers that failed ranked last.
double measure(const scenarios::Scenario& scenario, const Servers& servers, unsigned processes,
               const workloads::Calibration& calibration) {
    const workloads::EngineResult result = undisturbed(scenario, servers, processes, calibration);
    workloads::Histogram answers;
    std::uint64_t due = 0;
    for (const auto& load : result.loads) {
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

/// Of as many pods that share this host.
Prediction predict(const CapacityFigures& figures, double rate, unsigned processes) {
    PlanRequest request;
    request.capacity = figures;
    request.target = stated_target(rate, 0.0, 0.0);
    request.model_requests = 200'000;
    auto chosen = choose_model(request, figures.holds_per_s, figures.holds_per_s);
    if (!chosen.model)
        give_up({Errc::invalid_argument, chosen.basis.pods, "", ""});
    chosen.model->pods = processes;
    chosen.model->pods_per_host = processes;
    if (!chosen.model->pod_measured)
        give_up({Errc::invalid_argument, "no response times by rate in it", figures.source,
                 "let sark-bench capacity draw its curve"});
    const PodModelResult result = simulate(*chosen.model);
    if (result.overloaded)
        give_up({Errc::invalid_argument,
                 fmt::format("{:.0f}/s is more than it was measured with", rate), figures.source,
                 "lower --shares"});
    const TimesByRate::Point at = chosen.model->pod_measured->at(host_rate_of(*chosen.model));
    const double p95_ms = 1e3 * result.p95_s;
    return {p95_ms, p95_ms * at.lowest, p95_ms * at.highest};
}

std::vector<Row> rows_of(const CapacityFigures& figures, const Arguments& arguments) {
    std::vector<Row> rows;
    for (const double share : arguments.shares)
        for (const unsigned processes : process_counts) {
            Row row;
            row.processes = processes;
            row.share = share;
            row.rate = share * figures.holds_per_s;
            row.predicted = predict(figures, row.rate, processes);
            rows.push_back(std::move(row));
        }
    return rows;
}

void print_basis(const CapacityFigures& figures, const Arguments& arguments) {
    fmt::print("From one process ({}): it holds {:.0f}/s. p95 there by the rate:", figures.source,
               figures.holds_per_s);
    for (const CapacityFigures::Paced& paced : figures.paced)
        fmt::print(" {:.0f}/s {:.3f} ms [{:.3f}, {:.3f}]{}", paced.per_s,
                   to_ms(paced.answers.quantile(0.95).value_or(Nanos{0})), paced.p95_low_ms,
                   paced.p95_high_ms, &paced == &figures.paced.back() ? "." : ";");
    if (figures.alone)
        if (const auto p95 = figures.alone->quantile(0.95))
            fmt::print(" One busy user: p95 {:.3f} ms.", to_ms(*p95));
    // P(the median lies outside) = 2 / 2^n: order statistics.
    fmt::print(
        "\nPredicted: [by the fastest, by the slowest window of that process]. Measured: the "
        "median of the p95 of {} windows of {:g} s; [lowest, highest] is its {:.1f} % interval, "
        "and the "
        "error's.\n\n",
        arguments.rounds, arguments.seconds,
        100.0 * (1.0 - std::pow(2.0, 1.0 - static_cast<double>(arguments.rounds))));
}

/// Prints the table; whether every row is near enough.
bool print_rows(const std::vector<Row>& rows) {
    fmt::print(
        "| processes | req/s | of one's capacity | predicted p95, ms | measured p95, ms | error | "
        "|\n|---:|---:|---:|---|---|---|---|\n");
    bool near = true;
    double worst = 0.0;
    for (const Row& row : rows) {
        const auto [low, high] = std::ranges::minmax(row.measured_ms);
        const double error = row.error(row.median_ms());
        const bool within = std::abs(error) <= allowed_error;
        fmt::print(
            "| {} | {:.0f} | {:.1f} % | {:.3f} [{:.3f}, {:.3f}] | {:.3f} [{:.3f}, {:.3f}] | "
            "{:+.1f} % [{:+.1f}, {:+.1f}] | {} |\n",
            row.processes, row.rate, 100.0 * row.share, row.predicted.p95_ms, row.predicted.low_ms,
            row.predicted.high_ms, row.median_ms(), low, high, 100.0 * error,
            100.0 * row.error(high), 100.0 * row.error(low), within ? "within" : "NOT within");
        near = near && within;
        worst = std::max(worst, std::abs(error));
    }
    fmt::print("\nThe worst error is {:.1f} %, {} the {:.0f} % that are allowed.\n", 100.0 * worst,
               near ? "within" : "above", 100.0 * allowed_error);
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
            arguments.shares = {0.15, 0.3, 0.5};
            arguments.seconds = 2.0;
            arguments.warmup = 0.5;
            arguments.rounds = 6;
        } else if (word == "--scenario") {
            arguments.scenario = value();
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
    open_pools(scenario_of(*figures, 1.0, arguments), servers, calibration);
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
