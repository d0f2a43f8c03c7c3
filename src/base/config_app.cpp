// smart_app.json, pay.json and log.json.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/config_object.h"
#include "base/config_parts.h"
#include "base/log.h"
#include "base/text.h"

namespace swan {

namespace {

constexpr std::array<known_key, 3> kSmartAppKeys{{
    {"app_key", "the AppKey of your mini-program"},
    {"secret_key", "the AppSecret of your mini-program"},
    {"secrect_key", "the AppSecret of your mini-program"},  // the demo's spelling
}};

constexpr std::array<known_key, 7> kPayKeys{{
    {"deal_id", "the dealId of your payment service"},
    {"app_key", "the appKey of your payment service (MMM...)"},
    {"app_id", "the APP ID of your payment service"},
    {"order_title", "the title that your orders show at the cashier"},
    {"deal_title", "the title that your orders show at the cashier"},
    {"service_address", "the address of your service, or nothing"},
    {"api", "the generation of Baidu's payment API"},
}};

constexpr std::array<known_key, 2> kLogKeys{{
    {"file_path", "the path of the log file"},
    {"level", "debug, info, warn or error"},
}};

bool is_word(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

std::string word(const config_object& file, std::string_view key) {
    std::string text = file.text(key);
    if (!is_word(text)) file.fail(key, "must be printable ASCII without spaces");
    return text;
}

std::string digits(const config_object& file, std::string_view key) {
    std::string text = file.text(key);
    if (!parse_decimal(text)) file.fail(key, "must be a string of decimal digits");
    return text;
}

// The content of the file that `variable` of the environment names, without a line end; empty when
// it names none.
std::string secret_of_environment(const std::string& variable) {
    const char* path = std::getenv(variable.c_str());
    if (!path || !*path) return {};
    auto secret = read_config_file(path, variable);
    if (!secret) config_fault(variable, {}, "names a file that does not exist");
    while (secret->ends_with('\n') || secret->ends_with('\r')) secret->pop_back();
    if (secret->empty() || is_placeholder(*secret) || !is_word(*secret))
        config_fault(variable, {},
                     "names a file that must hold the AppSecret of your mini-program alone");
    return std::move(*secret);
}

std::string secret_key(const config_object& file, std::string_view app) {
    std::string secret = secret_of_environment(secret_variable(app));
    if (!secret.empty()) return secret;
    secret = file.text("secret_key", "secrect_key");
    if (!is_word(secret)) file.fail("secret_key", "must be printable ASCII without spaces");
    return secret;
}

api_generation generation(const config_object& file) {
    return file.choice("api", pay_settings().api,
                       {{"1.0", api_generation::v1}, {"2.0", api_generation::v2}});
}

}  // namespace

std::string secret_variable(std::string_view app) {
    std::string name = "SWAN_SECRET_KEY_FILE";
    if (!app.empty()) name += '_';
    for (const char c : app)
        name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return name;
}

smart_app_settings load_smart_app(const config_folder& folder, std::string_view app) {
    const auto json = folder.require_json("smart_app.json");
    const config_object file(json.label, json.content.root(), kSmartAppKeys);
    return {.app_key = word(file, "app_key"), .secret_key = secret_key(file, app)};
}

pay_settings load_pay(const config_folder& folder) {
    const auto json = folder.require_json("pay.json");
    const config_object file(json.label, json.content.root(), kPayKeys);
    return {.deal_id = digits(file, "deal_id"),
            .app_key = word(file, "app_key"),
            .app_id = digits(file, "app_id"),
            .order_title = file.text("order_title", "deal_title"),
            .service_address = file.find_text("service_address").value_or(""),
            .api = generation(file)};
}

log_settings load_log(const config_folder& folder) {
    log_settings settings;
    const auto json = folder.read_json("log.json");
    if (!json) return settings;
    const config_object file(json->label, json->content.root(), kLogKeys);

    const std::string path = file.find_text("file_path", 4096).value_or("");
    if (!path.empty()) settings.file_path = folder.resolve(path);
    settings.level = file.find_text("level").value_or(settings.level);
    std::transform(settings.level.begin(), settings.level.end(), settings.level.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    try {
        logging::level_named(settings.level);
    } catch (const std::invalid_argument&) {
        file.fail("level", "must be debug, info, warn or error");
    }
    return settings;
}

}  // namespace swan
