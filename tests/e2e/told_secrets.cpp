#include "told_secrets.h"

#include <sstream>
#include <utility>

#include "process.h"
#include "running_system.h"
#include "service/store/sql.h"

namespace swan::e2e {

namespace {

namespace fs = std::filesystem;
using secrets = std::vector<std::pair<std::string, std::string>>;  // name and value

void add(secrets& all, const std::string& name, const std::string& value) {
    if (value.size() >= 8) all.emplace_back(name, value);
}

void add_keys(secrets& all, const fs::path& folder) {
    add(all, "secret_key", at(content_of(folder / "conf/smart_app.json"), "secret_key"));
    add(all, "the order key", content_of(folder / "data/order.key").substr(0, 64));
    for (const char* file :
         {"conf/self_rsa_private_key.pem", "keys/platform_rsa_private_key.pem"}) {
        std::istringstream lines(content_of(folder / file));
        for (std::string line; std::getline(lines, line);)
            if (line.size() == 64) add(all, file, line);
    }
}

void add_stored(secrets& all, const fs::path& database) {
    if (!fs::exists(database)) return;
    sql db("sqlite3:" + database.string());
    for (const auto& row : db.query("select session_key, previous_key from sessions", "tt")) {
        add(all, "a session key", row.text(0));
        add(all, "a session key", row.text(1));
    }
    for (const auto& row : db.query("select token from access_tokens", "t"))
        add(all, "an access token", row.text(0));
}

}  // namespace

std::vector<std::string> told_secrets(const fs::path& folder,
                                      const std::vector<std::string>& login_codes) {
    secrets all{{"a phone number", "15000000000"}, {"a signature", "rsaSign="}};
    add_keys(all, folder);
    add_stored(all, folder / "data/swan.db");
    for (const std::string& each : login_codes) add(all, "a login code", each);
    std::vector<std::string> found;
    for (const auto& file : fs::directory_iterator(folder / "logs")) {
        const std::string text = content_of(file.path());
        for (const auto& [name, value] : all)
            if (text.find(value) != std::string::npos)
                found.push_back(name + " is in " + file.path().filename().string());
    }
    return found;
}

}  // namespace swan::e2e
