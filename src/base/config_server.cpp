// server.json: this installation, and which environment it is.
#include <algorithm>
#include <array>
#include <thread>

#include "base/config_ledger.h"
#include "base/config_object.h"
#include "base/config_parts.h"
#include "base/config_upstream.h"
#include "base/text.h"

namespace swan {

namespace {

constexpr std::array<known_key, 32> kServerKeys{{
    {"environment", "production or sandbox"},
    {"upstream_base", "the base URL of the sandbox, or nothing"},
    {"upstream_ca_file", "the path of a file of CA certificates in PEM"},
    {"loops", "the number of event loops, 0 for one a core"},
    {"store", "sqlite3:PATH"},
    {"order_key_file", "the path of the order key"},
    {"session_key_url", "spapi, nalogin or rest"},
    {"refund_url", "etrade or nop"},
    {"skip_audit", "true or false"},
    {"connect_timeout_ms", "milliseconds"},
    {"upstream_timeout_ms", "milliseconds"},
    {"max_waiting", "the most requests that may wait on Baidu"},
    {"callback_commit_ms", "milliseconds"},
    {"drain_ms", "milliseconds"},
    {"max_amount", "the dearest order in fen"},
    {"unasked_refund", "undecided, approve or reject"},
    {"confirm_paid", "odd, always or never"},
    {"orphan", "keep, refund or accept"},
    {"paid_after_close", "refund or reopen"},
    {"when_unavailable", "errno or close"},
    {"audit_full_amount", "pay_money or total_money"},
    {"error_order_limit", "the most answers within 10 minutes that ask Baidu to refund"},
    {"refunds_a_day", "fen"},
    {"refunds_a_minute", "the most refunds"},
    {"queries_a_second", "the most queries of orders"},
    {"close_after", "seconds"},
    {"unsettled_wait", "seconds"},
    {"notify_url", "the URL of your system that hears of payments and refunds"},
    {"notify_key_file", "the path of the key that signs what it hears"},
    {"notify_private_addresses", "true or false"},
    {"addr", ""},  // the demo's; nginx listens here
    {"port", ""},
}};

constexpr size_t kLongestPath = 4096;  // bytes

environment read_environment(const config_object& file, bool baidu) {
    const auto where =
        file.choice("environment", baidu ? environment::production : environment::sandbox,
                    {{"production", environment::production}, {"sandbox", environment::sandbox}});
    if (where == environment::sandbox && baidu)
        file.fail("environment",
                  "a sandbox must not call Baidu's own servers; set upstream_base to the sandbox's "
                  "address, or environment to production");
    return where;
}

// Both together, because each limits the other.
void read_upstream(const config_object& file, server_settings& settings) {
    settings.upstream_base = file.find_text("upstream_base").value_or("");
    if (settings.upstream_base.empty()) {
        settings.environment = read_environment(file, true);
        return;
    }
    const auto url = parse_base_url(settings.upstream_base);
    if (!url)
        file.fail("upstream_base",
                  "must be a base URL such as https://host or http://127.0.0.1:8081");
    settings.environment = read_environment(file, is_baidu_host(url->host));
    if (!url->https && settings.environment == environment::production)
        file.fail("upstream_base", "must be https in production");
    if (!url->https && !is_loopback_host(url->host))
        file.fail("upstream_base", "may be http only for this machine (127.0.0.1); use https");
    while (settings.upstream_base.ends_with('/')) settings.upstream_base.pop_back();
}

std::filesystem::path read_ca_file(const config_object& file, const config_folder& folder) {
    const std::string given = file.find_text("upstream_ca_file", kLongestPath).value_or("");
    if (given.empty()) return {};
    const auto path = folder.resolve(given);
    const auto content = read_config_file(path, path.string());
    if (!content) file.fail("upstream_ca_file", "names a file that does not exist");
    if (content->find("-----BEGIN ") == std::string::npos)
        file.fail("upstream_ca_file", "names a file that holds no certificate in PEM");
    return path;
}

std::string read_store(const config_object& file, const config_folder& folder) {
    constexpr std::string_view kSqlite = "sqlite3:";
    const std::string given =
        file.find_text("store", kLongestPath).value_or(server_settings().store);
    if (given.starts_with("mysql:") || given.starts_with("postgresql:"))
        file.fail("store", "MySQL and PostgreSQL come with a later version; use sqlite3:PATH");
    if (!given.starts_with(kSqlite) || given.size() == kSqlite.size() || given.ends_with('/'))
        file.fail("store", "must be sqlite3:PATH");
    if (given.find('"') != std::string::npos)
        file.fail("store", "must not have a quote in its path");
    return concat(kSqlite, folder.resolve(given.substr(kSqlite.size())).string());
}

int default_loops() {
    return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 64u));
}

milliseconds read_time(const config_object& file, std::string_view key, milliseconds fallback,
                       int64_t least, int64_t most) {
    return milliseconds(file.number(key, fallback.count(), least, most));
}

void read_limits(const config_object& file, server_settings& settings) {
    const int64_t loops = file.number("loops", 0, 0, 64);
    settings.loops = loops == 0 ? default_loops() : static_cast<int>(loops);
    // nginx waits 10 s for an answer, and 1.2 s on callbacks.
    settings.connect_timeout =
        read_time(file, "connect_timeout_ms", settings.connect_timeout, 10, 9000);
    settings.upstream_timeout =
        read_time(file, "upstream_timeout_ms", settings.upstream_timeout, 10, 9000);
    settings.callback_commit =
        read_time(file, "callback_commit_ms", settings.callback_commit, 10, 1100);
    settings.drain = read_time(file, "drain_ms", settings.drain, 100, 600'000);
    settings.max_waiting =
        static_cast<int>(file.number("max_waiting", settings.max_waiting, 1, 100'000));
    settings.max_amount = file.number("max_amount", settings.max_amount, 1, 10'000'000'000);
}

server_settings read_server(const config_object& file, const config_folder& folder) {
    server_settings settings;
    read_upstream(file, settings);
    settings.upstream_ca_file = read_ca_file(file, folder);
    settings.store = read_store(file, folder);
    settings.order_key_file =
        folder.resolve(file.find_text("order_key_file", kLongestPath).value_or("data/order.key"));
    settings.session_key_url = file.choice("session_key_url", settings.session_key_url,
                                           {{"spapi", session_key_host::spapi},
                                            {"nalogin", session_key_host::nalogin},
                                            {"rest", session_key_host::rest}});
    settings.refund_url = file.choice("refund_url", settings.refund_url,
                                      {{"etrade", refund_host::etrade}, {"nop", refund_host::nop}});
    settings.skip_audit = file.flag("skip_audit", settings.skip_audit);
    settings.ledger = read_ledger_settings(file);
    settings.notify = read_notify_settings(file, folder, settings.environment);
    read_limits(file, settings);
    return settings;
}

}  // namespace

server_settings load_server(const config_folder& folder, warning_list& warnings) {
    auto json = folder.read_json("server.json");
    if (!json) json = config_json{folder.label("server.json"), json::document::parse("{}")};
    const config_object file(json->label, json->content.root(), kServerKeys);
    if (file.find("addr") || file.find("port"))
        warnings.push_back(concat(json->label,
                                  ": addr and port are ignored; nginx's configuration says where "
                                  "it listens"));
    return read_server(file, folder);
}

}  // namespace swan
