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

void append_word(std::string_view word, std::string& out) {
    append_count('$', word.size(), out);
    out.append(word);
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
    append_count('*', spec.command.size(), command.pieces_.emplace_back().literal);
    for (const std::string& word : spec.command) {
        auto compiled = MessageTemplate::compile(word, command.parameters_, operation.name);
        if (!compiled)
            return std::move(compiled).error();
        command.add_word(std::move(compiled).value());
    }
    command.expect_ = spec.expect;
    command.expect_value_ = spec.expect_value;
    return command;
}

void RedisCommand::add_word(MessageTemplate word) {
    if (word.is_literal()) {
        std::string text;
        word.append(parameters_, Call{}, text);
        append_word(text, pieces_.back().literal);
        return;
    }
    pieces_.back().word = std::move(word);
    pieces_.emplace_back();
}

void RedisCommand::append(const Call& call, std::string& word, std::string& message) const {
    for (const Piece& piece : pieces_) {
        message.append(piece.literal);
        if (!piece.word)
            continue;
        word.clear();
        piece.word->append(parameters_, call, word);
        append_word(word, message);
    }
}

std::size_t RedisCommand::longest_message() const noexcept {
    std::size_t longest = 0;
    for (const Piece& piece : pieces_)
        longest += piece.literal.size() +
                   (piece.word ? 1 + longest_count + 2 + piece.word->longest() + 2 : 0);
    return longest;
}

std::size_t RedisCommand::longest_word() const noexcept {
    std::size_t longest = 0;
    for (const Piece& piece : pieces_)
        longest = std::max(longest, piece.word ? piece.word->longest() : 0);
    return longest;
}

OutcomeCode RedisCommand::judge(const RedisReplyParser& reply) const noexcept {
    using Kind = RedisReplyParser::Kind;
    if (reply.kind() == Kind::error)
        return redis_error_code(reply.text());
    const auto says = [&](std::string_view value) {
        return reply.kind() != Kind::nil && reply.kind() != Kind::array &&
               reply.text_length() == value.size() && reply.text().substr(0, value.size()) == value;
    };
    bool met = true;
    switch (expect_) {
        case RedisOperation::Expect::any:
            break;
        case RedisOperation::Expect::not_nil:
            met = reply.kind() != Kind::nil;
            break;
        case RedisOperation::Expect::ok:
            met = reply.kind() == Kind::status && says("OK");
            break;
        case RedisOperation::Expect::equals:
            met = says(expect_value_);
            break;
    }
    return met ? OutcomeCode::ok : OutcomeCode::wrong_answer;
}

void RedisCommand::explain(const RedisReplyParser& reply, CauseText& why) noexcept {
    switch (reply.kind()) {
        case RedisReplyParser::Kind::error:
            explain_redis_error(reply.text(), why);
            return;
        case RedisReplyParser::Kind::nil:
            why.set("nil");
            return;
        case RedisReplyParser::Kind::array:
            why.set("unexpected array");
            return;
        default:
            why.set("unexpected value", reply.text());
    }
}

void explain_redis_error(std::string_view error, CauseText& why) noexcept {
    constexpr std::string_view general = "ERR ";
    const bool is_general = error.starts_with(general);
    std::string_view kind =
        error.substr(0, error.find_first_of(is_general ? "'\"`:,(0123456789" : " "));
    while (kind.ends_with(' ')) kind.remove_suffix(1);
    why.set(kind.empty() ? "error" : kind, error);
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
