#include "workloads/drivers/cause_text.hpp"

#include <cstring>

namespace sark::workloads {

std::string_view errno_text(int error) noexcept {
    const char* const text = ::strerrordesc_np(error);
    return text != nullptr ? text : "unknown error";
}

}  // namespace sark::workloads
