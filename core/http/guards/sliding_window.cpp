#include "core/http/guards/sliding_window.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include "core/http/guards/digest.hpp"
#include "core/policy/invalidation_feed.hpp"
#include "core/redis/client.hpp"

namespace sark::http {
namespace {

using std::chrono::microseconds;

// Numbers are answered as text: Redis would cut Lua's to integers, and sorted sets hold doubles,
// which are exact for microseconds of UTC until the year 2255.
constexpr std::size_t self_length = 8;

constexpr std::string_view script = R"lua(
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local window = tonumber(ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local counted = redis.call('ZCARD', KEYS[1])
local within = 0
if counted < tonumber(ARGV[2]) then
    within = 1
    counted = counted + 1
    redis.call('ZADD', KEYS[1], now, ARGV[3])
    redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] or now
return {string.format('%d', within), string.format('%d', counted), string.format('%.0f', oldest),
        string.format('%.0f', now)}
)lua";

std::optional<std::int64_t> number(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

}  // namespace

std::optional<Budget> read_window(const std::vector<std::string>& reply, std::int64_t limit,
                                  Nanos window) {
    if (reply.size() != 4)
        return std::nullopt;
    const auto within = number(reply[0]);
    const auto counted = number(reply[1]);
    const auto oldest = number(reply[2]);
    const auto now = number(reply[3]);
    if (!within || !counted || !oldest || !now)
        return std::nullopt;
    Budget budget;
    budget.is_within = *within == 1;
    budget.remaining = std::max<std::int64_t>(limit - *counted, 0);
    budget.resets_at = UtcTime{microseconds(*oldest) + window};
    budget.resets_after =
        std::max<Nanos>(microseconds(*oldest) + window - microseconds(*now), Nanos{0});
    return budget;
}

SlidingWindow::SlidingWindow(redis::Client& redis, CircuitBreaker& breaker, Nanos window)
    : redis_(redis),
      breaker_(breaker),
      window_(window),
      self_(sha1_hex(InvalidationFeed::new_version()).substr(0, self_length)),
      script_hash_(sha1_hex(script)) {}

Result<Budget> SlidingWindow::take(const std::string& name, std::int64_t limit) {
    const auto window_us = std::chrono::duration_cast<microseconds>(window_).count();
    redis::Command command{"EVALSHA",
                           script_hash_,
                           "1",
                           "rate:limit:" + name,
                           std::to_string(window_us),
                           std::to_string(limit),
                           self_ + "-" + std::to_string(taken_.fetch_add(1))};
    auto replies = breaker_.call([&] {
        auto answered = redis_.pipeline({command});
        if (answered && answered->front().text.starts_with("NOSCRIPT")) {
            command[0] = "EVAL";
            command[1] = script;
            answered = redis_.pipeline({command});
        }
        return answered;
    });
    if (!replies)
        return std::move(replies).error();
    auto budget = read_window(replies->front().list, limit, window_);
    if (!budget)
        return Error{Errc::protocol, "Redis refused to count: " + replies->front().text,
                     redis_.address(), ""};
    return *budget;
}

}  // namespace sark::http
