#include "swanctl/place.h"

#include <vector>

#include "base/text.h"
#include "service/store/beside_workers.h"
#include "service/store/store.h"
#include "swanctl/times.h"

namespace swan::swanctl {

namespace {

installation loaded(const place& where) {
    std::vector<std::string> warnings;
    return load_config(where.conf, warnings);
}

const config& app_of(const installation& all, const place& where) {
    for (const config& each : all.apps)
        if (each.app == where.app) return each;
    throw config_error(where.app.empty()
                           ? "this configuration has no mini-program of its own: name one, --app"
                           : concat("there is no mini-program ", where.app, " in conf/apps"));
}

}  // namespace

void add_place(CLI::App& command, place& where) {
    command.add_option("--conf", where.conf, "folder of the configuration (default: conf)");
    command.add_option("--app", where.app, "the mini-program conf/apps/NAME");
    command.add_flag("--json", where.json, "one JSON text");
}

void add_time(CLI::App& command, const std::string& name, int64_t& into, const std::string& help) {
    const auto read = [&into](const std::string& text) {
        const auto time = parse_time(text, store_now_ms());
        if (!time)
            throw CLI::ValidationError(
                "a time is 2026-11-25, 2026-11-25T19:07:58, 24h ago as 24h, or ms: " + text);
        into = *time;
    };
    command.add_option_function<std::string>(name, read, help);
}

opened::opened(const place& where) {
    const installation all = loaded(where);
    const config& app = app_of(all, where);
    api_ = app.pay.api;
    db_ = open_beside_workers(all.server.store);
    app_ = known_app_number(*db_, app.smart_app.app_key);
}

}  // namespace swan::swanctl
