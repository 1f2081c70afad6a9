#pragma once

#include "core/postgres/session.hpp"
#include "migrations/seed/row.hpp"

namespace sark::migrations {

/// Cells in PostgreSQL's text form. Reuses the strings of the row before: seeding allocates nothing
/// per row once they have grown.
class TextRow final : public Row {
 public:
    explicit TextRow(postgres::Values& cells) : cells_(cells) {}

    Row& text(std::string_view value) override;
    Row& text(std::string_view first, std::string_view second, std::string_view third) override;
    Row& null() override;
    Row& number(std::uint64_t value) override;
    Row& decimal(std::uint64_t ten_thousandths) override;
    Row& boolean(bool value) override { return text(value ? "t" : "f"); }
    Row& time(std::int64_t micros) override;

    /// Cells written so far.
    [[nodiscard]] std::size_t size() const noexcept { return next_; }

 private:
    std::string& cell();

    postgres::Values& cells_;
    std::size_t next_ = 0;
};

}  // namespace sark::migrations
