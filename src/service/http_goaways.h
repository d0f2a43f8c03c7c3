// The HTTP/2 connections that the other side is giving up, and what it leaves of each unhandled.
// Part of service/http.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace swan {

// One a loop. Connections go by their local port; the latest few dozen are known.
class http_goaways {
  public:
    // A GOAWAY frame without an error: no stream above `last_stream` was or will be handled (RFC
    // 9113, 6.8). The last one of a connection counts.
    void came(long local_port, uint32_t last_stream);
    // The port belongs to a new connection.
    void forget(long local_port);
    // Was this stream certainly not handled? Ports and streams begin at 1.
    bool leaves_out(long local_port, uint32_t stream) const;

  private:
    struct goaway {
        long local_port = 0;
        uint32_t last_stream = 0;
    };
    std::array<goaway, 64> latest_;
    size_t next_ = 0;
};

}  // namespace swan
