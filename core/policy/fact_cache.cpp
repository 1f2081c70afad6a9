#include "core/policy/fact_cache.hpp"

#include <functional>
#include <optional>
#include <utility>

namespace sark {

namespace {

const std::string& name_of(const Principal& principal) {
    return principal.id;
}
const std::string& name_of(const ToolFacts& tool) {
    return tool.name;
}

}  // namespace

/// Principals and tools are handled alike.
template <class Fact>
struct FactCache::Kind {
    L1Cache<Kept<Fact>>& kept;
    const std::function<Result<Fact>(const std::string&)>& fetch;
    const std::function<Result<std::vector<Fact>>(const std::vector<std::string>&)>& fetch_many;

    std::optional<Fact> find(const std::string& name, std::uint64_t generation,
                             TimePoint now) const {
        auto found = kept.get(name, now);
        if (!found || found->generation != generation)
            return std::nullopt;
        return std::move(found->fact);
    }
};

FactCache::FactCache(FactSource source, std::size_t entries, Nanos ttl, const TimeSource& time)
    : source_(std::move(source)), time_(time), principals_(entries, ttl), tools_(entries, ttl) {}

template <class Fact>
Result<Fact> FactCache::one(const Kind<Fact>& kind, const std::string& name,
                            std::uint64_t generation, Use use) {
    if (use == Use::cached)
        if (auto known = kind.find(name, generation, time_.now()))
            return *std::move(known);
    auto fetched = kind.fetch(name);
    if (fetched)
        kind.kept.put(name, {*fetched, generation}, time_.now());
    return fetched;
}

template <class Fact>
std::vector<std::string> FactCache::settle(const Kind<Fact>& kind, const Names& names,
                                           const std::vector<std::string>& asked,
                                           Result<std::vector<Fact>>& fetched, Found<Fact>& found) {
    // A fact under another spelling of its name (a UUID in capitals) leaves it open whose it is.
    bool strays = false;
    if (fetched) {
        const TimePoint now = time_.now();
        for (Fact& fact : *fetched) {
            const std::string name = name_of(fact);
            const auto generation = names.find(name);
            strays = strays || generation == names.end();
            if (generation == names.end())
                continue;
            kind.kept.put(name, {fact, generation->second}, now);
            found.emplace(name, std::move(fact));
        }
    }
    std::vector<std::string> open;
    for (const std::string& name : asked) {
        if (found.contains(name))
            continue;
        if (strays)
            open.push_back(name);
        else if (fetched)
            found.emplace(name, Error{Errc::not_found, "there is no such row", "", ""});
        else
            found.emplace(name, fetched.error());
    }
    return open;
}

template <class Fact>
FactCache::Found<Fact> FactCache::many(const Kind<Fact>& kind, const Names& names) {
    Found<Fact> found;
    std::vector<std::string> missing;
    const TimePoint began = time_.now();
    for (const auto& [name, generation] : names) {
        if (auto known = kind.find(name, generation, began))
            found.emplace(name, *std::move(known));
        else
            missing.push_back(name);
    }
    if (missing.size() > 1 && kind.fetch_many) {
        auto fetched = kind.fetch_many(missing);
        // A name that the query chokes on must not be the others' error: they are asked for singly.
        if (fetched || fetched.error().code != Errc::invalid_argument)
            missing = settle(kind, names, missing, fetched, found);
    }
    for (const std::string& name : missing)
        found.emplace(name, one(kind, name, names.at(name), Use::fetched));
    return found;
}

Result<Principal> FactCache::principal(const std::string& id, std::uint64_t generation, Use use) {
    return one(Kind<Principal>{principals_, source_.principal, source_.principals}, id, generation,
               use);
}

Result<ToolFacts> FactCache::tool(const std::string& name, std::uint64_t generation, Use use) {
    return one(Kind<ToolFacts>{tools_, source_.tool, source_.tools}, name, generation, use);
}

FactCache::Found<Principal> FactCache::principals(const Names& ids) {
    return many(Kind<Principal>{principals_, source_.principal, source_.principals}, ids);
}

FactCache::Found<ToolFacts> FactCache::tools(const Names& names) {
    return many(Kind<ToolFacts>{tools_, source_.tool, source_.tools}, names);
}

}  // namespace sark
