// The options of a handle: what is the same for all requests, and what is not.
#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "service/http_easy.h"
#include "service/http_terms.h"

namespace swan {

namespace {

// Two thousand requests may wait at once, and answers are a few hundred bytes.
constexpr long kReceiveBuffer = 2048;

// Plain http is for a sandbox on this host and never leaves it.
bool is_plain_loopback(const std::string& url) {
    if (!url.starts_with("http://")) return false;
    CURLU* const parts = curl_url();
    char* host = nullptr;
    bool loopback = false;
    if (curl_url_set(parts, CURLUPART_URL, url.c_str(), 0) == CURLUE_OK &&
        curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
        in_addr address{};
        const bool is_ipv4 = inet_pton(AF_INET, host, &address) == 1;
        const std::string_view name = host;
        loopback = is_ipv4 ? name.starts_with("127.") : name == "localhost" || name == "[::1]";
    }
    curl_free(host);
    curl_url_cleanup(parts);
    return loopback;
}

// It becomes a header line of ours: a line break in it would be another header.
bool is_header_safe(std::string_view id) {
    return !id.empty() && id.size() <= 128 &&
           std::ranges::all_of(id, [](unsigned char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

http_easy::http_easy(const http_client::settings& how, void* shared, http_goaways& goaways)
    : total_timeout_(how.total_timeout),
      goaways_(goaways),
      curl_(curl_easy_init()),
      headers_(curl_slist_append(nullptr, "Accept: application/json")) {
    try {
        if (curl_ == nullptr || headers_ == nullptr) throw std::bad_alloc();
        set(CURLOPT_SHARE, shared);
        set_up(how);
    } catch (...) {
        curl_easy_cleanup(curl_);
        curl_slist_free_all(headers_);
        throw;
    }
}

http_easy::~http_easy() {
    curl_easy_cleanup(curl_);
    curl_slist_free_all(headers_);
}

template <class Value>
void http_easy::set(int option, Value value) {
    set_option(curl_, static_cast<CURLoption>(option), value);
}

// Once a handle, never curl_easy_reset(): that would forget CURLOPT_BUFFERSIZE while a buffer of
// that size may still be there (libcurl 7.88).
void http_easy::set_up(const http_client::settings& how) {
    set_terms(curl_, how.ca_file);
    set_limits(how);
    set(CURLOPT_QUICK_EXIT, 1L);  // a hung DNS lookup otherwise blocks the loop for seconds
    set(CURLOPT_USERAGENT, "swan-fcgi");
    set(CURLOPT_ACCEPT_ENCODING, static_cast<char*>(nullptr));  // a bomb would pass the size limit
    set(CURLOPT_HTTPHEADER, headers_);
    set_callbacks();
}

void http_easy::set_callbacks() {
    set(CURLOPT_PREREQFUNCTION, &http_easy::begin_sending);
    set(CURLOPT_PREREQDATA, static_cast<void*>(this));
    set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
    set(CURLOPT_READFUNCTION, &http_easy::give_body);
    set(CURLOPT_READDATA, static_cast<void*>(this));
    set(CURLOPT_SEEKFUNCTION, &http_easy::rewind_body);
    set(CURLOPT_SEEKDATA, static_cast<void*>(this));
    set(CURLOPT_VERBOSE, 1L);  // to note(), not to stderr
    set(CURLOPT_DEBUGFUNCTION, &http_easy::note);
    set(CURLOPT_DEBUGDATA, static_cast<void*>(this));
    set(CURLOPT_WRITEFUNCTION, &http_easy::take_body);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
}

void http_easy::set_limits(const http_client::settings& how) {
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(how.connect_timeout.count()));
    set(CURLOPT_BUFFERSIZE, kReceiveBuffer);
    set(CURLOPT_UPLOAD_BUFFERSIZE, kSendBuffer);
    set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(kMostAnswer));
}

void http_easy::prepare(http_request what, void* owner) {
    forget();
    request_ = std::move(what);
    set(CURLOPT_PRIVATE, owner);
    set(CURLOPT_URL, request_.url.c_str());
    const milliseconds limit = request_.at_most.count() > 0 ? request_.at_most : total_timeout_;
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(limit.count()));
    choose_connection();
    fill_headers();
    fill_body();
}

void http_easy::choose_connection() {
    // libcurl repeats on a fresh connection what a kept one dropped, except a body that it cannot
    // read twice: what has no such body starts on a fresh one, where nothing is repeated.
    const bool has_one_way_body = request_.post && !request_.form.empty();
    const way chosen{
        .plain = request_.may_be_plain ? request_.url.starts_with("http://")
                                       : is_plain_loopback(request_.url),
        .own = request_.own_connection,
        .fresh = request_.own_connection || (!request_.repeatable && !has_one_way_body),
        .only_public = request_.only_public};
    if (way_ != chosen) set_way(chosen);
    way_ = chosen;
}

void http_easy::set_way(const way& chosen) {
    set(CURLOPT_PROTOCOLS_STR, chosen.plain ? "http" : "https");
    set(CURLOPT_OPENSOCKETFUNCTION, chosen.only_public ? &http_easy::open_public : nullptr);
    set(CURLOPT_FRESH_CONNECT, chosen.fresh ? 1L : 0L);
    set(CURLOPT_FORBID_REUSE, chosen.own ? 1L : 0L);
    // HTTP/2 would let other requests join a connection that is to be its own.
    set(CURLOPT_HTTP_VERSION,
        static_cast<long>(chosen.own ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS));
    // Only TLS tells early whether requests can share: over plain http all would wait for the
    // first answer.
    set(CURLOPT_PIPEWAIT, !chosen.fresh && !chosen.plain ? 1L : 0L);
}

void http_easy::fill_headers() {
    const auto add = [this](const std::string& line) {
        if (curl_slist_append(headers_, line.c_str()) == nullptr) throw std::bad_alloc();
    };
    for (const std::string& line : request_.headers) add(line);
    if (is_header_safe(request_.request_id)) add(concat("X-Request-Id: ", request_.request_id));
}

void http_easy::fill_body() {
    // Null makes libcurl ask give_body(), which gives each byte once. It also makes a POST, which
    // is why the method comes last.
    const bool readable_again = request_.post && request_.repeatable;
    set(CURLOPT_POSTFIELDS, readable_again ? request_.form.c_str() : nullptr);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.form.size()));
    allow_silent_repeat(true);
    set(request_.post ? CURLOPT_POST : CURLOPT_HTTPGET, 1L);
}

}  // namespace swan
