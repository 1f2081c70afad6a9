#include "scenarios/evidence/auto_explain.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>
#include <utility>

#include "scenarios/evidence/plan_shape.hpp"

namespace sark::scenarios {

namespace {

constexpr std::uint64_t log_read_max = 32ULL * 1024 * 1024;

/// The next line without its end; moves `log` behind it.
std::string_view take_line(std::string_view& log) {
    const std::size_t end = log.find('\n');
    const std::string_view line = log.substr(0, end);
    log.remove_prefix(end == std::string_view::npos ? log.size() : end + 1);
    return line;
}

bool begins_plan(std::string_view line) {
    return line.find("LOG:  duration: ") != std::string_view::npos && line.ends_with("plan:");
}

/// The lines that continue an entry.
std::string take_continuation(std::string_view& log) {
    std::string text;
    while (log.starts_with('\t')) {
        text += take_line(log).substr(1);
        text += '\n';
    }
    return text;
}

void count_plan(const PlanCapture& plan, std::vector<LoggedPlans>& found) {
    auto same = std::ranges::find(found, plan.query, &LoggedPlans::query);
    if (same == found.end())
        same = found.insert(found.end(), {plan.query, {}});
    const std::string hash = shape_hash(plan.shape);
    const auto shape = std::ranges::find(same->shapes, hash, &SampledPlan::hash);
    if (shape != same->shapes.end())
        ++shape->count;
    else
        same->shapes.push_back({hash, shape_text(plan.shape), 1});
}

}  // namespace

Result<void> sample_plans(postgres::Session& session) {
    if (const auto loaded = session.execute("LOAD 'auto_explain'"); !loaded)
        return loaded.error();
    const auto database = session.execute("SELECT current_database()");
    if (!database)
        return database.error();
    const std::string change =
        "ALTER DATABASE " + session.quote_name(database->rows[0][0].value_or("")) + " SET ";
    const std::array<std::string, 6> settings = {
        "auto_explain.log_min_duration = 0",
        "auto_explain.sample_rate = " + std::to_string(auto_explain_share),
        "auto_explain.log_format = 'json'", "auto_explain.log_level = 'log'",
        // Names the schemas, so that a shape is the same as EXPLAIN's.
        "auto_explain.log_verbose = on", "session_preload_libraries = 'auto_explain'"};
    for (const std::string& setting : settings)
        if (const auto done = session.execute(change + setting); !done)
            return done.error();
    return {};
}

std::vector<LoggedPlans> read_logged_plans(std::string_view log, const PartitionRoots& roots) {
    std::vector<LoggedPlans> found;
    while (!log.empty()) {
        if (!begins_plan(take_line(log)))
            continue;
        if (const auto plan = read_plan(take_continuation(log), roots))
            count_plan(*plan, found);
    }
    for (LoggedPlans& one : found)
        std::ranges::stable_sort(one.shapes, std::ranges::greater{}, &SampledPlan::count);
    return found;
}

std::string read_log_from(const std::filesystem::path& log, std::uint64_t offset) {
    const std::uint64_t size = size_of_log(log);
    if (size <= offset)
        return {};
    offset = std::max(offset, size - std::min(size, log_read_max));
    std::ifstream in(log, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(offset));
    std::string text(size - offset, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return text;
}

std::uint64_t size_of_log(const std::filesystem::path& log) {
    std::error_code absent;
    const auto size = std::filesystem::file_size(log, absent);
    return absent ? 0 : size;
}

}  // namespace sark::scenarios
