#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/server_profiles/server_profile.hpp"

namespace sark::scenarios::doctor {

/// How an actual setting stands to the documents.
enum class Standing : std::uint8_t {
    as_documented,
    between_documents,  ///< They contradict each other, and it lies between them (X-06).
    differs,
    not_judged,  ///< Where the log goes is the operator's; a size wants the host's memory.
};

/// A setting of a profile beside what a server has.
struct SettingComparison {
    std::string name;
    std::string documented;  ///< For the machine that the document names.
    std::string here;        ///< The same for this host; empty when it cannot be told.
    Standing standing = Standing::not_judged;
    bool wants_memory = false;  ///< Not judged because nobody said how much memory the host has.
};

/// Compares one setting, `actual` with its unit as in pg_settings. Sizes of memory grow and shrink
/// with the host and fit from half to double the document's; everything else is as documented or
/// not. Where the profiles contradict each other, what lies between them is right. A list of
/// libraries must hold the documented one.
[[nodiscard]] SettingComparison compare_setting(const std::vector<ServerProfile>& profiles,
                                                const ServerProfile& profile,
                                                const ProfileSetting& setting,
                                                const std::string& actual, const std::string& unit,
                                                const std::optional<std::uint64_t>& host_memory);

}  // namespace sark::scenarios::doctor
