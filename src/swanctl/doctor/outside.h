// What is around the worker: nginx in front of it, Baidu behind it. Asked at most once, and only
// when a check wants to know.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/http_probe.h"
#include "swanctl/doctor/examined.h"

namespace swan::doctor {

class outside {
  public:
    struct answer {
        std::string of;  // base URL
        http_trial what;
    };

    // `url`: where nginx answers; empty: not said. `what` must outlive this.
    outside(const examined& what, std::string url);

    // Where nginx answers, without a slash at the end: as said, else the local system's address in
    // a sandbox; nothing when it must be said.
    const std::optional<std::string>& base() const { return base_; }
    // Nobody said where nginx answers.
    bool base_is_assumed() const { return assumed_; }

    // GET base()/auth/, which has no page: the worker itself says so. base() must be there.
    const http_trial& auth();
    // Every upstream's answer to GET /; none when the configuration does not say which they are.
    const std::vector<answer>& upstreams();

  private:
    const examined& what_;
    bool assumed_;
    std::optional<std::string> base_;
    std::optional<http_trial> auth_;
    std::optional<std::vector<answer>> upstreams_;
};

// Whether `auth` is the worker's own answer: 404 in its envelope.
bool is_from_worker(const http_trial& auth);

}  // namespace swan::doctor
