#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "workloads/drivers/api_access.hpp"
#include "workloads/drivers/cause_text.hpp"
#include "workloads/drivers/http_response_parser.hpp"
#include "workloads/drivers/item_count.hpp"
#include "workloads/drivers/message_template.hpp"

namespace sark::workloads {

/// One HTTP operation compiled: what is sent and what must come back. Immutable and thread-safe.
/// Sends Host, User-Agent: sark-bench and Content-Length by itself (the first two unless the
/// operation has its own), what the access says (unless the operation has such a header of its
/// own), and never Accept-Encoding unless the operation asks for it.
class HttpRequest {
 public:
    /// Errc::invalid_scenario naming the operation: a method that is none, blanks or line ends that
    /// would break the request's head, framing headers of its own, expectations that cannot be met.
    [[nodiscard]] static Result<HttpRequest> compile(const OperationSpec& operation,
                                                     const RequestContext& context,
                                                     std::string_view authority,
                                                     const ApiAccess& access = {});

    /// Writes the whole request of the call to `message`; `body` is scratch. Neither
    /// allocates when they have longest_message() and longest_body() of room.
    void render(const Call& call, std::string& body, std::string& message) const;
    [[nodiscard]] std::size_t longest_message() const noexcept;
    [[nodiscard]] std::size_t longest_body() const noexcept;

    /// GET and HEAD: may be sent again when the connection turns out to be closed.
    [[nodiscard]] bool is_idempotent() const noexcept { return idempotent_; }
    [[nodiscard]] bool is_head() const noexcept { return head_; }
    /// What the answer's head must have, for HttpResponseParser::begin().
    [[nodiscard]] std::span<const ExpectedHeader> expected_headers() const noexcept {
        return expect_headers_;
    }
    [[nodiscard]] int expected_status() const noexcept { return expect_status_; }
    /// True when judging needs the body, not just the head.
    [[nodiscard]] bool reads_body() const noexcept;
    /// ok, wrong_answer, failed_closed, refused (an unexpected 429 or 503), or timeout (504), for a
    /// complete response. Literals are looked for in the kept part of the body. What is not ok is
    /// explained in `why`.
    [[nodiscard]] OutcomeCode judge(const HttpResponseParser& response,
                                    CauseText& why) const noexcept;

 private:
    struct Header {
        std::string prefix;  // "Name: "
        MessageTemplate value;
    };

    explicit HttpRequest(ParameterSet parameters) : parameters_(std::move(parameters)) {}
    void render_body(const Call& call, std::string& body) const;
    [[nodiscard]] Result<void> compile_headers(const HttpOperation& http,
                                               const OperationSpec& operation,
                                               std::string_view authority);
    /// Appended to fixed_headers_.
    void show(const HttpOperation& http, const ApiAccess& access);
    /// What may be shown of an answer's body: nothing of one that says what it was shown itself.
    [[nodiscard]] std::string_view example_of(std::string_view body) const noexcept;

    ParameterSet parameters_;
    std::string start_;  // "GET "
    MessageTemplate path_;
    std::string fixed_headers_;  // after the path: " HTTP/1.1\r\nHost: ...\r\n"
    std::vector<Header> headers_;
    MessageTemplate body_;
    std::optional<ItemCount> repeat_;  // the body is an item of a list
    bool sends_length_ = false;
    bool idempotent_ = false;
    bool head_ = false;
    int expect_status_ = 200;
    std::string expect_contains_;
    std::string expect_excludes_;
    std::string expect_failure_;
    std::vector<ExpectedHeader> expect_headers_;
    std::vector<std::string> secrets_;  // how the credentials begin
};

}  // namespace sark::workloads
