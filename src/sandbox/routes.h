// Which path of the simulator is answered by whom.
#pragma once

#include <vector>

#include "front/router.h"
#include "sandbox/baidu_side.h"

namespace swan::sandbox {

// `side` must outlive the routes.
std::vector<route> make_routes(baidu_side& side);

}  // namespace swan::sandbox
