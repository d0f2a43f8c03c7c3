// A request and its response as plain values: all that a handler sees of HTTP and FastCGI.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "front/params.h"

namespace swan {

struct request {
    std::string method;           // "GET", "POST", ...
    std::string path;             // decoded by nginx, without the query
    std::string query;            // raw, without '?'
    std::string body;             // raw, at most kMaxBody bytes; empty once it is parameters
    bool body_too_large = false;  // more came; it was read and dropped
    bool prefetch = false;        // Sec-Purpose, Purpose or X-Moz was sent
    std::string authorization;    // the Authorization header, never logged
    std::string request_id;       // nginx's $request_id
    std::string app;              // SWAN_APP of nginx's, or what the path began with; may be empty

    bool reads_metrics = false;  // SWAN_METRICS: nginx lets this one read them

    params parameters;        // filled by the router as the route says
    std::string tp_order_id;  // set by handlers, for the log line of this request
    // What answers it: lives until that is done, though the configuration is replaced meanwhile.
    std::shared_ptr<const void> answered_by;
};

inline constexpr size_t kMaxBody = size_t{256} * 1024;  // bytes
inline constexpr size_t kMaxUrl = size_t{8} * 1024;     // bytes, path and query

struct response {
    int http_status = 200;
    int code = 0;            // for X-Swan-Code and the log line
    std::string body;        // JSON, unless content_type says otherwise
    std::string allow = {};  // the Allow header, if any
    int retry_after = 0;     // the Retry-After header in seconds, if not 0
    std::string_view content_type = "application/json; charset=utf-8";
};

}  // namespace swan
