#include "service/store/beside_workers.h"

#include <filesystem>

#include "base/config.h"
#include "base/text.h"
#include "service/store/location.h"
#include "service/store/schema.h"
#include "service/store/sql_look.h"

namespace swan {

std::unique_ptr<sql> open_beside_workers(const std::string& where) {
    const std::filesystem::path file(database_file_name(where));
    if (!std::filesystem::exists(file))
        throw config_error(concat("server.json: store: there is no database ", file.native(),
                                  " yet: start a worker, or name the right one"));
    refuse_other_schema(look_into_database(where).schema_version);
    return std::make_unique<sql>(where);
}

int64_t known_app_number(sql& db, std::string_view app_key) {
    const auto row = db.query_one("select id from apps where app_key = :app_key", "i", {app_key});
    if (row) return row->number(0);
    throw config_error("smart_app.json: no worker has served this mini-program from this store");
}

}  // namespace swan
