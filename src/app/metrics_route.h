// GET /metrics: what the worker counts, for Prometheus. nginx lets only this host ask for it.
#pragma once

#include "base/metrics.h"
#include "front/router.h"

namespace swan {

// `counted` must outlive the route.
route metrics_route(const metrics& counted);

}  // namespace swan
