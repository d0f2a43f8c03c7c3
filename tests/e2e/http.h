// A blocking HTTP client for end-to-end tests: what a phone, a merchant or Baidu would send.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace swan::e2e {

struct reply {
    int status = 0;                              // 0: no HTTP answer came
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
    std::chrono::milliseconds took{0};

    const std::string& header(const std::string& name) const;
};

struct call {
    std::string method = "GET";
    std::string url;
    std::string body = {};
    std::vector<std::string> headers = {};  // "Name: value"
    std::chrono::milliseconds timeout{20'000};
};

// Sends one request on a connection of its own. Any thread.
reply send(const call& what);

// `text` percent-encoded for a query or form.
std::string escaped(const std::string& text);

}  // namespace swan::e2e
