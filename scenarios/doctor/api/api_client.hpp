#pragma once

#include <string>

#include "core/base/result.hpp"
#include "scenarios/doctor/api/api_reading.hpp"
#include "workloads/drivers/api_access.hpp"

namespace sark::scenarios::doctor {

/// Reads "http://host:port", one connection, 5 s for each question; follows no redirection and
/// unpacks nothing. Errc::invalid_argument for what is no such URL.
[[nodiscard]] Result<ReadApi> read_api_at(const std::string& url,
                                          const workloads::ApiAccess& access);

}  // namespace sark::scenarios::doctor
