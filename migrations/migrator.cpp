#include "migrations/migrator.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/postgres/session.hpp"
#include "migrations/index_builder.hpp"
#include "migrations/ledger.hpp"
#include "migrations/statements.hpp"

namespace sark::migrations {
namespace {

using Action = StepReport::Action;

/// As people call it.
std::string_view readable(std::string_view extension) {
    return extension == "timescale_license" ? "timescaledb under the Timescale licence" : extension;
}

/// One run over the chosen systems' steps.
class Run {
 public:
    enum class Direction : std::uint8_t { up, down };
    Run(postgres::Session& session, const MigrateOptions& options, Direction direction)
        : session_(session), options_(options), direction_(direction) {}

    Result<void> choose_steps();
    Result<void> check_ledger();
    Result<void> up();
    Result<void> down();
    Result<void> build_indexes();
    std::vector<StepReport> take_reports() { return std::move(reports_); }

 private:
    bool chosen(const std::string& system) const;
    bool applied(const Step& step) const { return ledger_.count({step.system, step.id}) > 0; }
    /// Empty: the step's condition holds.
    Result<std::string> reason_to_skip(const Step& step);
    Result<bool> extension(const std::string& name);
    Result<void> run_sql(const Step& step, bool up);
    Result<void> execute_step(const Step& step, bool up);
    void report(const Step& step, Action action, std::string reason = {});

    postgres::Session& session_;
    const MigrateOptions& options_;
    Direction direction_;
    std::vector<Step> steps_;
    Ledger ledger_;
    std::map<std::string, bool> extensions_;
    std::vector<StepReport> reports_;
};

bool Run::chosen(const std::string& system) const {
    const auto& named = options_.systems;
    if (named.empty())
        return direction_ == Direction::down ||
               std::find(std::begin(experiments), std::end(experiments), system) ==
                   std::end(experiments);
    return std::find(named.begin(), named.end(), system) != named.end();
}

Result<void> Run::choose_steps() {
    for (const auto& system : options_.systems)
        if (std::find(std::begin(systems), std::end(systems), system) == std::end(systems))
            return Error{Errc::invalid_argument, fmt::format("unknown system \"{}\"", system), "",
                         fmt::format("systems are {}", fmt::join(systems, ", "))};
    for (auto& step : shipped_steps())
        if (chosen(step.system))
            steps_.push_back(std::move(step));
    return {};
}

Result<void> Run::check_ledger() {
    auto ledger = read_ledger(session_);
    if (!ledger)
        return ledger.error();
    ledger_ = std::move(*ledger);
    for (const auto& [key, checksum] : ledger_) {
        if (!chosen(key.first))
            continue;
        const auto step = std::find_if(steps_.begin(), steps_.end(), [&](const Step& candidate) {
            return candidate.system == key.first && candidate.id == key.second;
        });
        const std::string where = key.first + "/" + key.second;
        if (step == steps_.end())
            return Error{Errc::conflict, "the database has a step that this version does not know",
                         where, "use the version that applied it, or an empty database"};
        if (step->checksum != checksum)
            return Error{Errc::conflict,
                         fmt::format("the step was changed after it was applied (checksum {} in "
                                     "the database, {} here)",
                                     checksum, step->checksum),
                         where, "use the version that applied it, or an empty database"};
    }
    return {};
}

Result<bool> Run::extension(const std::string& name) {
    const auto known = extensions_.find(name);
    if (known != extensions_.end())
        return known->second;
    auto usable = has_extension(session_, name);
    if (usable)
        extensions_[name] = *usable;
    return usable;
}

Result<std::string> Run::reason_to_skip(const Step& step) {
    const std::string& name =
        step.requires_extension.empty() ? step.unless_extension : step.requires_extension;
    if (name.empty())
        return std::string();
    const auto usable = extension(name);
    if (!usable)
        return usable.error();
    if (!step.requires_extension.empty() && !*usable)
        return fmt::format("extension {} is not available", readable(name));
    if (!step.unless_extension.empty() && *usable)
        return fmt::format("extension {} is available", readable(name));
    // An extension may come or go after the tables took their form; the form stays.
    for (const Step& other : steps_) {
        const bool opposite = step.requires_extension.empty() ? other.requires_extension == name
                                                              : other.unless_extension == name;
        if (opposite && other.system == step.system && applied(other))
            return fmt::format("{} was applied with{} {}; migrate down and up to switch", other.id,
                               other.requires_extension.empty() ? "out" : "", name);
    }
    return std::string();
}

Result<void> Run::run_sql(const Step& step, bool up) {
    const auto finish = [&] {
        return up ? record_applied(session_, step) : record_reverted(session_, step);
    };
    const std::string& sql = up ? step.up_sql : step.down_sql;
    const auto statements = split_statements(sql);
    if (step.transactional)
        return session_.transaction([&]() -> Result<void> {
            if (!statements.empty())
                if (const auto done = session_.execute(sql); !done)
                    return done.error();
            return finish();
        });
    for (const std::string_view statement : statements) {
        const auto done = session_.execute(std::string(statement));
        if (!done)
            return done.error();
    }
    return finish();
}

Result<void> Run::execute_step(const Step& step, bool up) {
    if (options_.on_sql)
        options_.on_sql(up ? step.up_sql : step.down_sql);
    if (options_.dry_run) {
        report(step, up ? Action::would_apply : Action::would_revert);
        return {};
    }
    if (const auto done = run_sql(step, up); !done) {
        Error error = done.error();
        error.where = fmt::format("{}/{}", step.system, step.id);
        if (error.hint.empty())
            error.hint = "the steps before it stay; run it again when mended";
        return error;
    }
    if (up)
        ledger_[{step.system, step.id}] = step.checksum;
    else
        ledger_.erase({step.system, step.id});
    report(step, up ? Action::applied : Action::reverted);
    return {};
}

Result<void> Run::up() {
    for (const Step& step : steps_) {
        if (applied(step)) {
            report(step, Action::already_applied);
            continue;
        }
        const auto reason = reason_to_skip(step);
        if (!reason)
            return reason.error();
        if (!reason->empty()) {
            report(step, Action::skipped, *reason);
            continue;
        }
        if (const auto done = execute_step(step, true); !done)
            return done.error();
    }
    return {};
}

Result<void> Run::down() {
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
        if (!applied(*step))
            continue;
        if (const auto done = execute_step(*step, false); !done)
            return done.error();
    }
    return {};
}

/// A system whose tables were made by this very call is nobody's yet: its indexes come in one
/// transaction.
Result<void> Run::build_indexes() {
    for (const std::string_view name : systems) {
        const std::string system(name);
        if (!chosen(system))
            continue;
        const auto recorded = recorded_index_set(session_, system);
        if (!recorded)
            return recorded.error();
        if (*recorded && !options_.index_set)
            continue;
        IndexWork work = options_.indexes;
        work.dry_run = options_.dry_run;
        work.on_sql = options_.on_sql;
        IndexBuilder builder(
            session_, system, work,
            *recorded ? IndexBuilder::Mode::concurrently : IndexBuilder::Mode::at_once);
        const auto built = builder.apply(options_.index_set.value_or(options_.first_index_set));
        if (!built)
            return built.error();
    }
    return {};
}

void Run::report(const Step& step, Action action, std::string reason) {
    reports_.push_back({step.system, step.id, action, std::move(reason)});
    if (options_.on_step)
        options_.on_step(reports_.back());
}

}  // namespace

