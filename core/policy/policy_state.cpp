#include "core/policy/policy_state.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "core/policy/decision_key.hpp"
#include "core/policy/policy_engine.hpp"
#include "core/policy/rules/context_facts.hpp"

namespace sark {

namespace {

std::string_view spoken(Errc code) {
    switch (code) {
        case Errc::unavailable:
            return "database unavailable";
        case Errc::timeout:
            return "database did not answer in time";
        default:
            return "facts cannot be read";
    }
}

PolicyDecision without_facts(const Error& error, std::string_view policy, std::string_view what) {
    // A malformed id names nobody.
    if (is_absent(error) || error.code == Errc::invalid_argument)
        return denied_by(policy, what);
    return error_denial(spoken(error.code));
}

}  // namespace

PolicyState::PolicyState(FactSource source, redis::Client* redis, const PolicyCacheOptions& chosen,
                         const TimeSource& clock, PolicyService::Observer decision_observer,
                         Evaluator decider)
    : options(chosen),
      time(clock),
      observer(std::move(decision_observer)),
      evaluator(std::move(decider)),
      decisions(options.l1_ttl > Nanos{0} ? options.l1_entries : 0),
      facts(std::move(source), options.fact_entries, options.l2_ttl, clock),
      store(redis, options, clock) {
    if (options.refresh_share > 0.0)
        refresher =
            std::make_unique<Refresher>([this](const Refresher::Job& job) { refresh(job); });
    if (redis != nullptr && options.sync_interval > Nanos{0}) {
        InvalidationFeed::Listener listener;
        listener.user = [this](std::string_view user_id) { users.advance(user_id); };
        listener.tool = [this](std::string_view tool_name) { tools.advance(tool_name); };
        listener.version = [this](std::string_view version) { set_policies(version); };
        listener.everything = [this] { forget_everything(); };
        feed =
            std::make_unique<InvalidationFeed>(*redis, std::move(listener), options.sync_interval);
    }
}

void PolicyState::set_policies(std::string_view version) {
    policies.store(std::hash<std::string_view>{}(version));
}

void PolicyState::forget_everything() {
    users.advance_all();
    tools.advance_all();
}

std::optional<PolicyDecision> PolicyState::from_l1(const Asked& asked, TimePoint now) {
    auto hit = decisions.get(asked.key, asked.stamp, now);
    if (!hit)
        return std::nullopt;
    if (hit->refresh) {
        ++stale_hits;
        refresh_later(asked.question, false);
    }
    hit->decision.cache = CacheStatus::l1_hit;
    return std::move(hit->decision);
}

PolicyDecision PolicyState::decide(const PolicyQuestion& question, TimePoint began) {
    const Asked asked(*this, question);
    if (auto known = from_l1(asked, began)) {
        l1_hits.add();
        return *std::move(known);
    }
    ++l1_misses;
    auto outcome = flights.run(
        asked.name(), [&] { return decide_uncached(asked); }, error_denial("internal error"));
    if (outcome.waited)
        ++coalesced;
    return std::move(outcome.decision);
}

PolicyDecision PolicyState::decide_uncached(const Asked& asked) {
    // The flight before this one may have landed since this caller missed.
    if (auto known = from_l1(asked, time.now()))
        return *std::move(known);
    PolicyRequest request = request_for(asked.question, asked.at);
    if (auto denial = gather(request, asked, FactCache::Use::cached)) {
        ++evaluations;
        denial->cache = CacheStatus::miss;
        return *std::move(denial);
    }
    const DecisionStore::Place place = place_of(asked, request);
    if (auto found = store.get({&place, 1}).front()) {
        keep_found(asked, *found, request);
        found->decision.cache = CacheStatus::l2_hit;
        return std::move(found->decision);
    }
    PolicyDecision decision = evaluator.evaluate(request);
    ++evaluations;
    keep(asked, decision, request);
    decision.cache = CacheStatus::miss;
    return decision;
}

void PolicyState::refresh(const Refresher::Job& job) try {
    const PolicyQuestion question{job.user_id, job.action, job.tool_name, job.context.get()};
    const Asked asked(*this, question);
    PolicyRequest request = request_for(question, asked.at);
    if (gather(request, asked, job.from_source ? FactCache::Use::fetched : FactCache::Use::cached))
        return;  // what there is lives on until its end, and is denied then
    if (!job.from_source) {
        const DecisionStore::Place place = place_of(asked, request);
        if (const auto found = store.get({&place, 1}).front(); found && !found->refresh) {
            keep_found(asked, *found, request);
            ++refreshes;
            return;
        }
        if (gather(request, asked, FactCache::Use::fetched))
            return;
    }
    const PolicyDecision decision = evaluator.evaluate(request);
    ++evaluations;
    keep(asked, decision, request);
    if (!decision.error)
        ++refreshes;
} catch (...) {  // a fact source that throws: the same as one that has no answer
}

std::optional<PolicyDecision> PolicyState::complete(PolicyRequest& request,
                                                    Result<Principal> principal,
                                                    std::optional<Result<ToolFacts>> tool) {
    if (!principal)
        return without_facts(principal.error(), "rbac", "unknown user");
    request.principal = *std::move(principal);
    if (!tool)
        return std::nullopt;
    if (!*tool)
        return without_facts(tool->error(), "sensitivity", "unknown tool");
    request.resource = **std::move(tool);
    return std::nullopt;
}

std::optional<PolicyDecision> PolicyState::gather(PolicyRequest& request, const Asked& asked,
                                                  FactCache::Use use) {
    auto principal = facts.principal(std::string(asked.question.user_id), asked.stamp.user, use);
    const std::string tool_name(asked.question.tool_name);
    if (!principal || tool_name.empty())
        return complete(request, std::move(principal), std::nullopt);
    return complete(request, std::move(principal), facts.tool(tool_name, asked.stamp.tool, use));
}

PolicyRequest PolicyState::request_for(const PolicyQuestion& question,
                                       std::optional<UtcTime> at) const {
    PolicyRequest request;
    request.action = question.action;
    request.time = at ? *at : time.utc_now();
    if (question.context != nullptr)
        request.context = *question.context;
    return request;
}

std::uint64_t PolicyState::facts_word(const RequestContext& context, UtcTime at) const {
    return rules::context_facts(context, *evaluator.config, at).word();
}

std::string PolicyState::text_of(const RequestContext& context) const {
    return evaluator.reads_whole_context ? context_text(context) : std::string();
}

std::string PolicyState::Asked::name() const {
    std::string text = question_key(question);
    // A caller after an invalidation must not join a flight from before it.
    for (const std::uint64_t part : {stamp.user, stamp.tool, stamp.policies, context.facts})
        text.append(1, '|').append(std::to_string(part));
    return text.append(1, '|').append(context_text);
}

DecisionStore::Place PolicyState::place_of(const Asked& asked, const PolicyRequest& request) const {
    return {asked.question, decision_fingerprint(request, evaluator, asked.stamp.policies),
            asked.context_text};
}

void PolicyState::keep_found(const Asked& asked, const DecisionStore::Found& found,
                             const PolicyRequest& request) {
    keep_in_l1(asked, found.decision, request);
    if (!found.refresh)
        return;
    ++stale_hits;
    refresh_later(asked.question, true);
}

void PolicyState::keep_in_l1(const Asked& asked, const PolicyDecision& decision,
                             const PolicyRequest& request) {
    using std::chrono::hours;
    const TimePoint now = time.now();
    const UtcTime utc = time.utc_now();
    Nanos life = options.l1_ttl;
    if (options.l1_mode == L1Mode::time_bucket && life > Nanos{0})
        life -= utc.time_since_epoch() % life;
    if (options.l2_ttl_by_level)
        life = std::min(life, store.ttl_of(request.resource.sensitivity_level));
    // Rules that go by the hour change at its end, and windows open and close; L2 has what is read
    // from the clock in its key.
    life = std::min<Nanos>(life, std::chrono::floor<hours>(request.time) + hours(1) - utc);
    if (const auto edge = evaluator.config->next_window_edge(request.time))
        life = std::min<Nanos>(life, *edge - utc);
    const TimePoint expires = now + life;
    const TimePoint refresh_at =
        refresher == nullptr ? TimePoint::max()
                             : expires - from_seconds(to_seconds(life) * options.refresh_share);
    decisions.put(asked.key, asked.stamp, decision, {expires, refresh_at}, now);
}

void PolicyState::keep(const Asked& asked, const PolicyDecision& decision,
                       const PolicyRequest& request) {
    if (decision.error)
        return;
    keep_in_l1(asked, decision, request);
    const DecisionStore::Entry entry{place_of(asked, request), &decision,
                                     request.resource.sensitivity_level};
    store.put({&entry, 1});
}

void PolicyState::refresh_later(const PolicyQuestion& question, bool from_source) {
    if (refresher != nullptr)
        refresher->add({std::string(question.user_id), std::string(question.action),
                        std::string(question.tool_name),
                        question.context == nullptr
                            ? nullptr
                            : std::make_shared<const RequestContext>(*question.context),
                        from_source});
}

}  // namespace sark
