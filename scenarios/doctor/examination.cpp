#include "scenarios/doctor/examination.hpp"

#include <optional>
#include <utility>

#include "scenarios/doctor/read_only_session.hpp"

namespace sark::scenarios::doctor {

namespace {

Answer begin_answer(const Check& check, const std::string& statement) {
    Answer answer;
    answer.name = check.name;
    answer.ids = check.ids;
    answer.question = check.question;
    answer.statement = statement;
    return answer;
}

void conclude(Answer& answer, const Check& check, Judgement judgement) {
    answer.verdict = judgement.verdict;
    answer.why = std::move(judgement.why);
    answer.evidence = std::move(judgement.evidence);
    if (judgement.verdict == Verdict::yes)
        return;
    const bool own = judgement.verdict == Verdict::no && judgement.mend.empty();
    answer.mend = own ? check.mend : std::move(judgement.mend);
}

/// Why a check is not even asked; absent when nothing is in its way.
std::optional<Judgement> obstacle(const Check& check, const Circumstances& known) {
    if (check.needs.statements && !known.statements_schema)
        return cannot_tell("pg_stat_statements is not installed in this database", {},
                           "preload it (shared_preload_libraries), then CREATE EXTENSION "
                           "pg_stat_statements");
    if ((check.needs.statements || check.needs.activity) && !known.reads_all_statistics)
        return cannot_tell("the role does not see what others do", {},
                           "GRANT pg_read_all_stats to the role");
    if (check.needs.settings && !known.reads_all_settings)
        return cannot_tell("the role may not read all settings", {},
                           "GRANT pg_read_all_settings to the role");
    return std::nullopt;
}

/// What an error of the server's says of the question.
Judgement explained(const Error& error, const std::string& sqlstate) {
    if (sqlstate == "42501")
        return cannot_tell(error.message.substr(0, error.message.find(" (SQLSTATE")), {},
                           "GRANT that to the role, or ask as one that has it");
    if (sqlstate == "55P03")
        return cannot_tell("somebody holds a lock on what it reads", {},
                           "ask again when that is over");
    if (sqlstate == "57014")
        return cannot_tell("it took longer than 5 s", {}, "ask again when the server is less busy");
    if (sqlstate == "55000")
        return cannot_tell("pg_stat_statements is installed but not loaded", {},
                           "shared_preload_libraries = 'pg_stat_statements', then restart");
    return cannot_tell(describe(error), {});
}

/// Asks once, or twice with a pause between.
Result<Observation> observe(ReadOnlySession& session, const Check& check,
                            const std::string& statement) {
    if (check.twice) {
        auto readings = session.query_twice(statement);
        if (!readings)
            return readings.error();
        auto& [first, second] = *readings;
        return Observation{Table(std::move(second)), Table(std::move(first))};
    }
    auto rows = session.query(statement);
    if (!rows)
        return rows.error();
    return Observation{Table(*std::move(rows)), Table()};
}

/// Errors only when the connection is lost.
Result<Answer> answer(ReadOnlySession& session, const Check& check, const Circumstances& known) {
    const bool other = known.timescale && !check.timescale_statement.empty();
    const std::string& statement = other ? check.timescale_statement : check.statement;
    Answer answer = begin_answer(check, statement);
    if (auto blocked = obstacle(check, known)) {
        conclude(answer, check, *std::move(blocked));
        return answer;
    }
    if (check.asked == Asked::user) {
        conclude(answer, check, check.judge({}, known));
        return answer;
    }
    const auto seen = observe(session, check, statement);
    if (!seen && !session.alive())
        return seen.error();
    conclude(answer, check,
             seen ? check.judge(*seen, known) : explained(seen.error(), session.sqlstate()));
    return answer;
}

}  // namespace

Result<Examination> examine_database(postgres::Session& session, const std::vector<Check>& checks,
                                     const Circumstances& told) {
    ReadOnlySession reader(session);
    auto learnt = learn_circumstances(reader);
    if (!learnt)
        return learnt.error();
    Circumstances known = *std::move(learnt);
    known.host_memory = told.host_memory;
    known.run = told.run;
    if (known.statements_schema)
        reader.look_also_in(*known.statements_schema);
    Examination examination;
    examination.title = known.database;
    examination.facts = known.facts();
    for (const Check& check : checks) {
        if (check.asked == Asked::redis || check.asked == Asked::redis_settings)
            continue;
        auto found = answer(reader, check, known);
        if (!found)
            return found.error();
        examination.answers.push_back(*std::move(found));
    }
    return examination;
}

namespace {

Observation observed(const std::map<std::string, std::string>& values) {
    postgres::Rows rows;
    rows.columns = {"name", "value"};
    for (const auto& [name, value] : values) rows.rows.push_back({name, value});
    Observation seen;
    seen.now = Table(std::move(rows));
    return seen;
}

}  // namespace

Examination examine_redis(const std::map<std::string, std::string>& info,
                          const std::map<std::string, std::string>& settings,
                          const std::vector<Check>& checks) {
    const Observation from_info = observed(info);
    const Observation from_settings = observed(settings);
    Examination examination;
    examination.title = "Redis";
    if (const auto version = info.find("redis_version"); version != info.end())
        examination.facts = {{"server", "Redis " + version->second}};
    for (const Check& check : checks) {
        if (check.asked != Asked::redis && check.asked != Asked::redis_settings)
            continue;
        const bool of_info = check.asked == Asked::redis;
        Answer answer = begin_answer(check, check.statement);
        conclude(answer, check, check.judge(of_info ? from_info : from_settings, {}));
        examination.answers.push_back(std::move(answer));
    }
    return examination;
}

Result<void> reset_statement_statistics(postgres::Session& session) {
    const auto schema = session.execute(
        "SELECT nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n "
        "ON n.oid = e.extnamespace WHERE extname = 'pg_stat_statements'");
    if (!schema)
        return schema.error();
    if (schema->empty())
        return Error{Errc::not_found, "pg_stat_statements is not installed in this database",
                     "--reset-pgss", "there is nothing to reset"};
    const auto done =
        session.execute("SELECT " + session.quote_name(schema->rows[0][0].value_or("")) +
                        ".pg_stat_statements_reset(0, oid, 0) FROM pg_catalog.pg_database "
                        "WHERE datname = pg_catalog.current_database()");
    if (!done)
        return done.error();
    return {};
}

}  // namespace sark::scenarios::doctor
