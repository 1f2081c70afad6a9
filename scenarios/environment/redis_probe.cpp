#include "scenarios/environment/redis_probe.hpp"

#include <sstream>
#include <vector>

#include "core/redis/connection.hpp"

namespace sark::scenarios {

Result<std::map<std::string, std::string>> redis_info(const std::string& endpoint,
                                                      const std::string& password,
                                                      const std::string& section) {
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
    std::vector<std::string> question = {"INFO"};
    if (!section.empty())
        question.push_back(section);
    auto replies = (*connection)->run({question});
    if (!replies) {
        Error error = replies.error();
        error.where = endpoint;
        return error;
    }
    const redis::Reply& reply = replies->front();
    if (reply.kind != redis::Reply::Kind::text)
        return Error{Errc::protocol, "Redis refused INFO: " + reply.text, endpoint, ""};
    return parse_redis_info(reply.text);
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
