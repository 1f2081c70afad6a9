#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/result.hpp"
#include "workloads/drivers/driver.hpp"

namespace sark::workloads {

/// The parameters of one operation, ready to draw from. A value is a pure function of (seed,
/// arrival index, stream), the stream being a hash of the parameter's name: a name has one value
/// per request however often it occurs, and neither order nor worker matters. Unique values also
/// hash the run id and the operation's name. A call that brings a key (a replayed trace) has
/// it, modulo the number of values, instead of the draw of the first key or integer parameter by
/// name. Immutable and thread-safe.
class ParameterSet {
 public:
    /// Errc::invalid_scenario naming operation and parameter: a name given twice or empty, nothing
    /// to choose from, min above max, or weights that do not match the values.
    [[nodiscard]] static Result<ParameterSet> create(const OperationSpec& operation,
                                                     const RequestContext& context);

    [[nodiscard]] std::size_t size() const noexcept { return slots_.size(); }
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const noexcept;
    [[nodiscard]] std::vector<std::string> names() const;

    /// Appends the slot's value for this call; at most longest(slot) characters, so it does not
    /// allocate when `out` has room.
    void append(std::size_t slot, const Call& call, std::string& out) const;
    [[nodiscard]] std::size_t longest(std::size_t slot) const noexcept;
    /// True when some value of the slot holds one of `characters`.
    [[nodiscard]] bool may_contain(std::size_t slot, std::string_view characters) const noexcept;

    /// The least and the greatest value of an integer slot; absent for the other kinds.
    [[nodiscard]] std::optional<std::pair<std::int64_t, std::int64_t>> integer_range(
        std::size_t slot) const noexcept;
    /// The value that append() writes of an integer slot; 0 for the other kinds.
    [[nodiscard]] std::int64_t integer(std::size_t slot, const Call& call) const noexcept;
    /// Which entity the slot chooses keys of; absent for the other kinds.
    [[nodiscard]] std::optional<Entity> entity(std::size_t slot) const noexcept;
    /// The row number that append() writes the key of; 0 for slots without an entity.
    [[nodiscard]] std::uint64_t row(std::size_t slot, const Call& call) const noexcept;

 private:
    struct KeySource {
        Entity entity;
        KeyParameter::Form form;
        KeySampler sampler;
    };
    struct IntegerSource {
        std::int64_t min;
        KeySampler sampler;
    };
    struct ChoiceSource {
        std::vector<std::string> values;
        std::vector<double> cumulative;  // ends with 1
    };
    struct UniqueSource {
        UniqueParameter::Form form;
        std::string prefix;  // for text: up to the arrival index
        std::uint64_t seed;  // for uuid
    };
    using Source = std::variant<KeySource, IntegerSource, ChoiceSource, UniqueSource>;
    struct Slot {
        std::string name;
        std::uint64_t stream;
        Source source;
    };

    ParameterSet(std::uint64_t seed, std::uint64_t dataset_seed)
        : seed_(seed), dataset_seed_(dataset_seed) {}
    [[nodiscard]] static Result<Source> make_source(const ParameterSpec& spec,
                                                    const OperationSpec& operation,
                                                    const RequestContext& context);
    [[nodiscard]] std::optional<std::size_t> first_keyed() const;
    /// What the sampler draws for the call, or the call's own key for the slot that takes it.
    [[nodiscard]] std::uint64_t pick(std::size_t slot, const KeySampler& sampler,
                                     const Call& call) const noexcept;
    [[nodiscard]] std::int64_t value_of(std::size_t slot, const IntegerSource& integer,
                                        const Call& call) const noexcept;
    [[nodiscard]] std::string_view choose(const ChoiceSource& choice, std::uint64_t stream,
                                          std::uint64_t index) const noexcept;

    std::uint64_t seed_;
    std::uint64_t dataset_seed_;
    std::vector<Slot> slots_;
    std::optional<std::size_t> keyed_slot_;  // takes the key of a replayed call
};

}  // namespace sark::workloads
