#include "migrations/statistics_flush.hpp"

#include "core/postgres/session.hpp"

namespace sark::migrations {

void flush_statistics(postgres::Session& session) {
    (void)session.execute("SELECT pg_stat_force_next_flush()");
}

}  // namespace sark::migrations
