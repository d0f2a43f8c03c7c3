// The table of the product's addresses.
#pragma once

#include <vector>

#include "app/auth.h"
#include "app/callback.h"
#include "app/pay.h"
#include "front/router.h"

namespace swan {

// The handlers must outlive the routes.
std::vector<route> routes(environment where, auth& auths, pay& pays, callback& callbacks);

}  // namespace swan
