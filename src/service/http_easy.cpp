#include "service/http_easy.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <functional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "service/http_address.h"

namespace swan {

namespace {

using outcome = http_result::outcome;

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

// libcurl does not tell why it got no socket, or no file to look a name up in.
bool out_of_descriptors() {
    const int one = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    if (one < 0) return errno == EMFILE || errno == ENFILE;
    close(one);
    return false;
}

// Of a line that begins with `words`: others quote what clients have sent.
std::optional<uint32_t> number_after(std::string_view words, std::string_view line) {
    if (!line.starts_with(words)) return std::nullopt;
    line.remove_prefix(words.size());
    uint32_t number = 0;
    const auto end = std::from_chars(line.data(), line.data() + line.size(), number);
    if (end.ec != std::errc{}) return std::nullopt;
    return number;
}

}  // namespace

void* http_easy::owner_of(void* handle) {
    char* owner = nullptr;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &owner);
    return owner;
}

void http_easy::allow_silent_repeat(bool yes) {
    curl_easy_setopt(curl_, CURLOPT_RTSP_REQUEST,
                     static_cast<long>(yes ? CURL_RTSPREQ_OPTIONS : CURL_RTSPREQ_RECEIVE));
}

// libcurl asks for a socket for each address that it is about to connect to.
int http_easy::open_public(void* self, int, void* address) {
    const auto& to = *static_cast<const curl_sockaddr*>(address);
    if (is_public_address(&to.addr, to.addrlen))
        return socket(to.family, to.socktype | SOCK_CLOEXEC, to.protocol);
    static_cast<http_easy*>(self)->private_ = true;
    return CURL_SOCKET_BAD;
}

int http_easy::begin_sending(void* self, char* address, char*, int port, int local_port) {
    auto& easy = *static_cast<http_easy*>(self);
    ++easy.times_sent_;
    const auto ports = static_cast<uint32_t>(port) << 16 | static_cast<uint32_t>(local_port);
    easy.on_ = uint64_t{std::hash<std::string_view>{}(address)} << 32 ^ ports;
    easy.stream_ = 0;
    return CURL_PREREQFUNC_OK;
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

bool http_easy::drop_send_buffer() {
    if (request_.form.empty()) return true;  // a request without a body may still be on its way
    if (given_ < request_.form.size()) return false;
    curl_off_t sent = 0;
    curl_easy_getinfo(curl_, CURLINFO_SIZE_UPLOAD_T, &sent);
    if (sent < static_cast<curl_off_t>(request_.form.size())) return false;
    // Frees the old one; libcurl makes the next when it needs one.
    curl_easy_setopt(curl_, CURLOPT_UPLOAD_BUFFERSIZE, kSendBuffer);
    return true;
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

// libcurl 7.88 tells of these in its verbose text only, in these words; a version with others gives
// failures, not repeats. A GOAWAY is told to any of the connection's requests, whose own answer may
// be there already: the text, 2 us of a request, is never turned off. Nothing of it is kept: it
// holds secrets.
int http_easy::note(void*, int kind, char* text, size_t size, void* self) {
    if (kind != CURLINFO_TEXT) return 0;
    auto& easy = *static_cast<http_easy*>(self);
    const std::string_view line(text, size);
    if (line.starts_with("REFUSED_STREAM")) easy.refused_ = true;
    for (const char* words : {"REFUSED_STREAM", "Connection died, retrying", "Downgrades to HTTP"})
        if (line.starts_with(words)) easy.leave_connection();
    if (const auto stream = number_after("Using Stream ID: ", line)) easy.note_stream(*stream);
    if (const auto last = number_after("recveived GOAWAY, error=0, last_stream=", line))
        easy.goaways_.came(easy.on_, *last);
    return 0;
}

void http_easy::note_stream(uint32_t stream) {
    stream_ = stream;
    if (stream == 1) goaways_.forget(on_);
}

// While it looks for another one, libcurl reads what waits on idle connections.
void http_easy::leave_connection() {
    on_ = 0;
    stream_ = 0;
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

// Calls that move money never use HTTP/2.
bool http_easy::is_left_out() const {
    return !request_.own_connection && goaways_.leaves_out(on_, stream_);
}

http_result http_easy::finish(int curl_code) {
    const auto how = static_cast<CURLcode>(curl_code);
    http_result result;
    result.what = classify(how, anything_sent(), too_large_);
    long status = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    // libcurl 7.88 ends some of the streams that a dying HTTP/2 connection leaves without an answer
    // as if all were well.
    const bool lacks_answer = result.what == outcome::answered && status == 0;
    if (lacks_answer) result.what = outcome::broken;
    result.refused = result.what == outcome::broken && status == 0 && is_left_out();
    if (result.refused) result.what = outcome::not_sent;
    result.our_fault = result.refused || (result.what == outcome::not_sent && out_of_descriptors());
    result.repeated = has_repeated();
    if (result.what == outcome::answered) {
        result.status = status;
        result.body = std::move(body_);
    } else {
        // Never CURLOPT_ERRORBUFFER's text: it quotes the URL, and URLs hold signatures.
        result.reason = private_         ? "its address is private (notify_private_addresses)"
                        : result.refused ? "the server refused it"
                        : lacks_answer   ? "the connection ended without an answer"
                                         : curl_easy_strerror(how);
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
    private_ = false;
    refused_ = false;
    leave_connection();
    times_sent_ = 0;
    body_ = std::string();
    too_large_ = false;
    curl_slist_free_all(std::exchange(headers_->next, nullptr));
}

}  // namespace swan
