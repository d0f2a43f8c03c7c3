#include "app/readiness.h"

#include "app/known_apps.h"
#include "app/order_number.h"
#include "base/config_parts.h"
#include "base/config_upstream.h"
#include "base/file_access.h"
#include "base/key_file.h"
#include "base/text.h"
#include "service/http_address.h"
#include "service/store/location.h"
#include "service/store/schema.h"
#include "service/store/sql.h"
#include "service/store/sql_look.h"

namespace swan {

namespace {

namespace fs = std::filesystem;

void require_writable(const fs::path& file, std::string_view label, std::string_view key) {
    const std::string why = why_not_writable(file);
    if (!why.empty())
        config_fault(label, key,
                     concat(file.native(), " cannot be written: ", why,
                            "; it must belong to the user that swan-fcgi runs as"));
}

// Of the database's folders only the last is made; the other files hold SQLite's log and our locks.
void require_writable_database(const fs::path& file, std::string_view label) {
    const fs::path parent = file.parent_path().parent_path();
    std::error_code unreadable;
    if (!fs::exists(parent, unreadable) && !unreadable)
        config_fault(label, "store", concat("there is no folder ", parent.native()));
    for (const char* suffix : {"", "-wal", "-shm", "-turn"})
        require_writable(file.native() + suffix, label, "store");
}

database_look look_into(const std::string& store, std::string_view label) {
    try {
        return look_into_database(store);
    } catch (const sql_error& failure) {
        config_fault(label, "store", concat("cannot be read: ", std::string_view(failure.what())));
    }
}

void warn_of_readers(const fs::path& key, std::vector<std::string>& warnings) {
    if (is_readable_by_all(key))
        warnings.push_back(concat(key.native(),
                                  ": every user of this machine can read this "
                                  "private key; chmod 600 it"));
}

void check_notify_key(const fs::path& conf, const notify_settings& notify) {
    if (notify.url.empty()) return;
    std::error_code unreadable;
    if (fs::exists(notify.key_file, unreadable) || unreadable)
        load_key(notify.key_file, "the key of notify_key_file");
    else
        require_writable(notify.key_file, config_folder(conf).label("server.json"),
                         "notify_key_file");
}

void warn_of_private_address(const fs::path& conf, const notify_settings& notify,
                             std::vector<std::string>& warnings) {
    if (notify.private_addresses) return;
    const auto url = parse_base_url(std::string_view(notify.url).substr(0, notify.url.find('?')));
    if (url && names_private_address(url->host))
        warnings.push_back(concat(config_folder(conf).label("server.json"),
                                  ": notify_url: ", url->host,
                                  " is a private address, where no event goes; set "
                                  "notify_private_addresses to true"));
}

}  // namespace

void check_readiness(const fs::path& conf, const installation& settings,
                     std::vector<std::string>& warnings) {
    check_log(conf, settings.log);
    std::vector<std::string> app_keys;
    for (const config& app : settings.apps) app_keys.push_back(app.smart_app.app_key);
    const database_look seen = check_store(conf, settings.server, app_keys);
    if (is_older_schema(seen.schema_version))
        warnings.push_back(text_for_older_schema(seen.schema_version));
    check_order_key(conf, settings.server, !seen.apps.sold.empty());
    check_notify_key(conf, settings.server.notify);
    warn_of_private_address(conf, settings.server.notify, warnings);
    const config_folder folder(conf);
    for (const config& app : settings.apps)
        warn_of_readers(app_folder(folder, app.app).label("self_rsa_private_key.pem"), warnings);
    warn_of_readers(settings.server.order_key_file, warnings);
    warn_of_readers(settings.server.notify.key_file, warnings);
}

void check_log(const fs::path& conf, const log_settings& log) {
    if (log.file_path.empty()) return;
    require_writable(log.file_path, config_folder(conf).label("log.json"), "file_path");
}

database_look check_store(const fs::path& conf, const server_settings& server,
                          std::span<const std::string> app_keys) {
    const std::string label = config_folder(conf).label("server.json");
    require_writable_database(database_file_name(server.store), label);
    database_look seen = look_into(server.store, label);
    refuse_newer_schema(seen.schema_version);
    refuse_replaced_app(seen.apps, app_keys);
    return seen;
}

void check_order_key(const fs::path& conf, const server_settings& server, bool has_orders) {
    const fs::path& key = server.order_key_file;
    std::error_code unreadable;
    if (has_orders || fs::exists(key, unreadable) || unreadable)
        load_order_key(key, false);
    else
        require_writable(key, config_folder(conf).label("server.json"), "order_key_file");
}

}  // namespace swan
