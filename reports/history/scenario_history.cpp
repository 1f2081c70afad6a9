#include "reports/history/scenario_history.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "reports/history/history_text.hpp"
#include "reports/names.hpp"
#include "workloads/data/hash.hpp"

namespace sark::reports {

namespace {

/// Why a run has no part in the courses; empty when it has.
std::string why_left_out(const RecordedRun& run) {
    if (run.validity.verdict == ValidityVerdict::invalid) {
        std::string codes;
        for (const ValidityReason& reason : run.validity.reasons)
            if (reason.severity == ValidityVerdict::invalid)
                codes += (codes.empty() ? "" : ", ") + reason.code;
        return "invalid: " + codes;
    }
    if (run.setting.status != scenarios::RunStatus::completed)
        return std::string(name_of(run.setting.status)) + ": " + run.setting.status_reason;
    return {};
}

/// "A" … "Z", "A2" …
std::string environment_name(std::size_t number) {
    std::string name(1, static_cast<char>('A' + static_cast<char>(number % 26)));
    return number < 26 ? name : name + std::to_string(number / 26 + 1);
}

/// Builds the history of one scenario, part by part.
class HistoryBuilder {
 public:
    HistoryBuilder(const std::vector<const RecordedRun*>& runs, const HistoryRule& rule)
        : all_(runs), rule_(rule) {
        history_.name = runs.front()->setting.scenario.name;
        history_.tolerances = rule.tolerances;
        // A tolerance for all metrics overrides what the scenario says of one.
        if (!rule.tolerances.contains(""))
            history_.tolerances.merge(tolerances_of(runs.back()->setting.scenario));
    }

    ScenarioHistory build() {
        for (const RecordedRun* run : all_) place(*run);
        lay_courses();
        for (std::size_t e = 0; e < history_.environments.size(); ++e) analyse(e);
        count_requests();
        weigh_tables();
        conclude();
        return std::move(history_);
    }

 private:
    void place(const RecordedRun& run) {
        const scenarios::RunResult& setting = run.setting;
        const std::string started = to_iso8601(setting.engine.started_at);
        if (std::string why = why_left_out(run); !why.empty()) {
            history_.left_out.push_back({setting.id, run.path, started, std::move(why)});
            newest_left_out_ = true;
            return;
        }
        newest_left_out_ = false;
        const std::size_t environment = environment_of(run);
        if (!used_.empty() && history_.runs.back().environment != environment)
            history_.environment_changes.push_back(
                {used_.size(), history_.runs.back().environment, environment,
                 differences_between(used_.back()->setting, setting)});
        history_.runs.push_back({setting.id, run.path, started,
                                 setting.tool_version + " (" + setting.tool_revision + ")",
                                 environment, run.validity.verdict == ValidityVerdict::suspect});
        note_plans(run, environment);
        used_.push_back(&run);
    }

    /// What the run's plans have in common with those of the run before it, of its environment.
    void note_plans(const RecordedRun& run, std::size_t environment) {
        if (run.setting.server.plans.empty())
            return;
        for (std::size_t r = used_.size(); r-- > 0;) {
            if (history_.runs[r].environment != environment ||
                used_[r]->setting.server.plans.empty())
                continue;
            auto changes =
                plan_changes_between(used_[r]->setting.server.plans, run.setting.server.plans);
            if (!changes.empty())
                history_.plan_changes.push_back({used_.size(), std::move(changes)});
            return;
        }
    }

    std::size_t environment_of(const RecordedRun& run) {
        std::size_t number = 0;
        while (number < examples_.size() &&
               !differences_between(examples_[number]->setting, run.setting).empty())
            ++number;
        if (number == examples_.size()) {
            examples_.push_back(&run);
            RunEnvironment environment;
            environment.name = environment_name(number);
            environment.facts = run.setting.environment.services;
            environment.facts.insert(environment.facts.end(), run.setting.environment.facts.begin(),
                                     run.setting.environment.facts.end());
            history_.environments.push_back(std::move(environment));
        }
        ++history_.environments[number].runs;
        return number;
    }

    Course& course_of(const std::string& operation, std::size_t metric) {
        for (Course& course : history_.courses)
            if (course.operation == operation &&
                course.metric.name == comparison_metrics[metric].name)
                return course;
        Course course{operation, comparison_metrics[metric], {}, {}, {}, std::nullopt};
        course.figures.resize(used_.size());
        course.levels.resize(used_.size());
        return history_.courses.emplace_back(std::move(course));
    }

    void lay_courses() {
        for (std::size_t r = 0; r < used_.size(); ++r)
            for (const RecordedRun::Operation& operation : used_[r]->operations)
                for (std::size_t m = 0; m < operation.figures.size(); ++m)
                    if (operation.figures[m])
                        course_of(operation.name, m).figures[r] = operation.figures[m];
        std::ranges::stable_sort(history_.courses, {}, [](const Course& course) {
            return !course.operation.empty();  // all together first
        });
        group_by_operation();
    }

    /// An operation that appeared late keeps its metrics together.
    void group_by_operation() {
        std::vector<std::string> order;
        for (const Course& course : history_.courses)
            if (std::ranges::find(order, course.operation) == order.end())
                order.push_back(course.operation);
        std::ranges::stable_sort(history_.courses, {}, [&](const Course& course) {
            return std::pair(std::ranges::find(order, course.operation) - order.begin(),
                             place_of(course.metric.name));
        });
    }

