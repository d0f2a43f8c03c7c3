#include "front/request_meter.h"

namespace swan {

namespace {

constexpr metric_name kRequests{"swan_requests_total", "Requests answered, by path and code."};
constexpr metric_name kTook{"swan_request_duration_seconds",
                            "How long an answer took, from the whole request on, by path."};

}  // namespace

request_meter::request_meter(metrics& into, std::string path)
    : into_(into), path_(std::move(path)), took_(into.time(kTook, {{"path", path_}})) {}

void request_meter::answered(int code, std::chrono::nanoseconds took) {
    of(code).add();
    took_.add(took);
}

counter& request_meter::of(int code) {
    for (const auto& [known, count] : codes_)
        if (known == code) return *count;
    counter& fresh = into_.count(kRequests, {{"path", path_}, {"code", std::to_string(code)}});
    codes_.emplace_back(code, &fresh);
    return fresh;
}

}  // namespace swan
