// GET /metrics: what the worker counts, for Prometheus. nginx lets only this host ask for it.
#pragma once

#include <string_view>

#include "base/metrics.h"
#include "front/router.h"

namespace swan {

inline constexpr std::string_view kMetricsPath = "/metrics";

// `counted` must outlive the route.
route metrics_route(const metrics& counted);

}  // namespace swan
