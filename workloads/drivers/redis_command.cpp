#include "workloads/drivers/redis_command.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace sark::workloads {
namespace {

constexpr std::size_t longest_count = 20;

/// "*3\r\n" or "$5\r\n".
void append_count(char kind, std::size_t count, std::string& out) {
    std::array<char, longest_count> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), count).ptr;
    out.push_back(kind);
    out.append(digits.data(), end);
    out.append("\r\n");
}

/// Commands after which a connection is no longer one of requests and answers.
bool pushes_replies(std::string command) {
    std::transform(command.begin(), command.end(), command.begin(), [](unsigned char character) {
        return static_cast<char>(std::toupper(character));
    });
    return command.ends_with("SUBSCRIBE") || command == "MONITOR" || command == "SYNC" ||
           command == "PSYNC";
}

}  // namespace

Result<RedisCommand> RedisCommand::compile(const OperationSpec& operation,
                                           const RequestContext& context) {
    const auto& spec = std::get<RedisOperation>(operation.request);
    if (spec.command.empty() || spec.command.front().empty())
        return Error{Errc::invalid_scenario, "the Redis command has no words",
                     "operation " + operation.name, "for example [\"GET\", \"key\"]"};
    if (pushes_replies(spec.command.front()))
        return Error{Errc::invalid_scenario, spec.command.front() + " has no single answer to time",
                     "operation " + operation.name, "use a command that is answered once"};
    auto parameters = ParameterSet::create(operation, context);
    if (!parameters)
        return std::move(parameters).error();
    RedisCommand command(std::move(parameters).value());
    for (const std::string& word : spec.command) {
        auto compiled = MessageTemplate::compile(word, command.parameters_, operation.name);
        if (!compiled)
            return std::move(compiled).error();
        command.words_.push_back(std::move(compiled).value());
    }
    command.expect_ = spec.expect;
    command.expect_value_ = spec.expect_value;
    return command;
}

void RedisCommand::render(const Call& call, std::string& word, std::string& message) const {
    message.clear();
    append_count('*', words_.size(), message);
    for (const MessageTemplate& part : words_) {
        word.clear();
        part.append(parameters_, call, word);
        append_count('$', word.size(), message);
        message.append(word);
        message.append("\r\n");
    }
}

std::size_t RedisCommand::longest_message() const noexcept {
    constexpr std::size_t count_line = 1 + longest_count + 2;
    std::size_t longest = count_line;
    for (const MessageTemplate& word : words_) longest += count_line + word.longest() + 2;
    return longest;
}

std::size_t RedisCommand::longest_word() const noexcept {
    std::size_t longest = 0;
    for (const MessageTemplate& word : words_) longest = std::max(longest, word.longest());
    return longest;
}

OutcomeCode redis_error_code(std::string_view error) noexcept {
    for (const std::string_view refusal :
         {"LOADING", "BUSY ", "OOM", "MAXCLIENTS", "ERR max number of clients"}) {
        if (error.starts_with(refusal))
            return OutcomeCode::refused;
    }
    return OutcomeCode::wrong_answer;
}

}  // namespace sark::workloads
