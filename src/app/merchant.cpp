#include "app/merchant.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "base/error.h"

namespace swan {

namespace {

constexpr std::string_view kScheme = "bearer";

// A scheme is of either case (RFC 9110 11.1).
bool is_bearer(std::string_view scheme) {
    return std::ranges::equal(scheme, kScheme, {}, [](unsigned char c) { return std::tolower(c); });
}

}  // namespace

std::string merchant_of(const config& settings, const request& req) {
    const std::string_view given = req.authorization;
    if (given.empty()) return {};
    const size_t blank = given.find(' ');
    const bool has_scheme = blank != std::string_view::npos;
    if (has_scheme && !is_bearer(given.substr(0, blank))) return {};
    const merchant_key* const key =
        has_scheme ? settings.find_merchant_key(given.substr(blank + 1)) : nullptr;
    if (key == nullptr)
        throw error(code::unauthorized,
                    "the Authorization header must be \"Bearer\" and a key of access.json");
    return key->name;
}

std::string require_merchant(const config& settings, const request& req) {
    std::string name = merchant_of(settings, req);
    if (name.empty() && settings.server.environment == environment::production)
        throw error(code::unauthorized,
                    "this needs the merchant's key: Authorization: Bearer <key>");
    return name;
}

}  // namespace swan
