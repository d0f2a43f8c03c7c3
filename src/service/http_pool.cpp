#include "service/http_pool.h"

#include <curl/curl.h>

#include <algorithm>
#include <new>
#include <utility>

namespace swan {

// Handles share their TLS sessions, so that any of them resumes what another began, also when that
// one is gone. One thread uses them all: no locks.
http_pool::http_pool(const http_client::settings& how) : how_(how), shared_(curl_share_init()) {
    if (shared_ == nullptr) throw std::bad_alloc();
    curl_share_setopt(shared_, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

http_pool::~http_pool() {
    idle_.clear();
    curl_share_cleanup(shared_);
}

std::unique_ptr<http_easy> http_pool::take() {
    if (idle_.empty()) return std::make_unique<http_easy>(how_, shared_, goaways_);
    auto easy = std::move(idle_.back());
    idle_.pop_back();
    least_idle_ = std::min(least_idle_, idle_.size());
    return easy;
}

void http_pool::give_back(std::unique_ptr<http_easy> easy) {
    easy->forget();
    idle_.push_back(std::move(easy));
}

void http_pool::shrink() {
    idle_.resize(idle_.size() - least_idle_);
    if (idle_.empty()) idle_.shrink_to_fit();
    least_idle_ = idle_.size();
}

}  // namespace swan
