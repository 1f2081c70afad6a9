#include "scenarios/claims/request_sender.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>
#include <variant>

#include <sys/epoll.h>

#include "workloads/drivers/http_driver.hpp"

namespace sark::scenarios {

namespace {

using workloads::OutcomeCode;

/// As long as a statement may take.
constexpr Nanos patience = std::chrono::seconds(60);
constexpr std::size_t shown_body_bytes = 200;

static_assert(POLLIN == EPOLLIN && POLLOUT == EPOLLOUT && POLLERR == EPOLLERR &&
              POLLHUP == EPOLLHUP);

workloads::OperationSpec on_rows_of(const workloads::DatasetSpec& dataset,
                                    workloads::OperationSpec operation) {
    for (workloads::ParameterSpec& parameter : operation.parameters)
        if (auto* key = std::get_if<workloads::KeyParameter>(&parameter.source))
            key->count =
                std::clamp<std::uint64_t>(workloads::count_of(dataset, key->entity), 1, key->count);
    return operation;
}

Errc code_of(OutcomeCode outcome) {
    switch (outcome) {
        case OutcomeCode::refused:
        case OutcomeCode::connection:
            return Errc::unavailable;
        case OutcomeCode::timeout:
            return Errc::timeout;
        default:
            return Errc::protocol;
    }
}

}  // namespace

Result<RequestSender> RequestSender::create(const std::string& url, const ClaimArm& arm,
                                            const workloads::DatasetSpec& dataset) {
    const ClaimRequest& request = *arm.request;
    workloads::Target target;
    target.http_url = url;
    workloads::RequestContext context;
    context.seed = dataset.seed;  // the same values in both arms
    context.dataset = dataset;
    auto plan =
        workloads::make_http_plan(target, {on_rows_of(dataset, request.operation)}, context);
    if (!plan)
        return std::move(plan).error();
    plan->kept_body_max = workloads::http_kept_body_bytes;  // answers are compared
    const auto shared = std::make_shared<const workloads::HttpPlan>(std::move(plan).value());
    RequestSender sender(request, arm.connect_each);
    for (unsigned i = 0; i < request.at_once; ++i)
        sender.lines_.push_back({std::make_unique<workloads::HttpConnection>(shared)});
    sender.watched_.resize(sender.lines_.size());
    return sender;
}

Result<std::vector<std::string>> RequestSender::answers(std::uint64_t index) {
    std::vector<std::string> bodies(times_);
    if (auto done = run(index, &bodies); !done)
        return done.error();
    return bodies;
}

Result<void> RequestSender::run(std::uint64_t index, std::vector<std::string>* bodies) {
    const TimePoint deadline = SystemTime().now() + patience;
    std::uint64_t begun = 0;
    ended_ = 0;
    while (ended_ < times_) {
        for (Line& line : lines_) {
            if (line.busy || begun == times_)
                continue;
            line.busy = true;
            line.request = begun++;
            if (const auto outcome = line.connection->start({0, index * times_ + line.request}))
                if (auto taken = take(line, *outcome, bodies); !taken)
                    return taken;
        }
        if (auto waited = wait(deadline); !waited)
            return waited;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (!lines_[i].busy || watched_[i].revents == 0)
                continue;
            const auto events = static_cast<std::uint32_t>(watched_[i].revents);
            if (const auto outcome = lines_[i].connection->on_ready(events))
                if (auto taken = take(lines_[i], *outcome, bodies); !taken)
                    return taken;
        }
    }
    return {};
}

Result<void> RequestSender::wait(TimePoint deadline) {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        watched_[i] = {};
        watched_[i].fd = lines_[i].busy ? lines_[i].connection->fd() : -1;
        watched_[i].events = static_cast<short>(lines_[i].connection->interest());
    }
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SystemTime().now());
    const auto left_ms = std::max<std::chrono::milliseconds::rep>(0, left.count());
    const int ready = ::poll(watched_.data(), watched_.size(), static_cast<int>(left_ms));
    if (ready < 0 && errno != EINTR)
        return give_up(Errc::io,
                       "cannot wait for an answer: " + std::generic_category().message(errno));
    if (ready <= 0 && SystemTime().now() >= deadline)
        return give_up(Errc::timeout, "no answer in 60 s");
    return {};
}

Result<void> RequestSender::take(Line& line, const workloads::Outcome& outcome,
                                 std::vector<std::string>* bodies) {
    const std::string_view body = line.connection->body();
    if (outcome.code != OutcomeCode::ok) {
        const auto name = workloads::outcome_names[static_cast<std::size_t>(outcome.code)];
        std::string message = "the API server did not answer as expected: " + std::string(name);
        if (!body.empty())
            message += ": " + std::string(body.substr(0, shown_body_bytes));
        return give_up(code_of(outcome.code), message);
    }
    if (bodies != nullptr)
        (*bodies)[line.request] = body;
    line.busy = false;
    ++ended_;
    if (connect_each_)
        static_cast<void>(line.connection->abandon());  // closes; the next one connects
    return {};
}

Error RequestSender::give_up(Errc code, const std::string& message) {
    for (Line& line : lines_) {
        if (line.busy)
            static_cast<void>(line.connection->abandon());
        line.busy = false;
    }
    const auto& http = std::get<workloads::HttpOperation>(operation_->request);
    return {code, message, http.method + " " + http.path, ""};
}

}  // namespace sark::scenarios
