#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/policy/fact_source.hpp"
#include "core/policy/l1_cache.hpp"

namespace sark {

/// Principals and tools as the source has them, each kept for a TTL and dead once the generation
/// that it was asked with is another one. What does not exist is not kept, nor are errors.
/// Thread-safe.
class FactCache {
 public:
    enum class Use : bool {
        cached,   ///< What is kept, if there is something.
        fetched,  ///< Ask the source, whatever is kept.
    };
    /// A name and the generation read before it is asked for.
    using Names = std::map<std::string, std::uint64_t>;
    template <class Fact>
    using Found = std::map<std::string, Result<Fact>>;

    /// No entries or no TTL: everything is fetched.
    FactCache(FactSource source, std::size_t entries, Nanos ttl, const TimeSource& time);

    [[nodiscard]] Result<Principal> principal(const std::string& id, std::uint64_t generation,
                                              Use use);
    [[nodiscard]] Result<ToolFacts> tool(const std::string& name, std::uint64_t generation,
                                         Use use);
    /// All of them; those that are not kept come in one query when the source can do that. Each has
    /// an entry: a failed query is the error of everyone it asked for.
    [[nodiscard]] Found<Principal> principals(const Names& ids);
    [[nodiscard]] Found<ToolFacts> tools(const Names& names);
    /// Users and tools held, those whose time is over but which nobody asked for included.
    [[nodiscard]] std::size_t size() const noexcept { return principals_.size() + tools_.size(); }

 private:
    template <class Fact>
    struct Kept {
        Fact fact;
        std::uint64_t generation;
    };
    template <class Fact>
    struct Kind;

    template <class Fact>
    Result<Fact> one(const Kind<Fact>& kind, const std::string& name, std::uint64_t generation,
                     Use use);
    template <class Fact>
    Found<Fact> many(const Kind<Fact>& kind, const Names& names);
    /// Enters what one query for all of `asked` found; returns those it does not settle.
    template <class Fact>
    std::vector<std::string> settle(const Kind<Fact>& kind, const Names& names,
                                    const std::vector<std::string>& asked,
                                    Result<std::vector<Fact>>& fetched, Found<Fact>& found);

    FactSource source_;
    const TimeSource& time_;
    L1Cache<Kept<Principal>> principals_;
    L1Cache<Kept<ToolFacts>> tools_;
};

}  // namespace sark
