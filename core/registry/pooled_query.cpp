#include "core/registry/pooled_query.hpp"

#include <utility>

#include "core/postgres/connection_pool.hpp"

namespace sark {

Result<postgres::Rows> pooled_query(postgres::ConnectionPool& pool, const std::string& name,
                                    const std::string& sql, const postgres::Values& parameters) {
    auto session = pool.acquire();
    if (!session)
        return std::move(session).error();
    return (*session)->execute_prepared(name, sql, parameters);
}

Error no_such(const char* what, const std::string& key) {
    return {Errc::not_found, std::string("there is no ") + what + " " + key, "", ""};
}

}  // namespace sark
