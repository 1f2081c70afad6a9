#include "workloads/drivers/http_driver.hpp"

#include <memory>

namespace sark::workloads {

Result<HttpPlan> make_http_plan(const Target& target, const std::vector<OperationSpec>& operations,
                                const RequestContext& context) {
    if (target.http_url.empty())
        return Error{Errc::invalid_argument, "HTTP operations need a target URL", "HTTP target",
                     "give --url http://host:port"};
    const auto endpoint = parse_http_url(target.http_url);
    if (!endpoint)
        return endpoint.error();
    HttpPlan plan;
    plan.authority = endpoint->authority();
    for (const OperationSpec& operation : operations) {
        auto request = HttpRequest::compile(operation, context, plan.authority, target.api);
        if (!request)
            return std::move(request).error();
        if (request->reads_body())
            plan.kept_body_max = http_kept_body_bytes;
        plan.requests.push_back(std::move(request).value());
    }
    auto addresses = resolve(*endpoint);
    if (!addresses)
        return std::move(addresses).error();
    plan.addresses = std::move(addresses).value();
    return plan;
}

Result<ConnectionFactory> make_http_factory(const Target& target,
                                            const std::vector<OperationSpec>& operations,
                                            const RequestContext& context) {
    auto made = make_http_plan(target, operations, context);
    if (!made)
        return std::move(made).error();
    auto plan = std::make_shared<const HttpPlan>(std::move(made).value());
    return ConnectionFactory([plan](std::size_t) -> Result<std::unique_ptr<Connection>> {
        return std::unique_ptr<Connection>(std::make_unique<HttpConnection>(plan));
    });
}

}  // namespace sark::workloads
