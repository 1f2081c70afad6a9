#include "migrations/seed/table_plan.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "migrations/fnv1a.hpp"
#include "workloads/data/hash.hpp"

namespace sark::migrations {
namespace {

constexpr std::array<std::string_view, 9> metadata = {
    R"({"transport":"stdio","region":"eu-west-1"})",
    R"({"transport":"stdio","region":"us-east-1"})",
    R"({"transport":"stdio","region":"ap-south-1"})",
    R"({"transport":"http","region":"eu-west-1"})",
    R"({"transport":"http","region":"us-east-1"})",
    R"({"transport":"http","region":"ap-south-1"})",
    R"({"transport":"sse","region":"eu-west-1"})",
    R"({"transport":"sse","region":"us-east-1"})",
    R"({"transport":"sse","region":"ap-south-1"})"};

}  // namespace

std::int64_t SeedContext::created_at(workloads::Entity entity, std::uint64_t index) const {
    const auto bits =
        row_draw(*this, workloads::entity_names[static_cast<std::size_t>(entity)], index, 0);
    return now_us -
           static_cast<std::int64_t>(bits % static_cast<std::uint64_t>(entity_days * day_us));
}

std::int64_t SeedContext::happened_at(std::uint64_t index, std::uint64_t count) const {
    const auto span = dataset.event_days * static_cast<std::uint64_t>(day_us);
    return now_us - static_cast<std::int64_t>(span - span / count * index);
}

std::vector<TablePlan> plan_system(std::string_view system, const workloads::DatasetSpec& dataset) {
    if (system == "sark_api")
        return plan_api(dataset);
    if (system == "sark_v2")
        return plan_v2(dataset);
    if (system == "sark_audit")
        return plan_audit(dataset);
    if (system == "sark_app")
        return plan_app(dataset);
    if (system == "mcp_gw")
        return plan_gateway(dataset);
    if (system == "sark_partitions")
        return plan_partitions(dataset);
    return {};
}

std::uint64_t row_draw(const SeedContext& context, std::string_view table, std::uint64_t index,
                       std::uint64_t stream) noexcept {
    return workloads::draw(context.dataset.seed ^ fnv1a(table), index, stream);
}

void put_reference(Row& row, const SeedContext& context, workloads::Entity entity,
                   std::uint64_t bits) {
    const auto count = workloads::count_of(context.dataset, entity);
    std::array<char, 40> id;
    if (count == 0)
        row.null();
    else
        row.text(workloads::write_id(context.dataset.seed, entity, bits % count, id));
}

void put_owner(Row& row, const SeedContext& context, workloads::Entity entity, std::uint64_t bits) {
    const auto count = workloads::count_of(context.dataset, entity);
    std::array<char, 40> id;
    if (count == 0)
        row.null();
    else
        row.text(workloads::write_id(context.dataset.seed, entity,
                                     workloads::owner_of(context.dataset, bits, count), id));
}

std::string_view pick(std::span<const std::string_view> labels, std::uint64_t bits) noexcept {
    return labels[bits % labels.size()];
}

std::string_view write_address(std::uint64_t bits, std::span<char, 16> out) noexcept {
    char* end = out.data();
    char* const limit = end + out.size();
    for (const char c : {'1', '0'}) *end++ = c;
    for (int i = 0; i < 3; ++i) {
        *end++ = '.';
        end = std::to_chars(end, limit, (bits >> (8 * i)) & 0xffU).ptr;
    }
    return {out.data(), static_cast<std::size_t>(end - out.data())};
}

void put_metadata(Row& row, const SeedContext& context, std::uint64_t bits) {
    put_document(row, context, pick(metadata, bits), bits);
}

void put_document(Row& row, const SeedContext& context, std::string_view object,
                  std::uint64_t bits) {
    if (context.dataset.json_keys == 0) {
        row.text(object);
        return;
    }
    std::string text(object.substr(0, object.size() - 1));
    for (std::uint64_t key = 1; key <= context.dataset.json_keys; ++key)
        text += fmt::format(R"(,"key_{:02}":"{:08x}")", key,
                            workloads::draw(bits, key, 0) & 0xffff'ffffU);
    row.text(text, "}");
}

}  // namespace sark::migrations
