// Requests and answers that the tests of the HTTP client begin with.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "plain_server.h"
#include "service/http.h"

namespace swan::test {

inline http_client::settings quick() {
    http_client::settings how;
    how.connect_timeout = std::chrono::milliseconds(1000);
    how.total_timeout = std::chrono::milliseconds(3000);
    return how;
}

inline http_request get(std::string url) {
    http_request request;
    request.url = std::move(url);
    request.repeatable = true;
    return request;
}

inline http_request post(std::string url, std::string form) {
    http_request request;
    request.url = std::move(url);
    request.post = true;
    request.form = std::move(form);
    return request;
}

inline bool answer_ok(connection& to, const seen_request&) {
    return to.send(http_answer("200 OK", "{}"));
}

}  // namespace swan::test
