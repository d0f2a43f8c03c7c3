#include "app/metrics_route.h"

#include "app/answer.h"

namespace swan {

namespace {

task<response> told(const metrics& counted) {
    co_return response{.body = counted.text(), .content_type = "text/plain; version=0.0.4"};
}

}  // namespace

route metrics_route(const metrics& counted) {
    // The query is nobody's.
    return {kMetricsPath,           true, false,
            route::input::raw_body, {},   [&counted](request&) { return told(counted); },
            answer::failure};
}

}  // namespace swan
