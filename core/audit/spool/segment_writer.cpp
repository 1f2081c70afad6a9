#include "core/audit/spool/segment_writer.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fcntl.h>

#include "core/audit/spool/record.hpp"

namespace sark::audit_spool {
namespace {

/// How far the file is lengthened at a time. A group that fits into what is there changes no
/// metadata, so that its synchronisation writes its own bytes and no more; one that lengthens the
/// file needs a commit of the file system's journal, in which it waits for whoever else writes.
constexpr std::uint64_t room = 256U << 10U;

}  // namespace

SegmentWriter::SegmentWriter(Directory& directory, SegmentTable& table, std::uint64_t segment_bytes,
                             std::uint64_t last)
    : directory_(directory), table_(table), segment_bytes_(segment_bytes), last_(last) {}

Result<void> SegmentWriter::append(std::string_view records, std::uint64_t first,
                                   std::uint64_t last) {
    if (file_ && end_ >= segment_bytes_)
        file_.reset();
    if (!file_)
        if (auto begun = begin(first); !begun)
            return begun;
    if (auto written = write(records); !written) {
        // What was written of it was not acknowledged. Where even this fails, recovery copes.
        static_cast<void>(file_->truncate(end_));
        file_.reset();
        return written;
    }
    end_ += records.size();
    last_ = last;
    table_.extend(end_, last);
    return {};
}

Result<void> SegmentWriter::begin(std::uint64_t first) {
    auto file = File::open(directory_.segment_path(first), O_RDWR | O_CREAT | O_EXCL);
    if (!file)
        return std::move(file).error();
    const std::string header = encode_header({first, last_});
    auto done = file->write(header, 0);
    if (done)
        done = directory_.sync();
    if (!done) {
        static_cast<void>(directory_.remove_segment(first));
        return done;
    }
    file_.emplace(*std::move(file));
    end_ = length_ = header.size();
    table_.add({first, end_, 0});
    return {};
}

Result<void> SegmentWriter::write(std::string_view records) {
    if (auto written = file_->write(records, end_); !written)
        return written;
    make_room(end_ + records.size());
    return file_->sync();
}

void SegmentWriter::make_room(std::uint64_t end) {
    if (end <= length_)
        return;
    length_ = end;
    const std::uint64_t wanted = std::min(end + room, std::max(end, segment_bytes_));
    // Written, not reserved: reserved blocks would change their state with each group.
    const std::string noughts(static_cast<std::size_t>(wanted - end), '\0');
    if (file_->write(noughts, end))
        length_ = wanted;
    else  // it is only quicker: a disk without room for it may have room for records
        static_cast<void>(file_->truncate(end));
}

}  // namespace sark::audit_spool
