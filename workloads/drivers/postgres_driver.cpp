#include "workloads/drivers/postgres_driver.hpp"

#include <cstring>
#include <memory>

#include <libpq-fe.h>

#include "workloads/drivers/postgres_connection.hpp"
#include "workloads/drivers/postgres_plan.hpp"

namespace sark::workloads {
namespace {

/// The DSN must parse, and not hide a piece of a password where libpq's messages would quote it.
Result<void> check_dsn(const std::string& dsn) {
    const Error bad{Errc::invalid_argument, "the connection string is not valid",
                    "PostgreSQL target",
                    "for example \"host=/run/postgresql dbname=sark\"; percent-encode special "
                    "characters of a password in a URI"};
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(dsn.c_str(), nullptr), &PQconninfoFree);
    if (!options)
        return bad;
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
        // A raw '@' in a URI's password moves its tail into the host.
        if (std::strcmp(option->keyword, "host") == 0 && option->val != nullptr &&
            std::strchr(option->val, '@') != nullptr && option->val[0] != '@')
            return bad;
    }
    return {};
}

}  // namespace

Result<ConnectionFactory> make_postgres_factory(const Target& target,
                                                const std::vector<OperationSpec>& operations,
                                                const RequestContext& context) {
    auto plan = make_postgres_plan(target, operations, context);
    if (!plan)
        return std::move(plan).error();
    if (auto checked = check_dsn(plan->dsn); !checked)
        return std::move(checked).error();
    return ConnectionFactory([plan = std::make_shared<const PostgresPlan>(std::move(plan).value())](
                                 std::size_t) -> Result<std::unique_ptr<Connection>> {
        return std::unique_ptr<Connection>(std::make_unique<PostgresConnection>(plan));
    });
}

}  // namespace sark::workloads
