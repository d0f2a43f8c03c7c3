#include "http.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "base/form.h"

namespace swan::e2e {

namespace {

size_t take_body(char* bytes, size_t size, size_t count, void* to) {
    static_cast<reply*>(to)->body.append(bytes, size * count);
    return size * count;
}

size_t take_header(char* bytes, size_t size, size_t count, void* to) {
    const std::string line(bytes, size * count);
    const size_t colon = line.find(':');
    if (colon != std::string::npos) {
        std::string name = line.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(), ::tolower);
        const size_t begin = line.find_first_not_of(' ', colon + 1);
        const size_t end = line.find_last_not_of("\r\n");
        static_cast<reply*>(to)->headers[name] =
            begin <= end ? line.substr(begin, end - begin + 1) : std::string();
    }
    return size * count;
}

}  // namespace

const std::string& reply::header(const std::string& name) const {
    static const std::string none;
    const auto found = headers.find(name);
    return found == headers.end() ? none : found->second;
}

reply send(const call& what) {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(),
                                                                   curl_easy_cleanup);
    curl_slist* list = curl_slist_append(nullptr, "Expect:");
    for (const std::string& each : what.headers) list = curl_slist_append(list, each.c_str());
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list,
                                                                              curl_slist_free_all);
    reply got;
    CURL* const c = easy.get();
    curl_easy_setopt(c, CURLOPT_URL, what.url.c_str());
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, static_cast<long>(what.timeout.count()));
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &got);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, &got);
    if (what.method == "HEAD") curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
    if (!what.body.empty() || what.method == "POST") {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what.body.size()));
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, what.body.c_str());
    }
    if (what.method != "HEAD") curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, what.method.c_str());
    const auto began = std::chrono::steady_clock::now();
    curl_easy_perform(c);
    got.took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - began);
    long status = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    got.status = static_cast<int>(status);
    return got;
}

std::string escaped(const std::string& text) {
    const std::string pair = encode_form({{"x", text}});
    return pair.substr(2);
}

}  // namespace swan::e2e
