#include "app/merchant.h"

#include "base/error.h"

namespace swan {

std::string merchant_of(const config& settings, const request& req) {
    constexpr std::string_view kScheme = "Bearer ";
    if (req.authorization.empty()) return {};
    const merchant_key* key = nullptr;
    if (req.authorization.starts_with(kScheme))
        key =
            settings.find_merchant_key(std::string_view(req.authorization).substr(kScheme.size()));
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
