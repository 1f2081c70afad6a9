#pragma once

#include <optional>
#include <span>
#include <string>

#include "migrations/seed/row.hpp"

namespace sark::migrations {

/// The types that have a binary form here: those of the seeded columns.
enum class CellType : std::uint8_t {
    text,  ///< text, varchar, char, json and every enum: the bytes themselves.
    uuid,
    boolean,
    int2,
    int4,
    int8,
    float8,
    numeric,
    timestamp,  ///< With and without a time zone: microseconds since 2000 in UTC.
    date,
    jsonb,
    inet,
};

/// By the name in pg_type; `is_enum` for whatever name a user gave. Absent for any other type.
[[nodiscard]] std::optional<CellType> cell_type(std::string_view name, bool is_enum) noexcept;

/// Appends one row in the binary form of COPY (PostgreSQL's manual, "COPY", "Binary Format") to a
/// buffer: the number of cells, then each cell's length and bytes as the type's receive function
/// reads them. What a type cannot hold leaves a fault, and the row must not be sent then.
class BinaryRow final : public Row {
 public:
    BinaryRow(std::string& buffer, std::span<const CellType> types);

    Row& text(std::string_view value) override;
    Row& text(std::string_view first, std::string_view second, std::string_view third) override;
    Row& null() override;
    Row& number(std::uint64_t value) override;
    Row& decimal(std::uint64_t ten_thousandths) override;
    Row& boolean(bool value) override;
    Row& time(std::int64_t micros) override;

    /// Why this row cannot be sent: a cell that its column cannot hold, or too few or too many
    /// cells. Empty when it can. Cells are counted from 1.
    [[nodiscard]] std::string fault() const;

 private:
    /// The type of the next cell; absent behind the last one.
    [[nodiscard]] std::optional<CellType> next();
    void refuse(std::string_view what);
    template <class Integer>
    void put(Integer value);
    template <class Integer>
    void put_cell(Integer value);
    void put_bytes(std::string_view value);
    void put_numeric(std::uint64_t ten_thousandths);
    void put_uuid(std::string_view value);
    void put_inet(std::string_view value);

    std::string& buffer_;
    std::span<const CellType> types_;
    std::size_t cells_ = 0;
    std::string fault_;
};

}  // namespace sark::migrations
