// A response on its way to nginx: as the text of a CGI answer, in FastCGI records, in one piece.
#pragma once

#include <string>
#include <string_view>

#include "front/fcgi_records.h"
#include "front/request.h"

namespace swan {

// One a loop: its buffers serve all answers, one after the other.
class fcgi_answer {
  public:
    // Sends `what` to `fd` as the answer to the request with FastCGI's `id`; `request_id` is
    // nginx's. Blocks at most as long as the socket's send timeout without progress. False when
    // the other side has gone or takes no more: what it got is then no whole answer.
    bool send(int fd, int id, const response& what, std::string_view request_id);

  private:
    std::string head_;
    fcgi_records records_;
};

}  // namespace swan
