#pragma once

#include <memory>

#include "core/http/filter.hpp"
#include "core/http/guards/response_store.hpp"

namespace sark::http {

/// Answers GET requests from what is kept (S002-RC-01..04), and forgets what a write has changed
/// before the write is answered. Only answers with 200 are kept. X-Cache says HIT or MISS,
/// X-Cache-Key names the entry, X-Cache-TTL says how many seconds it has left. A request with
/// Cache-Control: no-cache is answered anew, and what it is answered is kept.
class ResponseCache final : public Filter {
 public:
    ResponseCache(std::unique_ptr<ResponseStore> store, const ResponseCacheOptions& options);
    [[nodiscard]] Answer answer(Request& request, const Rest& rest) override;

 private:
    [[nodiscard]] Answer answer_write(Request& request, const Rest& rest);

    ResponseCacheOptions options_;
    std::unique_ptr<ResponseStore> store_;
};

}  // namespace sark::http
