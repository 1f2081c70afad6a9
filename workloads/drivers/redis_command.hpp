#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "workloads/drivers/cause_text.hpp"
#include "workloads/drivers/message_template.hpp"
#include "workloads/drivers/redis_reply_parser.hpp"
#include "workloads/timing/outcome.hpp"

namespace sark::workloads {

/// One Redis operation compiled to the wire's form (RESP arrays of bulk strings). Immutable and
/// thread-safe.
class RedisCommand {
 public:
    /// Errc::invalid_scenario naming the operation: no words, or bad templates.
    [[nodiscard]] static Result<RedisCommand> compile(const OperationSpec& operation,
                                                      const RequestContext& context);

    /// Appends the command of the call to `message`; `word` is scratch. Neither allocates
    /// when there is longest_message() and longest_word() of room.
    void append(const Call& call, std::string& word, std::string& message) const;
    [[nodiscard]] std::size_t longest_message() const noexcept;
    [[nodiscard]] std::size_t longest_word() const noexcept;

    /// How much of a reply's text judge() looks at.
    [[nodiscard]] std::size_t kept_text_max() const noexcept { return expect_value_.size(); }
    /// ok when the reply meets the expectation; an error reply as redis_error_code() says.
    [[nodiscard]] OutcomeCode judge(const RedisReplyParser& reply) const noexcept;
    /// Why judge() did not call the reply ok.
    static void explain(const RedisReplyParser& reply, CauseText& why) noexcept;

 private:
    explicit RedisCommand(ParameterSet parameters) : parameters_(std::move(parameters)) {}
    void add_word(MessageTemplate word);

    /// What goes over the wire as it is, and the word that follows it.
    struct Piece {
        std::string literal;
        std::optional<MessageTemplate> word;
    };

    ParameterSet parameters_;
    std::vector<Piece> pieces_;
    RedisOperation::Expect expect_ = RedisOperation::Expect::any;
    std::string expect_value_;
};

/// The kind of an error reply is its code word, or as much of it as no argument can be part of
/// where the word is ERR; the example is all of it.
void explain_redis_error(std::string_view error, CauseText& why) noexcept;

/// What an error reply means: refused when the server would not work now (LOADING, BUSY, OOM, too
/// many clients), else wrong_answer.
[[nodiscard]] OutcomeCode redis_error_code(std::string_view error) noexcept;

}  // namespace sark::workloads
