#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "workloads/drivers/message_template.hpp"

namespace sark::workloads {

/// One Redis operation compiled to the wire's form (RESP arrays of bulk strings). Immutable and
/// thread-safe.
class RedisCommand {
 public:
    /// Errc::invalid_scenario naming the operation: no words, or bad templates.
    [[nodiscard]] static Result<RedisCommand> compile(const OperationSpec& operation,
                                                      const RequestContext& context);

    /// Writes the command of the call to `message`; `word` is scratch. Neither allocates
    /// when they have longest_message() and longest_word() of room.
    void render(const Call& call, std::string& word, std::string& message) const;
    [[nodiscard]] std::size_t longest_message() const noexcept;
    [[nodiscard]] std::size_t longest_word() const noexcept;

    [[nodiscard]] RedisOperation::Expect expect() const noexcept { return expect_; }
    [[nodiscard]] const std::string& expect_value() const noexcept { return expect_value_; }

 private:
    explicit RedisCommand(ParameterSet parameters) : parameters_(std::move(parameters)) {}

    ParameterSet parameters_;
    std::vector<MessageTemplate> words_;
    RedisOperation::Expect expect_ = RedisOperation::Expect::any;
    std::string expect_value_;
};

/// What an error reply means: refused when the server would not work now (LOADING, BUSY, OOM, too
/// many clients), else wrong_answer.
[[nodiscard]] OutcomeCode redis_error_code(std::string_view error) noexcept;

}  // namespace sark::workloads
