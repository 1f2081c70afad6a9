#include "core/audit/spool/segment_writer.hpp"

#include <utility>

#include <fcntl.h>

#include "core/audit/spool/record.hpp"

namespace sark::audit_spool {

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
    end_ = header.size();
    table_.add({first, end_, 0});
    return {};
}

Result<void> SegmentWriter::write(std::string_view records) {
    if (auto written = file_->write(records, end_); !written)
        return written;
    return file_->sync();
}

}  // namespace sark::audit_spool
