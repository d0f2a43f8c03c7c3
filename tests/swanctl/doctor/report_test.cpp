#include "swanctl/doctor/report.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace swan::doctor {
namespace {

TEST(ReportTest, OneFindingIsOneLineWithItsMend) {
    EXPECT_EQ(line_of("store", good("1 GB free"), false), "ok    store: 1 GB free");
    EXPECT_EQ(line_of("files", failed("pay.json: is missing", "copy it"), false),
              "FAIL  files: pay.json: is missing; copy it");
    EXPECT_EQ(line_of("ids", warning("odd", "look"), false), "warn  ids: odd; look");
    EXPECT_EQ(line_of("store", skipped("no server.json"), false),
              "skip  store: skipped: no server.json");
    EXPECT_EQ(line_of("key pair", good("fits").of("shop"), false), "ok    key pair shop: fits");
}

TEST(ReportTest, OnlyTheFirstWordIsColoured) {
    EXPECT_EQ(line_of("store", failed("gone", "mount it"), true),
              "\x1b[31mFAIL\x1b[0m  store: gone; mount it");
}

TEST(ReportTest, WhatAServerSaidMovesNoCursorAndMakesNoLine) {
    EXPECT_EQ(line_of("worker", good("a\nb\x1b[2Jc"), false), "ok    worker: a b [2Jc");
}

TEST(ReportTest, TheExitStatusCountsWhatFailed) {
    report all;
    all.add("a", good("x"));
    all.add("b", warning("x", "y"));
    all.add("c", skipped("x"));
    EXPECT_EQ(all.exit_status(), 0);
    all.add("d", failed("x", "y"));
    all.add("d", failed("x", "y"));
    EXPECT_EQ(all.exit_status(), 2);
    for (int i = 0; i < 200; ++i) all.add("e", failed("x", "y"));
    EXPECT_EQ(all.exit_status(), 125);
}

TEST(ReportTest, ProgramsGetJson) {
    report all;
    all.add("files", failed("pay.json: is \"missing\"", "copy it"));
    all.add("key pair", skipped("no key").of("shop"));
    EXPECT_EQ(
        all.as_json(),
        R"({"failed":1,"checks":[)"
        R"({"check":"files","result":"fail","seen":"pay.json: is \"missing\"","fix":"copy it"},)"
        R"({"check":"key pair shop","result":"skipped","seen":"no key","fix":""}]})");
}

TEST(FindingTest, AFaultOfTheConfigurationIsCutIntoWhatAndMend) {
    const finding with = failed_with("pay.json: deal_id: is missing; put the dealId there; now");
    EXPECT_EQ(with.seen, "pay.json: deal_id: is missing");
    EXPECT_EQ(with.mend, "put the dealId there; now");
    const finding without = failed_with("pay.json: is not JSON");
    EXPECT_EQ(without.seen, "pay.json: is not JSON");
    EXPECT_NE(without.mend, "");
}

}  // namespace
}  // namespace swan::doctor
