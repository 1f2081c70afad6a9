#include "core/audit/spool/little_endian.hpp"

#include <zlib.h>

namespace sark::audit_spool {

std::uint32_t crc_of(std::string_view bytes, std::uint32_t before) {
    return static_cast<std::uint32_t>(
        crc32_z(before, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

}  // namespace sark::audit_spool
