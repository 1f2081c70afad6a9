#include "scenarios/environment/redis_probe.hpp"

#include <charconv>
#include <memory>
#include <sstream>
#include <vector>

#include <hiredis.h>

namespace sark::scenarios {

namespace {

using Context = std::unique_ptr<redisContext, decltype(&redisFree)>;

Context connect(const RedisEndpoint& endpoint) {
    const timeval timeout{2, 0};
    Context context(endpoint.socket.empty()
                        ? redisConnectWithTimeout(endpoint.host.c_str(), endpoint.port, timeout)
                        : redisConnectUnixWithTimeout(endpoint.socket.c_str(), timeout),
                    &redisFree);
    if (context != nullptr && context->err == 0)
        redisSetTimeout(context.get(), timeout);
    return context;
}

Error unreachable(const std::string& endpoint, const std::string& why) {
    return {Errc::unavailable, "Redis does not answer: " + why, endpoint,
            "start it, or leave out --redis to have one started"};
}

Result<std::string> ask(redisContext* context, const std::string& endpoint,
                        std::initializer_list<std::string> words) {
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    for (const std::string& word : words) {
        texts.push_back(word.data());
        lengths.push_back(word.size());
    }
    void* answer =
        redisCommandArgv(context, static_cast<int>(texts.size()), texts.data(), lengths.data());
    if (answer == nullptr)
        return unreachable(endpoint, context->errstr);
    const auto free_reply = [](redisReply* reply) { freeReplyObject(reply); };
    const std::unique_ptr<redisReply, decltype(free_reply)> reply(static_cast<redisReply*>(answer),
                                                                  free_reply);
    const std::string text =
        reply->str != nullptr ? std::string(reply->str, reply->len) : std::string();
    if (reply->type == REDIS_REPLY_ERROR)
        return unreachable(endpoint, text);
    return text;
}

}  // namespace

Result<RedisEndpoint> parse_redis_endpoint(const std::string& text) {
    const Error fault{Errc::invalid_argument,
                      "the Redis address is neither unix:/path nor host:port", "", ""};
    RedisEndpoint endpoint;
    if (text.rfind("unix:", 0) == 0) {
        endpoint.socket = text.substr(5);
        if (endpoint.socket.empty() || endpoint.socket.front() != '/')
            return fault;
        return endpoint;
    }
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0)
        return fault;
    endpoint.host = text.substr(0, colon);
    if (endpoint.host.size() > 2 && endpoint.host.front() == '[' && endpoint.host.back() == ']')
        endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, endpoint.port);
    if (error != std::errc() || stop != end || endpoint.port < 1 || endpoint.port > 65'535 ||
        endpoint.host.find_first_of("/@[] ") != std::string::npos)
        return fault;
    return endpoint;
}

Result<std::map<std::string, std::string>> redis_info(const std::string& endpoint,
                                                      const std::string& password) {
    const auto parsed = parse_redis_endpoint(endpoint);
    if (!parsed)
        return parsed.error();
    const Context context = connect(*parsed);
    if (context == nullptr || context->err != 0)
        return unreachable(endpoint, context != nullptr ? context->errstr : "out of memory");
    if (!password.empty()) {
        if (auto accepted = ask(context.get(), endpoint, {"AUTH", password}); !accepted)
            return accepted.error();
    }
    auto text = ask(context.get(), endpoint, {"INFO"});
    if (!text)
        return text.error();
    return parse_redis_info(*text);
}

std::map<std::string, std::string> parse_redis_info(const std::string& text) {
    std::map<std::string, std::string> values;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        const std::size_t colon = line.find(':');
        if (!line.empty() && line.front() != '#' && colon != std::string::npos)
            values.emplace(line.substr(0, colon), line.substr(colon + 1));
    }
    return values;
}

}  // namespace sark::scenarios
