#include <array>
#include <bit>
#include <cstring>
#include <string_view>

#include <zlib.h>

#include "workloads/timing/histogram.hpp"

// HdrHistogram's "V2" wire format, big-endian throughout. The normalizing offset and the ratio say
// how the writer kept its counters in memory; on the wire they are in order, so readers ignore both
// (hdr-histogram-js writes 1 as the offset).
//   envelope: int32 cookie 0x1c849314, int32 length, then `length` bytes of zlib, all in base64
//   payload:  int32 cookie 0x1c849313, int32 length of the counts, int32 normalizing offset (0),
//             int32 significant digits, int64 lowest, int64 highest, double conversion ratio (1),
//             then counts as ZigZag LEB128 (at most 9 bytes), a negative number n meaning -n zeros.

namespace sark::workloads {
namespace {

constexpr std::uint32_t payload_cookie = 0x1c849313;
constexpr std::uint32_t envelope_cookie = 0x1c849314;
// The high nibble of the lowest byte is a word size that V2 payloads do not use; writers differ.
constexpr std::uint32_t cookie_mask = ~std::uint32_t{0xf0};
constexpr std::size_t header_size = 40;
// More than the largest layout (5 digits over 63 bits) can need.
constexpr std::size_t payload_size_max = std::size_t{64} << 20U;
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

using Bytes = std::vector<std::uint8_t>;

Error malformed(std::string message) {
    return {Errc::protocol, "Not an HdrHistogram V2 payload: " + std::move(message), "", ""};
}

void append_big_endian(Bytes& out, std::uint64_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint64_t read_big_endian(const Bytes& in, std::size_t at, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) value = value << 8U | in[at + i];
    return value;
}

void append_zigzag(Bytes& out, std::int64_t number) {
    auto rest =
        (static_cast<std::uint64_t>(number) << 1U) ^ static_cast<std::uint64_t>(number >> 63);
    for (int i = 0; i < 8; ++i) {
        if (rest < 0x80) {
            out.push_back(static_cast<std::uint8_t>(rest));
            return;
        }
        out.push_back(static_cast<std::uint8_t>(rest | 0x80U));
        rest >>= 7U;
    }
    out.push_back(static_cast<std::uint8_t>(rest));  // the ninth byte carries 8 bits
}

std::optional<std::int64_t> read_zigzag(const Bytes& in, std::size_t& at) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 9; ++i) {
        if (at >= in.size())
            return std::nullopt;
        const std::uint64_t byte = in[at++];
        if (i == 8 || byte < 0x80) {
            value |= byte << (7U * i);
            return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
        }
        value |= (byte & 0x7fU) << (7U * i);
    }
    return std::nullopt;
}

std::string to_base64(const Bytes& bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = group << 8U | (k < have ? bytes[i + k] : std::uint32_t{0});
        for (std::size_t k = 0; k < 4; ++k)
            text += k <= have ? alphabet[group >> (18U - 6U * k) & 63U] : '=';
    }
    return text;
}

std::optional<Bytes> from_base64(std::string_view text) {
    if (text.size() % 4 != 0)
        return std::nullopt;
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
    std::array<std::uint8_t, 256> digits{};
    digits.fill(64);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        digits[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    Bytes bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const std::uint32_t digit = digits[static_cast<unsigned char>(c)];
        if (digit == 64)
            return std::nullopt;
        group = group << 6U | digit;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<std::uint8_t>(group >> bits));
        }
    }
    return bytes;
}

Bytes deflate_all(const Bytes& plain) {
    uLongf size = compressBound(plain.size());
    Bytes packed(size);
    // compressBound() is enough by contract; only memory could fail here.
    if (compress2(packed.data(), &size, plain.data(), plain.size(), Z_BEST_COMPRESSION) != Z_OK)
        throw std::bad_alloc();
    packed.resize(size);
    return packed;
}

