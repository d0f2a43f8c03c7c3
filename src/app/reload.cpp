#include "app/reload.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace swan {

namespace {

// A mini-program is its app_key: under another one its orders would not be found. And one that is
// missing has been moved away, perhaps only for a moment, rather than given up.
void refuse_other_apps(const std::vector<config>& fresh, const std::vector<config>& in_force) {
    for (const config& before : in_force) {
        const auto same_name = [&before](const config& now) { return now.app == before.app; };
        const auto now = std::find_if(fresh.begin(), fresh.end(), same_name);
        const std::string file =
            before.app.empty() ? "smart_app.json" : concat("apps/", before.app, "/smart_app.json");
        if (now == fresh.end())
            throw config_error(concat(file, ": has vanished; restart to remove a mini-program"));
        if (now->smart_app.app_key != before.smart_app.app_key)
            throw config_error(concat(file, ": app_key: has changed; restart to change it"));
    }
}

}  // namespace

installation reloaded(installation fresh, const installation& in_force,
                      std::vector<std::string>& warnings) {
    const auto keep = [&warnings](std::string_view name, auto& now, const auto& before) {
        if (now == before) return;
        warnings.push_back(concat(name, " has changed: that takes effect with the next restart"));
        now = before;
    };
    server_settings& now = fresh.server;
    const server_settings& before = in_force.server;
    // The other one's keys have been checked by its rules.
    if (now.environment != before.environment)
        throw config_error("server.json: environment: has changed; restart to change it");
    refuse_other_apps(fresh.apps, in_force.apps);
    keep("server.json: upstream_base", now.upstream_base, before.upstream_base);
    keep("server.json: upstream_ca_file", now.upstream_ca_file, before.upstream_ca_file);
    keep("server.json: loops", now.loops, before.loops);
    keep("server.json: store", now.store, before.store);
    keep("server.json: order_key_file", now.order_key_file, before.order_key_file);
    keep("server.json: connect_timeout_ms", now.connect_timeout, before.connect_timeout);
    keep("server.json: upstream_timeout_ms", now.upstream_timeout, before.upstream_timeout);
    keep("server.json: max_waiting", now.max_waiting, before.max_waiting);
    keep("server.json: drain_ms", now.drain, before.drain);
    keep("log.json: file_path", fresh.log.file_path, in_force.log.file_path);
    keep("log.json: level", fresh.log.level, in_force.log.level);
    for (config& app : fresh.apps) app.server = now;
    return fresh;
}

}  // namespace swan
