#include "core/audit/spool/record.hpp"

#include "core/audit/spool/little_endian.hpp"

namespace sark::audit_spool {
namespace {

constexpr std::string_view magic = "SARKSPOL";
constexpr std::uint32_t version = 1;
constexpr std::uint8_t payload_format = 1;
constexpr std::uint8_t has_user = 1;
constexpr std::uint8_t has_address = 2;
/// How far beyond the one expected a sequence number may be behind a damaged record. A false start
/// must also match a checksum; this spares computing most of them.
constexpr std::uint64_t sequence_jump_max = 1U << 24U;

void put_field(std::string& bytes, const std::string& field) {
    put(bytes, static_cast<std::uint32_t>(field.size()));
    bytes += field;
}

/// The checksum of a record, from its payload's and what else the checksum covers.
std::uint32_t record_crc(std::uint32_t payload, std::uint32_t length, std::uint64_t sequence) {
    std::string numbers;
    put(numbers, length);
    put(numbers, sequence);
    return crc_of(numbers, payload);
}

/// Reads a payload from the front; any overrun makes it bad for good.
class PayloadReader {
 public:
    explicit PayloadReader(std::string_view bytes) : rest_(bytes) {}

    template <class T>
    T number() {
        if (rest_.size() < sizeof(T)) {
            good_ = false;
            return 0;
        }
        const T value = get<T>(rest_, 0);
        rest_.remove_prefix(sizeof(T));
        return value;
    }
    std::string field() {
        const auto length = number<std::uint32_t>();
        if (rest_.size() < length) {
            good_ = false;
            return {};
        }
        std::string text(rest_.substr(0, length));
        rest_.remove_prefix(length);
        return text;
    }
    [[nodiscard]] bool complete() const { return good_ && rest_.empty(); }

 private:
    std::string_view rest_;
    bool good_ = true;
};

}  // namespace

std::string encode_header(const SegmentHeader& header) {
    std::string bytes(magic);
    put(bytes, version);
    put(bytes, std::uint32_t{0});
    put(bytes, header.first);
    put(bytes, header.previous);
    put(bytes, crc_of(bytes));
    return bytes;
}

std::optional<SegmentHeader> decode_header(std::string_view bytes) {
    if (bytes.size() < segment_header_size || !bytes.starts_with(magic) ||
        get<std::uint32_t>(bytes, 8) != version ||
        get<std::uint32_t>(bytes, segment_header_size - 4) !=
            crc_of(bytes.substr(0, segment_header_size - 4)))
        return std::nullopt;
    return SegmentHeader{get<std::uint64_t>(bytes, 16), get<std::uint64_t>(bytes, 24)};
}

std::string encode_event(const AuditEvent& event) {
    std::string bytes;
    bytes.reserve(256 + event.details_json.size());
    put(bytes, payload_format);
    put(bytes, static_cast<std::uint64_t>(event.time.time_since_epoch().count()));
    put(bytes, static_cast<std::uint8_t>((event.user_id ? has_user : 0) |
                                         (event.ip_address ? has_address : 0)));
    put_field(bytes, event.event_id);
    put_field(bytes, event.event_type);
    if (event.user_id)
        put_field(bytes, *event.user_id);
    put_field(bytes, event.resource_type);
    put_field(bytes, event.resource_id);
    put_field(bytes, event.action);
    put_field(bytes, event.status);
    if (event.ip_address)
        put_field(bytes, *event.ip_address);
    put_field(bytes, event.details_json);
    return bytes;
}

Result<AuditEvent> decode_event(std::string_view payload) {
    PayloadReader reader(payload);
    const auto format = reader.number<std::uint8_t>();
    AuditEvent event;
    event.time = UtcTime(Nanos(static_cast<std::int64_t>(reader.number<std::uint64_t>())));
    const auto present = reader.number<std::uint8_t>();
    event.event_id = reader.field();
    event.event_type = reader.field();
    if ((present & has_user) != 0)
        event.user_id = reader.field();
    event.resource_type = reader.field();
    event.resource_id = reader.field();
    event.action = reader.field();
    event.status = reader.field();
    if ((present & has_address) != 0)
        event.ip_address = reader.field();
    event.details_json = reader.field();
    if (format != payload_format || !reader.complete())
        return Error{Errc::protocol, "an intact spool record does not hold an audit event", "",
                     "it may come from a newer version"};
    return event;
}

std::uint32_t payload_crc(std::string_view payload) {
    return crc_of(payload);
}

void append_record(std::string& bytes, std::uint64_t sequence, std::string_view payload,
                   std::uint32_t crc) {
    const auto length = static_cast<std::uint32_t>(payload.size());
    put(bytes, length);
    put(bytes, record_crc(crc, length, sequence));
    put(bytes, sequence);
    bytes += payload;
}

std::optional<RecordView> read_record(std::string_view bytes, std::uint64_t after) {
    if (bytes.size() < record_header_size)
        return std::nullopt;
    const auto length = get<std::uint32_t>(bytes, 0);
    const auto sequence = get<std::uint64_t>(bytes, 8);
    if (length == 0 || length > record_payload_max || bytes.size() - record_header_size < length ||
        sequence <= after)
        return std::nullopt;
    const std::string_view payload = bytes.substr(record_header_size, length);
    if (get<std::uint32_t>(bytes, 4) != record_crc(crc_of(payload), length, sequence))
        return std::nullopt;
    return RecordView{sequence, payload};
}

std::optional<std::size_t> find_record(std::string_view bytes, std::uint64_t after) {
    for (std::size_t offset = 0; offset + record_header_size < bytes.size(); ++offset) {
        const auto sequence = get<std::uint64_t>(bytes, offset + 8);
        if (sequence > after && sequence - after <= sequence_jump_max &&
            read_record(bytes.substr(offset), after))
            return offset;
    }
    return std::nullopt;
}

}  // namespace sark::audit_spool
