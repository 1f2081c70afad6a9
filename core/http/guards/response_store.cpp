#include "core/http/guards/response_store.hpp"

#include <utility>

#include "core/http/guards/kept_answer.hpp"
#include "core/redis/client.hpp"

namespace sark::http {
namespace {

constexpr const char* stream = "cache:invalidations";
constexpr const char* generation_of_everything = "cache:generation:all";

std::string generation_key(std::string_view scope) {
    if (scope == all_servers)
        return "cache:generation:servers";
    return std::string("cache:generation:server:").append(scope);
}

std::string entry_key(const ResponsePlace& place) {
    return "cache:response:" + place.digest;
}

/// What belongs to one request only is not kept.
Answer to_keep(const Answer& answer) {
    Answer kept;
    kept.body = answer.body;
    kept.content_type = answer.content_type;
    for (const auto& header : answer.headers)
        if (!header.first.starts_with("X-RateLimit-"))
            kept.headers.push_back(header);
    return kept;
}

bool has_error(const std::vector<redis::Reply>& replies) {
    for (const redis::Reply& reply : replies)
        if (reply.kind == redis::Reply::Kind::error)
            return true;
    return false;
}

}  // namespace

ResponseStore::ResponseStore(redis::Client* redis, CircuitBreaker& breaker,
                             const ResponseCacheOptions& options, const TimeSource& time,
                             GuardCounters& counters)
    : redis_(redis),
      breaker_(breaker),
      options_(options),
      time_(time),
      counters_(counters),
      here_(options.entries, options.longest_ttl()) {
    if (redis_ == nullptr)
        return;
    InvalidationFeed::Listener listener;
    listener.server = [this](std::string_view id) {
        generations_.advance(id);
        generations_.advance(all_servers);
    };
    listener.version = [this](std::string_view) { generations_.advance_all(); };
    listener.everything = [this] { generations_.advance_all(); };
    feed_ = std::make_unique<InvalidationFeed>(
        *redis_, std::move(listener), options_.sync_interval,
        InvalidationFeed::Keys{stream, generation_of_everything});
}

ResponseStore::Replies ResponseStore::ask(const std::vector<redis::Command>& commands) {
    return breaker_.call([&]() -> Replies {
        auto replies = redis_->pipeline(commands);
        if (replies && has_error(*replies))
            return Error{Errc::protocol, "Redis refused a command", redis_->address(), ""};
        return replies;
    });
}

bool ResponseStore::is_settled() {
    if (owes_)
        tell_everything();
    return !owes_;
}

ResponseStore::LookUp ResponseStore::find(const ResponsePlace& place, bool anew) {
    LookUp look_up;
    // Before Redis is asked: what is forgotten meanwhile must not count as fresh.
    look_up.ticket.generation = generations_.of(place.scope);
    if (!anew)
        find_here(place, look_up);
    if (look_up.found == nullptr && redis_ != nullptr && is_settled())
        find_in_redis(place, look_up);
    if (anew)
        look_up.found = nullptr;
    counters_.count_response(look_up.found != nullptr);
    return look_up;
}

void ResponseStore::find_here(const ResponsePlace& place, LookUp& look_up) {
    const TimePoint now = time_.now();
    const auto known = here_.get(place.key, now);
    if (!known)  // it may just have been dropped
        counters_.note_response_entries(here_.size());
    if (!known || (*known)->generation != look_up.ticket.generation || (*known)->expires <= now)
        return;
    look_up.found = {*known, &(*known)->answer};
    look_up.left = (*known)->expires - now;
}

void ResponseStore::find_in_redis(const ResponsePlace& place, LookUp& look_up) {
    const std::string entry = entry_key(place);
    const auto replies = ask(
        {{"MGET", generation_of_everything, generation_key(place.scope), entry}, {"PTTL", entry}});
    if (!replies || replies->size() != 2 || replies->front().list.size() != 3) {
        counters_.count_response_error();
        return;
    }
    const std::vector<std::string>& values = replies->front().list;
    Ticket& ticket = look_up.ticket;
    ticket.knows_redis = true;
    ticket.everything = values[0];
    ticket.scope = values[1];
    auto kept = kept_answer(values[2]);
    const Nanos left = std::chrono::milliseconds(replies->back().integer);
    if (!kept || kept->key != place.key || kept->everything != ticket.everything ||
        kept->scope != ticket.scope || left <= Nanos{0})
        return;
    look_up.found = keep_here(place, ticket.generation, std::move(kept->answer), left);
    look_up.left = left;
}

std::shared_ptr<const Answer> ResponseStore::keep_here(const ResponsePlace& place,
                                                       std::uint64_t generation, Answer answer,
                                                       Nanos left) {
    const TimePoint now = time_.now();
    auto entry = std::make_shared<const Entry>(Entry{generation, now + left, std::move(answer)});
    here_.put(place.key, entry, now);
    counters_.note_response_entries(here_.size());
    return {entry, &entry->answer};
}

void ResponseStore::keep(const ResponsePlace& place, const Ticket& ticket, const Answer& answer) {
    if (answer.body.size() > options_.body_max)
        return;
    const Answer kept = to_keep(answer);
    (void)keep_here(place, ticket.generation, kept, place.ttl);
    if (!ticket.knows_redis)
        return;
    const std::string text = to_text({ticket.everything, ticket.scope, place.key, kept});
    if (!ask({redis::set_command(entry_key(place), text, place.ttl)}))
        counters_.count_response_error();
}

void ResponseStore::forget_servers(const std::vector<std::string>& ids) {
    // Redis first: an entry that is fetched before Redis knows carries a generation of ours that
    // ends below; one that is fetched after it is not found.
    if (redis_ != nullptr) {
        // What was on its way when a generation was set is kept for one TTL more at the longest,
        // and no request takes as long as another.
        const Nanos life = 2 * options_.longest_ttl();
        const std::string version = InvalidationFeed::new_version();
        std::vector<redis::Command> commands{{"SET", generation_key(all_servers), version}};
        for (const std::string& id : ids) {
            commands.push_back(redis::set_command(generation_key(id), version, life));
            commands.push_back(feed_->server_message(id));
        }
        if (!ask(commands))
            owes_ = true;
    }
    for (const std::string& id : ids) generations_.advance(id);
    generations_.advance(all_servers);
}

void ResponseStore::forget_everything() {
    if (redis_ != nullptr)
        tell_everything();
    generations_.advance_all();
}

void ResponseStore::tell_everything() {
    owes_ = !ask({{"SET", generation_of_everything, InvalidationFeed::new_version()}});
}

bool ResponseStore::sync() {
    return feed_ == nullptr || feed_->poll();
}

}  // namespace sark::http
