#pragma once

#include <cstdint>
#include <string>

namespace sark {

/// What the caller can do about a failure; the command line maps it to an exit code.
enum class Errc : std::uint8_t {
    invalid_argument,  ///< The caller's input is wrong (exit 104).
    invalid_scenario,  ///< A scenario document is wrong; `where` is a JSON pointer (exit 104).
    unavailable,       ///< A target or service cannot be reached or started (exit 100).
    unsafe,            ///< Refused to protect somebody's data or network (exit 104).
    not_found,         ///< The named thing does not exist.
    conflict,          ///< The thing exists already or is in another state.
    timeout,           ///< No answer in time.
    io,                ///< The file system refused (disk full, permissions; exit 1).
    protocol,          ///< The peer answered something that is not understood.
    interrupted,       ///< A signal or stop request ended the work (exit 105).
    internal,          ///< A defect of ours (exit 1).
};

/// An expected failure: what happened, where, and how to mend it. Never holds a password.
struct Error {
    Errc code = Errc::internal;
    std::string message;  ///< One sentence, without a trailing full stop.
    std::string where;    ///< JSON pointer, path or endpoint; empty when the message says it.
    std::string hint;     ///< What to do about it; empty when there is nothing to add.
};

/// One line for people: "where: message (hint)".
inline std::string describe(const Error& error) {
    std::string text;
    if (!error.where.empty())
        text += error.where + ": ";
    text += error.message;
    if (!error.hint.empty())
        text += " (" + error.hint + ")";
    return text;
}

}  // namespace sark
