#include "core/audit/spool/position.hpp"

#include <string>
#include <utility>

#include <fcntl.h>

#include "core/audit/spool/little_endian.hpp"

namespace sark::audit_spool {
namespace {

constexpr std::string_view magic = "SARKCPOS";
constexpr std::uint32_t version = 1;
constexpr std::size_t slot_size = 28;
constexpr std::size_t slot_distance = 512;
constexpr std::size_t slots = 2;

std::string encode(std::uint64_t sequence) {
    std::string bytes(magic);
    put(bytes, version);
    put(bytes, std::uint32_t{0});
    put(bytes, sequence);
    put(bytes, crc_of(bytes));
    return bytes;
}

std::optional<std::uint64_t> decode(std::string_view bytes) {
    if (bytes.size() != slot_size || !bytes.starts_with(magic) ||
        get<std::uint32_t>(bytes, 8) != version ||
        get<std::uint32_t>(bytes, slot_size - 4) != crc_of(bytes.substr(0, slot_size - 4)))
        return std::nullopt;
    return get<std::uint64_t>(bytes, 16);
}

}  // namespace

Result<Position> Position::open(const std::string& path) {
    auto file = File::open(path, O_RDWR | O_CREAT);
    if (!file)
        return std::move(file).error();
    Position position(*std::move(file));
    const auto size = position.file_.size();
    if (!size)
        return size.error();
    // Room for both slots from the start: a full disk must not keep settled segments from going.
    if (*size == 0) {
        if (auto made = position.file_.write(std::string(slot_distance + slot_size, '\0'), 0);
            !made)
            return std::move(made).error();
    }
    bool written = false;
    for (std::size_t slot = 0; slot < slots; ++slot) {
        const auto bytes = position.file_.read(slot * slot_distance, slot_size);
        if (!bytes)
            return bytes.error();
        written = written || bytes->find_first_not_of('\0') != std::string::npos;
        const auto sequence = decode(*bytes);
        if (!sequence || (position.known_ && *sequence <= position.sequence_))
            continue;
        position.sequence_ = *sequence;
        position.known_ = true;
        position.next_slot_ = (slot + 1) % slots;
    }
    position.damaged_ = written && !position.known_;
    return position;
}

Result<void> Position::advance(std::uint64_t sequence) {
    if (auto written = file_.write(encode(sequence), next_slot_ * slot_distance); !written)
        return written;
    sequence_ = sequence;
    known_ = true;
    next_slot_ = (next_slot_ + 1) % slots;
    return {};
}

}  // namespace sark::audit_spool
