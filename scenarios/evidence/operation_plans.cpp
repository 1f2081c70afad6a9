#include "scenarios/evidence/operation_plans.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "scenarios/evidence/plan_shape.hpp"
#include "scenarios/evidence/store_snapshot.hpp"
#include "workloads/drivers/postgres_plan.hpp"
#include "workloads/operations/operation_mix.hpp"

namespace sark::scenarios {

namespace {

constexpr Nanos patience = std::chrono::seconds(35);  // above the statement_timeout below
constexpr std::size_t plannings_before = 5;

std::string literal_of(const std::string& text) {
    std::string literal = "'";
    for (const char letter : text) {
        literal += letter;
        if (letter == '\'')
            literal += letter;
    }
    return literal + "'";
}

/// Arrivals of the load that perform the operation, as many as are wanted.
std::vector<std::uint64_t> arrivals_of(const LoadSpec& load, std::size_t operation,
                                       std::uint64_t seed, std::size_t wanted) {
    constexpr std::uint64_t searched = 20'000;
    std::vector<double> weights;
    for (const auto& one : load.operations) weights.push_back(one.weight);
    const auto mix = workloads::OperationMix::create(std::move(weights), seed);
    std::vector<std::uint64_t> arrivals;
    for (std::uint64_t i = 0; mix && i < searched && arrivals.size() < wanted; ++i)
        if (mix->pick(i) == operation)
            arrivals.push_back(i);
    for (std::uint64_t i = 0; arrivals.size() < wanted; ++i) arrivals.push_back(i);
    return arrivals;
}

std::string arguments_of(const workloads::PostgresStatement& statement,
                         const workloads::Call& call) {
    std::string list;
    for (const workloads::MessageTemplate& argument : statement.arguments) {
        std::string value;
        argument.append(statement.parameters, call, value);
        list += (list.empty() ? "(" : ", ") + literal_of(value);
    }
    return list.empty() ? list : list + ")";
}

/// Explains the statements of one load over a connection of its own.
class Explainer {
 public:
    Explainer(const LoadSpec& load, const workloads::PostgresPlan& plan, std::uint64_t seed,
              WatchConnection& connection)
        : load_(load),
          plan_(plan),
          seed_(seed),
          connection_(connection),
          roots_(read_partition_roots(connection)) {}

    Result<PlanCapture> explain(std::size_t operation) {
        const workloads::PostgresStatement& statement = plan_.statements[operation];
        if (!is_explainable(statement.sql))
            return Error{Errc::invalid_argument, "EXPLAIN does not take such a statement", "", ""};
        auto plan = explain_in_transaction(operation, statement);
        if (connection_.alive()) {
            if (auto undone = connection_.query("ROLLBACK"); !undone)
                return undone.error();
        }
        return plan;
    }
    [[nodiscard]] const PartitionRoots& roots() const { return roots_; }

 private:
    Result<PlanCapture> explain_in_transaction(std::size_t operation,
                                               const workloads::PostgresStatement& statement) {
        const std::string name = "sark_bench_plan_" + std::to_string(operation);
        for (const std::string& preparation :
             {std::string("BEGIN"), std::string("SET LOCAL statement_timeout = '30s'"),
              std::string("SET LOCAL lock_timeout = '2s'"),
              std::string("SET LOCAL standard_conforming_strings = on"),
              "PREPARE " + name + " AS " + statement.sql})
            if (auto done = connection_.query(preparation); !done)
                return done.error();
        const auto arrivals = arrivals_of(load_, operation, seed_, plannings_before + 1);
        for (std::size_t i = 0; i < plannings_before; ++i)
            if (auto planned = connection_.query("EXPLAIN EXECUTE " + name +
                                                 arguments_of(statement, {operation, arrivals[i]}));
                !planned)
                return planned.error();
        const auto rows =
            connection_.query("EXPLAIN (ANALYZE, BUFFERS, VERBOSE, FORMAT JSON) EXECUTE " + name +
                              arguments_of(statement, {operation, arrivals.back()}));
        if (!rows)
            return rows.error();
        if (rows->empty() || !rows->front()[0])
            return Error{Errc::protocol, "no plan was returned", "", ""};
        auto plan = read_plan(*rows->front()[0], roots_);
        if (auto released = connection_.query("DEALLOCATE " + name); !released)
            return released.error();
        return plan;
    }

