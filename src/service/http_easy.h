// One request on one libcurl handle: its options, its bytes, its outcome. Part of service/http.
#pragma once

#include <cstddef>
#include <string>

#include "service/http.h"

struct curl_slist;

namespace swan {

// Reused from request to request: libcurl keeps its buffers and TLS sessions in the handle.
class http_easy {
  public:
    http_easy();  // throws std::bad_alloc
    ~http_easy();
    http_easy(const http_easy&) = delete;
    http_easy& operator=(const http_easy&) = delete;

    // Sets all options for `what`, nothing of an earlier request remains. `owner` is what
    // owner_of() gives back. Throws std::runtime_error when libcurl refuses an option.
    void prepare(http_request what, const http_client::settings& how, void* owner);

    // What came of the request, for the CURLcode that libcurl ended it with. Once the handle is
    // out of the multi.
    http_result finish(int curl_code);

    // Drops what belongs to the request, its secrets too.
    void forget();

    void* handle() const noexcept { return curl_; }  // libcurl's CURL*
    static void* owner_of(void* handle);

  private:
    static size_t give_body(char* to, size_t size, size_t count, void* self);
    static size_t take_body(const char* from, size_t size, size_t count, void* self);

    template <class Value>
    void set(int option, Value value);
    void set_security(const http_client::settings& how);
    void set_limits(const http_client::settings& how);
    void set_connection();
    void set_headers();
    void set_body();
    bool anything_sent() const;

    void* curl_;
    curl_slist* headers_ = nullptr;
    http_request request_;
    size_t given_ = 0;  // bytes of the form that libcurl has taken
    std::string body_;
    bool too_large_ = false;
};

}  // namespace swan
