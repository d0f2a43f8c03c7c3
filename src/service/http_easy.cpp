#include "service/http_easy.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace swan {

namespace {

using outcome = http_result::outcome;

constexpr size_t kMostAnswer = 1 << 20;
// Two thousand requests may wait at once, and answers are a few hundred bytes.
constexpr long kReceiveBuffer = 2048;
constexpr long kSendBuffer = 16 * 1024;  // the least that libcurl takes

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

// Errors that libcurl gives before it hands the request to a connection.
bool is_before_sending(CURLcode how) {
    switch (how) {
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_FAILED_INIT:
        case CURLE_URL_MALFORMAT:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_CIPHER:
            return true;
        default:
            return false;
    }
}

outcome classify(CURLcode how, bool sent, bool too_large) {
    if (how == CURLE_OK) return outcome::answered;
    if (too_large || how == CURLE_FILESIZE_EXCEEDED) return outcome::too_large;
    if (how == CURLE_OPERATION_TIMEDOUT)
        return sent ? outcome::timed_out : outcome::connect_timed_out;
    return !sent && is_before_sending(how) ? outcome::not_sent : outcome::broken;
}

}  // namespace

http_easy::http_easy(const http_client::settings& how) : curl_(curl_easy_init()) {
    if (curl_ == nullptr) throw std::bad_alloc();
    try {
        set_up(how);
    } catch (...) {
        curl_easy_cleanup(curl_);
        throw;
    }
}

http_easy::~http_easy() {
    curl_easy_cleanup(curl_);
    curl_slist_free_all(headers_);
}

void* http_easy::owner_of(void* handle) {
    char* owner = nullptr;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &owner);
    return owner;
}

template <class Value>
void http_easy::set(int option, Value value) {
    const CURLcode how = curl_easy_setopt(curl_, static_cast<CURLoption>(option), value);
    if (how != CURLE_OK)
        throw std::runtime_error(concat("libcurl option ", option, ": ", curl_easy_strerror(how)));
}

// Once a handle, never curl_easy_reset(): that would forget CURLOPT_BUFFERSIZE while a buffer of
// that size may still be there (libcurl 7.88).
void http_easy::set_up(const http_client::settings& how) {
    set_trust(how);
    set_limits(how);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(CURLOPT_PROXY, "");  // whatever the environment says
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);  // a hung DNS lookup otherwise blocks the loop for seconds
    set(CURLOPT_USERAGENT, "swan-fcgi");
    set(CURLOPT_ACCEPT_ENCODING, static_cast<char*>(nullptr));  // a bomb would pass the size limit
    set(CURLOPT_WRITEFUNCTION, &http_easy::take_body);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
    set(CURLOPT_READFUNCTION, &http_easy::give_body);
    set(CURLOPT_READDATA, static_cast<void*>(this));
    set(CURLOPT_SEEKFUNCTION, &http_easy::rewind_body);
    set(CURLOPT_SEEKDATA, static_cast<void*>(this));
    set(CURLOPT_DEBUGFUNCTION, &http_easy::note);
    set(CURLOPT_DEBUGDATA, static_cast<void*>(this));
    set(CURLOPT_VERBOSE, 1L);
}

void http_easy::set_trust(const http_client::settings& how) {
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    // The system's certificates are in one file, too. A folder beside it would keep libcurl from
    // sharing the parsed store between connections: 25 ms and 0.8 MB for each new one.
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
    if (!how.ca_file.empty()) set(CURLOPT_CAINFO, how.ca_file.c_str());
}

void http_easy::set_limits(const http_client::settings& how) {
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(how.connect_timeout.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(how.total_timeout.count()));
    set(CURLOPT_BUFFERSIZE, kReceiveBuffer);
    set(CURLOPT_UPLOAD_BUFFERSIZE, kSendBuffer);
    set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(kMostAnswer));
}

void http_easy::prepare(http_request what, void* owner) {
    forget();
    request_ = std::move(what);
    set(CURLOPT_PRIVATE, owner);
    set(CURLOPT_URL, request_.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, is_plain_loopback(request_.url) ? "http" : "https");
    choose_connection();
    fill_headers();
    fill_body();
}

