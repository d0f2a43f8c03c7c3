#include "service/http_probe.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <new>
#include <string_view>
#include <system_error>

#include "service/http_terms.h"

namespace swan {

namespace {

using outcome = http_trial::outcome;
using handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

constexpr size_t kMostBody = 64 * 1024;

size_t take_body(char* from, size_t size, size_t count, void* to) {
    auto& body = static_cast<http_trial*>(to)->body;
    const size_t part = size * count;
    if (part > kMostBody - body.size()) return 0;  // ends the transfer
    body.append(from, part);
    return part;
}

size_t take_header(char* from, size_t size, size_t count, void* to) {
    const std::string_view line(from, size * count);
    const size_t colon = line.find(':');
    if (colon == line.npos) return line.size();
    std::string name(line.substr(0, colon));
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    const size_t begin = std::min(line.find_first_not_of(' ', colon + 1), line.size());
    const size_t end = line.find_last_not_of("\r\n") + 1;
    static_cast<http_trial*>(to)->headers[name] = line.substr(begin, std::max(end, begin) - begin);
    return line.size();
}

void set_up(CURL* c, const http_question& what, http_trial& into) {
    set_terms(c, what.ca_file);
    set_option(c, CURLOPT_URL, what.url.c_str());
    set_option(c, CURLOPT_PROTOCOLS_STR, "http,https");
    set_option(c, CURLOPT_USERAGENT, "swanctl");
    set_option(c, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(what.connect_timeout.count()));
    set_option(c, CURLOPT_TIMEOUT_MS, static_cast<long>(what.total_timeout.count()));
    set_option(c, CURLOPT_WRITEFUNCTION, take_body);
    set_option(c, CURLOPT_WRITEDATA, &into);
    set_option(c, CURLOPT_HEADERFUNCTION, take_header);
    set_option(c, CURLOPT_HEADERDATA, &into);
    if (!what.form) return;
    set_option(c, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what.form->size()));
    set_option(c, CURLOPT_POSTFIELDS, what.form->c_str());
}

bool is_connected(CURL* c, const http_question& what) {
    curl_off_t connected = 0;
    const bool tls = what.url.starts_with("https:");
    curl_easy_getinfo(c, tls ? CURLINFO_APPCONNECT_TIME_T : CURLINFO_CONNECT_TIME_T, &connected);
    return connected > 0;
}

outcome classify(CURLcode how, bool connected) {
    switch (how) {
        case CURLE_OK:
            return outcome::answered;
        case CURLE_COULDNT_RESOLVE_HOST:
            return outcome::no_address;
        case CURLE_COULDNT_CONNECT:
            return outcome::no_connection;
        case CURLE_PEER_FAILED_VERIFICATION:
            return outcome::bad_certificate;
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CACERT_BADFILE:
            return outcome::no_tls;
        case CURLE_OPERATION_TIMEDOUT:
            return connected ? outcome::timed_out : outcome::connect_timed_out;
        default:
            return outcome::broken;
    }
}

// The system's own word where there is one ("Connection refused"), else libcurl's.
std::string reason_of(CURL* c, CURLcode how, std::string_view text) {
    long number = 0;
    curl_easy_getinfo(c, CURLINFO_OS_ERRNO, &number);
    if (how == CURLE_COULDNT_CONNECT && number != 0)
        return std::generic_category().message(static_cast<int>(number));
    return std::string(text.empty() ? curl_easy_strerror(how) : text);
}

}  // namespace

std::string http_trial::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

http_trial try_http(const http_question& what) {
    http_trial result;
    const handle easy(curl_easy_init(), curl_easy_cleanup);
    if (!easy) throw std::bad_alloc();
    std::array<char, CURL_ERROR_SIZE> text{};
    curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, text.data());
    set_up(easy.get(), what, result);
    const auto began = std::chrono::steady_clock::now();
    const CURLcode how = curl_easy_perform(easy.get());
    result.received = std::time(nullptr);
    result.took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - began);
    result.what = classify(how, is_connected(easy.get(), what));
    if (!result.answered()) {
        result.reason = reason_of(easy.get(), how, text.data());
        return result;
    }
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &result.status);
    const std::time_t date = curl_getdate(result.header("date").c_str(), nullptr);
    if (date >= 0) result.date = date;
    return result;
}

}  // namespace swan
