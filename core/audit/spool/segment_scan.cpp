#include "core/audit/spool/segment_scan.hpp"

namespace sark::audit_spool {

SegmentScan scan_segment(std::string_view bytes, std::uint64_t after) {
    SegmentScan scan;
    scan.header = decode_header(bytes);
    std::uint64_t offset = scan.header ? segment_header_size : 0;
    scan.intact_end = offset;
    while (offset < bytes.size()) {
        const std::string_view rest = bytes.substr(offset);
        if (const auto record = read_record(rest, after)) {
            after = record->sequence;
            scan.sequences.push_back(after);
            offset += record->size();
            scan.intact_end = offset;
            continue;
        }
        const auto skipped = find_record(rest, after);
        if (!skipped)
            break;
        scan.gaps.push_back({offset, *skipped});
        offset += *skipped;
    }
    // Noughts at the end are room that the writer has made.
    const std::size_t written = bytes.find_last_not_of('\0') + 1;
    scan.trailing = written > scan.intact_end ? written - scan.intact_end : 0;
    return scan;
}

}  // namespace sark::audit_spool
