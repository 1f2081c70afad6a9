#include "core/audit/spool/recovery.hpp"

#include <algorithm>
#include <utility>

#include <fcntl.h>

#include "core/audit/spool/segment_scan.hpp"

namespace sark::audit_spool {
namespace {

/// One pass over the segments of a directory.
class Recovery {
 public:
    Recovery(Directory& directory, const Position& position)
        : directory_(directory), position_(position) {
        found_.last = position.sequence();
    }

    Result<Recovered> run() {
        if (position_.damaged())
            found_.report.damage.push_back(directory_.position_path() +
                                           " is damaged: everything is delivered again, what the "
                                           "database has already is told by its id");
        const auto names = directory_.segments();
        if (!names)
            return names.error();
        for (std::size_t i = 0; i < names->size(); ++i)
            if (auto done = examine((*names)[i], i + 1 == names->size()); !done)
                return std::move(done).error();
        for (const std::uint64_t first : settled_)
            if (auto done = directory_.remove_segment(first); !done)
                return std::move(done).error();
        if (auto done = directory_.sync(); !done)
            return std::move(done).error();
        return std::move(found_);
    }

 private:
    Result<void> examine(std::uint64_t first, bool is_last) {
        const auto bytes = read_file(directory_.segment_path(first));
        if (!bytes)
            return bytes.error();
        const SegmentScan scan = scan_segment(*bytes, last_record_);
        check_predecessors(first, scan);
        last_record_ = std::max(last_record_, scan.last());
        before_ = Before{first, scan.trailing};
        if (!scan.gaps.empty() || (!scan.header && !scan.sequences.empty()))
            if (auto kept = report_gaps(first, scan); !kept)
                return kept;
        return is_last ? finish_last(first, scan) : keep(first, scan);
    }

    /// Whether records that were durable when this segment was begun are missing before it.
    void check_predecessors(std::uint64_t first, const SegmentScan& scan) {
        const std::uint64_t known = std::max(last_record_, position_.sequence());
        const bool missing = scan.header && scan.header->previous > known &&
                             (before_.first != 0 || position_.known());
        if (!missing)
            return;
        ++found_.report.damaged_segments;
        found_.report.damage.push_back("before " + directory_.segment_path(first) +
                                       " the records " + std::to_string(known + 1) + " to " +
                                       std::to_string(scan.header->previous) +
                                       " are missing or damaged");
        if (before_.first != 0 && before_.trailing != 0)
            static_cast<void>(directory_.keep_aside(before_.first));
    }

    Result<void> report_gaps(std::uint64_t first, const SegmentScan& scan) {
        ++found_.report.damaged_segments;
        std::string text = directory_.segment_path(first) + " is damaged";
        if (!scan.header)
            text += " in its header";
        for (const SegmentScan::Gap& gap : scan.gaps)
            text += ", " + std::to_string(gap.length) + " bytes at " + std::to_string(gap.offset);
        found_.report.damage.push_back(
            text + "; it is kept in damaged/, and the intact records behind are delivered");
        return directory_.keep_aside(first);
    }

    /// Cuts what no acknowledged record can be in.
    Result<void> finish_last(std::uint64_t first, const SegmentScan& scan) {
        found_.report.torn_bytes = scan.trailing;
        if (scan.trailing != 0 && !scan.sequences.empty()) {
            auto file = File::open(directory_.segment_path(first), O_RDWR);
            if (!file)
                return std::move(file).error();
            if (auto cut = file->truncate(scan.intact_end); !cut)
                return cut;
            if (auto synced = file->sync(); !synced)
                return synced;
        }
        return keep(first, scan);
    }

    Result<void> keep(std::uint64_t first, const SegmentScan& scan) {
        found_.last = std::max(found_.last, scan.last());
        if (scan.header)
            found_.last = std::max(found_.last, scan.header->previous);
        const auto open =
            std::upper_bound(scan.sequences.begin(), scan.sequences.end(), position_.sequence());
        if (open == scan.sequences.end()) {
            settled_.push_back(first);
            return {};
        }
        found_.report.events += static_cast<std::uint64_t>(scan.sequences.end() - open);
        found_.segments.push_back({first, scan.intact_end, scan.last()});
        return {};
    }

    struct Before {
        std::uint64_t first = 0;
        std::uint64_t trailing = 0;
    };

    Directory& directory_;
    const Position& position_;
    Recovered found_;
    Before before_;
    std::vector<std::uint64_t> settled_;  ///< Removed at the end, when all damage is known.
    std::uint64_t last_record_ = 0;
};

}  // namespace

Result<Recovered> recover(Directory& directory, const Position& position) {
    return Recovery(directory, position).run();
}

}  // namespace sark::audit_spool
