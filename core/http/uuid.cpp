#include "core/http/uuid.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>

#include <sys/mman.h>
#include <sys/random.h>

namespace sark::http {

namespace {

constexpr std::size_t uuid_length = 36;
constexpr std::size_t uuid_bytes = 16;

constexpr bool is_dash_position(std::size_t position) {
    return position == 8 || position == 13 || position == 18 || position == 23;
}

constexpr bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

void fill(std::span<unsigned char> bytes) {
    while (!bytes.empty()) {
        const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            throw std::runtime_error("the kernel gives no random bytes");
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

/// Bytes of the kernel's generator, fetched many at a time: a system call for each UUID would cost
/// more than all the rest of it. For one thread.
class RandomBytes {
 public:
    RandomBytes()
        : page_(map()),
          // From a kernel that does not empty it for a forked child nothing is kept.
          at_a_time_(::madvise(page_.get(), sizeof(Page), MADV_WIPEONFORK) == 0
                         ? sizeof(Page::bytes) / uuid_bytes
                         : 1) {}

    /// Those of one UUID; good until the next call, and not given again.
    [[nodiscard]] std::span<unsigned char, uuid_bytes> next() {
        if (page_->left == 0) {
            fill(std::span(page_->bytes).first(at_a_time_ * uuid_bytes));
            page_->left = at_a_time_;
        }
        return std::span<unsigned char, uuid_bytes>(
            page_->bytes.data() + --page_->left * uuid_bytes, uuid_bytes);
    }

 private:
    struct Page {
        std::size_t left;  ///< UUIDs.
        std::array<unsigned char, 255 * uuid_bytes> bytes;
    };
    struct Unmap {
        void operator()(Page* page) const noexcept { ::munmap(page, sizeof(Page)); }
    };

    /// A page of its own, which a forked child finds empty: it does not give its parent's again.
    static std::unique_ptr<Page, Unmap> map() {
        void* const place = ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE,
                                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (place == MAP_FAILED)
            throw std::bad_alloc();
        return std::unique_ptr<Page, Unmap>(static_cast<Page*>(place));
    }

    std::unique_ptr<Page, Unmap> page_;
    std::size_t at_a_time_;  ///< UUIDs.
};

std::string format(std::span<unsigned char, uuid_bytes> bytes) {
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(uuid_length);
    for (const unsigned char byte : bytes) {
        if (is_dash_position(text.size()))
            text.push_back('-');
        text.push_back(digits[byte >> 4]);
        text.push_back(digits[byte & 0x0F]);
    }
    return text;
}

}  // namespace

bool is_uuid(std::string_view text) noexcept {
    if (text.size() != uuid_length)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (is_dash_position(i) ? text[i] != '-' : !is_hex(text[i]))
            return false;
    return true;
}

std::string lower_uuid(std::string_view uuid) {
    std::string lower(uuid);
    for (char& c : lower)
        if (c >= 'A' && c <= 'F')
            c = static_cast<char>(c | 0x20);
    return lower;
}

std::string random_uuid() {
    // For each thread: with one for all of them they would wait for each other.
    thread_local RandomBytes bytes;
    return format(bytes.next());
}

std::vector<std::string> random_uuids(std::size_t count) {
    std::vector<std::string> uuids;
    uuids.reserve(count);
    for (std::size_t i = 0; i < count; ++i) uuids.push_back(random_uuid());
    return uuids;
}

}  // namespace sark::http
