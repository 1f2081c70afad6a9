#include "scenarios/language/server_binding.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <variant>

#include "core/base/suggestion.hpp"
#include "scenarios/language/json_text.hpp"
#include "scenarios/server_profiles/server_profile.hpp"

namespace sark::scenarios::language {
namespace {

constexpr unsigned pool_max = 1000;
constexpr std::size_t setting_max = 1000;

/// What a managed server must keep for itself: where it listens and who may come in.
constexpr std::array<std::string_view, 10> own_settings = {"listen_addresses",
                                                           "port",
                                                           "unix_socket_directories",
                                                           "unix_socket_permissions",
                                                           "data_directory",
                                                           "hba_file",
                                                           "ident_file",
                                                           "config_file",
                                                           "ssl",
                                                           "external_pid_file"};

void bind_profile(const Value& value, std::string& profile) {
    const auto name = value.identifier("._-");
    if (!name)
        return;
    const auto found = find_server_profile(*name);
    if (!found)
        value.fault(found.error().message, found.error().hint);
    else
        profile = *name;
}

void bind_settings(const Value& value, std::vector<std::pair<std::string, std::string>>& settings) {
    auto reader = value.object();
    if (!reader)
        return;
    for (const auto& [name, member] : reader->members()) {
        const bool is_name =
            !name.empty() && name.find_first_not_of(
                                 "abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") == std::string::npos;
        if (!is_name)
            member.fault("\"" + name + "\" is no name of a server setting");
        else if (std::ranges::find(own_settings, name) != own_settings.end())
            member.fault("a managed server sets " + name + " itself", "leave it out");
        const Node& node = member.node();
        if (node.text() != nullptr) {
            if (const auto text = member.words(setting_max))
                settings.emplace_back(name, *text);
        } else if (node.is_number()) {
            settings.emplace_back(name, write_json(node, Layout::compact));
        } else if (const auto* flag = std::get_if<bool>(&node.value)) {
            settings.emplace_back(name, *flag ? "on" : "off");
        } else {
            member.fault("a setting is a text, a number, true or false; found " +
                         std::string(kind_of(node)));
        }
    }
}

void bind_bouncer(const Value& value, std::optional<BouncerSpec>& bouncer) {
    if (value.node().object() == nullptr) {
        if (value.boolean().value_or(false))
            bouncer.emplace();
        return;
    }
    auto reader = value.object();
    BouncerSpec spec;
    if (const auto mode = reader->find("pool_mode")) {
        constexpr std::array<std::string_view, 2> words = {"transaction", "session"};
        spec.transaction_mode = mode->choice(words) != 1U;
    }
    if (const auto size = reader->find("default_pool_size"))
        assign(spec.default_pool_size, size->small(1, pool_max));
    if (const auto size = reader->find("reserve_pool_size"))
        assign(spec.reserve_pool_size, size->small(0, pool_max));
    reader->finish();
    bouncer = spec;
}

void bind_pool_size(const Value& value, postgres::PoolOverrides& pool) {
    auto reader = value.object();
    if (!reader)
        return;
    if (const auto size = reader->find("pool_size"))
        pool.pool_size = size->small(1, pool_max);
    if (const auto overflow = reader->find("max_overflow"))
        pool.max_overflow = overflow->small(0, pool_max);
    reader->finish();
}

Node whole(std::uint64_t value) {
    return {value, {}};
}

Node written_pool(const postgres::PoolOverrides& pool) {
    Node node{Node::Object{}, {}};
    if (pool.pool_size)
        node.set("pool_size", whole(*pool.pool_size));
    if (pool.max_overflow)
        node.set("max_overflow", whole(*pool.max_overflow));
    return node;
}

}  // namespace

void bind_server(ObjectReader& reader, EnvironmentSpec& spec) {
    if (const auto set = reader.find("index_set")) {
        if (const auto chosen = set->choice(migrations::index_set_names))
            spec.index_set = static_cast<migrations::IndexSet>(*chosen);
    }
    if (const auto profile = reader.find("pg_profile"))
        bind_profile(*profile, spec.pg_profile);
    if (const auto settings = reader.find("pg_settings"))
        bind_settings(*settings, spec.pg_settings);
    if (const auto bouncer = reader.find("pgbouncer"))
        bind_bouncer(*bouncer, spec.pgbouncer);
    if (const auto replica = reader.find("replica"))
        assign(spec.replica, replica->boolean());
    if (const auto pool = reader.find("audit_pool"))
        bind_pool_size(*pool, spec.audit_pool);
    if (const auto pool = reader.find("read_pool"))
        bind_pool_size(*pool, spec.read_pool);
}

void check_poolers(const Value& document, const Scenario& scenario) {
    const auto& bouncer = scenario.environment.pgbouncer;
    const Node* loads = document.node().find("load");
    if (!bouncer || !bouncer->transaction_mode || loads == nullptr)
        return;
    for (const LoadSpec& load : scenario.loads) {
        const Node* written = loads->find(load.name);
        const Node* prepared = written == nullptr ? nullptr : written->find("prepared");
        if (prepared == nullptr || !std::holds_alternative<bool>(prepared->value) || !load.prepared)
            continue;
        document.faults().add(
            prepared->place, "/load" + pointer_step(load.name) + "/prepared",
            "PgBouncer in transaction mode hands each statement to any server connection, where a "
            "statement prepared on another is unknown (PgBouncer before 1.21, E-08)",
            "leave it out: such loads then send their statements unprepared");
    }
}

void write_server(const EnvironmentSpec& spec, Node& environment) {
    if (spec.index_set)
        environment.set("index_set", Node{std::string(migrations::name_of(*spec.index_set)), {}});
    if (!spec.pg_profile.empty())
        environment.set("pg_profile", Node{spec.pg_profile, {}});
    if (!spec.pg_settings.empty()) {
        Node settings{Node::Object{}, {}};
        for (const auto& [name, value] : spec.pg_settings) settings.set(name, Node{value, {}});
        environment.set("pg_settings", std::move(settings));
    }
    if (spec.pgbouncer) {
        Node bouncer{Node::Object{}, {}};
        bouncer.set(
            "pool_mode",
            Node{std::string(spec.pgbouncer->transaction_mode ? "transaction" : "session"), {}});
        bouncer.set("default_pool_size", whole(spec.pgbouncer->default_pool_size));
        bouncer.set("reserve_pool_size", whole(spec.pgbouncer->reserve_pool_size));
        environment.set("pgbouncer", std::move(bouncer));
    }
    if (spec.replica)
        environment.set("replica", Node{true, {}});
    for (const auto& [key, pool] :
         {std::pair{"audit_pool", &spec.audit_pool}, std::pair{"read_pool", &spec.read_pool}})
        if (Node node = written_pool(*pool); !node.object()->empty())
            environment.set(key, std::move(node));
}

}  // namespace sark::scenarios::language
