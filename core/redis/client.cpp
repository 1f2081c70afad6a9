#include "core/redis/client.hpp"

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <utility>

#include "core/base/waiting.hpp"

namespace sark::redis {

namespace {

std::string milliseconds(Nanos ttl) {
    const auto count = std::chrono::duration_cast<std::chrono::milliseconds>(ttl).count();
    return std::to_string(std::max<std::int64_t>(count, 1));
}

void ignore_default_sigpipe() {
    struct sigaction current {};
    if (sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL) {
        current.sa_handler = SIG_IGN;
        sigaction(SIGPIPE, &current, nullptr);
    }
}

}  // namespace

struct Client::State {
    ClientOptions options;
    ConnectionOptions connection_options;
    std::mutex mutex;
    std::condition_variable freed;
    ClientStats counts;

    /// A connection, and whether it was used before (and so may have died since).
    struct Borrowed {
        std::unique_ptr<Connection> connection;
        bool reused = false;
        bool check_first = false;  ///< Idle for longer than the health check interval.
    };
    struct Idle {
        std::unique_ptr<Connection> connection;
        TimePoint since;
    };

    std::vector<Idle> idle;  // most recently used last

    [[nodiscard]] bool needs_check(TimePoint since) const {
        const Nanos interval = options.pool.health_check_interval;
        return interval > Nanos{0} && SystemTime().now() - since >= interval;
    }

    Result<Borrowed> borrow() {
        {
            std::unique_lock lock(mutex);
            const bool in_time = freed.wait_for(lock, options.pool.socket_timeout, [&] {
                return !idle.empty() || counts.open < options.pool.pool_size;
            });
            if (!in_time)
                return Error{Errc::timeout, "all Redis connections are in use", "",
                             "raise the number of connections"};
            if (!idle.empty()) {
                Borrowed borrowed{std::move(idle.back().connection), true,
                                  needs_check(idle.back().since)};
                idle.pop_back();
                return borrowed;
            }
            ++counts.open;  // the place is taken while connecting without the lock
        }
        auto connection = Connection::open(connection_options);
        if (!connection) {
            give_up();
            return std::move(connection).error();
        }
        const std::lock_guard lock(mutex);
        ++counts.opened;
        return Borrowed{std::move(*connection)};
    }

    void give_back(std::unique_ptr<Connection> connection) {
        {
            const std::lock_guard lock(mutex);
            idle.push_back({std::move(connection), SystemTime().now()});
        }
        freed.notify_one();
    }

    void give_up() {
        {
            const std::lock_guard lock(mutex);
            --counts.open;
        }
        freed.notify_one();
    }

    /// One connection died while idle: the others of its age did, too.
    void close_idle() {
        std::vector<Idle> closing;
        {
            const std::lock_guard lock(mutex);
            closing.swap(idle);
            counts.open -= static_cast<unsigned>(closing.size());
        }
        freed.notify_all();
    }

    Result<std::vector<Reply>> attempt(const std::vector<Command>& commands) {
        for (bool may_retry = true;; may_retry = false) {
            auto borrowed = borrow();
            if (!borrowed)
                return std::move(borrowed).error();
            const bool alive =
                !borrowed->check_first || borrowed->connection->run({{"PING"}}).has_value();
            auto replies =
                alive ? borrowed->connection->run(commands)
                      : Error{Errc::unavailable, "Redis closed an idle connection", "", ""};
            if (replies) {
                give_back(std::move(borrowed->connection));
                return replies;
            }
            borrowed->connection.reset();
            give_up();
            if (!may_retry || !borrowed->reused || replies.error().code != Errc::unavailable)
                return replies;
            close_idle();
        }
    }

    Result<std::vector<Reply>> run(const std::vector<Command>& commands) {
        about_to_wait();
        auto replies = attempt(commands);
        if (replies)
            return replies;
        const std::lock_guard lock(mutex);
        ++counts.failures;
        Error error = std::move(replies).error();
        error.where = options.address;
        return error;
    }
};

Result<std::unique_ptr<Client>> Client::create(const ClientOptions& options) {
    auto address = parse_address(options.address);
    if (!address)
        return std::move(address).error();
    if (options.pool.pool_size == 0)
        return Error{Errc::invalid_argument, "a Redis pool needs at least one connection",
                     options.address, ""};
    ignore_default_sigpipe();
    auto state = std::make_unique<State>();
    state->options = options;
    state->connection_options = {std::move(*address), options.password,
                                 options.pool.connect_timeout, options.pool.socket_timeout,
                                 options.pool.keepalive};
    return std::unique_ptr<Client>(new Client(std::move(state)));
}

Client::Client(std::unique_ptr<State> state) : state_(std::move(state)) {}
Client::~Client() = default;

Result<Reply> Client::run(Command command) {
    auto replies = state_->run({std::move(command)});
    if (!replies)
        return std::move(replies).error();
    Reply reply = std::move(replies->front());
    if (reply.kind == Reply::Kind::error) {
        const bool needs_password = reply.text.starts_with("NOAUTH");
        return Error{needs_password ? Errc::unavailable : Errc::invalid_argument,
                     "Redis refused the command: " + reply.text, state_->options.address,
                     needs_password ? "give the Redis password" : ""};
    }
    return reply;
}

Result<void> Client::ping() {
    const auto reply = run({"PING"});
    return reply ? Result<void>() : Result<void>(reply.error());
}

Result<std::optional<std::string>> Client::get(const std::string& key) {
    auto reply = run({"GET", key});
    if (!reply)
        return std::move(reply).error();
    if (reply->kind == Reply::Kind::nil)
        return std::optional<std::string>();
    return std::optional<std::string>(std::move(reply->text));
}

Result<void> Client::set(const std::string& key, const std::string& value, Nanos ttl) {
    const auto reply = run(set_command(key, value, ttl));
    return reply ? Result<void>() : Result<void>(reply.error());
}

Result<std::uint64_t> Client::remove(const std::vector<std::string>& keys) {
    if (keys.empty())
        return std::uint64_t{0};
    Command command{"DEL"};
    command.insert(command.end(), keys.begin(), keys.end());
    auto reply = run(std::move(command));
    if (!reply)
        return std::move(reply).error();
    return static_cast<std::uint64_t>(reply->integer);
}

Result<std::vector<std::string>> Client::members(const std::string& set) {
    auto reply = run({"SMEMBERS", set});
    if (!reply)
        return std::move(reply).error();
    return std::move(reply->list);
}

Result<void> Client::add_member(const std::string& set, const std::string& member, Nanos ttl) {
    auto replies = pipeline({{"SADD", set, member}, expire_command(set, ttl)});
    if (!replies)
        return std::move(replies).error();
    for (const Reply& reply : *replies)
        if (reply.kind == Reply::Kind::error)
            return Error{Errc::invalid_argument, "Redis refused the command: " + reply.text,
                         state_->options.address, ""};
    return {};
}

Result<std::vector<Reply>> Client::pipeline(const std::vector<Command>& commands) {
    if (commands.empty())
        return std::vector<Reply>();
    return state_->run(commands);
}

ClientStats Client::stats() const {
    const std::lock_guard lock(state_->mutex);
    ClientStats stats = state_->counts;
    stats.idle = static_cast<unsigned>(state_->idle.size());
    return stats;
}

const std::string& Client::address() const {
    return state_->options.address;
}

Command set_command(const std::string& key, const std::string& value, Nanos ttl) {
    return {"PSETEX", key, milliseconds(ttl), value};
}

Command expire_command(const std::string& key, Nanos ttl) {
    return {"PEXPIRE", key, milliseconds(ttl)};
}

}  // namespace sark::redis
