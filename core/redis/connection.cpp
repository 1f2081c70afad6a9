#include "core/redis/connection.hpp"

#include <cerrno>
#include <utility>

#include <hiredis/hiredis.h>
#include <sys/time.h>

namespace sark::redis {

namespace {

timeval to_timeval(Nanos duration) {
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
    return {static_cast<time_t>(micros / 1'000'000), static_cast<suseconds_t>(micros % 1'000'000)};
}

struct FreeReply {
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
};

std::string text_of(const redisReply& reply) {
    return reply.str == nullptr ? std::string() : std::string(reply.str, reply.len);
}

void flatten(const redisReply& array, std::vector<std::string>& list) {
    for (std::size_t i = 0; i < array.elements; ++i) {
        const redisReply& element = *array.element[i];
        if (element.type == REDIS_REPLY_ARRAY)
            flatten(element, list);
        else
            list.push_back(text_of(element));
    }
}

Reply convert(const redisReply& raw) {
    Reply reply;
    switch (raw.type) {
        case REDIS_REPLY_STRING:
        case REDIS_REPLY_STATUS:
            reply.kind = Reply::Kind::text;
            reply.text = text_of(raw);
            break;
        case REDIS_REPLY_ERROR:
            reply.kind = Reply::Kind::error;
            reply.text = text_of(raw);
            break;
        case REDIS_REPLY_INTEGER:
            reply.kind = Reply::Kind::integer;
            reply.integer = raw.integer;
            break;
        case REDIS_REPLY_ARRAY:
            reply.kind = Reply::Kind::list;
            reply.list.reserve(raw.elements);
            flatten(raw, reply.list);
            break;
        default:
            break;
    }
    return reply;
}

}  // namespace

void Connection::Close::operator()(redisContext* context) const {
    redisFree(context);
}

Connection::Connection(std::unique_ptr<redisContext, Close> context)
    : context_(std::move(context)) {}

Connection::~Connection() = default;

Error Connection::failure() const {
    // A socket timeout reaches hiredis as EAGAIN inside REDIS_ERR_IO.
    const bool timed_out = context_->err == REDIS_ERR_IO && (errno == EAGAIN || errno == ETIMEDOUT);
    if (timed_out)
        return {Errc::timeout, "Redis did not answer in time", "", ""};
    if (context_->err == REDIS_ERR_PROTOCOL)
        return {Errc::protocol, std::string("Redis answered nonsense: ") + context_->errstr, "",
                ""};
    return {Errc::unavailable, std::string("Redis cannot be reached: ") + context_->errstr, "",
            "is it running, and is the address right?"};
}

Result<std::unique_ptr<Connection>> Connection::open(const ConnectionOptions& options) {
    const Address& address = options.address;
    const timeval connect_timeout = to_timeval(options.connect_timeout);
    std::unique_ptr<redisContext, Close> context(
        address.path.empty()
            ? redisConnectWithTimeout(address.host.c_str(), address.port, connect_timeout)
            : redisConnectUnixWithTimeout(address.path.c_str(), connect_timeout));
    if (context == nullptr)
        return Error{Errc::internal, "no memory for a Redis connection", "", ""};
    std::unique_ptr<Connection> connection(new Connection(std::move(context)));
    redisContext* const raw = connection->context_.get();
    if (raw->err != 0)
        return connection->failure();
    if (redisSetTimeout(raw, to_timeval(options.socket_timeout)) != REDIS_OK ||
        (options.keepalive && address.path.empty() && redisEnableKeepAlive(raw) != REDIS_OK))
        return connection->failure();
    if (options.password.empty())
        return connection;
    auto replies = connection->run({{"AUTH", options.password}});
    if (!replies)
        return replies.error();
    // The server's own words could quote what it was sent; ours never do.
    if (replies->front().kind == Reply::Kind::error)
        return Error{Errc::unavailable, "Redis refused the password", "",
                     "check the Redis password"};
    return connection;
}

Result<std::vector<Reply>> Connection::run(const std::vector<Command>& commands) {
    std::vector<const char*> words;
    std::vector<std::size_t> lengths;
    for (const Command& command : commands) {
        words.clear();
        lengths.clear();
        for (const std::string& word : command) {
            words.push_back(word.data());
            lengths.push_back(word.size());
        }
        if (redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), words.data(),
                                   lengths.data()) != REDIS_OK)
            return failure();
    }
    std::vector<Reply> replies;
    replies.reserve(commands.size());
    for (std::size_t i = 0; i < commands.size(); ++i) {
        void* raw = nullptr;
        errno = 0;
        if (redisGetReply(context_.get(), &raw) != REDIS_OK || raw == nullptr)
            return failure();
        const std::unique_ptr<redisReply, FreeReply> reply(static_cast<redisReply*>(raw));
        replies.push_back(convert(*reply));
    }
    return replies;
}

}  // namespace sark::redis
