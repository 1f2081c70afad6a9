#include "scenarios/environment/redis_probe.hpp"

#include <sstream>
#include <vector>

#include "core/redis/connection.hpp"

namespace sark::scenarios {

namespace {

Result<std::vector<redis::Reply>> ask(const std::string& endpoint, const std::string& password,
                                      const std::vector<redis::Command>& questions) {
    auto address = redis::parse_address(endpoint);
    if (!address)
        return address.error();
    constexpr auto patience = std::chrono::seconds(2);
    auto connection = redis::Connection::open({*address, password, patience, patience});
    if (!connection) {
        Error error = connection.error();
        error.where = endpoint;
        return error;
    }
    auto replies = (*connection)->run(questions);
    if (!replies) {
        Error error = replies.error();
        error.where = endpoint;
        return error;
    }
    return replies;
}

}  // namespace

Result<std::map<std::string, std::string>> redis_info(const std::string& endpoint,
                                                      const std::string& password,
                                                      const std::string& section) {
    redis::Command question = {"INFO"};
    if (!section.empty())
        question.push_back(section);
    const auto replies = ask(endpoint, password, {question});
    if (!replies)
        return replies.error();
    const redis::Reply& reply = replies->front();
    if (reply.kind != redis::Reply::Kind::text)
        return Error{Errc::protocol, "Redis refused INFO: " + reply.text, endpoint,
                     reply.text.starts_with("NOAUTH")
                         ? "give its password in SARK_BENCH_REDIS_PASSWORD"
                         : ""};
    return parse_redis_info(reply.text);
}

Result<std::map<std::string, std::string>> redis_settings(const std::string& endpoint,
                                                          const std::string& password,
                                                          std::span<const std::string_view> names) {
    std::vector<redis::Command> questions;
    for (const std::string_view name : names)
        questions.push_back({"CONFIG", "GET", std::string(name)});
    const auto replies = ask(endpoint, password, questions);
    if (!replies)
        return replies.error();
    std::map<std::string, std::string> settings;
    for (const redis::Reply& reply : *replies) {
        if (reply.kind != redis::Reply::Kind::list)
            return Error{Errc::protocol, "Redis refused CONFIG GET: " + reply.text, endpoint, ""};
        if (reply.list.size() == 2)
            settings.emplace(reply.list[0], reply.list[1]);
    }
    return settings;
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
