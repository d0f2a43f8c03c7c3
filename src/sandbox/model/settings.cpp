#include "sandbox/model/settings.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "base/config.h"
#include "base/json.h"
#include "base/text.h"

namespace swan::sandbox {

namespace {

namespace fs = std::filesystem;

constexpr std::array kKeys = {
    "app_key",
    "secret_key",
    "pay_app_key",
    "pay_app_id",
    "deal_id",
    "api",
    "merchant_public_key",
    "platform_private_key",
    "notify_url",
    "refund_audit_url",
    "refund_url",
    "store",
    "time_scale",
    "code_lifetime_s",
    "token_lifetime_s",
    "refund_query_lag_s",
    "log_file",
};

std::string read_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw config_error(concat(file.string(), ": cannot be read"));
    return {std::istreambuf_iterator<char>(in), {}};
}

// One sandbox.json while it is read.
class reader {
  public:
    reader(fs::path file, json::value root) : file_(std::move(file)), root_(root) {
        for (const auto& member : root_.members())
            if (std::find(kKeys.begin(), kKeys.end(), member.name) == kKeys.end())
                fail(printable(member.name, 64), "unknown key");
    }

    [[noreturn]] void fail(std::string_view key, std::string_view reason) const {
        throw config_error(concat(file_.string(), ": ", key, ": ", reason));
    }

    std::string text(std::string_view key) const {
        const auto value = root_.find(key);
        if (!value) fail(key, "is missing");
        const auto content = value->string();
        if (!content || content->empty()) fail(key, "must be a text, not empty");
        return std::string(*content);
    }
    std::string text(std::string_view key, std::string_view otherwise) const {
        return root_.find(key) ? text(key) : std::string(otherwise);
    }
    int64_t number(std::string_view key, int64_t otherwise, int64_t most, int64_t least = 1) const {
        const auto value = root_.find(key);
        if (!value) return otherwise;
        const auto content = value->integer();
        if (!content || *content < least || *content > most)
            fail(key, concat("must be an integer, ", least, " to ", most));
        return *content;
    }
    std::string loopback(std::string_view key) const {
        std::string url = text(key);
        if (!is_loopback_url(url))
            fail(key, "must be an http URL on 127.0.0.1, [::1] or localhost");
        return url;
    }
    fs::path path(const std::string& given) const { return file_.parent_path() / given; }

    template <class Key>
    Key rsa_key(std::string_view key) const {
        const std::string content = read_file(path(text(key)));
        try {
            return Key::parse(content);
        } catch (const crypto::error& wrong) {
            fail(key, wrong.what());
        }
    }
    api_generation api() const {
        const std::string given = text("api", "2.0");
        if (given != "1.0" && given != "2.0") fail("api", "must be 1.0 or 2.0");
        return given == "1.0" ? api_generation::v1 : api_generation::v2;
    }
    std::string store() const {
        constexpr std::string_view kPrefix = "sqlite3:";
        const std::string given = text("store", "sqlite3:sandbox.db");
        if (!given.starts_with(kPrefix)) fail("store", "must begin with sqlite3:");
        return concat(kPrefix, path(given.substr(kPrefix.size())).string());
    }
    fs::path log_file() const {
        return root_.find("log_file") ? path(text("log_file")) : fs::path();
    }

  private:
    fs::path file_;
    json::value root_;
};

json::document parse(const fs::path& file) {
    try {
        return json::document::parse_object(read_file(file));
    } catch (const json::error& wrong) {
        throw config_error(concat(file.string(), ": ", wrong.what()));
    }
}

}  // namespace

settings load_settings(const fs::path& file) {
    const fs::path where = fs::absolute(file);
    const json::document parsed = parse(where);
    const reader from(where, parsed.root());
    return {
        .app_key = from.text("app_key"),
        .secret_key = from.text("secret_key"),
        .pay_app_key = from.text("pay_app_key"),
        .pay_app_id = from.text("pay_app_id"),
        .deal_id = from.text("deal_id"),
        .api = from.api(),
        .merchant_key = from.rsa_key<crypto::rsa_public_key>("merchant_public_key"),
        .platform_key = from.rsa_key<crypto::rsa_private_key>("platform_private_key"),
        .notify_url = from.loopback("notify_url"),
        .refund_audit_url = from.loopback("refund_audit_url"),
        .refund_url = from.loopback("refund_url"),
        .store = from.store(),
        .time_scale = from.number("time_scale", 120, 1'000'000),
        .code_lifetime_s = from.number("code_lifetime_s", 600, 86'400),
        .refund_query_lag_s = from.number("refund_query_lag_s", 300, 86'400, 0),
        .token_lifetime_s = from.number("token_lifetime_s", 2'592'000, 2'592'000),
        .log_file = from.log_file(),
    };
}

bool is_loopback_url(std::string_view url) {
    constexpr std::string_view kScheme = "http://";
    if (!url.starts_with(kScheme)) return false;
    url.remove_prefix(kScheme.size());
    for (const std::string_view host : {"127.0.0.1", "localhost", "[::1]"}) {
        if (!url.starts_with(host)) continue;
        std::string_view rest = url.substr(host.size());
        if (rest.starts_with(':'))
            rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
        // Anything else here would make it another host: 127.0.0.1.example.com, 127.0.0.1@other.
        return rest.empty() || rest.front() == '/' || rest.front() == '?';
    }
    return false;
}

}  // namespace swan::sandbox
