#include "scenarios/language/meanwhile_binding.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "scenarios/language/units.hpp"

namespace sark::scenarios::language {
namespace {

using Kind = MeanwhileSpec::Kind;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t meanwhile_max = 16;
constexpr std::size_t sql_max = 8000;
constexpr double share_min = 0.001;

/// "schema.table", in the letters that need no quotes.
void bind_table(const Value& value, std::string& table) {
    const auto text = value.words(128);
    if (!text)
        return;
    const std::size_t dot = text->find('.');
    const bool plain =
        text->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string::npos;
    if (!plain || dot == std::string::npos || dot == 0 || dot + 1 == text->size() ||
        text->find('.', dot + 1) != std::string::npos)
        value.fault("\"" + *text + "\" is no table with its schema",
                    "for example \"sark_v2.resources\"");
    else
        table = *text;
}

/// What lasts a while, and from when on a load counts as recovered.
void bind_outage(ObjectReader& reader, MeanwhileSpec& one) {
    if (const auto length = reader.require("length", R"("10s")"))
        assign(one.length, length->duration(milliseconds(1), hours(24)));
    if (const auto healthy = reader.find("healthy"))
        one.healthy = healthy->duration(milliseconds(1), hours(1));
}

/// An OPA is a stand-in of ours; the stores are real ones, which can be stopped and nothing else.
bool can_befall(FaultService service, FaultKind fault) {
    if (service == FaultService::opa)
        return fault != FaultKind::stall;
    return fault == FaultKind::down || fault == FaultKind::stall;
}

void bind_fault(ObjectReader& reader, MeanwhileSpec& one) {
    const auto service = reader.require("service", R"("redis")");
    std::optional<std::size_t> chosen;
    if (service)
        chosen = service->choice(fault_service_names);
    if (chosen)
        one.service = static_cast<FaultService>(*chosen);
    const auto fault = reader.require("fault", R"("down")");
    if (const auto kind = fault ? fault->choice(fault_kind_names) : std::nullopt) {
        one.fault = static_cast<FaultKind>(*kind);
        if (chosen && !can_befall(one.service, one.fault))
            fault->fault(std::string(fault_service_names[*chosen]) + " cannot be made \"" +
                             std::string(fault_kind_names[*kind]) + "\"",
                         one.service == FaultService::opa ? "one of down, slow, errors"
                                                          : "one of down, stall");
    }
    if (const auto delay = reader.find("delay")) {
        assign(one.delay, delay->duration(milliseconds(1), hours(1)));
        if (one.fault != FaultKind::slow)
            delay->fault("only what is slow has a delay", "leave it out");
    } else if (one.fault == FaultKind::slow && fault) {
        fault->fault("how slow is not said", R"(add "delay": "2s")");
    }
    bind_outage(reader, one);
}

void bind_kind(ObjectReader& reader, MeanwhileSpec& one) {
    if (one.kind != Kind::pg_dump && one.kind != Kind::sql && one.kind != Kind::fault) {
        if (const auto table = reader.require("table", R"("sark_v2.resources")"))
            bind_table(*table, one.table);
    }
    switch (one.kind) {
        case Kind::create_index:
            if (const auto on = reader.require("on", R"x("(name)")x"))
                assign(one.on, on->words(sql_max));
            if (const auto concurrently = reader.find("concurrently"))
                assign(one.concurrently, concurrently->boolean());
            return;
        case Kind::vacuum:
            if (const auto full = reader.find("full"))
                assign(one.full, full->boolean());
            return;
        case Kind::bloat:
            if (const auto set = reader.require("set", R"("name = name")"))
                assign(one.set, set->words(sql_max));
            if (const auto share = reader.find("share"))
                assign(one.share, share->number(share_min, 1.0));
            if (const auto length = reader.require("length", R"("10s")"))
                assign(one.length, length->duration(milliseconds(1), hours(24)));
            return;
        case Kind::sql:
            if (const auto sql = reader.require("sql", R"("ANALYZE sark_v2.resources")"))
                assign(one.sql, sql->words(sql_max));
            return;
        case Kind::lock:
            bind_outage(reader, one);
            return;
        case Kind::fault:
            bind_fault(reader, one);
            return;
        case Kind::pg_dump:
            return;
    }
}

/// Two faults of one service at a time could not be told apart, and a recovery needs a rest of the
/// run to be seen in.
void check_outage(const Value& item, const MeanwhileSpec& one,
                  const std::vector<MeanwhileSpec>& before, Nanos longest) {
    if (longest > Nanos{0} && one.at < longest && one.at + one.length >= longest)
        item.fault("it would last until the run ends", "what recovers is seen afterwards only");
    for (const MeanwhileSpec& other : before)
        if (one.kind == Kind::fault && other.kind == Kind::fault && one.service == other.service &&
            one.at < other.at + other.length && other.at < one.at + one.length)
            item.fault("\"" + other.name + "\" befalls the same service at the same time");
}

MeanwhileSpec bind_one(ObjectReader& reader, Nanos longest) {
    MeanwhileSpec one;
    if (const auto at = reader.require("at", R"("5s")")) {
        assign(one.at, at->duration(Nanos{0}, hours(24)));
        if (longest > Nanos{0} && one.at >= longest)
            at->fault(
                "that is not before the end of the run, " + format_duration(longest),
                "it begins while the load goes on; --time-scale and --duration move it along");
    }
    if (const auto run = reader.require("run", R"("vacuum")")) {
        if (const auto kind = run->choice(meanwhile_names)) {
            one.kind = static_cast<Kind>(*kind);
            one.name = meanwhile_names[*kind];
            bind_kind(reader, one);
        }
    }
    if (const auto name = reader.find("name"))
        assign(one.name, name->identifier("._-"));
    return one;
}

void write_outage(const MeanwhileSpec& one, Node& node) {
    const auto text = [](std::string_view value) { return Node{std::string(value), {}}; };
    if (one.kind == Kind::fault) {
        node.set("service", text(fault_service_names[static_cast<std::size_t>(one.service)]));
        node.set("fault", text(fault_kind_names[static_cast<std::size_t>(one.fault)]));
        if (one.fault == FaultKind::slow)
            node.set("delay", text(format_duration(one.delay)));
    }
    node.set("length", text(format_duration(one.length)));
    if (one.healthy)
        node.set("healthy", text(format_duration(*one.healthy)));
}

}  // namespace

std::vector<MeanwhileSpec> bind_meanwhile(const Value& value, const std::vector<LoadSpec>& loads) {
    Nanos longest{0};
    for (const LoadSpec& load : loads)
        longest = std::max(longest, workloads::duration_of(load.arrivals));
    std::vector<MeanwhileSpec> meanwhile;
    for (const Value& item : value.items(1, meanwhile_max)) {
        auto reader = item.object();
        if (!reader)
            continue;
        MeanwhileSpec one = bind_one(*reader, longest);
        const bool known_kind = !one.name.empty();
        if (known_kind &&
            std::ranges::find(meanwhile, one.name, &MeanwhileSpec::name) != meanwhile.end())
            item.fault("\"" + one.name + "\" is there already",
                       "give one of them another \"name\"");
        if (known_kind && is_outage(one.kind))
            check_outage(item, one, meanwhile, longest);
        // Without its kind it is not known which keys are right.
        if (known_kind)
            reader->finish();
        meanwhile.push_back(std::move(one));
    }
    return meanwhile;
}

Node written_meanwhile(const std::vector<MeanwhileSpec>& meanwhile) {
    const auto text = [](const std::string& value) { return Node{value, {}}; };
    Node::Array items;
    for (const MeanwhileSpec& one : meanwhile) {
        Node node{Node::Object{}, {}};
        node.set("name", text(one.name));
        node.set("at", text(format_duration(one.at)));
        node.set("run", text(std::string(meanwhile_names[static_cast<std::size_t>(one.kind)])));
        if (!one.table.empty())
            node.set("table", text(one.table));
        if (one.kind == Kind::create_index) {
            node.set("on", text(one.on));
            node.set("concurrently", Node{one.concurrently, {}});
        } else if (one.kind == Kind::vacuum) {
            node.set("full", Node{one.full, {}});
        } else if (one.kind == Kind::bloat) {
            node.set("set", text(one.set));
            node.set("share", Node{one.share, {}});
            node.set("length", text(format_duration(one.length)));
        } else if (one.kind == Kind::sql) {
            node.set("sql", text(one.sql));
        } else if (is_outage(one.kind)) {
            write_outage(one, node);
        }
        items.push_back(std::move(node));
    }
    return {std::move(items), {}};
}

}  // namespace sark::scenarios::language
