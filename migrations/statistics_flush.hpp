#pragma once

namespace sark::postgres {
class Session;
}

namespace sark::migrations {

/// Hands what the session did over to the server's statistics now. A session keeps its last second
/// of counters to itself, and one that then idles hands them over up to 10 s later: in the middle
/// of what is measured. Servers before version 15 cannot be asked to; that is no failure.
void flush_statistics(postgres::Session& session);

}  // namespace sark::migrations
