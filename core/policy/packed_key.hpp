#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string_view>

#include "core/policy/decision.hpp"

namespace sark {

/// What a decision depends on beside the three texts of its question: the facts of the context, and
/// all of it as text for an evaluator that may read it. Nothing told is the default.
struct ContextKey {
    std::uint64_t facts = 0;
    std::string_view text{};  ///< Borrowed.
};

/// The key of a decision in this process: a word of lengths, then the three texts one behind the
/// other, then the context if there is one, so that no choice of texts makes two questions share a
/// key. On the stack: looking a decision up allocates nothing.
class PackedKey {
 public:
    static constexpr std::size_t words_max = 64;

    explicit PackedKey(const PolicyQuestion& question, const ContextKey& context = {}) noexcept
        : user_hash_(hash_of(question.user_id)), tool_hash_(hash_of(question.tool_name)) {
        hash_ = mix(mix(user_hash_ ^ hash_of(question.action)) ^ tool_hash_);
        const std::size_t bytes =
            question.user_id.size() + question.action.size() + question.tool_name.size();
        if (bytes > (words_max - 1) * sizeof(std::uint64_t))
            return;
        size_ = 1 + (bytes + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t);
        words_[0] = question.user_id.size() << 32U | question.action.size() << 16U |
                    question.tool_name.size();
        words_[size_ - 1] = size_ == 1 ? words_[0] : 0;
        char* at = reinterpret_cast<char*>(words_.data() + 1);
        for (const std::string_view text :
             {question.user_id, question.action, question.tool_name}) {
            if (!text.empty())
                std::memcpy(at, text.data(), text.size());
            at += text.size();
        }
        if (context.facts != 0 || !context.text.empty())
            append(context);
    }

    PackedKey(const PackedKey&) = delete;
    PackedKey& operator=(const PackedKey&) = delete;

    /// False: the texts are too long to be kept in this process (504 bytes together, and less 8
    /// with a context).
    [[nodiscard]] bool fits() const noexcept { return size_ != 0; }
    [[nodiscard]] std::span<const std::uint64_t> words() const noexcept {
        return {words_.data(), size_};
    }
    [[nodiscard]] std::uint64_t hash() const noexcept { return hash_; }
    [[nodiscard]] std::uint64_t user_hash() const noexcept { return user_hash_; }
    [[nodiscard]] std::uint64_t tool_hash() const noexcept { return tool_hash_; }

 private:
    void append(const ContextKey& context) noexcept {
        const std::size_t text_words =
            (context.text.size() + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t);
        if (context.text.size() > words_max * sizeof(std::uint64_t) ||
            size_ + 1 + text_words > words_max) {
            size_ = 0;
            return;
        }
        // Above the lengths of the question's texts, none of which reaches 2^10.
        words_[0] |= (context.text.size() + 1) << 48U;
        words_[size_] = context.facts;
        if (text_words != 0) {
            words_[size_ + text_words] = 0;
            std::memcpy(words_.data() + size_ + 1, context.text.data(), context.text.size());
        }
        size_ += 1 + text_words;
        hash_ = mix(hash_ ^ mix(context.facts) ^ hash_of(context.text));
    }

    static std::uint64_t hash_of(std::string_view text) noexcept {
        return std::hash<std::string_view>{}(text);
    }
    /// The finalizer of SplitMix64: every bit of the input moves every bit of the output.
    static std::uint64_t mix(std::uint64_t value) noexcept {
        value = (value ^ value >> 30U) * 0xbf58476d1ce4e5b9ULL;
        value = (value ^ value >> 27U) * 0x94d049bb133111ebULL;
        return value ^ value >> 31U;
    }

    std::uint64_t user_hash_;
    std::uint64_t tool_hash_;
    std::uint64_t hash_ = 0;
    std::size_t size_ = 0;
    std::array<std::uint64_t, words_max> words_;  // set up to size_
};

}  // namespace sark