std::optional<Bytes> inflate_all(const std::uint8_t* packed, std::size_t size) {
    for (std::size_t room = std::size_t{1} << 16U; room <= payload_size_max; room *= 4) {
        Bytes plain(room);
        uLongf length = room;
        const int status = uncompress(plain.data(), &length, packed, size);
        if (status == Z_OK) {
            plain.resize(length);
            return plain;
        }
        if (status != Z_BUF_ERROR)
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

/// Reads and writes a histogram's counters.
class HistogramCodec {
 public:
    static Bytes payload_of(const Histogram& histogram) {
        Bytes counts;
        const auto& counters = histogram.counts_;
        std::size_t end = counters.size();
        while (end > 0 && counters[end - 1] == 0) --end;
        for (std::size_t i = 0; i < end;) {
            std::size_t zeros = 0;
            while (counters[i + zeros] == 0) ++zeros;
            // One zero is written as itself, as the reference implementation does.
            append_zigzag(counts, zeros == 0  ? static_cast<std::int64_t>(counters[i])
                                  : zeros > 1 ? -static_cast<std::int64_t>(zeros)
                                              : 0);
            i += std::max<std::size_t>(zeros, 1);
        }
        Bytes payload;
        payload.reserve(header_size + counts.size());
        append_big_endian(payload, payload_cookie, 4);
        append_big_endian(payload, counts.size(), 4);
        append_big_endian(payload, 0, 4);
        append_big_endian(payload, static_cast<std::uint64_t>(histogram.layout_.significant_digits),
                          4);
        append_big_endian(payload, static_cast<std::uint64_t>(histogram.layout_.lowest_ns), 8);
        append_big_endian(payload, static_cast<std::uint64_t>(histogram.layout_.highest_ns), 8);
        append_big_endian(payload, std::bit_cast<std::uint64_t>(1.0), 8);
        payload.insert(payload.end(), counts.begin(), counts.end());
        return payload;
    }

    static Result<Histogram> histogram_of(const Bytes& payload) {
        if (payload.size() < header_size)
            return malformed("it is too short");
        if ((read_big_endian(payload, 0, 4) & cookie_mask) != (payload_cookie & cookie_mask))
            return malformed("the payload's cookie is unknown");
        const std::uint64_t digits = read_big_endian(payload, 12, 4);
        const std::uint64_t lowest = read_big_endian(payload, 16, 8);
        const std::uint64_t highest = read_big_endian(payload, 24, 8);
        if (digits < 1 || digits > 5 || lowest < 1 || lowest > (std::uint64_t{1} << 40U) ||
            highest > static_cast<std::uint64_t>(INT64_MAX) || highest < 2 * lowest)
            return malformed("its range or number of digits is out of bounds");
        Histogram histogram({static_cast<std::int64_t>(lowest), static_cast<std::int64_t>(highest),
                             static_cast<int>(digits)});
        if (const auto read = read_counts(histogram, payload); !read)
            return read.error();
        return histogram;
    }

 private:
    static Result<void> read_counts(Histogram& histogram, const Bytes& payload) {
        const std::size_t length = read_big_endian(payload, 4, 4);
        if (length != payload.size() - header_size)
            return malformed("its length does not match");
        std::size_t at = header_size;
        std::size_t index = 0;
        std::uint64_t total = 0;
        while (at < payload.size()) {
            const auto number = read_zigzag(payload, at);
            if (!number)
                return malformed("a counter is cut off");
            const std::uint64_t room = histogram.counts_.size() - index;
            // Negated in unsigned arithmetic: INT64_MIN has no positive counterpart.
            const std::uint64_t steps =
                *number < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(*number) : 1;
            if (steps > room)
                return malformed("it has more counters than its range");
            if (*number > 0) {
                const auto count = static_cast<std::uint64_t>(*number);
                if (total + count < count)
                    return malformed("its counters overflow");
                total += count;
                put(histogram, index, count);
            }
            index += steps;
        }
        return {};
    }

    static void put(Histogram& histogram, std::size_t index, std::uint64_t count) {
        const std::int64_t min =
            histogram.empty() ? histogram.lowest_equivalent(index) : histogram.min_;
        histogram.set_extremes(min, histogram.highest_equivalent(index));
        histogram.counts_[index] += count;
        histogram.set_sum(histogram.sum() +
                          static_cast<Histogram::Sum>(histogram.middle_of(index)) * count);
    }
};

std::string encode_v2(const Histogram& histogram) {
    const Bytes packed = deflate_all(HistogramCodec::payload_of(histogram));
    Bytes envelope;
    envelope.reserve(packed.size() + 8);
    append_big_endian(envelope, envelope_cookie, 4);
    append_big_endian(envelope, packed.size(), 4);
    envelope.insert(envelope.end(), packed.begin(), packed.end());
    return to_base64(envelope);
}

Result<Histogram> decode_v2(std::string_view base64) {
    const auto envelope = from_base64(base64);
    if (!envelope)
        return malformed("it is not base64");
    if (envelope->size() < 8)
        return malformed("it is too short");
    if ((read_big_endian(*envelope, 0, 4) & cookie_mask) != (envelope_cookie & cookie_mask))
        return malformed("the envelope's cookie is unknown");
    const std::size_t length = read_big_endian(*envelope, 4, 4);
    if (length > envelope->size() - 8)
        return malformed("it is cut off");
    const auto payload = inflate_all(envelope->data() + 8, length);
    if (!payload)
        return malformed("its compressed part is damaged");
    return HistogramCodec::histogram_of(*payload);
}

}  // namespace sark::workloads
