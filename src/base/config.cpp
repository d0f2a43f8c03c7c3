#include "base/config.h"

#include <algorithm>

#include "base/config_parts.h"

namespace swan {

const goods* config::find_goods(std::string_view id) const {
    const auto found = std::find_if(catalogue.begin(), catalogue.end(),
                                    [id](const goods& one) { return one.id == id; });
    return found == catalogue.end() ? nullptr : &*found;
}

const merchant_key* config::find_merchant_key(std::string_view token) const {
    const auto text = [](const std::array<unsigned char, 32>& hash) {
        return std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size());
    };
    const auto hash = crypto::sha256(token);
    const merchant_key* found = nullptr;
    // All of them every time: how long it takes must not tell how far down the list the key is.
    for (const merchant_key& key : merchant_keys)
        if (crypto::equal_constant_time(text(hash), text(key.sha256))) found = &key;
    return found;
}

log_settings load_log_settings(const std::filesystem::path& dir) {
    return load_log(config_folder(dir));
}

config load_config(const std::filesystem::path& dir, std::vector<std::string>& warnings) {
    const config_folder folder(dir);
    auto smart_app = load_smart_app(folder);
    auto pay = load_pay(folder);
    auto server = load_server(folder, warnings);
    auto log = load_log(folder);
    auto catalogue = load_goods(folder, server.environment, warnings);
    auto merchant_keys = load_merchant_keys(folder, server.environment, warnings);
    auto self_key = load_self_key(folder, server.environment);
    auto platform_keys = load_platform_keys(folder, server.environment, self_key);
    return {.smart_app = std::move(smart_app),
            .pay = std::move(pay),
            .server = std::move(server),
            .log = std::move(log),
            .catalogue = std::move(catalogue),
            .merchant_keys = std::move(merchant_keys),
            .self_key = std::move(self_key),
            .platform_keys = std::move(platform_keys)};
}

}  // namespace swan
