// The HTTP/2 connections that the other side is giving up, and what it leaves of each unhandled.
// Part of service/http.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace swan {

// One a loop. The latest few dozen are known.
class http_goaways {
  public:
    using connection = uint64_t;  // of both its ends; 0: none

    // A GOAWAY frame without an error: no stream above `last_stream` was or will be handled (RFC
    // 9113, 6.8). The last one of a connection counts.
    void came(connection on, uint32_t last_stream);
    // A new connection has its ends.
    void forget(connection gone);
    // Was this stream certainly not handled? 0: no stream.
    bool leaves_out(connection on, uint32_t stream) const;

  private:
    struct goaway {
        connection on = 0;
        uint32_t last_stream = 0;
    };
    std::array<goaway, 64> latest_;
    size_t next_ = 0;
};

}  // namespace swan
