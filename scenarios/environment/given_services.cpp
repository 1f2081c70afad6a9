#include "scenarios/environment/given_services.hpp"

#include <cstdlib>
#include <sstream>

#include "core/postgres/session.hpp"
#include "core/redis/address.hpp"
#include "scenarios/environment/database_preparation.hpp"
#include "scenarios/environment/endpoint_safety.hpp"
#include "scenarios/environment/listening_process.hpp"
#include "workloads/drivers/endpoint.hpp"

namespace sark::scenarios {

namespace {

std::uint16_t port_of(const std::string& text) {
    return static_cast<std::uint16_t>(std::strtoul(text.c_str(), nullptr, 10));
}

std::vector<LocalListener> listeners_of_url(const std::string& url) {
    const auto endpoint = workloads::parse_http_url(url);
    if (!endpoint)
        return {};
    return {{port_of(endpoint->port), ""}};
}

std::vector<LocalListener> listeners_of_redis(const std::string& endpoint) {
    const auto address = redis::parse_address(endpoint);
    if (!address)
        return {};
    if (!address->path.empty())
        return {{0, address->path}};
    return {{static_cast<std::uint16_t>(address->port), ""}};
}

/// The server's port, and its socket in each of its directories.
std::vector<LocalListener> listeners_of_dsn(const std::string& dsn) {
    const auto session = postgres::Session::open(dsn);
    if (!session)
        return {};
    const std::string port = server_setting(**session, "port");
    std::vector<LocalListener> listeners = {{port_of(port), ""}};
    std::istringstream directories(server_setting(**session, "unix_socket_directories"));
    for (std::string one; std::getline(directories >> std::ws, one, ',');)
        listeners.push_back({0, one + "/.s.PGSQL." + port});
    return listeners;
}

/// Adds the processes at the first of the listeners that has any; returns whether one has.
bool add_processes(const std::vector<LocalListener>& listeners, std::vector<pid_t>& found) {
    for (const LocalListener& listener : listeners) {
        const auto processes = processes_listening_at(listener);
        found.insert(found.end(), processes.begin(), processes.end());
        if (!processes.empty())
            return true;
    }
    return false;
}

}  // namespace

std::optional<std::vector<pid_t>> processes_of(const GivenServices& services) {
    std::vector<pid_t> found;
    bool all = true;
    // What passes a safety check that allows no other host is on this machine.
    if (!services.url.empty() && check_url_safety(services.url, ""))
        all = add_processes(listeners_of_url(services.url), found) && all;
    if (!services.redis.empty() && check_redis_safety(services.redis, ""))
        all = add_processes(listeners_of_redis(services.redis), found) && all;
    for (const std::string& dsn : {services.dsn, services.audit_dsn, services.read_dsn})
        if (!dsn.empty() && check_postgres_safety(dsn, "", "", &std::getenv))
            all = add_processes(listeners_of_dsn(dsn), found) && all;
    if (!all)
        return std::nullopt;
    return found;
}

}  // namespace sark::scenarios
