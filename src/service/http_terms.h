// What holds for every request that we make, whoever makes it. Part of service/http.
#pragma once

#include <curl/curl.h>

#include <filesystem>
#include <stdexcept>

#include "base/text.h"

namespace swan {

// Throws std::runtime_error when libcurl refuses it.
template <class Value>
void set_option(CURL* handle, CURLoption option, Value value) {
    const CURLcode how = curl_easy_setopt(handle, option, value);
    if (how != CURLE_OK)
        throw std::runtime_error(
            concat("libcurl option ", static_cast<int>(option), ": ", curl_easy_strerror(how)));
}

// TLS 1.2 or later, verified against `ca_file` (empty: the system's store); no proxy, no redirects,
// no password in a URL, no signals. Throws as set_option().
void set_terms(CURL* handle, const std::filesystem::path& ca_file);

}  // namespace swan
