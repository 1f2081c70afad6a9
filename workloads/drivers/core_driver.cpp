#include "workloads/drivers/core_driver.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "core/access/access_control.hpp"
#include "core/audit/audit_writer.hpp"
#include "core/costs/cost_ledger.hpp"
#include "core/federation/federation.hpp"
#include "core/policy/policy_service.hpp"
#include "core/policy/staleness_probe.hpp"
#include "core/postgres/connection_pool.hpp"
#include "core/reference_core.hpp"
#include "core/registry/protocol_stats.hpp"
#include "core/registry/server_registry.hpp"
#include "workloads/drivers/cause_text.hpp"
#include "workloads/drivers/core_request.hpp"

namespace sark::workloads {
namespace {

/// How long a batch waits for the acknowledgement of each event: as long as AuditWriter::append().
constexpr Nanos audit_ack_patience = std::chrono::seconds(30);

/// What every connection of one load on the core needs. Immutable and thread-safe.
struct CorePlan {
    ReferenceCore* core = nullptr;
    DatasetSpec dataset;
    std::vector<CoreRequest> requests;
};

OutcomeCode code_of(const Error& error) noexcept {
    switch (error.code) {
        case Errc::unavailable:
            return OutcomeCode::connection;
        case Errc::timeout:
            return OutcomeCode::timeout;
        case Errc::protocol:
            return OutcomeCode::protocol;
        default:
            return OutcomeCode::wrong_answer;
    }
}

/// The kind of a failure's cause, by Errc.
constexpr std::array<std::string_view, 11> error_kinds = {
    "invalid argument", "invalid scenario", "unavailable",   "unsafe",
    "not found",        "conflict",         "timeout",       "io",
    "protocol",         "interrupted",      "internal error"};

class CoreConnection final : public Connection {
 public:
    explicit CoreConnection(std::shared_ptr<const CorePlan> plan) : plan_(std::move(plan)) {
        event_.user_id.emplace();
        event_.resource_type = "server";
        event_.status = "success";
        server_.transport = "http";
        server_.endpoint = "http://127.0.0.1:9000";
        server_.mcp_version = "2025-06-18";
        server_.status = "registered";
        server_.sensitivity_level = "medium";
        server_.tools.resize(1);
        server_.tools.front().description = "Registered by a load test";
        server_.tools.front().sensitivity_level = "low";
        request_.principal.teams.resize(1);
        other_managed_teams_.resize(1);
        request_.resource.team_id.emplace();
    }

    [[nodiscard]] Result<void> open() override { return {}; }
    [[nodiscard]] std::optional<Outcome> start(const Call& call) noexcept override;
    [[nodiscard]] std::optional<Outcome> on_ready(std::uint32_t) noexcept override {
        return std::nullopt;
    }
    Outcome abandon() noexcept override { return {OutcomeCode::timeout, 0, 0}; }
    [[nodiscard]] int fd() const noexcept override { return -1; }
    [[nodiscard]] std::uint32_t interest() const noexcept override { return 0; }
    [[nodiscard]] bool runs_in_process() const noexcept override { return true; }

 private:
    [[nodiscard]] OutcomeCode perform(const CoreRequest& request, const Call& call);
    [[nodiscard]] OutcomeCode evaluate(const CoreRequest& request, const Call& call);
    [[nodiscard]] OutcomeCode decide_batch(const CoreRequest& request, const Call& call);
    [[nodiscard]] OutcomeCode see_change(const CoreRequest& request, const Call& call);
    [[nodiscard]] OutcomeCode record_cost();
    [[nodiscard]] OutcomeCode check_budget();
    [[nodiscard]] OutcomeCode check_access();
    [[nodiscard]] OutcomeCode acquire();
    [[nodiscard]] OutcomeCode append(AuditWriter& audit);
    [[nodiscard]] OutcomeCode append_batch(const CoreRequest& request, const Call& call);
    void fill_event();
    void fill_server();

    // What a call's result is as an outcome; of a failure, why_ says why.
    template <class T>
    [[nodiscard]] OutcomeCode ended(const Result<T>& result) noexcept {
        return result ? OutcomeCode::ok : failed(result.error());
    }
    [[nodiscard]] OutcomeCode ended(const PolicyDecision& decision) noexcept {
        if (!decision.error)
            return OutcomeCode::ok;
        why_.set("decision by error", decision.reason);
        return OutcomeCode::wrong_answer;
    }
    /// Back-pressure and a full disk are the writer's way to refuse.
    template <class T>
    [[nodiscard]] OutcomeCode ended_append(const Result<T>& appended) noexcept {
        const OutcomeCode code = ended(appended);
        if (!appended &&
            (appended.error().code == Errc::unavailable || appended.error().code == Errc::io))
            return OutcomeCode::refused;
        return code;
    }
    [[nodiscard]] OutcomeCode failed(const Error& error) noexcept {
        why_.set(error_kinds[static_cast<std::size_t>(error.code)], error.message);
        return code_of(error);
    }

