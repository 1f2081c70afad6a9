#include "workloads/timing/failure_causes.hpp"

#include <algorithm>

namespace sark::workloads {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) noexcept {
    return static_cast<unsigned char>(text[at]);
}

bool is_blank(unsigned byte) noexcept {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/// Bytes of the UTF-8 character that begins with `lead`; 0 when none does.
std::size_t length_of(unsigned lead) noexcept {
    if (lead < 0x80)
        return 1;
    if (lead < 0xc2 || lead > 0xf4)
        return 0;
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/// Whether the second byte keeps the character from being one that is written shorter, a half of a
/// surrogate pair or beyond the last.
bool may_follow(unsigned lead, unsigned second) noexcept {
    switch (lead) {
        case 0xe0:
            return second >= 0xa0;
        case 0xed:
            return second < 0xa0;
        case 0xf0:
            return second >= 0x90;
        case 0xf4:
            return second < 0x90;
        default:
            return true;
    }
}

/// The character at the front of `text`: its bytes, fewer when the text ends within it, or none
/// when it is no UTF-8.
std::string_view character_of(std::string_view text) noexcept {
    const unsigned lead = byte_at(text, 0);
    const std::size_t length = length_of(lead);
    for (std::size_t i = 1; i < std::min(length, text.size()); ++i) {
        const unsigned byte = byte_at(text, i);
        if ((byte & 0xc0U) != 0x80U || (i == 1 && !may_follow(lead, byte)))
            return {};
    }
    return text.substr(0, length);
}

bool is_control(std::string_view character) noexcept {
    const unsigned lead = byte_at(character, 0);
    return lead < 0x20 || lead == 0x7f || (lead == 0xc2 && byte_at(character, 1) < 0xa0);
}

/// Blanks and line ends in a row become one space and vanish at the edges; other control characters
/// and what is no UTF-8 become '?'. Ends before a character that does not fit or was cut already.
template <std::size_t capacity>
BoundedText<capacity> cleaned(std::string_view text) noexcept {
    BoundedText<capacity> clean;
    bool blank = false;
    while (!text.empty()) {
        if (is_blank(byte_at(text, 0))) {
            blank = !clean.empty();
            text.remove_prefix(1);
            continue;
        }
        std::string_view shown = character_of(text);
        if (!shown.empty() && shown.size() < length_of(byte_at(text, 0)))
            break;
        text.remove_prefix(std::max<std::size_t>(shown.size(), 1));
        if (shown.empty() || is_control(shown))
            shown = "?";
        if (clean.room() < shown.size() + (blank ? 1U : 0U))
            break;
        clean.append(blank ? " " : "").append(shown);
        blank = false;
    }
    return clean;
}

}  // namespace

void FailureCauses::add(OutcomeCode code, const FailureCause& cause, std::uint64_t count) noexcept {
    const auto kind = cleaned<FailureCause::kind_bytes>(cause.kind);
    if (kind.empty() || count == 0)
        return;
    for (std::size_t i = 0; i < size_; ++i) {
        if (entries_[i].code == code && entries_[i].kind.view() == kind.view()) {
            entries_[i].count += count;
            return;
        }
    }
    if (size_ == kinds_max || kind.view() == other_kind)
        others_[static_cast<std::size_t>(code)] += count;
    else
        entries_[size_++] = {code, count, kind,
                             cleaned<FailureCause::example_bytes>(cause.example)};
}

void FailureCauses::merge(const FailureCauses& other) noexcept {
    for (std::size_t i = 0; i < other.size_; ++i) {
        const Entry& entry = other.entries_[i];
        add(entry.code, {entry.kind.view(), entry.example.view()}, entry.count);
    }
    for (std::size_t code = 0; code < outcome_count; ++code) others_[code] += other.others_[code];
}

std::vector<FailureCauses::Entry> FailureCauses::ranked() const {
    std::vector<Entry> all(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(size_));
    for (std::size_t code = 0; code < outcome_count; ++code)
        if (others_[code] > 0)
            all.push_back({static_cast<OutcomeCode>(code),
                           others_[code],
                           BoundedText<FailureCause::kind_bytes>().assign(other_kind),
                           {}});
    std::ranges::stable_sort(
        all, [](const Entry& one, const Entry& two) { return one.count > two.count; });
    return all;
}

std::uint64_t FailureCauses::told(OutcomeCode code) const noexcept {
    std::uint64_t count = others_[static_cast<std::size_t>(code)];
    for (std::size_t i = 0; i < size_; ++i)
        count += entries_[i].code == code ? entries_[i].count : 0;
    return count;
}

}  // namespace sark::workloads
