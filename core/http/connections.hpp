#pragma once

namespace sark::http {

/// Ends the reading side of every TCP connection that this process accepted on `port`: a server
/// thread that waits for the next request sees the end at once. Not while a request is in flight:
/// httplib does not write to a connection whose reading side has ended. Best effort, Linux.
void end_idle_connections(int port);

}  // namespace sark::http