void http_easy::choose_connection() {
    // libcurl repeats on a fresh connection what a kept one dropped, except a body that it cannot
    // read twice: what has no such body starts on a fresh one, where nothing is repeated.
    const bool has_one_way_body = request_.post && !request_.form.empty();
    const bool fresh = request_.own_connection || (!request_.repeatable && !has_one_way_body);
    set(CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
    set(CURLOPT_FORBID_REUSE, request_.own_connection ? 1L : 0L);
    // HTTP/2 would let other requests join a connection that is to be its own.
    set(CURLOPT_HTTP_VERSION, static_cast<long>(request_.own_connection ? CURL_HTTP_VERSION_1_1
                                                                        : CURL_HTTP_VERSION_2TLS));
    // Only TLS tells early whether requests can share: over plain http all would wait for the
    // first answer.
    set(CURLOPT_PIPEWAIT, !fresh && request_.url.starts_with("https:") ? 1L : 0L);
}

void http_easy::fill_headers() {
    const auto add = [this](const char* line) {
        curl_slist* const longer = curl_slist_append(headers_, line);
        if (longer == nullptr) throw std::bad_alloc();
        headers_ = longer;
    };
    add("Accept: application/json");
    add("Expect:");  // no round trip before the body
    if (is_header_safe(request_.request_id))
        add(concat("X-Request-Id: ", request_.request_id).c_str());
    set(CURLOPT_HTTPHEADER, headers_);
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

void http_easy::allow_silent_repeat(bool yes) {
    curl_easy_setopt(curl_, CURLOPT_RTSP_REQUEST,
                     static_cast<long>(yes ? CURL_RTSPREQ_OPTIONS : CURL_RTSPREQ_RECEIVE));
}

size_t http_easy::give_body(char* to, size_t size, size_t count, void* self) {
    auto& easy = *static_cast<http_easy*>(self);
    const size_t part = std::min(size * count, easy.request_.form.size() - easy.given_);
    std::memcpy(to, easy.request_.form.data() + easy.given_, part);
    easy.given_ += part;
    easy.refused_ = false;
    easy.allow_silent_repeat(false);
    return part;
}

// A kept connection that dies leaves open whether the request was handled: the silent repeat then
// fails here, as CURLE_SEND_FAIL_REWIND. A refused stream was not handled (RFC 9113, 8.7), and
// every thousandth request on a connection to nginx is refused: those are repeated.
int http_easy::rewind_body(void* self, int64_t offset, int origin) {
    auto& easy = *static_cast<http_easy*>(self);
    if (!easy.refused_ || offset != 0 || origin != SEEK_SET) return CURL_SEEKFUNC_FAIL;
    easy.given_ = 0;
    easy.refused_ = false;
    easy.allow_silent_repeat(true);
    return CURL_SEEKFUNC_OK;
}

// libcurl tells of repeats in its verbose text only; a version that words it otherwise gives
// failures, not repeats. Nothing of the text is kept: it holds secrets.
int http_easy::note(void*, int kind, char* text, size_t size, void* self) {
    if (kind != CURLINFO_TEXT) return 0;
    auto& easy = *static_cast<http_easy*>(self);
    const std::string_view line(text, size);
    const bool refused = line.starts_with("REFUSED_STREAM");
    easy.refused_ = easy.refused_ || refused;
    easy.repeated_ = easy.repeated_ || refused || line.starts_with("Connection died");
    return 0;
}

size_t http_easy::take_body(const char* from, size_t size, size_t count, void* self) {
    auto& easy = *static_cast<http_easy*>(self);
    const size_t part = size * count;
    easy.too_large_ = part > kMostAnswer - easy.body_.size();
    if (easy.too_large_) return 0;  // ends the transfer
    easy.body_.append(from, part);
    return part;
}

// When in doubt: yes.
bool http_easy::anything_sent() const {
    long bytes = 0;
    curl_off_t begun = 0;
    curl_easy_getinfo(curl_, CURLINFO_REQUEST_SIZE, &bytes);
    curl_easy_getinfo(curl_, CURLINFO_PRETRANSFER_TIME_T, &begun);
    return bytes > 0 || begun > 0 || given_ > 0;
}

http_result http_easy::finish(int curl_code) {
    const auto how = static_cast<CURLcode>(curl_code);
    http_result result;
    result.what = classify(how, anything_sent(), too_large_);
    if (result.what == outcome::answered) {
        curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &result.status);
        result.body = std::move(body_);
    } else {
        // Never CURLOPT_ERRORBUFFER's text: it quotes the URL, and URLs hold signatures.
        result.reason = curl_easy_strerror(how);
    }
    return result;
}

bool http_easy::declined_http2() const {
    long version = CURL_HTTP_VERSION_NONE;
    curl_easy_getinfo(curl_, CURLINFO_HTTP_VERSION, &version);
    return !request_.own_connection &&
           (version == CURL_HTTP_VERSION_1_0 || version == CURL_HTTP_VERSION_1_1);
}

void http_easy::forget() {
    request_ = http_request();
    given_ = 0;
    refused_ = false;
    body_ = std::string();
    too_large_ = false;
    curl_slist_free_all(std::exchange(headers_, nullptr));
}

}  // namespace swan
