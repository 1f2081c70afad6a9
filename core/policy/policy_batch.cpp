#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/policy/policy_state.hpp"

namespace sark {

namespace {

/// A question that L1 has no answer to, however often the batch asks it.
struct Miss {
    Miss(const PolicyState& state, const PolicyQuestion& question, UtcTime at)
        : asked(state, question, at), request(state.request_for(question, at)) {}

    void settle(PolicyDecision made, CacheStatus cache) {
        made.cache = cache;
        decision = std::move(made);
    }

    PolicyState::Asked asked;
    PolicyRequest request;
    std::vector<std::size_t> positions;
    std::optional<PolicyDecision> decision;
};

using Misses = std::deque<Miss>;  // a vector would want to move them

std::vector<Miss*> open_ones(Misses& misses) {
    std::vector<Miss*> open;
    for (Miss& miss : misses)
        if (!miss.decision)
            open.push_back(&miss);
    return open;
}

/// Settles what cannot be asked for want of facts.
void gather_all(PolicyState& state, Misses& misses) {
    FactCache::Names users;
    FactCache::Names tools;
    for (const Miss& miss : misses) {
        users.emplace(miss.asked.question.user_id, miss.asked.stamp.user);
        if (!miss.asked.question.tool_name.empty())
            tools.emplace(miss.asked.question.tool_name, miss.asked.stamp.tool);
    }
    const auto principals = state.facts.principals(users);
    const auto found_tools = state.facts.tools(tools);
    for (Miss& miss : misses) {
        std::optional<Result<ToolFacts>> tool;
        if (!miss.asked.question.tool_name.empty())
            tool = found_tools.at(std::string(miss.asked.question.tool_name));
        auto denial = PolicyState::complete(
            miss.request, principals.at(std::string(miss.asked.question.user_id)), std::move(tool));
        if (!denial)
            continue;
        ++state.evaluations;
        miss.settle(*std::move(denial), CacheStatus::miss);
    }
}

void look_up_all(PolicyState& state, Misses& misses) {
    const std::vector<Miss*> open = open_ones(misses);
    std::vector<DecisionStore::Place> places;
    for (const Miss* miss : open) places.push_back(state.place_of(miss->asked, miss->request));
    auto found = state.store.get(places);
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (!found[i])
            continue;
        state.keep_found(open[i]->asked, *found[i], open[i]->request);
        open[i]->settle(std::move(found[i]->decision), CacheStatus::l2_hit);
    }
}

void evaluate_all(PolicyState& state, Misses& misses) {
    std::vector<DecisionStore::Entry> entries;
    for (Miss* miss : open_ones(misses)) {
        miss->settle(state.evaluator.evaluate(miss->request), CacheStatus::miss);
        ++state.evaluations;
        if (miss->decision->error)
            continue;
        state.keep_in_l1(miss->asked, *miss->decision, miss->request);
        entries.push_back({state.place_of(miss->asked, miss->request), &*miss->decision,
                           miss->request.resource.sensitivity_level});
    }
    state.store.put(entries);
}

}  // namespace

std::vector<PolicyDecision> PolicyState::decide_batch(std::span<const PolicyQuestion> questions,
                                                      TimePoint began) {
    ++batches;
    std::vector<PolicyDecision> answers(questions.size());
    Misses misses;
    std::map<std::string, std::size_t> known_misses;
    const UtcTime at = time.utc_now();
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const Asked asked(*this, questions[i], at);
        if (auto known = from_l1(asked, began)) {
            l1_hits.add();
            answers[i] = *std::move(known);
            continue;
        }
        ++l1_misses;
        const auto [place, is_new] = known_misses.try_emplace(asked.name(), misses.size());
        if (is_new)
            misses.emplace_back(*this, questions[i], at);
        misses[place->second].positions.push_back(i);
    }
    if (misses.empty())
        return answers;
    try {
        gather_all(*this, misses);
        look_up_all(*this, misses);
        evaluate_all(*this, misses);
    } catch (...) {  // a source or an evaluator that throws: what it left open is denied
    }
    for (Miss* miss : open_ones(misses))
        miss->settle(error_denial("internal error"), CacheStatus::miss);
    for (const Miss& miss : misses)
        for (const std::size_t position : miss.positions) answers[position] = *miss.decision;
    return answers;
}

}  // namespace sark
