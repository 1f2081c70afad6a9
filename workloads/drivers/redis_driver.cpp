#include "workloads/drivers/redis_driver.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

#include <sys/un.h>

#include "workloads/drivers/endpoint.hpp"
#include "workloads/drivers/redis_connection.hpp"

namespace sark::workloads {
namespace {

/// `path` must fit.
SocketAddress unix_address(const std::string& path) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), std::begin(name.sun_path));
    SocketAddress address;
    static_assert(sizeof name <= sizeof address.storage);
    std::memcpy(&address.storage, &name, sizeof name);
    address.length = sizeof name;
    address.text = path;
    return address;
}

Result<RedisPlan> make_plan(const Target& target, const std::vector<OperationSpec>& operations,
                            const RequestContext& context) {
    constexpr std::string_view unix_scheme = "unix:";
    RedisPlan plan;
    plan.where = target.redis;
    plan.depth = std::max(1U, context.pipeline);
    for (const OperationSpec& operation : operations) {
        auto command = RedisCommand::compile(operation, context);
        if (!command)
            return std::move(command).error();
        plan.commands.push_back(std::move(command).value());
    }
    if (!target.redis_password.empty())
        plan.auth = "*2\r\n$4\r\nAUTH\r\n$" + std::to_string(target.redis_password.size()) +
                    "\r\n" + target.redis_password + "\r\n";
    if (target.redis.empty())
        return Error{Errc::invalid_argument, "Redis operations need a target", "Redis target",
                     "give --redis unix:/path or host:port"};
    if (target.redis.starts_with(unix_scheme)) {
        const std::string path = target.redis.substr(unix_scheme.size());
        if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path))
            return Error{Errc::invalid_argument, "the socket path is empty or too long",
                         target.redis, "at most 107 characters"};
        plan.addresses.push_back(unix_address(path));
        return plan;
    }
    const auto endpoint = parse_endpoint(target.redis, "6379", "Redis target");
    if (!endpoint)
        return endpoint.error();
    auto addresses = resolve(*endpoint);
    if (!addresses)
        return std::move(addresses).error();
    plan.addresses = std::move(addresses).value();
    return plan;
}

}  // namespace

Result<ConnectionFactory> make_redis_factory(const Target& target,
                                             const std::vector<OperationSpec>& operations,
                                             const RequestContext& context) {
    auto plan = make_plan(target, operations, context);
    if (!plan)
        return std::move(plan).error();
    return ConnectionFactory([plan = std::make_shared<const RedisPlan>(std::move(plan).value())](
                                 std::size_t) -> Result<std::unique_ptr<Connection>> {
        return std::unique_ptr<Connection>(std::make_unique<RedisConnection>(plan));
    });
}

}  // namespace sark::workloads
