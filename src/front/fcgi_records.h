// The records that answer a FastCGI request: STDOUT with the answer, the empty STDOUT that ends
// it, END_REQUEST (FastCGI specification 1.0, sections 3.3, 5.3 and 5.5). Pure: laid out here, sent
// by the caller.
#pragma once

#include <fastcgi.h>
#include <sys/uio.h>

#include <span>
#include <string_view>
#include <vector>

namespace swan {

// One serves any number of answers, one after the other, and then allocates nothing.
class fcgi_records {
  public:
    // Lays out the answer `head`, `body` to the request with that FastCGI id. Both texts are
    // referred to, not copied: they must live until nothing is left.
    void lay_out(int request_id, std::string_view head, std::string_view body);

    // What has not been sent yet, as sendmsg() takes it and no more of it than that takes at once;
    // empty when all has been.
    std::span<iovec> left();

    // The first `bytes` of what was left have been sent.
    void sent(size_t bytes);

  private:
    // All members are bytes, so that these lie on the wire as they lie in memory.
    struct ending {
        FCGI_Header empty_stdout;
        FCGI_EndRequestRecord end_request;
    };

    void add(const void* bytes, size_t count);
    size_t add_first(std::string_view& text, size_t most);

    std::vector<FCGI_Header> headers_;  // one for each STDOUT record with content
    ending ending_{};
    std::vector<iovec> pieces_;
    size_t first_left_ = 0;
};

}  // namespace swan