    /// Runs of an environment that are analysed, oldest first.
    [[nodiscard]] std::vector<std::size_t> runs_of(std::size_t environment) const {
        std::vector<std::size_t> places;
        for (std::size_t r = 0; r < history_.runs.size(); ++r)
            if (history_.runs[r].environment == environment)
                places.push_back(r);
        if (places.size() > HistoryRule::runs_analysed)
            places.erase(places.begin(), places.end() - HistoryRule::runs_analysed);
        return places;
    }

    void analyse(std::size_t number) {
        RunEnvironment& environment = history_.environments[number];
        const std::vector<std::size_t> places = runs_of(number);
        std::vector<std::pair<Course*, std::vector<std::optional<double>>>> varying;
        for (Course& course : history_.courses) {
            std::vector<std::optional<double>> figures;
            for (const std::size_t r : places) figures.push_back(course.figures[r]);
            if (varies(figures))
                ++environment.courses;
            varying.emplace_back(&course, std::move(figures));
        }
        const auto sharing = std::max<std::size_t>(1, environment.courses);
        environment.alpha = HistoryRule::alpha / static_cast<double>(sharing);
        environment.enough = change_can_be_found(places.size(), environment.alpha);
        const bool newest = number == history_.runs.back().environment;
        const std::size_t oldest = places.size() > rule_.last ? places.size() - rule_.last : 0;
        for (auto& [course, figures] : varying) {
            const CourseScale scale{course->metric.is_ratio, course->metric.more_is_worse,
                                    tolerance_of(course->metric, history_.tolerances)};
            const ChangePointRule rule{.alpha = environment.alpha, .seed = seed_of(*course)};
            const CourseFinding finding = find_shifts(figures, scale, rule);
            if (newest) {
                course->regression = standing_regression(finding, scale, oldest);
                if (course->regression)
                    course->regression->index = places[course->regression->index];
            }
            add_finding(*course, finding, places);
        }
    }

    [[nodiscard]] static std::uint64_t seed_of(const Course& course) {
        return workloads::hash_text(course.operation + " " + std::string(course.metric.name));
    }

    static void add_finding(Course& course, const CourseFinding& finding,
                            const std::vector<std::size_t>& places) {
        for (const Stretch& stretch : finding.stretches)
            for (std::size_t i = stretch.begin; i < stretch.end; ++i)
                course.levels[places[i]] = stretch.level;
        for (Shift shift : finding.shifts) {
            shift.index = places[shift.index];
            course.shifts.push_back(shift);
        }
        std::ranges::sort(course.shifts, {}, &Shift::index);
    }

    void count_requests() {
        std::vector<RequestCount> counts;
        for (const RecordedRun* run : all_)
            if (run->validity.verdict != ValidityVerdict::invalid)
                counts.push_back({run->setting.engine.started_at, run->requests, run->failed});
        history_.availability = availability_of(counts);
    }

    /// Sizes are facts about the database, whatever the validity of the run.
    void weigh_tables() {
        std::vector<TableSizes> sizes;
        for (const RecordedRun* run : all_)
            if (std::string database = database_of(run->setting);
                !database.empty() && !run->table_bytes.empty())
                sizes.push_back({run->setting.id, run->setting.engine.started_at,
                                 std::move(database), run->table_bytes});
        history_.growth = table_growth(sizes);
    }

    void conclude() {
        std::vector<const Course*> regressed;
        for (const Course& course : history_.courses)
            if (course.regression)
                regressed.push_back(&course);
        if (newest_left_out_) {
            const LeftOutRun& newest = history_.left_out.back();
            history_.outcome = HistoryOutcome::invalid;
            history_.summary =
                fmt::format("the newest run, {}, is not used ({})", newest.id, newest.why);
            return;
        }
        if (!regressed.empty()) {
            history_.outcome = HistoryOutcome::regressed;
            history_.summary = regression_sentence(history_, regressed);
            return;
        }
        const RunEnvironment& environment = history_.environments[history_.runs.back().environment];
        if (!environment.enough) {
            history_.outcome = HistoryOutcome::inconclusive;
            const bool one = environment.runs == 1;
            const std::size_t courses = std::max<std::size_t>(1, environment.courses);
            std::size_t least = environment.runs;
            while (!change_can_be_found(least, environment.alpha)) ++least;
            history_.summary = fmt::format(
                "{} {} in the newest run's environment ({}) {} too few to show a change: {} are "
                "the least for {} {}",
                environment.runs, one ? "run" : "runs", environment.name, one ? "is" : "are", least,
                courses, courses == 1 ? "course" : "courses");
            return;
        }
        history_.outcome = HistoryOutcome::no_regression;
        history_.summary =
            fmt::format("the newest run lies after no regression of the last {} runs", rule_.last);
    }

    const std::vector<const RecordedRun*>& all_;
    const HistoryRule& rule_;
    ScenarioHistory history_;
    std::vector<const RecordedRun*> used_;      // as history_.runs
    std::vector<const RecordedRun*> examples_;  // as history_.environments: their first runs
    bool newest_left_out_ = false;
};

}  // namespace

ScenarioHistory history_of(const std::vector<const RecordedRun*>& runs, const HistoryRule& rule) {
    return HistoryBuilder(runs, rule).build();
}

std::string_view name_of(HistoryOutcome outcome) noexcept {
    switch (outcome) {
        case HistoryOutcome::no_regression:
            return "no_regression";
        case HistoryOutcome::inconclusive:
            return "inconclusive";
        case HistoryOutcome::invalid:
            return "invalid";
        case HistoryOutcome::regressed:
            return "regressed";
    }
    return "inconclusive";
}

}  // namespace sark::reports
