#include <algorithm>
#include <cstdlib>

#include "base/config_parts.h"
#include "base/file_access.h"
#include "base/text.h"
#include "service/store/location.h"
#include "swanctl/doctor/checks.h"

namespace swan::doctor {

namespace {

namespace fs = std::filesystem;

// The AppSecret is in smart_app.json unless the environment names another file.
fs::path secret_file(const examined_app& app) {
    const char* const elsewhere = std::getenv(secret_variable(app.name).c_str());
    return elsewhere != nullptr && *elsewhere != '\0' ? fs::path(elsewhere)
                                                      : app.folder / "smart_app.json";
}

std::vector<fs::path> secrets_of(const examined& what) {
    std::vector<fs::path> all;
    for (const examined_app& app : what.apps) {
        all.push_back(app.folder / "self_rsa_private_key.pem");
        all.push_back(secret_file(app));
    }
    if (what.server) {
        all.push_back(what.server->order_key_file);
        all.push_back(what.server->notify.key_file);
        all.emplace_back(database_file_name(what.server->store));
    }
    std::error_code unreadable;
    std::erase_if(all, [&](const fs::path& each) { return !fs::exists(each, unreadable); });
    return all;
}

}  // namespace

findings check_modes(const examined& what, outside&) {
    findings all;
    const auto secrets = secrets_of(what);
    if (secrets.empty()) return {skipped("there is no key, no secret and no database yet")};
    for (const fs::path& each : secrets)
        if (is_readable_by_all(each))
            all.push_back(failed(concat("every user of this machine can read ", each.native()),
                                 concat("chmod 600 ", each.native())));
    if (all.empty())
        all.push_back(
            good(concat("the ", secrets.size(), " files with secrets are closed to other users")));
    return all;
}

}  // namespace swan::doctor
