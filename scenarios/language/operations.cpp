#include "scenarios/language/operations.hpp"

#include <algorithm>
#include <set>

#include "core/base/embedded.hpp"
#include "core/base/suggestion.hpp"
#include "scenarios/evidence/plan_expectation.hpp"
#include "scenarios/language/json_text.hpp"
#include "scenarios/language/parameters.hpp"
#include "scenarios/language/requests.hpp"
#include "scenarios/language/template_text.hpp"

namespace sark::scenarios::language {
namespace {

using workloads::OperationSpec;

/// Every text of the request in which ${name} stands for a parameter.
std::vector<const std::string*> templates_of(const OperationSpec& operation) {
    std::vector<const std::string*> texts;
    const auto add = [&](const std::vector<std::string>& more) {
        for (const std::string& text : more) texts.push_back(&text);
    };
    if (const auto* http = std::get_if<workloads::HttpOperation>(&operation.request)) {
        texts.push_back(&http->path);
        for (const auto& [name, header] : http->headers) texts.push_back(&header);
        texts.push_back(&http->body);
        texts.push_back(&http->repeat);
    } else if (const auto* sql = std::get_if<workloads::PostgresOperation>(&operation.request)) {
        add(sql->arguments);
    } else if (const auto* redis = std::get_if<workloads::RedisOperation>(&operation.request)) {
        add(redis->command);
    } else if (const auto* core = std::get_if<workloads::CoreOperation>(&operation.request)) {
        add(core->arguments);
    }
    return texts;
}

/// Templates and parameters must match both ways: an unused parameter is a misspelled one.
void check_templates(const OperationSpec& operation, const Value& request,
                     const std::optional<Value>& parameters) {
    std::set<std::string> used;
    for (const std::string* text : templates_of(operation)) {
        if (!collect_template_names(*text, used))
            request.fault("a \"${\" has no name or no \"}\" behind it");
    }
    std::vector<std::string> declared;
    for (const auto& parameter : operation.parameters) declared.push_back(parameter.name);
    for (const std::string& name : used) {
        if (std::find(declared.begin(), declared.end(), name) == declared.end())
            request.fault(
                "${" + name + "} is not among the parameters",
                declared.empty() ? "declare it under \"parameters\"" : suggestion(name, declared));
    }
    for (const std::string& name : declared) {
        if (used.contains(name) || !parameters)
            continue;
        parameters->faults().add(parameters->node().find(name)->place,
                                 parameters->pointer() + pointer_step(name),
                                 "the parameter is not used by any ${" + name + "}");
    }
}

/// {"expect": "index_scan idx_users_email"}; "any" takes a shipped operation's expectation away.
void bind_plan(const Value& value, OperationSpec& operation) {
    auto* statement = std::get_if<workloads::PostgresOperation>(&operation.request);
    if (statement == nullptr)
        return value.fault("only a postgres operation has a plan", "leave \"plan\" out");
    auto reader = value.object();
    if (!reader)
        return;
    const auto expect = reader->require("expect", R"("index_scan idx_users_email")");
    reader->finish();
    const auto text = expect ? expect->words(200) : std::nullopt;
    if (!text || *text == "any")
        return;
    if (const auto expectation = parse_plan_expectation(*text); !expectation)
        expect->fault(expectation.error().message, expectation.error().hint);
    else
        statement->expect_plan = *text;
}

/// A number of items comes from an integer parameter that cannot leave its bounds.
void check_count(const std::string& text, const OperationSpec& operation, const Value& request) {
    if (text.empty() || text.find_first_not_of("0123456789") == std::string::npos)
        return;
    for (const auto& parameter : operation.parameters) {
        const auto* integer = std::get_if<workloads::IntegerParameter>(&parameter.source);
        if (text == "${" + parameter.name + "}" && integer != nullptr && integer->min >= 1 &&
            integer->max <= static_cast<std::int64_t>(workloads::http_repeat_max))
            return;
    }
    request.fault("\"" + text + "\" is no number of items from 1 to " +
                      std::to_string(workloads::http_repeat_max),
                  "write a number, or one ${name} of an integer parameter within these bounds");
}

void check_counts(const OperationSpec& operation, const Value& request) {
    if (const auto* http = std::get_if<workloads::HttpOperation>(&operation.request))
        check_count(http->repeat, operation, request);
    const auto* core = std::get_if<workloads::CoreOperation>(&operation.request);
    if (core != nullptr && ((core->call == "policy.decide_batch" && core->arguments.size() == 4) ||
                            (core->call == "audit.append_batch" && core->arguments.size() == 6)))
        check_count(core->arguments.back(), operation, request);
}

OperationSpec bind_own(const Value& value, ObjectReader& reader,
                       const workloads::DatasetSpec& dataset) {
    OperationSpec operation;
    if (const auto name = reader.require("name", R"("my.query")"))
        assign(operation.name, name->identifier("._-"));
    if (const auto summary = reader.find("summary"))
        assign(operation.summary, summary->text());
    if (const auto weight = reader.find("weight"))
        assign(operation.weight, weight->number(0.0, 1e6));
    if (const auto rate = reader.find("rate")) {
        assign(operation.weight, rate->number(0.0, 1e6));
        if (reader.value().node().find("weight") != nullptr)
            rate->fault("the operation has a weight and a rate", "give one of them");
    }
    const auto parameters = reader.find("parameters");
    if (parameters)
        operation.parameters = bind_parameters(*parameters, dataset);
    const auto plan = reader.find("plan");

    std::optional<Value> request;
    std::size_t requests = 0;
    for (const std::string_view driver : workloads::driver_names) {
        const auto block = reader.find(driver);
        if (!block)
            continue;
        ++requests;
        request = block;
        if (driver == "http")
            operation.request = bind_http(*block);
        else if (driver == "postgres")
            operation.request = bind_postgres(*block);
        else if (driver == "redis")
            operation.request = bind_redis(*block);
        else
            operation.request = bind_core(*block);
    }
    if (requests != 1)
        value.fault(
            requests == 0 ? "the operation has no request" : "the operation has several requests",
            "give one of use, http, postgres, redis, core");
    else
        check_templates(operation, *request, parameters);
    if (plan && requests == 1)
        bind_plan(*plan, operation);
    if (request)
        check_counts(operation, *request);
    reader.allow("use");  // so that a misspelled one is recognised
    reader.finish();
    return operation;
}

/// The shipped operation with the changes of a {"use": …} element laid over it.
std::optional<Node> resolve_use(const Value& use, ObjectReader& reader,
                                const OperationCatalog& catalog) {
    const auto weight = reader.find("weight");
    const auto rate = reader.find("rate");
    const auto name = reader.find("name");
    const auto changes = reader.find("parameters");
    const auto plan = reader.find("plan");
    reader.finish([](std::string_view key) -> std::string {
        const auto& drivers = workloads::driver_names;
        if (std::find(drivers.begin(), drivers.end(), key) == drivers.end())
            return {};
        return "a shipped operation has its request; leave out \"use\" to write one of your own";
    });
    const auto wanted = use.text();
    if (!wanted)
        return std::nullopt;
    const Node* shipped = catalog.find(*wanted);
    if (shipped == nullptr) {
        use.fault("there is no operation \"" + *wanted + "\"",
                  suggestion(*wanted, catalog.names()));
        return std::nullopt;
    }
    Node merged = *shipped;
    place_at(merged, use.node().place);
    if (weight)
        merged.set("weight", weight->node());
    if (rate)
        merged.set("rate", rate->node());
    if (name)
        merged.set("name", name->node());
    if (plan)
        merged.set("plan", plan->node());
    if (changes) {
        const Node* parameters = merged.find("parameters");
        merged.set("parameters",
                   merge_parameters(parameters == nullptr ? Node{Node::Object{}, {}} : *parameters,
                                    *changes));
    }
    return merged;
}

}  // namespace

OperationCatalog OperationCatalog::shipped() {
    OperationCatalog catalog;
    for (const embedded::File& file : embedded::operations()) {
        FaultList faults{std::string(file.name)};
        auto read = read_json(file.text, faults);
        const Node* root = std::get_if<Node>(&read);
        const Node* list = root == nullptr ? nullptr : root->find("operations");
        if (list == nullptr || list->array() == nullptr)
            continue;
        for (const Node& node : *list->array()) {
            const Node* name = node.find("name");
            if (name == nullptr || name->text() == nullptr)
                continue;
            catalog.names_.push_back(*name->text());
            catalog.nodes_.push_back(node);
        }
    }
    return catalog;
}

const Node* OperationCatalog::find(std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    return found == names_.end() ? nullptr
                                 : &nodes_[static_cast<std::size_t>(found - names_.begin())];
}

bool has_own_rates(const ObjectReader& load) {
    const Node* operations = load.value().node().find("operations");
    const auto* items = operations == nullptr ? nullptr : operations->array();
    return items != nullptr && std::any_of(items->begin(), items->end(), [](const Node& item) {
               return item.find("rate") != nullptr;
           });
}

std::optional<OperationSpec> bind_operation(const Value& value, const OperationCatalog& catalog,
                                            const workloads::DatasetSpec& dataset) {
    auto reader = value.object();
    if (!reader)
        return std::nullopt;
    const auto use = reader->find("use");
    if (!use)
        return bind_own(value, *reader, dataset);
    const auto resolved = resolve_use(*use, *reader, catalog);
    if (!resolved)
        return std::nullopt;
    const Value merged(*resolved, value.pointer(), value.faults());
    ObjectReader merged_reader(merged);
    return bind_own(merged, merged_reader, dataset);
}

}  // namespace sark::scenarios::language
