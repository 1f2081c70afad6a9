#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/base/embedded.hpp"
#include "core/base/suggestion.hpp"
#include "scenarios/language/json_text.hpp"
#include "scenarios/language/operations.hpp"
#include "scenarios/language/parser.hpp"
#include "workloads/operations/operation.hpp"

namespace sark::scenarios {
namespace {

using namespace language;

/// "smoke" of "catalog/smoke.json".
std::string name_of(const embedded::File& file) {
    return std::filesystem::path(std::string(file.name)).stem().string();
}

std::string member_text(const Node& node, std::string_view key) {
    const Node* member = node.find(key);
    return member == nullptr || member->text() == nullptr ? "" : *member->text();
}

Result<ScenarioText> read_file(const std::string& path) {
    std::error_code status;
    const auto type = std::filesystem::status(path, status).type();
    if (type == std::filesystem::file_type::not_found)
        return Error{Errc::not_found, "there is no such file", path,
                     "shipped scenarios are named without a path: sark-bench list"};
    if (type == std::filesystem::file_type::directory)
        return Error{Errc::invalid_argument, "a folder, not a file", path, "name the file in it"};
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return Error{Errc::io, "the file cannot be opened", path, "check its permissions"};
    ScenarioText scenario;
    scenario.source_name = path;
    scenario.text.resize(document_bytes_max + 1);
    file.read(scenario.text.data(), static_cast<std::streamsize>(scenario.text.size()));
    if (file.bad())
        return Error{Errc::io, "the file cannot be read", path, ""};
    scenario.text.resize(static_cast<std::size_t>(file.gcount()));
    if (scenario.text.size() > document_bytes_max)
        return Error{Errc::invalid_scenario,
                     "the file has more than " + std::to_string(document_bytes_max) + " bytes",
                     path, "is it a scenario?"};
    return scenario;
}

}  // namespace

Result<ScenarioText> find_scenario(const std::string& name_or_path) {
    if (name_or_path.find('/') != std::string::npos || name_or_path.ends_with(".json"))
        return read_file(name_or_path);
    // Requirements write "fault.redis_down" where a file is called fault_redis_down.
    std::string name = name_or_path;
    std::replace(name.begin(), name.end(), '.', '_');
    std::vector<std::string> names;
    for (const embedded::File& file : embedded::catalog()) {
        names.push_back(name_of(file));
        if (names.back() == name)
            return ScenarioText{std::string(file.text), name + ".json"};
    }
    std::error_code status;
    std::string hint = suggestion(name_or_path, names);
    if (!name_or_path.empty() && std::filesystem::is_regular_file(name_or_path, status))
        hint = "to read the file of that name write ./" + name_or_path;
    return Error{Errc::not_found, "there is no shipped scenario \"" + name_or_path + "\"", "",
                 std::move(hint)};
}

std::vector<CatalogEntry> shipped_scenarios() {
    std::vector<CatalogEntry> entries;
    for (const embedded::File& file : embedded::catalog()) {
        FaultList faults{std::string(file.name)};
        const auto read = read_json(file.text, faults);
        const Node* root = std::get_if<Node>(&read);
        entries.push_back(
            {name_of(file), root == nullptr ? "" : member_text(*root, "description")});
    }
    return entries;
}

std::vector<CatalogEntry> shipped_operations() {
    std::vector<CatalogEntry> entries;
    const OperationCatalog catalog = OperationCatalog::shipped();
    for (const std::string& name : catalog.names()) {
        const Node& node = *catalog.find(name);
        std::string driver;
        for (const std::string_view candidate : workloads::driver_names) {
            if (node.find(candidate) != nullptr)
                driver = candidate;
        }
        entries.push_back({name, driver + ": " + member_text(node, "summary")});
    }
    return entries;
}

}  // namespace sark::scenarios
