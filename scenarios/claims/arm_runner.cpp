#include "scenarios/claims/arm_runner.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

#include "scenarios/claims/answer_rows.hpp"
#include "workloads/data/hash.hpp"

namespace sark::scenarios {

namespace {

/// Indexes of a table that no constraint needs, as (name, qualified name).
constexpr const char* indexes_of_table =
    "SELECT i.relname, format('%I.%I', n.nspname, i.relname) FROM pg_index x "
    "JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace "
    "WHERE x.indrelid = to_regclass($1) "
    "AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid) ORDER BY 1";

bool holds(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

/// Whether the arm has the index.
bool wants(const ClaimArm& arm, const std::string& index,
           const std::vector<migrations::IndexDefinition>& shipped, const std::string& table) {
    if (holds(arm.without, index))
        return false;
    if (arm.only)
        return holds(*arm.only, index);
    if (!arm.set)
        return true;
    return std::ranges::any_of(shipped, [&](const migrations::IndexDefinition& definition) {
        return definition.name == index && definition.table == table &&
               migrations::belongs_to(definition, *arm.set);
    });
}

Error not_there(const std::string& index, const Claim& claim) {
    return {Errc::not_found, "there is no index " + index + " on the claim's tables", claim.name,
            "was it migrated with another index set?"};
}

}  // namespace

Result<ArmRunner> ArmRunner::create(const ClaimPlace& place, const Claim& claim,
                                    const ClaimArm& arm, ArmServers& servers) {
    ArmRunner runner(place, claim, arm);
    runner.transactional_ = !arm.connect_each && arm.redis_key.empty() && !arm.request;
    for (const std::string& setting : arm.settings) runner.state_.push_back("SET LOCAL " + setting);
    if (auto found = runner.find_unwanted(); !found)
        return found.error();
    if (!arm.request)
        return runner;
    const auto url = servers.url_for(*arm.request);
    if (!url)
        return url.error();
    auto sender = RequestSender::create(*url, arm, place.dataset);
    if (!sender)
        return sender.error();
    runner.requests_ = std::move(sender).value();
    return runner;
}

Result<void> ArmRunner::find_unwanted() {
    const auto shipped = migrations::shipped_indexes();
    std::set<std::string> there;
    for (const std::string& table : claim_->tables) {
        const auto rows = place_->session->execute(indexes_of_table, {table});
        if (!rows)
            return rows.error();
        for (const auto& row : rows->rows) {
            const std::string& index = row[0].value();
            there.insert(index);
            if (!wants(*arm_, index, shipped, table))
                state_.push_back("DROP INDEX " + row[1].value());
        }
    }
    for (const std::string& index : arm_->only.value_or(std::vector<std::string>{}))
        if (!there.contains(index))
            return not_there(index, *claim_);
    for (const std::string& index : arm_->without)
        if (!there.contains(index))
            return not_there(index, *claim_);
    return {};
}

Result<void> ArmRunner::in_state(const std::function<Result<void>()>& body) {
    if (!transactional_)
        return body();
    bool begun = false;
    Result<void> inner;
    const auto outer = place_->session->transaction([&]() -> Result<void> {
        begun = true;
        for (const std::string& statement : state_)
            if (auto done = place_->session->execute(statement); !done)
                return inner = done.error();
        inner = body();
        // An error is how a transaction is told to roll back.
        return Error{Errc::conflict, "rolled back", "", ""};
    });
    return begun ? inner : outer;
}

postgres::Values ArmRunner::values(std::uint64_t index) const {
    postgres::Values values;
    std::array<char, 40> text;
    const auto& dataset = place_->dataset;
    for (std::size_t i = 0; i < arm_->arguments.size(); ++i) {
        const ClaimArgument& argument = arm_->arguments[i];
        if (!argument.entity) {
            values.emplace_back(argument.text);
            continue;
        }
        const std::uint64_t rows =
            std::max<std::uint64_t>(1, workloads::count_of(dataset, *argument.entity));
        const std::uint64_t row = workloads::draw(dataset.seed, index, i) % rows;
        values.emplace_back(argument.by_name
                                ? workloads::write_name(*argument.entity, row, text)
                                : workloads::write_id(dataset.seed, *argument.entity, row, text));
    }
    return values;
}

Result<std::uint64_t> ArmRunner::execute_connecting(const postgres::Values& values) const {
    const auto session = postgres::Session::open(place_->dsn);
    if (!session)
        return session.error();
    return (*session)->count_rows(arm_->sql, values);
}

Result<void> ArmRunner::execute(std::uint64_t index) {
    if (requests_)
        return requests_->send(index);
    if (const auto rows = execute_statements(index); !rows)
        return rows.error();
    return {};
}

Result<std::uint64_t> ArmRunner::count_rows() {
    if (!requests_)
        return execute_statements(0);
    const auto rows = answered_rows();
    if (!rows)
        return rows.error();
    return static_cast<std::uint64_t>(rows->size());
}

Result<std::vector<std::string>> ArmRunner::answered_rows() {
    const auto answers = requests_->answers(0);
    if (!answers)
        return answers.error();
    std::vector<std::string> all;
    for (const std::string& answer : *answers) {
        auto rows = answer_rows(answer, claim_->rows);
        if (!rows) {
            Error error = rows.error();
            error.where = arm_->request->operation.name;
            return error;
        }
        all.insert(all.end(), rows->begin(), rows->end());
    }
    return all;
}

Result<std::uint64_t> ArmRunner::execute_statements(std::uint64_t index) {
    if (!arm_->redis_key.empty()) {
        const auto value = place_->redis->get(arm_->redis_key);
        if (!value)
            return value.error();
        return static_cast<std::uint64_t>(value->has_value() ? 1 : 0);
    }
    const postgres::Values bound = values(index);
    if (arm_->connect_each)
        return execute_connecting(bound);
    postgres::Session& session = *place_->session;
    if (arm_->for_each.empty()) {
        auto rows = session.count_rows(arm_->sql, bound);
        for (auto next = arm_->then.begin(); rows && next != arm_->then.end(); ++next)
            rows = session.count_rows(*next);
        return rows;
    }
    const auto first = session.execute(arm_->sql, bound);
    if (!first)
        return first.error();
    std::uint64_t total = 0;
    for (const auto& row : first->rows) {
        const auto rows = session.count_rows(arm_->for_each, {row[0]});
        if (!rows)
            return rows.error();
        total += *rows;
    }
    return total;
}

bool ArmRunner::is_one_statement() const {
    return !arm_->sql.empty() && !arm_->connect_each && arm_->then.empty() &&
           arm_->for_each.empty();
}

Result<std::optional<PlanCapture>> ArmRunner::explain() {
    if (arm_->sql.empty())
        return std::optional<PlanCapture>();
    const auto rows =
        place_->session->execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + arm_->sql, values(0));
    if (!rows)
        return rows.error();
    if (rows->empty() || !rows->rows[0][0])
        return Error{Errc::protocol, "no plan was returned", "EXPLAIN", ""};
    auto plan = read_plan(*rows->rows[0][0]);
    if (!plan)
        return plan.error();
    return std::optional(*std::move(plan));
}

Result<std::optional<std::uint64_t>> ArmRunner::index_bytes() {
    std::optional<std::uint64_t> bytes;
    if (!arm_->only || arm_->only->empty())
        return bytes;
    std::string names;
    for (const std::string& name : *arm_->only)
        names += (names.empty() ? "" : ", ") + place_->session->quote(name);
    const auto rows = place_->session->execute(
        "SELECT sum(pg_relation_size(c.oid))::bigint FROM pg_class c WHERE c.relkind = 'i' AND "
        "c.relname IN (" +
        names + ")");
    if (!rows)
        return rows.error();
    if (const auto& sum = rows->rows[0][0])
        bytes = std::strtoull(sum->c_str(), nullptr, 10);
    return bytes;
}

Result<std::optional<std::string>> ArmRunner::digest() {
    if (requests_) {
        auto rows = answered_rows();
        if (!rows)
            return rows.error();
        std::ranges::sort(*rows);
        std::string lines;
        for (const std::string& row : *rows) lines += row + '\n';
        return std::optional(std::move(lines));
    }
    if (!is_one_statement())
        return std::optional<std::string>();
    const auto rows = place_->session->execute(
        "SELECT md5(coalesce(string_agg(line, E'\\n' ORDER BY line), '')) "
        "FROM (SELECT answer::text AS line FROM (" +
            arm_->sql + ") AS answer) AS lines",
        values(0));
    if (!rows)
        return rows.error();
    return rows->rows[0][0];
}

}  // namespace sark::scenarios