Result<std::vector<StepReport>> migrate_up(postgres::Session& session,
                                           const MigrateOptions& options) {
    Run run(session, options, Run::Direction::up);
    if (const auto chosen = run.choose_steps(); !chosen)
        return chosen.error();
    const auto lock = WorkLock::take(session);
    if (!lock)
        return lock.error();
    if (const auto safe = require_ours_or_empty(session); !safe)
        return safe.error();
    if (!options.dry_run)
        if (const auto created = create_ledger(session); !created)
            return created.error();
    if (const auto agreed = run.check_ledger(); !agreed)
        return agreed.error();
    if (const auto done = run.up(); !done)
        return done.error();
    if (const auto done = run.build_indexes(); !done)
        return done.error();
    return run.take_reports();
}

Result<std::vector<StepReport>> migrate_down(postgres::Session& session,
                                             const MigrateOptions& options) {
    Run run(session, options, Run::Direction::down);
    if (const auto chosen = run.choose_steps(); !chosen)
        return chosen.error();
    const auto lock = WorkLock::take(session);
    if (!lock)
        return lock.error();
    const auto ours = has_marker(session);
    if (!ours)
        return ours.error();
    if (!*ours) {
        const auto name = session.execute("SELECT current_database()");
        if (!name)
            return name.error();
        return Error{Errc::unsafe,
                     "database \"" + name->rows[0][0].value_or("") +
                         "\" does not carry sark-bench's marker: left untouched",
                     "", "only a database that sark-bench migrated can be migrated down"};
    }
    if (!options.dry_run)
        if (const auto created = create_ledger(session); !created)
            return created.error();
    if (const auto agreed = run.check_ledger(); !agreed)
        return agreed.error();
    if (const auto done = run.down(); !done)
        return done.error();
    if (!options.dry_run)
        if (const auto dropped = drop_empty_ledger(session); !dropped)
            return dropped.error();
    return run.take_reports();
}

}  // namespace sark::migrations
