#include <algorithm>
#include <cctype>
#include <string>

#include <fmt/format.h>

#include "scenarios/doctor/checks/check_groups.hpp"

namespace sark::scenarios::doctor {

namespace {

constexpr double week_days = 7;
constexpr double month_days = 30;

// reltuples is -1 until the first ANALYZE or VACUUM; the times are lost with the statistics.
constexpr const char* analyze_sql = R"(
SELECT t.relid::regclass::text AS "table",
       t.n_live_tup AS live_rows,
       t.n_mod_since_analyze AS changed_since,
       to_char(greatest(t.last_analyze, t.last_autoanalyze), 'YYYY-MM-DD HH24:MI')
           AS analyzed_utc,
       round((extract(epoch FROM now() - greatest(t.last_analyze, t.last_autoanalyze))
              / 86400)::numeric, 1) AS days,
       c.reltuples >= 0 AS ever
FROM pg_stat_user_tables t JOIN pg_class c ON c.oid = t.relid
WHERE c.relkind = 'r' AND t.n_live_tup >= 1000
ORDER BY days DESC NULLS FIRST, live_rows DESC, 1)";

constexpr const char* review_sql = R"(
SELECT to_char(stats_reset, 'YYYY-MM-DD HH24:MI') AS statistics_since_utc,
       round((extract(epoch FROM now() - stats_reset) / 86400)::numeric, 1) AS days,
       pg_size_pretty(pg_database_size(current_database())) AS size,
       (SELECT count(*) FROM pg_stat_user_indexes s JOIN pg_index i USING (indexrelid)
        WHERE s.idx_scan = 0 AND NOT i.indisunique) AS indexes_never_scanned
FROM pg_stat_database
WHERE datname = current_database())";

// SARK's own migrations and ours keep labels as enum types or as text with a CHECK.
constexpr const char* labels_sql = R"(
WITH named AS (
    SELECT a.attrelid, a.attnum, a.attname, a.atttypid
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT a.attisdropped
      AND n.nspname <> 'information_schema' AND n.nspname !~ '^(pg_|_timescaledb_)'
      AND a.attname IN ('sensitivity_level', 'status', 'severity', 'event_type', 'transport',
                        'transport_type', 'health_status', 'role', 'policy_type', 'decision'))
SELECT attrelid::regclass::text || '.' || attname AS "column",
       'enum ' || t.typname AS kept_as,
       string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) AS labels
FROM named
JOIN pg_type t ON t.oid = atttypid
JOIN pg_enum e ON e.enumtypid = t.oid
GROUP BY attrelid, attname, t.typname
UNION ALL
SELECT attrelid::regclass::text || '.' || attname, 'check',
       string_agg(m[1], ', ' ORDER BY m[1])
FROM named
JOIN pg_constraint k ON k.conrelid = attrelid AND k.contype = 'c' AND k.conkey = ARRAY[attnum],
     regexp_matches(pg_get_constraintdef(k.oid), '''([^'']*)''', 'g') AS m
GROUP BY attrelid, attname
ORDER BY 2 DESC, 1)";

Judgement judge_analyze(const Observation& seen, const Circumstances& known) {
    const Table& table = seen.now;
    // Without a time and with statistics younger than a week, only a table that never was analysed
    // is certain.
    const bool long_known = known.statistics_days.value_or(week_days) >= week_days;
    const auto timeless = [&](std::size_t row) { return table.text(row, "days").empty(); };
    const auto late = [&](std::size_t row) {
        if (timeless(row))
            return table.text(row, "ever") != "t" || long_known;
        return table.number(row, "days").value_or(0.0) > week_days;
    };
    if (table.empty())
        return cannot_tell("no table has 1,000 rows or more", {});
    if (const std::size_t found = table.count(late); found > 0)
        return no(fmt::format("{} of {} tables were not analysed for a week", found, table.size()),
                  table.evidence(late));
    if (const std::size_t found = table.count(timeless); found > 0)
        return cannot_tell(fmt::format("when {} of {} tables were analysed was lost with the "
                                       "statistics",
                                       found, table.size()),
                           table.evidence(timeless), "ANALYZE them, or ask again in a week");
    return yes(fmt::format("all {} tables of 1,000 rows or more were analysed within a week",
                           table.size()),
               table.evidence());
}

Judgement judge_review(const Observation& seen, const Circumstances& known) {
    const std::string why =
        fmt::format("{} indexes that are no key were never scanned, {} in all",
                    seen.now.text(0, "indexes_never_scanned"), seen.now.text(0, "size"));
    if (known.statistics_days.value_or(month_days) < month_days)
        return cannot_tell(fmt::format("the statistics reach back {:.1f} days only: {}",
                                       *known.statistics_days, why),
                           seen.now.evidence(), "ask again in a month");
    return yes(why, seen.now.evidence());
}

bool has(const std::string& text, int (*kind)(int)) {
    return std::ranges::any_of(text,
                               [kind](char c) { return kind(static_cast<unsigned char>(c)) != 0; });
}

Judgement judge_labels(const Observation& seen, const Circumstances&) {
    const Table& table = seen.now;
    const auto upper = [&](std::size_t row) {
        return has(table.text(row, "labels"), std::isupper);
    };
    if (table.empty())
        return cannot_tell("no column of SARK's has an enum type or a CHECK of its labels", {});
    if (const std::size_t found = table.count(upper); found > 0)
        return no(fmt::format("{} of {} columns have labels in upper case", found, table.size()),
                  table.evidence(upper));
    return yes(fmt::format("{} columns, all of their labels in lower case", table.size()),
               table.evidence());
}

}  // namespace

std::vector<Check> maintenance_checks() {
    Check analyze;
    analyze.name = "weekly_analyze";
    analyze.ids = {"S004-MNT-01"};
    analyze.question = "Was every table analysed within a week?";
    analyze.statement = analyze_sql;
    analyze.rule =
        "tables of 1,000 rows or more; no when one was not analysed for seven days, by "
        "hand or by autovacuum; unknown when the time was lost with the statistics";
    analyze.mend = "ANALYZE; see why autovacuum does not (autovacuum_analyze_scale_factor)";
    analyze.judge = judge_analyze;

    Check review;
    review.name = "monthly_review";
    review.ids = {"S004-MNT-01"};
    review.question = "Do the statistics reach back far enough for the monthly review?";
    review.statement = review_sql;
    review.rule =
        "unknown when they were reset less than 30 days ago; see unused_indexes and "
        "table_sizes for what to review";
    review.judge = judge_review;

    Check labels;
    labels.name = "enum_labels";
    labels.ids = {"X-12"};
    labels.question = "Are the labels of status, severity and the like in lower case?";
    labels.statement = labels_sql;
    labels.rule =
        "from enum types and CHECK constraints of the columns that SARK has; no when a "
        "label has an upper-case letter: the documents' SQL then finds nothing";
    labels.mend = "write the labels as they are there into the scenario's SQL and parameters";
    labels.judge = judge_labels;

    return {analyze, review, labels};
}

}  // namespace sark::scenarios::doctor
