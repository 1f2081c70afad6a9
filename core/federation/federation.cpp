#include "core/federation/federation.hpp"

namespace sark {
namespace {

/// Of a new latency in the smoothed one.
constexpr std::int64_t share_of_new = 5;  // a fifth

Error not_known(const std::optional<Error>& why) {
    return {Errc::unavailable, "the federation's nodes are not known", "federation",
            why ? describe(*why) : std::string()};
}

}  // namespace

void Federation::Health::note(Nanos latency) {
    // Two calls that end at once may lose one of two measurements, which the next makes up for.
    const std::int64_t before = latency_ns.load(std::memory_order_relaxed);
    const std::int64_t now = latency.count();
    latency_ns.store(before < 0 ? now : before + (now - before) / share_of_new,
                     std::memory_order_relaxed);
}

std::optional<Nanos> Federation::Health::latency() const {
    const std::int64_t known = latency_ns.load(std::memory_order_relaxed);
    return known < 0 ? std::nullopt : std::optional(Nanos(known));
}

Federation::Federation(NodeSource source, FederationOptions options, const TimeSource& time)
    : source_(std::move(source)), options_(options), time_(time) {}

Federation::Reading Federation::reading() const {
    const std::lock_guard lock(mutex_);
    return reading_;
}

bool Federation::is_usable(const Reading& reading, TimePoint now) const {
    return reading.table != nullptr && now - reading.read_at < options_.max_staleness;
}

Federation::Entry Federation::make_entry(const Table* before, FederationNode node) const {
    std::shared_ptr<Health> health;
    if (before != nullptr)
        if (const auto known = before->find(node.node_id);
            known != before->end() && known->second.node.endpoint == node.endpoint)
            health = known->second.health;
    if (health == nullptr)
        health =
            std::make_shared<Health>("federation node " + node.node_id, options_.breaker, time_);
    return {std::move(node), std::move(health)};
}

Result<void> Federation::read() {
    const TimePoint began = time_.now();
    auto nodes = source_.all();
    const std::lock_guard lock(mutex_);
    if (!nodes) {
        ++failures_;
        reading_.due_at = began + options_.retry_after;
        reading_.error = nodes.error();
        return std::move(nodes).error();
    }
    auto table = std::make_shared<Table>();
    for (FederationNode& node : *nodes) {
        const std::string id = node.node_id;
        table->emplace(id, make_entry(reading_.table.get(), std::move(node)));
    }
    ++refreshes_;
    reading_ = {std::move(table), began, began + options_.refresh_after, std::nullopt};
    return {};
}

Result<void> Federation::refresh() {
    const std::lock_guard turn(reading_turn_);
    return read();
}

Result<std::shared_ptr<const Federation::Table>> Federation::table() {
    Reading known = reading();
    const auto is_due = [&] { return time_.now() >= known.due_at; };
    if (is_due()) {
        std::unique_lock turn(reading_turn_, std::defer_lock);
        if (!is_usable(known, time_.now()))
            turn.lock();
        else if (!turn.try_lock())
            return known.table;  // somebody reads it already
        known = reading();
        if (is_due()) {
            static_cast<void>(read());  // kept with the reading
            known = reading();
        }
    }
    if (!is_usable(known, time_.now()))
        return not_known(known.error);
    return known.table;
}

Result<Federation::Entry> Federation::entry_of(const std::string& node_id) {
    const auto known = table();
    if (!known)
        return known.error();
    if (const auto found = (*known)->find(node_id); found != (*known)->end())
        return found->second;
    ++look_ups_;
    auto node = source_.by_id(node_id);
    if (!node)
        return std::move(node).error();
    // Into a new table, so that its breaker is the same at the next call.
    const std::lock_guard lock(mutex_);
    auto table = std::make_shared<Table>(*reading_.table);
    const auto entered = table->emplace(node_id, make_entry(nullptr, *std::move(node))).first;
    reading_.table = table;
    return entered->second;
}

Result<FederationNode> Federation::find(const std::string& node_id) {
    auto entry = entry_of(node_id);
    if (!entry)
        return std::move(entry).error();
    return std::move(entry->node);
}

Result<FederationNode> Federation::nearest(std::span<const std::string> node_ids) {
    const auto known = table();
    if (!known)
        return known.error();
    const Table& nodes = **known;
    std::size_t enabled = 0;
    const Entry* best = nullptr;
    Nanos best_latency{0};
    const auto consider = [&](const Entry& entry) {
        ++enabled;
        if (entry.health->breaker.stats().state == CircuitState::open)
            return;
        const Nanos latency = entry.health->latency().value_or(Nanos{0});
        if (best == nullptr || latency < best_latency ||
            (latency == best_latency && entry.node.node_id < best->node.node_id)) {
            best = &entry;
            best_latency = latency;
        }
    };
    for (const std::string& id : node_ids)
        if (const auto found = nodes.find(id); found != nodes.end())
            consider(found->second);
    if (node_ids.empty())
        for (const auto& [id, entry] : nodes) consider(entry);
    if (best != nullptr)
        return best->node;
    if (enabled == 0)
        return Error{Errc::not_found, "none of the federation's nodes is enabled", "", ""};
    return Error{Errc::unavailable, "every circuit breaker to the federation is open", "federation",
                 "the nodes failed repeatedly; they are tried again before long"};
}

std::vector<NodeState> Federation::states() const {
    const Reading known = reading();
    std::vector<NodeState> states;
    if (known.table != nullptr)
        for (const auto& [id, entry] : *known.table)
            states.push_back({entry.node, entry.health->breaker.stats(), entry.health->latency()});
    return states;
}

FederationStats Federation::stats() const {
    FederationStats stats;
    for (const NodeState& state : states()) {
        ++stats.nodes;
        stats.open += state.breaker.state == CircuitState::open ? 1 : 0;
    }
    stats.refreshes = refreshes_;
    stats.failures = failures_;
    stats.look_ups = look_ups_;
    return stats;
}

}  // namespace sark
