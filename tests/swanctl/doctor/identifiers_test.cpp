#include "swanctl/doctor/identifiers.h"

#include <gtest/gtest.h>

namespace swan::doctor {
namespace {

using verdict = finding::verdict;

constexpr const char* kSecret = "0123456789abcdefABCDEF0123456789";

smart_app_settings issued_app() {
    return {.app_key = "4fecoAqgCIUtzIyA4FAPgoyrc4oUc25c", .secret_key = kSecret};
}
pay_settings issued_service() {
    return {.deal_id = "470193086",
            .app_key = "MMMabc",
            .app_id = "10026",
            .order_title = "x",
            .service_address = ""};
}

// The one finding about them.
finding only(const smart_app_settings& app, const pay_settings& service) {
    const findings all = judge_identifiers(app, service);
    EXPECT_EQ(all.size(), 1u);
    for (const finding& each : all) {
        EXPECT_EQ(each.seen.find(app.secret_key), std::string::npos) << "a secret is told";
        EXPECT_NE(each.mend, "");
    }
    return all.empty() ? finding() : all.front();
}

TEST(JudgeIdentifiers, HasNothingToSayAboutWhatBaiduIssued) {
    EXPECT_TRUE(judge_identifiers(issued_app(), issued_service()).empty());
}

TEST(JudgeIdentifiers, WarnsOfAnUnusualShape) {
    smart_app_settings app = issued_app();
    app.app_key.pop_back();
    EXPECT_EQ(only(app, issued_service()).what, verdict::warning);
    app = issued_app();
    app.secret_key[3] = '-';
    EXPECT_EQ(only(app, issued_service()).what, verdict::warning);
    pay_settings service = issued_service();
    service.app_key = "NNNabc";
    EXPECT_EQ(only(issued_app(), service).what, verdict::warning);
}

TEST(JudgeIdentifiers, FailsWhatStandsInAnothersPlace) {
    pay_settings service = issued_service();
    service.app_key = issued_app().app_key;
    EXPECT_EQ(only(issued_app(), service).what, verdict::failed);
    service.app_key = kSecret;
    EXPECT_EQ(only(issued_app(), service).what, verdict::failed);
    smart_app_settings app = issued_app();
    app.secret_key = app.app_key;
    EXPECT_EQ(judge_identifiers(app, issued_service()).at(0).what, verdict::failed);
}

}  // namespace
}  // namespace swan::doctor
