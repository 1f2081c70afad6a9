#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include "cli/commands/command.hpp"
#include "cli/output/output.hpp"
#include "core/settings_profiles/settings_profile.hpp"
#include "reports/report.hpp"
#include "scenarios/language/parser.hpp"
#include "scenarios/server_profiles/server_profile.hpp"

namespace sark::cli {

namespace {

void print_entries(const char* heading, const std::vector<scenarios::CatalogEntry>& entries) {
    std::size_t width = 0;
    for (const auto& entry : entries) width = std::max(width, entry.name.size());
    fmt::print("{}\n", heading);
    for (const auto& entry : entries)
        fmt::print("  {:<{}}  {}\n", entry.name, width, entry.summary);
}

void print_profiles() {
    fmt::print("SLA profiles (--sla NAME,…)\n");
    for (const auto& profile : reports::shipped_profiles()) {
        fmt::print("  {:<14}  {} ({} rows)\n", profile.name, profile.title, profile.rows);
    }
}

std::optional<Error> print_server_profiles() {
    const auto profiles = scenarios::shipped_server_profiles();
    if (!profiles)
        return profiles.error();
    fmt::print("Server profiles of a managed PostgreSQL (--pg-profile NAME)\n");
    for (const auto& profile : *profiles)
        fmt::print("  {:<18}  {}, as written for {}: {} settings ({})\n", profile.name,
                   profile.title, scenarios::size_text(profile.memory_bytes),
                   profile.settings.size(), fmt::join(profile.source, ", "));
    fmt::print("\nSettings profiles of the core (serve --profile NAME, settings_profile)\n");
    for (const SettingsProfile& profile : settings_profiles()) {
        std::string variables;
        for (const auto& [name, value] : profile.variables)
            variables += fmt::format("{}{}={}", variables.empty() ? "" : " ", name, value);
        fmt::print("  {:<18}  {} ({}): {}\n", profile.name, profile.title, profile.source,
                   variables);
    }
    return std::nullopt;
}

}  // namespace

void add_list_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand(
        "list", "Show the shipped scenarios, operations, SLA and server profiles");
    command->footer(
        "Examples:\n  sark-bench list\n  sark-bench list operations\n  sark-bench list sla\n"
        "  sark-bench list profiles");
    auto what = std::make_shared<std::string>("all");
    command->add_option("what", *what, "scenarios, operations, sla, profiles or all")
        ->check(CLI::IsMember({"scenarios", "operations", "sla", "profiles", "all"}));
    command->callback([&action, what] {
        action = [what] {
            const bool all = *what == "all";
            if (all || *what == "scenarios") {
                print_entries("Scenarios (sark-bench run NAME)", scenarios::shipped_scenarios());
            }
            if (all)
                fmt::print("\n");
            if (all || *what == "operations") {
                print_entries("Operations (\"use\": \"NAME\")", scenarios::shipped_operations());
            }
            if (all)
                fmt::print("\n");
            if (all || *what == "sla")
                print_profiles();
            if (all)
                fmt::print("\n");
            if (all || *what == "profiles") {
                if (const auto fault = print_server_profiles())
                    return fail(*fault);
            }
            return reports::ExitCode::pass;
        };
    });
}

}  // namespace sark::cli
