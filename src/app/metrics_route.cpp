#include "app/metrics_route.h"

#include "app/answer.h"

namespace swan {

namespace {

// nginx says who may read them: a location that passes on any path must not give them away.
task<response> told(const metrics& counted, bool may_read) {
    if (!may_read) throw error(code::not_found, "there is nothing at this address");
    co_return response{.body = counted.text(), .content_type = "text/plain; version=0.0.4"};
}

}  // namespace

route metrics_route(const metrics& counted) {
    // The query is nobody's.
    return {.path = kMetricsPath,
            .get = true,
            .reads = route::input::raw_body,
            .known = {},
            .handler = [&counted](request& r) { return told(counted, r.reads_metrics); },
            .render = answer::failure};
}

}  // namespace swan
