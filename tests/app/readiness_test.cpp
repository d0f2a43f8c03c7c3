#include "app/readiness.h"

#include <gtest/gtest.h>

#include <map>

#include "../service/store/older_schema.h"
#include "base/config_fixture.h"
#include "service/store/schema.h"

namespace swan {
namespace {

namespace fs = std::filesystem;

class ReadinessTest : public config_test {
  protected:
    std::string where() const { return "sqlite3:" + (root_ / "data/swan.db").native(); }
    // Those that hold `word`.
    std::vector<std::string> warnings_of_check(std::string_view word = "schema") const {
        std::vector<std::string> warnings;
        const installation settings = load_config(conf(), warnings);
        warnings.clear();
        check_readiness(conf(), settings, warnings);
        std::erase_if(warnings, [word](const std::string& each) {
            return each.find(word) == std::string::npos;
        });
        return warnings;
    }
    std::map<std::string, std::string> files() const {
        std::map<std::string, std::string> all;
        for (const auto& each : fs::directory_iterator(root_ / "data")) {
            std::ostringstream content;
            content << std::ifstream(each.path(), std::ios::binary).rdbuf();
            all[each.path().filename()] = content.str();
        }
        return all;
    }
};

TEST_F(ReadinessTest, SaysThatAnOlderDatabaseWillBeBroughtUpToDateAndLeavesItAsItIs) {
    test::make_older_schema(where());
    const auto before = files();
    const auto warnings = warnings_of_check();
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_NE(warnings[0].find("its schema is number 3: the start brings it to "),
              std::string::npos)
        << warnings[0];
    EXPECT_EQ(files(), before);
}

TEST_F(ReadinessTest, HasNothingToSayOfADatabaseOfThisProgramOrOfNone) {
    EXPECT_TRUE(warnings_of_check().empty());
    sql db(where());
    migrate(db);
    EXPECT_TRUE(warnings_of_check().empty());
}

TEST_F(ReadinessTest, WarnsOfANotifyUrlWhereNoEventMayGo) {
    const auto warnings_with = [this](const std::string& url, const char* allowed) {
        write("server.json", R"({"upstream_base":"http://127.0.0.1:8081","notify_url":")" + url +
                                 R"(","notify_private_addresses":)" + allowed + "}");
        return warnings_of_check("notify_private_addresses");
    };
    for (const std::string host : {"10.0.0.7", "localhost:9000", "[::1]"}) {
        EXPECT_EQ(warnings_with("http://" + host + "/events?a=1", "false").size(), 1u) << host;
        EXPECT_TRUE(warnings_with("http://" + host + "/events?a=1", "true").empty()) << host;
    }
    EXPECT_TRUE(warnings_with("https://shop.example.com/", "false").empty());
    EXPECT_TRUE(warnings_with("", "false").empty());
}

}  // namespace
}  // namespace swan
