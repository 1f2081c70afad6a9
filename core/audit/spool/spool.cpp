#include "core/audit/spool/spool.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include <fcntl.h>

#include "core/audit/event_json.hpp"
#include "core/audit/spool/segment_writer.hpp"
#include "core/audit/spool/spool_reader.hpp"

namespace sark::audit_spool {

struct Spool::State {
    State(SpoolOptions chosen, Directory owned, Position settled, Recovered found)
        : options(std::move(chosen)),
          directory(std::move(owned)),
          position(std::move(settled)),
          report(std::move(found.report)),
          next_sequence(found.last + 1),
          writer(directory, table, options.segment_bytes, found.last),
          reader(directory, table, position.sequence()) {
        for (const Segment& segment : found.segments) table.add(segment);
    }

    SpoolOptions options;
    Directory directory;
    Position position;
    RecoveryReport report;
    std::uint64_t next_sequence;
    SegmentTable table;
    SegmentWriter writer;
    SpoolReader reader;
    std::atomic<std::uint64_t> syncs{0};
    std::atomic<std::uint64_t> write_failures{0};
    std::atomic<std::uint64_t> damage{0};
};

Spool::Spool(std::unique_ptr<State> state) : state_(std::move(state)) {}
Spool::~Spool() = default;

Result<std::unique_ptr<Spool>> Spool::open(SpoolOptions options) {
    constexpr std::uint64_t segments_min = 4;
    options.segment_bytes = std::min(options.segment_bytes, options.bytes_max / segments_min);
    auto directory = Directory::open(options.directory);
    if (!directory)
        return std::move(directory).error();
    auto position = Position::open(directory->position_path());
    if (!position)
        return std::move(position).error();
    auto found = recover(*directory, *position);
    if (!found)
        return std::move(found).error();
    return std::unique_ptr<Spool>(new Spool(std::make_unique<State>(
        std::move(options), *std::move(directory), *std::move(position), *std::move(found))));
}

const RecoveryReport& Spool::recovery() const noexcept {
    return state_->report;
}

std::uint64_t Spool::next_sequence() const noexcept {
    return state_->next_sequence;
}

bool Spool::full() const {
    return state_->table.bytes() >= state_->options.bytes_max;
}

SpoolStats Spool::stats() const {
    SpoolStats stats;
    stats.bytes = state_->table.bytes();
    stats.segments = state_->table.size();
    stats.syncs = state_->syncs;
    stats.write_failures = state_->write_failures;
    stats.recovered = state_->report.events;
    stats.torn_bytes = state_->report.torn_bytes;
    stats.damaged = state_->report.damaged_segments + state_->damage;
    return stats;
}

Result<void> Spool::append(std::string_view records, std::uint64_t first, std::uint64_t last) {
    auto done = state_->writer.append(records, first, last);
    ++(done ? state_->syncs : state_->write_failures);
    return done;
}

Result<std::vector<AuditEvent>> Spool::read(std::size_t limit) {
    auto events = state_->reader.read(limit);
    state_->damage = state_->reader.damage();
    return events;
}

Result<void> Spool::refuse(const AuditEvent& event, const Error& why) {
    auto file = File::open(state_->directory.refused_path(), O_RDWR | O_CREAT);
    if (!file)
        return std::move(file).error();
    const auto size = file->size();
    if (!size)
        return size.error();
    auto done = file->write(refused_event_json(event, describe(why)) + "\n", *size);
    if (done)
        done = file->sync();
    if (!done)
        static_cast<void>(file->truncate(*size));
    return done;
}

Result<void> Spool::commit() {
    const std::uint64_t sequence = state_->reader.last();
    if (auto noted = state_->position.advance(sequence); !noted)
        return noted;
    const auto settled = state_->table.settled_by(sequence);
    if (settled.empty())
        return {};
    // Before they go: an older position would make recovery miss them.
    if (auto synced = state_->position.sync(); !synced)
        return synced;
    for (const std::uint64_t first : settled) {
        if (auto removed = state_->directory.remove_segment(first); !removed)
            return removed;
        state_->table.remove(first);
    }
    return {};
}

void Spool::close() {
    state_->writer.close();
    const auto newest = state_->table.newest_if_settled(state_->position.sequence());
    if (newest && state_->position.sync() && state_->directory.remove_segment(*newest))
        state_->table.remove(*newest);
}

}  // namespace sark::audit_spool
