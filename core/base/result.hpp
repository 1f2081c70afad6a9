#pragma once

#include <cstdlib>
#include <optional>
#include <utility>
#include <variant>

#include "core/base/error.hpp"

namespace sark {

/// A value or the Error that explains its absence. Reading the wrong side is a programmer error and
/// aborts. C++17, because core/postgres is compiled as such.
template <class T>
class [[nodiscard]] Result {
 public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const noexcept { return state_.index() == 0; }
    [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }

    T& value() & { return *checked(std::get_if<0>(&state_)); }
    const T& value() const& { return *checked(std::get_if<0>(&state_)); }
    T&& value() && { return std::move(*checked(std::get_if<0>(&state_))); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const& { return *checked(std::get_if<1>(&state_)); }
    Error&& error() && { return std::move(*checked(std::get_if<1>(&state_))); }

 private:
    template <class P>
    static P* checked(P* pointer) {
        if (pointer == nullptr)
            std::abort();
        return pointer;
    }
    std::variant<T, Error> state_;
};

/// Success, or the Error that explains its absence. `return {};` is success.
template <>
class [[nodiscard]] Result<void> {
 public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    explicit operator bool() const noexcept { return !error_.has_value(); }
    [[nodiscard]] bool has_value() const noexcept { return !error_.has_value(); }

    const Error& error() const& {
        if (!error_)
            std::abort();
        return *error_;
    }
    Error&& error() && {
        if (!error_)
            std::abort();
        return std::move(*error_);
    }

 private:
    std::optional<Error> error_;
};

}  // namespace sark
