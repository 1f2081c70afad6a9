#include "core/policy/invalidation_feed.hpp"

#include <array>
#include <cstddef>
#include <random>
#include <utility>

#include "core/redis/client.hpp"

namespace sark {

namespace {

constexpr const char* stream = "policy:invalidations";
constexpr const char* generation = "policy:generation";
constexpr const char* stream_length = "10000";
// id, then three fields with their values
constexpr std::size_t texts_per_entry = 7;

}  // namespace

InvalidationFeed::InvalidationFeed(redis::Client& redis, Listener listener, Nanos interval)
    : redis_(redis), listener_(std::move(listener)), interval_(interval), self_(new_version()) {
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

Result<void> InvalidationFeed::announce(std::string_view kind, std::string_view name) {
    auto replies = redis_.pipeline({{"XADD", stream, "MAXLEN", "~", stream_length, "*", "by", self_,
                                     "kind", std::string(kind), "name", std::string(name)}});
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

Result<void> InvalidationFeed::announce_policies(std::string_view version) {
    auto replies = redis_.pipeline({{"SET", generation, std::string(version)}});
    if (!replies)
        return std::move(replies).error();
    if (replies->front().kind == redis::Reply::Kind::error)
        return Error{Errc::protocol, "Redis refused an invalidation: " + replies->front().text,
                     redis_.address(), ""};
    return {};
}

bool InvalidationFeed::poll() {
    const std::lock_guard lock(reading_);
    std::vector<redis::Command> commands{{"GET", generation}};
    if (is_first_)  // whoever starts knows nothing that could be old
        commands.push_back({"XREVRANGE", stream, "+", "-", "COUNT", "1"});
    else
        commands.push_back({"XRANGE", stream, last_.empty() ? "-" : last_, "+"});
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
        listener_.policies(version_);
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
        const std::string& kind = flat[at + 4];
        const std::string& name = flat[at + 6];
        if (kind == "user")
            listener_.user(name);
        else if (kind == "tool")
            listener_.tool(name);
        else
            listener_.everything();
    }
}

}  // namespace sark
