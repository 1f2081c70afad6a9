#include "core/policy/invalidation_feed.hpp"

#include <array>
#include <cstddef>
#include <random>
#include <utility>

#include "core/redis/client.hpp"

namespace sark {

namespace {

constexpr const char* stream_length = "10000";
// id, then three fields with their values
constexpr std::size_t texts_per_entry = 7;

}  // namespace

InvalidationFeed::InvalidationFeed(redis::Client& redis, Listener listener, Nanos interval)
    : InvalidationFeed(redis, std::move(listener), interval, Keys()) {}

InvalidationFeed::InvalidationFeed(redis::Client& redis, Listener listener, Nanos interval,
                                   Keys keys)
    : redis_(redis),
      listener_(std::move(listener)),
      interval_(interval),
      keys_(std::move(keys)),
      self_(new_version()) {
    (void)poll();
    if (interval_ > Nanos{0})
        thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

InvalidationFeed::~InvalidationFeed() = default;

std::string InvalidationFeed::new_version() {
    std::random_device source;
    std::string text;
    for (int i = 0; i < 3; ++i) text.append(i == 0 ? "" : "-").append(std::to_string(source()));
    return text;
}

void InvalidationFeed::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, stop, interval_, [] { return false; });
        }
        if (!stop.stop_requested())
            (void)poll();
    }
}

redis::Command InvalidationFeed::message(std::string_view kind, std::string_view name) const {
    return {"XADD", keys_.stream, "MAXLEN",          "~",    stream_length,    "*", "by",
            self_,  "kind",       std::string(kind), "name", std::string(name)};
}

redis::Command InvalidationFeed::server_message(std::string_view server_id) const {
    return message("server", server_id);
}

Result<void> InvalidationFeed::announce(std::string_view kind, std::string_view name) {
    auto replies = redis_.pipeline({message(kind, name)});
    if (!replies)
        return std::move(replies).error();
    if (replies->front().kind == redis::Reply::Kind::error)
        return Error{Errc::protocol, "Redis refused an invalidation: " + replies->front().text,
                     redis_.address(), ""};
    return {};
}

Result<void> InvalidationFeed::announce_user(std::string_view user_id) {
    return announce("user", user_id);
}

Result<void> InvalidationFeed::announce_tool(std::string_view tool_name) {
    return announce("tool", tool_name);
}

Result<void> InvalidationFeed::announce_version(std::string_view version) {
    auto replies = redis_.pipeline({{"SET", keys_.version, std::string(version)}});
    if (!replies)
        return std::move(replies).error();
    if (replies->front().kind == redis::Reply::Kind::error)
        return Error{Errc::protocol, "Redis refused an invalidation: " + replies->front().text,
                     redis_.address(), ""};
    return {};
}

bool InvalidationFeed::poll() {
    const std::lock_guard lock(reading_);
    std::vector<redis::Command> commands{{"GET", keys_.version}};
    if (is_first_)  // whoever starts knows nothing that could be old
        commands.push_back({"XREVRANGE", keys_.stream, "+", "-", "COUNT", "1"});
    else
        commands.push_back({"XRANGE", keys_.stream, last_.empty() ? "-" : last_, "+"});
    const auto replies = redis_.pipeline(commands);
    if (!replies || replies->front().kind == redis::Reply::Kind::error ||
        replies->back().kind == redis::Reply::Kind::error) {
        is_blind_ = true;
        return false;
    }
    const redis::Reply& version = replies->front();
    const redis::Reply& entries = replies->back();
    if (version.text != version_) {
        version_ = version.text;
        listener_.version(version_);
    }
    // Without an entry to find again nobody can say what passed by meanwhile.
    if (is_blind_ && last_.empty())
        listener_.everything();
    if (is_first_)
        last_ = entries.list.empty() ? std::string() : entries.list.front();
    else
        read_entries(entries.list);
    is_first_ = false;
    is_blind_ = false;
    return true;
}

void InvalidationFeed::read_entries(const std::vector<std::string>& flat) {
    const bool is_whole = flat.size() % texts_per_entry == 0;
    const bool has_last = last_.empty() || (!flat.empty() && flat.front() == last_);
    if (!is_whole || !has_last) {
        listener_.everything();
        last_ = is_whole && !flat.empty() ? flat[flat.size() - texts_per_entry] : std::string();
        return;
    }
    const std::size_t seen = last_.empty() ? 0 : texts_per_entry;
    for (std::size_t at = seen; at < flat.size(); at += texts_per_entry) {
        last_ = flat[at];
        if (flat[at + 2] == self_)
            continue;
        hear(flat[at + 4], flat[at + 6]);
    }
}

void InvalidationFeed::hear(std::string_view kind, std::string_view name) {
    if (kind == "user" && listener_.user)
        listener_.user(name);
    else if (kind == "tool" && listener_.tool)
        listener_.tool(name);
    else if (kind == "server" && listener_.server)
        listener_.server(name);
    else
        listener_.everything();
}

}  // namespace sark
