// One blocking request that tells how far it came: for checks, before a worker depends on the other
// side. On the same terms as http_client (verified TLS 1.2, no proxy, no redirects), but any host
// may be asked in plain http.
#pragma once

#include <chrono>
#include <ctime>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace swan {

struct http_question {
    std::string url;                       // holds no secret: failures quote it
    std::optional<std::string> form = {};  // a POST with this body; else GET
    std::filesystem::path ca_file = {};    // empty: the system's store
    std::chrono::milliseconds connect_timeout{2000};
    std::chrono::milliseconds total_timeout{5000};
};

struct http_trial {
    enum class outcome {
        answered,
        no_address,         // the host's name has none
        no_connection,      // refused, no route
        bad_certificate,    // TLS: not trusted, expired, for another name
        no_tls,             // TLS failed otherwise
        connect_timed_out,  // also while the name was looked up, or in TLS
        timed_out,          // connected, but no answer in time
        broken,             // connected, but no whole HTTP answer
    };
    outcome what = outcome::broken;
    long status = 0;                                  // of an answer, as the rest
    std::map<std::string, std::string> headers = {};  // names in lower case
    std::string body = {};                            // at most 64 KiB
    std::optional<std::time_t> date = {};             // its Date header, ...
    std::time_t received = 0;                         // ... and our clock when it came
    std::chrono::milliseconds took{0};
    std::string reason = {};  // why there is no answer

    bool answered() const { return what == outcome::answered; }
    // Empty when there is no such header.
    std::string header(const std::string& name) const;
};

// Any thread, after http_global_init().
http_trial try_http(const http_question& what);

}  // namespace swan
