#include "base/config.h"

#include <algorithm>

#include "base/config_parts.h"
#include "base/text.h"

namespace swan {

namespace {

constexpr std::string_view kApps = "apps";
constexpr size_t kLongestName = 32;  // bytes
constexpr std::array<std::string_view, 3> kRestOfAnApp{"pay.json", "self_rsa_private_key.pem",
                                                       "platform_rsa_public_key.pem"};
constexpr std::array<std::string_view, 2> kOfTheInstallation{"server.json", "log.json"};

// Part of paths, where nobody must have to escape it, and never taken for a route of ours.
bool is_app_name(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return !name.empty() && name.size() <= kLongestName && name.front() != '-' && name != "auth" &&
           name != "pay" && name != "sandbox" && std::all_of(name.begin(), name.end(), fits);
}

std::vector<std::string> names_below(const config_folder& folder) {
    if (!folder.has(kApps)) return {};
    const config_folder apps = folder.subfolder(kApps);
    std::vector<std::string> all = apps.names();
    std::erase_if(all, [](const std::string& name) { return name.starts_with('.'); });
    for (const std::string& name : all)
        if (!is_app_name(name))
            config_fault(apps.label(name), {},
                         "is no name for a mini-program: use a-z, 0-9, - and _, at most 32, and "
                         "neither auth, pay nor sandbox");
    return all;
}

// The mini-program of the folder itself would be dropped for want of one file.
void refuse_rest_of_plain(const config_folder& folder) {
    for (const std::string_view rest : kRestOfAnApp)
        if (folder.has(rest))
            config_fault(folder.label("smart_app.json"), {},
                         concat("is missing, but ", rest,
                                " is there; put it back, or, if all your mini-programs are in "
                                "apps/, remove that too"));
}

void warn_of_ignored(const config_folder& folder, std::vector<std::string>& warnings) {
    for (const std::string_view file : kOfTheInstallation)
        if (folder.has(file))
            warnings.push_back(concat(folder.label(file),
                                      ": is ignored; the one beside apps/ counts for all "
                                      "mini-programs"));
}

config load_app(const config_folder& folder, std::string name, const server_settings& server,
                std::vector<std::string>& warnings) {
    const environment where = server.environment;
    if (!name.empty()) warn_of_ignored(folder, warnings);
    auto smart_app = load_smart_app(folder, name);
    auto pay = load_pay(folder);
    auto catalogue = load_goods(folder, where, warnings);
    auto merchant_keys = load_merchant_keys(folder, where, warnings);
    auto self_key = load_self_key(folder, where);
    auto files = platform_key_files(folder);
    std::vector<crypto::rsa_public_key> platform_keys;
    platform_keys.reserve(files.size());
    for (const std::string& file : files)
        platform_keys.push_back(load_platform_key(folder, file, where, &self_key));
    return {.app = std::move(name),
            .smart_app = std::move(smart_app),
            .pay = std::move(pay),
            .server = server,
            .catalogue = std::move(catalogue),
            .merchant_keys = std::move(merchant_keys),
            .self_key = std::move(self_key),
            .platform_keys = std::move(platform_keys),
            .platform_key_files = std::move(files)};
}

// Money is told apart by the payment service, sessions and orders by the mini-program: the last of
// `apps`, which is from `folder`, must share neither with another one.
void refuse_twin(const config_folder& folder, const std::vector<config>& apps) {
    const config& fresh = apps.back();
    for (const config& other : apps) {
        if (&other == &fresh) continue;
        const std::string whose =
            other.app.empty() ? "the mini-program of the folder itself" : other.app;
        if (other.pay.app_key == fresh.pay.app_key)
            config_fault(folder.label("pay.json"), "app_key",
                         concat("is that of ", whose, " too; each needs one of its own"));
        if (other.smart_app.app_key == fresh.smart_app.app_key)
            config_fault(folder.label("smart_app.json"), "app_key",
                         concat("is that of ", whose, " too; keep it in one folder"));
    }
}

}  // namespace

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

std::vector<std::string> app_names(const config_folder& folder) {
    std::vector<std::string> all = names_below(folder);
    if (all.empty() || folder.read("smart_app.json"))
        all.insert(all.begin(), std::string());
    else
        refuse_rest_of_plain(folder);
    return all;
}

config_folder app_folder(const config_folder& folder, std::string_view app) {
    return app.empty() ? folder : folder.subfolder(concat(kApps, "/", app));
}

log_settings load_log_settings(const std::filesystem::path& dir) {
    return load_log(config_folder(dir));
}

installation load_config(const std::filesystem::path& dir, std::vector<std::string>& warnings) {
    const config_folder folder(dir);
    installation all{load_server(folder, warnings), load_log(folder), {}};
    for (const std::string& name : app_names(folder)) {
        const config_folder own = app_folder(folder, name);
        all.apps.push_back(load_app(own, name, all.server, warnings));
        refuse_twin(own, all.apps);
    }
    return all;
}

}  // namespace swan
