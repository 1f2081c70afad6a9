#pragma once

#include <vector>

#include "core/base/result.hpp"
#include "workloads/drivers/connection.hpp"
#include "workloads/drivers/driver.hpp"
#include "workloads/drivers/http_connection.hpp"

namespace sark::workloads {

/// So much of a body is kept where an operation looks into it.
inline constexpr std::size_t http_kept_body_bytes = std::size_t{1024} * 1024;

/// The operations compiled for a target, its host resolved: for whoever drives an HttpConnection
/// himself. Errors as make_connection_factory().
[[nodiscard]] Result<HttpPlan> make_http_plan(const Target& target,
                                              const std::vector<OperationSpec>& operations,
                                              const RequestContext& context);

/// Connections of a non-blocking HTTP/1.1 client with keep-alive, one request in flight each. The
/// host is resolved here, once. Outcomes:
/// - ok: the expected status and headers, with expect_contains and without expect_excludes in the
/// first 1 MB;
/// - wrong_answer: another status, header or content;
/// - failed_closed: the expected status, and expect_failure in the first 1 MB;
/// - refused: 429 or 503 (unless expected), or the connection refused;
/// - timeout: 504 (unless expected), besides the engine's own;
/// - connection: reset or closed with the request in flight. A GET or HEAD on a connection from
///   before is sent once more on a fresh one when no byte of its answer came, as clients do;
/// - protocol: an answer that is not HTTP/1.x, or bytes beyond its end.
/// A server that closes between requests is normal: the next start() connects again.
[[nodiscard]] Result<ConnectionFactory> make_http_factory(
    const Target& target, const std::vector<OperationSpec>& operations,
    const RequestContext& context);

}  // namespace sark::workloads
