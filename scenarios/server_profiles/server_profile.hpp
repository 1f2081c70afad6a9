#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sark::scenarios {

/// One line of a document's postgresql.conf.
struct ProfileSetting {
    std::string name;
    std::string value;  ///< As documented.
    /// What the documented value was sized for; see fitted_settings().
    enum class Scale : std::uint8_t { none, memory, cores } scale = Scale::none;
    std::string instead;  ///< What a managed server takes in its place; empty: the value.
    bool leave = false;   ///< A managed server sets this by itself.
    std::string why;      ///< Of `instead` or `leave`.
};

/// The server settings that one of the documents recommends, for the machine that it names.
struct ServerProfile {
    std::string name;  ///< "pg-primary-8gb"
    std::string title;
    std::vector<std::string> source;  ///< Rows of the requirements.
    std::uint64_t memory_bytes = 0;   ///< Of the machine that it is written for.
    std::vector<ProfileSetting> settings;
};

/// What a server has to itself on the machine that it shall run on.
struct HostSize {
    std::uint64_t memory_bytes = 0;
    unsigned cores = 1;
};

/// A setting of a profile as it suits one machine.
struct FittedSetting {
    std::string name;
    std::string value;
    std::string documented;
    std::string reason;  ///< Why the two differ; empty when they do not.
};

/// scenarios/server_profiles/*.json, in the order of their names. Errc::internal names the file
/// that is not as it should be.
[[nodiscard]] Result<std::vector<ServerProfile>> shipped_server_profiles();
/// Errc::not_found with the nearest name.
[[nodiscard]] Result<ServerProfile> find_server_profile(std::string_view name);
/// The same of one file's text.
[[nodiscard]] Result<ServerProfile> read_server_profile(std::string_view json,
                                                        const std::string& source_name);

/// The documents size their servers for 8, 16 and 32 GB and name no cores, so on a smaller
/// machine sizes of memory shrink by host memory / documented memory, to whole kB, and numbers of
/// parallel workers to the host's cores; on a larger one they stay as documented. All else stays.
/// Settings that a managed server leaves to itself are left out.
[[nodiscard]] std::vector<FittedSetting> fitted_settings(const ServerProfile& profile,
                                                         const HostSize& host);

/// "512MB" as bytes; 0 when it is no size. Units are powers of 1024, as PostgreSQL takes them.
[[nodiscard]] std::uint64_t bytes_of_size(std::string_view text);
/// The largest unit that divides it: "1536MB", "8kB".
[[nodiscard]] std::string size_text(std::uint64_t bytes);

}  // namespace sark::scenarios
