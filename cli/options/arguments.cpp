#include "cli/options/arguments.hpp"

#include <cctype>
#include <cstdlib>

namespace sark::cli {

namespace {

constexpr std::string_view default_redis_port = "6379";

bool is_port(std::string_view text) {
    if (text.empty() || text.size() > 5)
        return false;
    int port = 0;
    for (const char c : text) {
        if (std::isdigit(static_cast<unsigned char>(c)) == 0)
            return false;
        port = port * 10 + (c - '0');
    }
    return port >= 1 && port <= 65535;
}

}  // namespace

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string_view item = text.substr(0, comma);
        if (!item.empty())
            items.emplace_back(item);
        if (comma == std::string_view::npos)
            break;
        text.remove_prefix(comma + 1);
    }
    return items;
}

Result<RedisAddress> parse_redis_address(const std::string& text) {
    RedisAddress result;
    std::string_view rest = text;
    if (rest.starts_with("unix://"))
        rest.remove_prefix(7);
    if (rest.starts_with("unix:"))
        rest.remove_prefix(5);
    if (rest.starts_with('/')) {
        result.address = "unix:" + std::string(rest);
        return result;
    }
    if (rest.starts_with("redis://")) {
        rest.remove_prefix(8);
        if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
            const std::string_view user_info = rest.substr(0, at);
            const std::size_t colon = user_info.find(':');
            result.password = user_info.substr(colon == std::string_view::npos ? 0 : colon + 1);
            rest.remove_prefix(at + 1);
        }
        rest = rest.substr(0, rest.find('/'));
    }
    const std::size_t bracket = rest.rfind(']');
    const std::size_t colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
    const std::string_view host = rest.substr(0, colon);
    const std::string_view port =
        colon == std::string_view::npos ? default_redis_port : rest.substr(colon + 1);
    if (host.empty() || !is_port(port)) {
        return Error{Errc::invalid_argument, "not a Redis address", "--redis",
                     "use redis://host:port, host:port or unix:/path/to/redis.sock"};
    }
    result.address = std::string(host) + ":" + std::string(port);
    return result;
}

std::string environment_value(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace sark::cli