    const LoadSpec& load_;
    const workloads::PostgresPlan& plan_;
    std::uint64_t seed_;
    WatchConnection& connection_;
    PartitionRoots roots_;
};

void fill_in(PlanCapture plan, OperationPlan& described) {
    described.hash = shape_hash(plan.shape);
    for (const PlanNode& node : plan.shape)
        if (!node.index.empty() &&
            std::ranges::find(described.indexes, node.index) == described.indexes.end())
            described.indexes.push_back(node.index);
    described.shape = std::move(plan.shape);
    described.statement = std::move(plan.statement);
    described.planning_ms = plan.planning_ms;
    described.execution_ms = plan.execution_ms;
    described.shared_hit = plan.shared_hit;
    described.shared_read = plan.shared_read;
    described.json = std::move(plan.json);
}

/// One for every operation, absent for the same reason.
std::vector<OperationPlan> none_of(const LoadSpec& load, const std::string& why) {
    std::vector<OperationPlan> plans;
    for (const auto& operation : load.operations) {
        OperationPlan& plan = plans.emplace_back();
        plan.load = load.name;
        plan.operation = operation.name;
        plan.why_absent = why;
    }
    return plans;
}

/// What follows blanks, parentheses and comments.
std::string_view without_comments_before(std::string_view sql) {
    for (;;) {
        sql.remove_prefix(std::min(sql.size(), sql.find_first_not_of(" \t\r\n(")));
        const std::string_view end = sql.starts_with("--") ? "\n" : "*/";
        if (!sql.starts_with("--") && !sql.starts_with("/*"))
            return sql;
        const std::size_t at = sql.find(end);
        sql.remove_prefix(at == std::string_view::npos ? sql.size() : at + end.size());
    }
}

}  // namespace

bool is_explainable(std::string_view sql) {
    constexpr std::array<std::string_view, 8> words = {"SELECT", "INSERT", "UPDATE", "DELETE",
                                                       "MERGE",  "VALUES", "TABLE",  "WITH"};
    sql = without_comments_before(sql);
    std::string word;
    for (std::size_t i = 0; i < sql.size() && std::isalpha(static_cast<unsigned char>(sql[i])); ++i)
        word += static_cast<char>(std::toupper(static_cast<unsigned char>(sql[i])));
    return std::ranges::find(words, word) != words.end();
}

PartitionRoots read_partition_roots(WatchConnection& connection) {
    const auto rows = connection.query(
        std::string("SELECT ") + evidence_mark +
        " c.relname, r.relname FROM pg_class c JOIN pg_class r "
        "ON r.oid = coalesce(pg_partition_root(c.oid), (SELECT i.inhparent FROM pg_inherits i "
        "WHERE i.inhrelid = c.oid LIMIT 1)) WHERE r.oid <> c.oid AND c.relkind IN ('r', 'i')");
    PartitionRoots roots;
    std::vector<std::string> ambiguous;
    if (!rows)
        return roots;
    for (const auto& row : *rows) {
        const auto [place, added] = roots.emplace(row[0].value_or(""), row[1].value_or(""));
        if (!added && place->second != row[1].value_or(""))
            ambiguous.push_back(place->first);
    }
    for (const std::string& name : ambiguous) roots.erase(name);
    return roots;
}

std::vector<OperationPlan> capture_plans(const LoadSpec& load, const workloads::Target& target,
                                         workloads::RequestContext context,
                                         const std::string& log_since_start) {
    context.run_id += "-explain";  // what was unique in the run is so again
    const std::uint64_t seed = context.seed;
    const auto compiled = workloads::make_postgres_plan(target, load.operations, context);
    if (!compiled)
        return none_of(load, compiled.error().message);
    auto connection = WatchConnection::open(compiled->dsn, patience);
    if (!connection)
        return none_of(load, connection.error().message);
    std::vector<OperationPlan> plans = none_of(load, "");
    Explainer explainer(load, *compiled, seed, **connection);
    const auto logged = read_logged_plans(log_since_start, explainer.roots());
    for (std::size_t i = 0; i < plans.size(); ++i) {
        if (auto plan = explainer.explain(i))
            fill_in(*std::move(plan), plans[i]);
        else
            plans[i].why_absent = plan.error().message;
        const auto sampled =
            std::ranges::find(logged, compiled->statements[i].sql, &LoggedPlans::query);
        if (sampled != logged.end())
            plans[i].under_load = sampled->shapes;
    }
    return plans;
}

}  // namespace sark::scenarios
