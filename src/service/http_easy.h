// One request on one libcurl handle: its options, its bytes, its outcome. Part of service/http.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "service/http.h"
#include "service/http_goaways.h"

struct curl_slist;

namespace swan {

// Reused from request to request, as it is dear to make.
class http_easy {
  public:
    // Sets what is the same for all requests; `shared` is libcurl's CURLSH*, `goaways` are those of
    // all handles that share connections with it, and outlive it. Throws std::bad_alloc, and
    // std::runtime_error when libcurl refuses an option.
    http_easy(const http_client::settings& how, void* shared, http_goaways& goaways);
    ~http_easy();
    http_easy(const http_easy&) = delete;
    http_easy& operator=(const http_easy&) = delete;

    // Sets the rest for `what`, so that nothing of an earlier request remains. `owner` is what
    // owner_of() gives back. Throws as the constructor.
    void prepare(http_request what, void* owner);

    // What came of the request, for the CURLcode that libcurl ended it with. Once the handle is
    // out of the multi.
    http_result finish(int curl_code);

    http_request take_request() noexcept { return std::move(request_); }

    // Does it go on a connection that no other request is on?
    bool is_alone() const noexcept { return way_ && way_->fresh; }

    // libcurl keeps its send buffer, 16 KB, until the answer is there. Frees it once all is sent:
    // false while something is not. Never inside libcurl's callbacks.
    bool drop_send_buffer();

    // Did the other side answer in HTTP/1 although it was offered HTTP/2?
    bool declined_http2() const;

    // libcurl 7.88 never resets its count of repeats in a handle, and gives up at five.
    bool has_repeated() const noexcept { return times_sent_ > 1; }

    // Drops what belongs to the request, its secrets too.
    void forget();

    void* handle() const noexcept { return curl_; }  // libcurl's CURL*
    static void* owner_of(void* handle);

  private:
    // What decides on the connection; options are set only when it differs from the last request's.
    struct way {
        bool plain = false;
        bool own = false;
        bool fresh = false;
        bool only_public = false;
        bool operator==(const way&) const = default;
    };

    static constexpr size_t kMostAnswer = 1 << 20;
    static constexpr long kSendBuffer = 16 * 1024;  // the least that libcurl takes

    static int open_public(void* self, int purpose, void* address);
    static int begin_sending(void* self, char* address, char*, int port, int local_port);
    static size_t give_body(char* to, size_t size, size_t count, void* self);
    static int rewind_body(void* self, int64_t offset, int origin);
    static int note(void* handle, int kind, char* text, size_t size, void* self);
    static size_t take_body(const char* from, size_t size, size_t count, void* self);

    template <class Value>
    void set(int option, Value value);
    void set_up(const http_client::settings& how);
    void set_limits(const http_client::settings& how);
    void set_callbacks();
    void choose_connection();
    void set_way(const way& chosen);
    void fill_headers();
    void fill_body();
    void allow_silent_repeat(bool yes);
    void note_stream(uint32_t stream);
    void leave_connection();
    bool anything_sent() const;
    bool is_left_out() const;

    const milliseconds total_timeout_;
    http_goaways& goaways_;
    void* curl_;
    curl_slist* headers_ = nullptr;
    std::optional<way> way_;
    http_request request_;
    size_t given_ = 0;      // bytes of the form that libcurl has taken
    bool private_ = false;  // the other side's address is, and may not be
    bool refused_ = false;  // the server has said that it did nothing with what was given
    http_goaways::connection on_ = 0;  // that it is sent on
    uint32_t stream_ = 0;              // there, of HTTP/2
    int times_sent_ = 0;
    std::string body_;
    bool too_large_ = false;
};

}  // namespace swan
