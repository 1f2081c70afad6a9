#include "workloads/drivers/postgres_plan.hpp"

#include <algorithm>
#include <string_view>

namespace sark::workloads {
namespace {

using namespace std::string_view_literals;

Result<PostgresStatement> compile_statement(const OperationSpec& operation, std::size_t number,
                                            const RequestContext& context) {
    const auto& spec = std::get<PostgresOperation>(operation.request);
    auto parameters = ParameterSet::create(operation, context);
    if (!parameters)
        return std::move(parameters).error();
    PostgresStatement statement{operation.name,
                                "op" + std::to_string(number),
                                spec.sql,
                                std::move(parameters).value(),
                                {},
                                spec.expect_rows_min,
                                spec.expect_rows_max,
                                spec.connect_each};
    for (const std::string& argument : spec.arguments) {
        auto compiled = MessageTemplate::compile(argument, statement.parameters, operation.name);
        if (!compiled)
            return std::move(compiled).error();
        if (compiled->may_contain(statement.parameters, "\0"sv))
            return Error{Errc::invalid_scenario, "an argument can hold a NUL character",
                         "operation " + operation.name, "PostgreSQL has no such text"};
        statement.arguments.push_back(std::move(compiled).value());
    }
    return statement;
}

/// The database that all operations share.
Result<std::string> choose_dsn(const Target& target, const std::vector<OperationSpec>& operations,
                               bool replica) {
    if (replica && target.read_dsn.empty())
        return Error{Errc::invalid_argument, "a load reads from a replica, and there is none",
                     "PostgreSQL target", "give --read-dsn, or set environment.replica"};
    if (replica)
        return target.read_dsn;
    const std::string& audit = target.audit_dsn.empty() ? target.postgres_dsn : target.audit_dsn;
    const auto dsn_of = [&](const OperationSpec& operation) -> const std::string& {
        return std::get<PostgresOperation>(operation.request).audit_database ? audit
                                                                             : target.postgres_dsn;
    };
    const std::string& dsn = dsn_of(operations.front());
    for (const OperationSpec& operation : operations) {
        if (dsn_of(operation) != dsn)
            return Error{Errc::invalid_scenario,
                         "one load uses both the main and the audit database",
                         "operation " + operation.name,
                         "put the operations on the audit database into a load of their own"};
    }
    if (dsn.empty())
        return Error{Errc::invalid_argument, "PostgreSQL operations need a target database",
                     "PostgreSQL target", "give --dsn"};
    return dsn;
}

}  // namespace

Result<PostgresPlan> make_postgres_plan(const Target& target,
                                        const std::vector<OperationSpec>& operations,
                                        const RequestContext& context) {
    PostgresPlan plan;
    plan.depth = std::max(1U, context.pipeline);
    plan.sync_each = context.sync_each;
    for (const OperationSpec& operation : operations) {
        auto statement = compile_statement(operation, plan.statements.size(), context);
        if (!statement)
            return std::move(statement).error();
        std::size_t longest = 0;
        for (const MessageTemplate& argument : statement->arguments)
            longest += argument.longest() + 1;
        plan.longest_arguments = std::max(plan.longest_arguments, longest);
        plan.most_arguments = std::max(plan.most_arguments, statement->arguments.size());
        plan.statements.push_back(std::move(statement).value());
    }
    auto dsn = choose_dsn(target, operations, context.replica);
    if (!dsn)
        return std::move(dsn).error();
    plan.dsn = std::move(dsn).value();
    const bool pooled = target.transaction_pooled && plan.dsn == target.postgres_dsn;
    plan.prepared = context.prepared && !pooled;
    return plan;
}

}  // namespace sark::workloads
