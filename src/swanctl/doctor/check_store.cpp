#include <sys/stat.h>
#include <unistd.h>

#include "app/readiness.h"
#include "base/text.h"
#include "service/store/location.h"
#include "service/store/schema.h"
#include "service/store/sql.h"
#include "service/store/write_probe.h"
#include "swanctl/doctor/checks.h"
#include "swanctl/doctor/disk.h"

namespace swan::doctor {

namespace {

using std::chrono::microseconds;
namespace fs = std::filesystem;

std::vector<std::string> app_keys_of(const examined& what) {
    std::vector<std::string> all;
    for (const examined_app& app : what.apps)
        if (app.smart_app) all.push_back(app.smart_app->app_key);
    return all;
}

std::string state_of(int64_t version) {
    if (version == 0) return "there is none yet, the first start makes it";
    return concat("it opens, schema ", version);
}

finding judge_commit(const std::string& state, microseconds took, microseconds limit) {
    const std::string seen =
        concat(state, "; a commit was on the disk after ", took.count(), " us");
    if (took < limit / 4) return good(seen);
    return warning(seen, "callback_commit_ms is not far: use a faster disk");
}

void judge_user(const fs::path& file, findings& all) {
    struct stat seen {};
    const bool there =
        stat(file.c_str(), &seen) == 0 || stat(file.parent_path().c_str(), &seen) == 0;
    if (there && seen.st_uid != geteuid())
        all.push_back(
            warning(concat("it belongs to user ", seen.st_uid, ", and I am ", geteuid()),
                    "run me as the worker's user: runuser -u swan-fcgi -- swanctl doctor"));
}

}  // namespace

findings check_store(const examined& what, outside&) {
    if (!what.server) return {skipped("server.json is not good")};
    const fs::path file(database_file_name(what.server->store));
    try {
        const auto seen = swan::check_store(what.conf, *what.server, app_keys_of(what));
        check_order_key(what.conf, *what.server, !seen.apps.sold.empty());
        const auto took = probe_durable_write(what.server->store);
        const disk below = disk_of(file);
        findings all{
            judge_commit(state_of(seen.schema_version), took, what.server->callback_commit),
            judge_room(below.free)};
        for (finding& each : judge_kind(below.kind)) all.push_back(std::move(each));
        if (is_older_schema(seen.schema_version))
            all.push_back(warned_with(text_for_older_schema(seen.schema_version)));
        judge_user(file, all);
        return all;
    } catch (const config_error& e) {
        return {failed_with(e.what())};
    } catch (const sql_error& e) {
        return {failed(concat(file.native(), ": ", std::string_view(e.what())),
                       "its folder must be on a healthy disk and belong to the worker's user")};
    }
}

}  // namespace swan::doctor