    std::shared_ptr<const CorePlan> plan_;  // shared: see HttpConnection
    std::array<std::string, core_arguments_max> arguments_;
    // Filled anew by each call; what their strings have allocated stays.
    PolicyRequest request_;
    std::vector<std::string> other_managed_teams_;  // of one, where the request has none
    AuditEvent event_;
    Server server_;
    std::vector<std::array<std::string, 3>> batch_;  // only ever grows
    std::vector<PolicyQuestion> questions_;
    std::vector<AuditAck> acks_;
    std::unique_ptr<StalenessProbe> probe_;  // made when first asked for
    CauseText why_;                          // of the call that failed last
};

std::optional<Outcome> CoreConnection::start(const Call& call) noexcept {
    const CoreRequest& request = plan_->requests[call.operation];
    for (std::size_t i = 0; i < request.arguments.size(); ++i) {
        arguments_[i].clear();
        request.arguments[i].append(request.parameters, call, arguments_[i]);
    }
    Outcome outcome{perform(request, call), 0, 0};
    if (outcome.code != OutcomeCode::ok) [[unlikely]]
        outcome.cause = why_.cause();
    return outcome;
}

OutcomeCode CoreConnection::perform(const CoreRequest& request, const Call& call) {
    ReferenceCore& core = *plan_->core;
    switch (request.callee) {
        case CoreCallee::policy_evaluate:
            return evaluate(request, call);
        case CoreCallee::policy_decide:
            return ended(core.policy().decide(arguments_[0], arguments_[1], arguments_[2]));
        case CoreCallee::policy_decide_batch:
            return decide_batch(request, call);
        case CoreCallee::policy_invalidate_user:
            return ended(core.policy().invalidate_user(arguments_[0]));
        case CoreCallee::policy_invalidate_tool:
            return ended(core.policy().invalidate_tool(arguments_[0]));
        case CoreCallee::policy_staleness:
            return see_change(request, call);
        case CoreCallee::audit_append:
            return append(core.audit());
        case CoreCallee::audit_append_batch:
            return append_batch(request, call);
        case CoreCallee::audit_write:
            fill_event();
            return ended(core.audit().write_single(event_));
        case CoreCallee::registry_server:
            return ended(core.servers().server_by_id(arguments_[0]));
        case CoreCallee::registry_register:
            fill_server();
            return ended(core.servers().register_server(server_));
        case CoreCallee::registry_protocol_stats:
            return ended(core.protocol_stats().counts());
        case CoreCallee::costs_record:
            return record_cost();
        case CoreCallee::costs_check:
            return check_budget();
        case CoreCallee::federation_find:
            return ended(core.federation().find(arguments_[0]));
        case CoreCallee::access_check:
            return check_access();
        case CoreCallee::pool_acquire:
            return acquire();
    }
    return OutcomeCode::protocol;
}

OutcomeCode CoreConnection::evaluate(const CoreRequest& request, const Call& call) {
    const DatasetSpec& dataset = plan_->dataset;
    const std::uint64_t user = request.parameters.row(request.user_slot, call);
    const std::uint64_t tool = request.parameters.row(request.tool_slot, call);
    const std::uint64_t server = tool / std::max<std::uint64_t>(1, dataset.tools_per_server);
    std::array<char, 40> text;
    request_.principal.id = arguments_[0];
    request_.principal.role = role_of(dataset.seed, user);
    request_.principal.teams.front() =
        write_id(dataset.seed, Entity::team, team_of(dataset, Entity::user, user), text);
    // Swapped, so that the list with the team keeps its memory while it is not used.
    if (is_manager(dataset.seed, user) == request_.principal.managed_teams.empty())
        request_.principal.managed_teams.swap(other_managed_teams_);
    if (!request_.principal.managed_teams.empty())
        request_.principal.managed_teams.front() = request_.principal.teams.front();
    request_.action = arguments_[1];
    request_.resource.name = arguments_[2];
    request_.resource.sensitivity_level = sensitivity_of(dataset.seed, Entity::tool, tool);
    *request_.resource.team_id =
        write_id(dataset.seed, Entity::team, team_of(dataset, Entity::server, server), text);
    return ended(PolicyService::evaluate(request_));
}

OutcomeCode CoreConnection::decide_batch(const CoreRequest& request, const Call& call) {
    const std::uint64_t size = request.size->of(request.parameters, call);
    batch_.resize(std::max<std::size_t>(batch_.size(), size));
    questions_.clear();
    for (std::uint64_t i = 0; i < size; ++i) {
        const Call item = request.size->item(call, i);
        for (std::size_t part = 0; part < batch_[i].size(); ++part) {
            batch_[i][part].clear();
            request.arguments[part].append(request.parameters, item, batch_[i][part]);
        }
        questions_.push_back({batch_[i][0], batch_[i][1], batch_[i][2]});
    }
    const auto decisions = plan_->core->policy().decide_batch(questions_);
    const auto first_error = std::ranges::find_if(decisions, &PolicyDecision::error);
    return first_error == decisions.end() ? OutcomeCode::ok : ended(*first_error);
}

OutcomeCode CoreConnection::see_change(const CoreRequest& request, const Call& call) {
    ReferenceCore& core = *plan_->core;
    if (probe_ == nullptr) {
        auto created =
            StalenessProbe::create(core.servers(), core.policy(), core.make_policy_peer());
        if (!created)
            return ended(created);
        probe_ = *std::move(created);
    }
    // The next user who is no viewer: those may not invoke anything, and show no change.
    const DatasetSpec& dataset = plan_->dataset;
    std::uint64_t user = request.parameters.row(request.user_slot, call);
    for (std::uint64_t tries = 0; tries < dataset.users && role_of(dataset.seed, user) == "viewer";
         ++tries)
        user = (user + 1) % dataset.users;
    return ended(probe_->change_and_wait(id_of(dataset.seed, Entity::user, user)));
}

OutcomeCode CoreConnection::record_cost() {
    const auto amount = Amount::parse(arguments_[2]);
    if (!amount)
        return ended(amount);
    Cost cost;
    cost.principal_id = arguments_[0];
    cost.resource_id = arguments_[1];
    cost.actual = *amount;
    return ended(plan_->core->costs().record(cost));
}

OutcomeCode CoreConnection::check_budget() {
    const auto estimate = Amount::parse(arguments_[1]);
    if (!estimate)
        return ended(estimate);
    return ended(plan_->core->costs().check(arguments_[0], *estimate));
}

OutcomeCode CoreConnection::check_access() {
    AccessRequest request;
    request.user_id = arguments_[1];
    request.tenant_id = arguments_[2];
    request.right = AccessRight::proxy;
    request.method = arguments_[3];
    request.time = SystemTime().utc_now();
    return ended(plan_->core->access().check(arguments_[0], request));
}

OutcomeCode CoreConnection::acquire() {
    const auto lease = plan_->core->pool().acquire();
    const OutcomeCode code = ended(lease);
    return code == OutcomeCode::timeout ? OutcomeCode::refused : code;
}

OutcomeCode CoreConnection::append(AuditWriter& audit) {
    fill_event();
    return ended_append(audit.append(event_));
}

OutcomeCode CoreConnection::append_batch(const CoreRequest& request, const Call& call) {
    AuditWriter& audit = plan_->core->audit();
    const std::uint64_t size = request.size->of(request.parameters, call);
    OutcomeCode worst = OutcomeCode::ok;
    acks_.clear();
    for (std::uint64_t i = 0; i < size; ++i) {
        const Call item = request.size->item(call, i);
        for (std::size_t part = 0; part + 1 < request.arguments.size(); ++part) {
            arguments_[part].clear();
            request.arguments[part].append(request.parameters, item, arguments_[part]);
        }
        fill_event();
        auto submitted = audit.submit(event_);
        if (submitted)
            acks_.push_back(*std::move(submitted));
        else
            worst = ended_append(submitted);
    }
    for (const AuditAck& ack : acks_)
        if (const auto safe = ack.wait(audit_ack_patience); !safe)
            worst = ended_append(safe);
    return worst;
}

void CoreConnection::fill_event() {
    event_.event_id = arguments_[0];
    event_.time = SystemTime().utc_now();
    event_.event_type = arguments_[1];
    *event_.user_id = arguments_[2];
    event_.resource_id = arguments_[3];
    event_.action = arguments_[4];
}

void CoreConnection::fill_server() {
    server_.id = arguments_[0];
    server_.name = arguments_[1];
    server_.tools.front().id.clear();
    server_.tools.front().name = arguments_[1];
}

}  // namespace

Result<ConnectionFactory> make_core_factory(const Target& target,
                                            const std::vector<OperationSpec>& operations,
                                            const RequestContext& context) {
    auto plan = std::make_shared<CorePlan>();
    plan->core = target.core;
    plan->dataset = context.dataset;
    for (const OperationSpec& operation : operations) {
        auto request = CoreRequest::compile(operation, context);
        if (!request)
            return std::move(request).error();
        plan->requests.push_back(std::move(request).value());
    }
    if (target.core == nullptr)
        return Error{Errc::invalid_argument, "core operations need a reference core", "core target",
                     "the environment starts one; see the scenario's services"};
    return ConnectionFactory([plan = std::shared_ptr<const CorePlan>(std::move(plan))](
                                 std::size_t) -> Result<std::unique_ptr<Connection>> {
        return std::unique_ptr<Connection>(std::make_unique<CoreConnection>(plan));
    });
}

}  // namespace sark::workloads
