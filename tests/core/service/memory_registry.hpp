#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/policy/fact_source.hpp"

namespace sark::test {

/// A registry in memory that counts what it is asked.
class MemoryRegistry {
 public:
    MemoryRegistry() {
        principals_["ann"] = {"ann", "developer", {"blue"}, true};
        tools_["search"] = {"search", "low", "blue", std::nullopt};
        tools_["deploy"] = {"deploy", "high", "blue", std::nullopt};
    }

    FactSource source() {
        return {[this](const std::string& id) -> Result<Principal> {
                    ++principal_calls;
                    if (before_answer)
                        before_answer();
                    const std::lock_guard lock(mutex_);
                    if (failure)
                        return *failure;
                    const auto found = principals_.find(id);
                    if (found == principals_.end())
                        return Error{Errc::not_found, "there is no user " + id, "", ""};
                    return found->second;
                },
                [this](const std::string& name) -> Result<ToolFacts> {
                    ++tool_calls;
                    const std::lock_guard lock(mutex_);
                    if (tool_failure)
                        return *tool_failure;
                    const auto found = tools_.find(name);
                    if (found == tools_.end())
                        return Error{Errc::not_found, "there is no tool " + name, "", ""};
                    return found->second;
                }};
    }

    /// The same, which also answers for many at once.
    FactSource batch_source() {
        FactSource batched = source();
        batched.principals = [this](const std::vector<std::string>& ids) {
            asked_together.push_back(ids.size());
            return found_of(principals_, ids, failure);
        };
        batched.tools = [this](const std::vector<std::string>& names) {
            asked_together.push_back(names.size());
            return found_of(tools_, names, tool_failure);
        };
        return batched;
    }

    void set_role(const std::string& user, const std::string& role) {
        const std::lock_guard lock(mutex_);
        principals_[user] = {user, role, {"blue"}, true};
    }
    /// A developer of team blue and of whatever else is managed.
    void set_manager(const std::string& user, const std::vector<std::string>& managed_teams) {
        const std::lock_guard lock(mutex_);
        principals_[user] = {user, "developer", {"blue"}, true, managed_teams};
    }
    void set_level(const std::string& tool, const std::string& level) {
        const std::lock_guard lock(mutex_);
        tools_[tool] = {tool, level, "blue", std::nullopt};
    }

    std::atomic<int> principal_calls{0};
    std::atomic<int> tool_calls{0};
    std::optional<Error> failure;
    std::optional<Error> tool_failure;
    std::function<void()> before_answer;

    std::vector<std::size_t> asked_together;  ///< How many each query for many asked for.

 private:
    template <class Fact>
    Result<std::vector<Fact>> found_of(const std::map<std::string, Fact>& rows,
                                       const std::vector<std::string>& names,
                                       const std::optional<Error>& error) {
        const std::lock_guard lock(mutex_);
        if (error)
            return *error;
        std::vector<Fact> found;
        for (const std::string& name : names)
            if (const auto row = rows.find(name); row != rows.end())
                found.push_back(row->second);
        return found;
    }

    std::mutex mutex_;
    std::map<std::string, Principal> principals_;
    std::map<std::string, ToolFacts> tools_;
};

}  // namespace sark::test
