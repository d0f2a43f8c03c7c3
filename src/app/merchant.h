// Who may move money: the merchant's key in the Authorization header.
#pragma once

#include <string>

#include "base/config.h"
#include "front/request.h"

namespace swan {

// The name of the merchant's key that the request carries; empty when it carries none: another
// scheme, such as a password that guards a whole host, is not for us.
// Throws swan::error unauthorized when it carries a wrong one.
std::string merchant_of(const config& settings, const request& req);

// The same, for requests that move money: in production a key is required.
std::string require_merchant(const config& settings, const request& req);

}  // namespace swan
