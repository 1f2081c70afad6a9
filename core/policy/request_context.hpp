#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"

namespace sark {

/// The circumstances of a question, by the names of SARK's `context`. Whoever asks vouches for
/// them: nobody here looks up an address's country or checks a second factor. Nothing told is the
/// default of every member.
struct RequestContext {
    std::string client_ip;    ///< Empty: unknown.
    std::string geo_country;  ///< Two letters (ISO 3166-1), in any case; empty: unknown.
    bool mfa_verified = false;
    std::optional<UtcTime> mfa_timestamp;  ///< When it was; absent: as recently as is asked.
    std::optional<std::vector<std::string>> mfa_methods;  ///< "totp", …; absent: not told.
    bool step_up_verified = false;                        ///< Once more, for this very operation.
    bool audit_enabled = true;
    bool time_override = false;
    std::string time_override_reason;  ///< Without one there is no override.
    bool emergency_override = false;
    std::string emergency_reason;       ///< Without both there is no override.
    std::string emergency_approver;     ///< …
    std::string new_sensitivity_level;  ///< Which the object is to get; empty: none.
    /// An API key of the principal itself was checked. Never taken from what a caller writes.
    bool has_api_key = false;

    bool operator==(const RequestContext&) const = default;
};

/// All members as one text, each with its length; empty when nothing was told. Two contexts have
/// one text only when they are equal.
[[nodiscard]] std::string context_text(const RequestContext& context);

/// The override with what makes it count: it was asked for, and by whom and why is not blank.
[[nodiscard]] bool has_time_override(const RequestContext& context);
[[nodiscard]] bool has_emergency_override(const RequestContext& context);

}  // namespace sark
