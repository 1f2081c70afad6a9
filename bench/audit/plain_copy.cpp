#include "bench/audit/plain_copy.hpp"

#include <cstdio>
#include <cstdlib>

#include <libpq-fe.h>

#include "core/audit/audit_table.hpp"

namespace sark::bench {
namespace {

struct FreeResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, FreeResult>;

}  // namespace

struct PlainCopy::State {
    explicit State(const std::string& dsn) : connection(PQconnectdb(dsn.c_str())) {
        require(PQstatus(connection) == CONNECTION_OK);
    }
    ~State() { PQfinish(connection); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void require(bool good) const {
        if (good)
            return;
        std::fprintf(stderr, "plain COPY: %s", PQerrorMessage(connection));
        std::exit(1);
    }

    PGconn* connection;
};

PlainCopy::PlainCopy(const std::string& dsn) : state_(std::make_unique<State>(dsn)) {}
PlainCopy::~PlainCopy() = default;

std::vector<std::string> PlainCopy::prepare(const std::vector<AuditEvent>& events,
                                            std::size_t batch_size) {
    std::vector<std::string> batches;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (i % batch_size == 0)
            batches.emplace_back();
        const AuditEvent& event = events[i];  // made by us: nothing in it needs escaping
        batches.back() += audit_table::to_timestamptz(event.time) + "\t" + event.event_id + "\t" +
                          event.event_type + "\t" + event.user_id.value_or("\\N") + "\t" +
                          event.resource_type + "\t" + event.resource_id + "\t" + event.action +
                          "\t" + event.status + "\t" + event.ip_address.value_or("\\N") + "\t" +
                          event.details_json + "\n";
    }
    return batches;
}

void PlainCopy::copy(const std::vector<std::string>& batches) {
    PGconn* connection = state_->connection;
    for (const std::string& batch : batches) {
        const Answer begun(
            PQexec(connection,
                   "COPY sark_audit.audit_events (time, event_id, event_type, user_id, "
                   "resource_type, resource_id, action, status, ip_address, details) FROM STDIN"));
        state_->require(PQresultStatus(begun.get()) == PGRES_COPY_IN);
        state_->require(PQputCopyData(connection, batch.data(), static_cast<int>(batch.size())) ==
                            1 &&
                        PQputCopyEnd(connection, nullptr) == 1);
        const Answer done(PQgetResult(connection));
        state_->require(PQresultStatus(done.get()) == PGRES_COMMAND_OK);
        const Answer end(PQgetResult(connection));
        state_->require(end == nullptr);
    }
}

}  // namespace sark::bench
