#include "core/http/answers/server_answer.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "core/http/answers/json_text.hpp"

namespace sark::http {

using nlohmann::ordered_json;

namespace {

/// By hand: lists are what is read most.
void append_summaries(std::string& out, const std::vector<ServerSummary>& servers) {
    out += '[';
    for (const ServerSummary& server : servers) {
        append_json_string(out += out.back() == '[' ? "{\"id\":" : ",{\"id\":", server.id);
        append_json_string(out += ",\"name\":", server.name);
        append_json_string(out += ",\"transport\":", server.transport);
        append_json_string(out += ",\"status\":", server.status);
        append_json_string(out += ",\"sensitivity_level\":", server.sensitivity_level);
        append_json_string(out += ",\"created_at\":", server.created_at);
        out += '}';
    }
    out += ']';
}

}  // namespace

std::string registered_json(const std::string& server_id) {
    return to_text({{"server_id", server_id}, {"status", "registered"}, {"consul_id", nullptr}});
}

std::string server_json(const Server& server) {
    ordered_json tools = ordered_json::array();
    for (const Tool& tool : server.tools)
        tools.push_back({{"id", tool.id},
                         {"name", tool.name},
                         {"description", text_or_null(tool.description)},
                         {"sensitivity_level", tool.sensitivity_level}});
    return to_text({{"id", server.id},
                    {"name", server.name},
                    {"description", text_or_null(server.description)},
                    {"transport", server.transport},
                    {"endpoint", text_or_null(server.endpoint)},
                    {"status", server.status},
                    {"sensitivity_level", server.sensitivity_level},
                    {"tools", std::move(tools)},
                    {"metadata", stored_json(server.metadata_json)},
                    {"created_at", server.created_at}});
}

std::string page_json(const ServerPage& page) {
    std::string out = "{\"items\":";
    append_summaries(out, page.servers);
    out += ",\"next_cursor\":";
    if (page.next_cursor)
        append_json_string(out, *page.next_cursor);
    else
        out += "null";
    out += page.has_more ? ",\"has_more\":true,\"total\":" : ",\"has_more\":false,\"total\":";
    out += page.total ? std::to_string(*page.total) : "null";
    return out += '}';
}

std::string numbered_page_json(const NumberedServerPage& page) {
    std::string out = "{\"servers\":";
    append_summaries(out, page.servers);
    out += ",\"pagination\":";
    out += to_text({{"page", page.page},
                    {"page_size", page.page_size},
                    {"total", page.total},
                    {"pages", page.pages}});
    return out += '}';
}

std::string status_json(const std::string& server_id, const std::string& status) {
    return to_text({{"server_id", server_id}, {"status", status}});
}

std::string bulk_json(const std::vector<BulkItem>& items) {
    ordered_json succeeded = ordered_json::array();
    ordered_json failed = ordered_json::array();
    for (const BulkItem& item : items) {
        ordered_json entry = ordered_json::object();
        const std::pair<const char*, const std::string&> members[] = {{"server_id", item.server_id},
                                                                      {"name", item.name},
                                                                      {"status", item.status},
                                                                      {"error", item.error}};
        for (const auto& [name, value] : members)
            if (!value.empty())
                entry[name] = value;
        (item.error.empty() ? succeeded : failed).push_back(std::move(entry));
    }
    const std::size_t succeeded_count = succeeded.size();
    const std::size_t failed_count = failed.size();
    return to_text({{"total", items.size()},
                    {"succeeded", succeeded_count},
                    {"failed", failed_count},
                    {"succeeded_items", std::move(succeeded)},
                    {"failed_items", std::move(failed)}});
}

std::string registration_details_json(const Server& server) {
    return to_text({{"name", server.name},
                    {"transport", server.transport},
                    {"sensitivity_level", server.sensitivity_level},
                    {"tools", server.tools.size()}});
}

std::string status_details_json(const std::string& status) {
    return to_text({{"status_change", {{"new", status}}}});
}

}  // namespace sark::http
