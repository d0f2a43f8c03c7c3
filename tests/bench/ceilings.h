// What the worker is held against: programs that do less, behind an nginx of their own that is
// configured like the worker's.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "e2e/process.h"
#include "e2e/running_system.h"

namespace swan::bench {

class ceilings {
  public:
    // Starts them, beside `system`, with as many loops as its worker. All answer `body` with the
    // worker's headers. `key`: file of the key that (c) signs with; empty: (b), which does not.
    ceilings(const e2e::running_system& system, const std::string& body,
             const std::filesystem::path& key = {});
    ~ceilings();

    const std::string& nginx() const { return nginx_url_; }  // (a): nginx alone
    const std::string& loops() const { return loops_url_; }  // (b), (c): libfcgi under epoll
    const std::string& pool() const { return pool_url_; }    // (d): libfcgi in 8 threads

  private:
    void configure(const e2e::running_system& system, const std::string& body);
    void start_nginx();

    std::filesystem::path folder_;
    std::string nginx_url_;
    std::string loops_url_;
    std::string pool_url_;
    std::optional<e2e::process> loops_program_;
    std::optional<e2e::process> pool_program_;
    std::optional<e2e::process> nginx_program_;
};

}  // namespace swan::bench
