#include "workloads/drivers/redis_reply.hpp"

#include <string>
#include <string_view>

#include <hiredis/hiredis.h>

namespace sark::workloads {
namespace {

std::uint64_t digits_of(std::uint64_t number) noexcept {
    std::uint64_t digits = 1;
    for (; number >= 10; number /= 10) ++digits;
    return digits;
}

bool equals(const redisReply& reply, const std::string& value) {
    if (reply.type == REDIS_REPLY_INTEGER)
        return std::to_string(reply.integer) == value;
    return (reply.type == REDIS_REPLY_STRING || reply.type == REDIS_REPLY_STATUS) &&
           std::string_view(reply.str, reply.len) == value;
}

}  // namespace

std::uint64_t reply_wire_bytes(const redisReply& reply) noexcept {
    switch (reply.type) {
        case REDIS_REPLY_STRING:
            return 1 + digits_of(reply.len) + 2 + reply.len + 2;
        case REDIS_REPLY_STATUS:
        case REDIS_REPLY_ERROR:
            return 1 + reply.len + 2;
        case REDIS_REPLY_INTEGER: {
            const auto bits = static_cast<std::uint64_t>(reply.integer);
            return reply.integer < 0 ? 2 + digits_of(0 - bits) + 2 : 1 + digits_of(bits) + 2;
        }
        case REDIS_REPLY_ARRAY: {
            std::uint64_t bytes = 1 + digits_of(reply.elements) + 2;
            for (std::size_t i = 0; i < reply.elements; ++i)
                bytes += reply_wire_bytes(*reply.element[i]);
            return bytes;
        }
        default:
            return 5;  // "$-1\r\n"
    }
}

OutcomeCode judge_reply(const redisReply& reply, const RedisCommand& command) {
    if (reply.type == REDIS_REPLY_ERROR)
        return redis_error_code({reply.str, reply.len});
    bool met = true;
    switch (command.expect()) {
        case RedisOperation::Expect::any:
            break;
        case RedisOperation::Expect::not_nil:
            met = reply.type != REDIS_REPLY_NIL;
            break;
        case RedisOperation::Expect::ok:
            met =
                reply.type == REDIS_REPLY_STATUS && std::string_view(reply.str, reply.len) == "OK";
            break;
        case RedisOperation::Expect::equals:
            met = equals(reply, command.expect_value());
            break;
    }
    return met ? OutcomeCode::ok : OutcomeCode::wrong_answer;
}

}  // namespace sark::workloads
