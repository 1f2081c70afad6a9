#include "core/circuit_breaker/breaker_store.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/audit/audit_table.hpp"
#include "core/postgres/connection_pool.hpp"

namespace sark {
namespace {

using postgres::Value;
using postgres::Values;

// Times of mcp_gw are UTC without a zone.
constexpr const char* save_breaker =
    "WITH saved AS (UPDATE mcp_gw.circuit_breakers SET state = $3, failure_count = $4::integer, "
    "success_count = $5::integer, failure_threshold = $6::integer, "
    "success_threshold = $7::integer, timeout_ms = $8::integer, "
    "opened_at = $9::timestamptz AT TIME ZONE 'UTC', "
    "updated_at = $10::timestamptz AT TIME ZONE 'UTC' "
    "WHERE server_id = $1 AND service_name = $2 RETURNING id) "
    "INSERT INTO mcp_gw.circuit_breakers (server_id, service_name, state, failure_count, "
    "success_count, failure_threshold, success_threshold, timeout_ms, opened_at, updated_at) "
    "SELECT $1, $2, $3, $4::integer, $5::integer, $6::integer, $7::integer, $8::integer, "
    "$9::timestamptz AT TIME ZONE 'UTC', $10::timestamptz AT TIME ZONE 'UTC' "
    "WHERE NOT EXISTS (SELECT FROM saved)";

constexpr const char* load_breaker =
    "SELECT state, failure_count, success_count, "
    "extract(epoch FROM $3::timestamptz AT TIME ZONE 'UTC' - opened_at) * 1000 "
    "FROM mcp_gw.circuit_breakers WHERE server_id = $1 AND service_name = $2 "
    "ORDER BY updated_at DESC LIMIT 1";

constexpr const char* count_open_breakers =
    "SELECT count(*) FROM mcp_gw.circuit_breakers WHERE state = 'open'";

std::optional<CircuitState> state_of(const std::string& text) {
    for (const CircuitState state :
         {CircuitState::closed, CircuitState::open, CircuitState::half_open})
        if (text == to_string(state))
            return state;
    return std::nullopt;
}

template <class Number>
Number number_of(const Value& cell) {
    Number number = 0;
    const std::string text = cell.value_or("");
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::int64_t milliseconds(Nanos length) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(length).count();
}

}  // namespace

Result<void> BreakerStore::save(const std::string& server_id, const std::string& service_name,
                                const CircuitBreaker& breaker) {
    const CircuitBreakerStats stats = breaker.stats();
    const CircuitBreakerOptions& options = breaker.options();
    const UtcTime now = time_.utc_now();
    Value opened_at;
    if (stats.state == CircuitState::open)
        opened_at = audit_table::to_timestamptz(now - (options.open_for - stats.open_left));
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    auto done = (*lease)->execute_prepared(
        "save_breaker", save_breaker,
        {server_id, service_name, std::string(to_string(stats.state)),
         std::to_string(stats.failures), std::to_string(stats.successes),
         std::to_string(options.failure_threshold), std::to_string(options.success_threshold),
         std::to_string(milliseconds(options.open_for)), opened_at,
         audit_table::to_timestamptz(now)});
    if (!done)
        return std::move(done).error();
    return {};
}

Result<bool> BreakerStore::load(const std::string& server_id, const std::string& service_name,
                                CircuitBreaker& breaker) {
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    auto found = (*lease)->execute_prepared(
        "load_breaker", load_breaker,
        {server_id, service_name, audit_table::to_timestamptz(time_.utc_now())});
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return false;
    const Values& row = found->rows.front();
    const auto state = state_of(row[0].value_or(""));
    if (!state)
        return Error{Errc::protocol, "a circuit breaker is neither closed nor open nor half open",
                     "mcp_gw.circuit_breakers", ""};
    CircuitBreakerStats left;
    left.state = *state;
    left.failures = number_of<unsigned>(row[1]);
    left.successes = number_of<unsigned>(row[2]);
    // One without a time may be probed at once.
    const Nanos open_for = breaker.options().open_for;
    const Nanos passed =
        row[3] ? Nanos(std::chrono::milliseconds(number_of<std::int64_t>(row[3]))) : open_for;
    left.open_left = std::clamp(open_for - passed, Nanos{0}, open_for);
    breaker.resume(left);
    return true;
}

Result<std::uint64_t> BreakerStore::count_open() {
    auto lease = pool_.acquire();
    if (!lease)
        return std::move(lease).error();
    auto found = (*lease)->execute_prepared("count_open_breakers", count_open_breakers, {});
    if (!found)
        return std::move(found).error();
    return number_of<std::uint64_t>(found->rows.front()[0]);
}

}  // namespace sark
