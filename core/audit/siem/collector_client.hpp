#pragma once

#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sark {

struct CollectorOptions {
    std::string url;    ///< http://host[:port]/path
    std::string token;  ///< Sent as "Authorization: Bearer ..."; empty: none. Never shown.
    Nanos request_timeout = std::chrono::seconds(30);  ///< SIEMConfig of upstream.
};

/// Posts batches of events to a SIEM's HTTP collector over one kept-alive connection. One thread.
class CollectorClient {
 public:
    /// Errc::invalid_argument when the URL is not one of http.
    [[nodiscard]] static Result<std::unique_ptr<CollectorClient>> create(
        const CollectorOptions& options);
    ~CollectorClient();
    CollectorClient(const CollectorClient&) = delete;
    CollectorClient& operator=(const CollectorClient&) = delete;

    /// POST as application/x-ndjson. The status of the answer, whatever it is; Errc::unavailable or
    /// Errc::timeout when there was none.
    [[nodiscard]] Result<int> post(const std::string& body, bool gzipped);

 private:
    struct State;
    explicit CollectorClient(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace sark
