#pragma once

#include <cstdint>

#include "workloads/drivers/redis_command.hpp"

struct redisReply;  // hiredis

namespace sark::workloads {

/// The reply's length on the wire (RESP2).
[[nodiscard]] std::uint64_t reply_wire_bytes(const redisReply& reply) noexcept;

/// ok when the reply meets the command's expectation; an error reply as redis_error_code() says.
[[nodiscard]] OutcomeCode judge_reply(const redisReply& reply, const RedisCommand& command);

}  // namespace sark::workloads
