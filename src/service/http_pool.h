// The idle handles of one loop's HTTP client. Part of service/http.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "service/http_easy.h"

namespace swan {

// As many as the last second needed: a handle is 8 KB and a dozen microseconds to make.
class http_pool {
  public:
    // `how` must outlive it. Throws std::bad_alloc.
    explicit http_pool(const http_client::settings& how);
    ~http_pool();
    http_pool(const http_pool&) = delete;
    http_pool& operator=(const http_pool&) = delete;

    // Throws as http_easy. Must be gone, or back, before the pool is.
    std::unique_ptr<http_easy> take();
    void give_back(std::unique_ptr<http_easy> easy);

    // Frees those that lay idle ever since the last call.
    void shrink();

    size_t idle() const noexcept { return idle_.size(); }

  private:
    const http_client::settings& how_;
    void* const shared_;  // libcurl's CURLSH*
    http_goaways goaways_;
    std::vector<std::unique_ptr<http_easy>> idle_;
    size_t least_idle_ = 0;  // since the last shrink()
};

}  // namespace swan
