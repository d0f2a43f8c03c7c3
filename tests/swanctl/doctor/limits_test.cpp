#include "swanctl/doctor/limits.h"

#include <gtest/gtest.h>

namespace swan::doctor {
namespace {

using verdict = finding::verdict;

TEST(JudgeOpenFiles, WhoWaitsNeedsTwo) {
    EXPECT_EQ(judge_open_files("it", 4196, 2048).what, verdict::ok);
    const finding few = judge_open_files("it", 1024, 2048);
    EXPECT_EQ(few.what, verdict::warning);
    EXPECT_EQ(few.seen, "it may open 1024 files; max_waiting 2048 can need 4196");
    EXPECT_NE(few.mend.find("LimitNOFILE"), std::string::npos);
}

TEST(OpenFiles, OfThisProcessAreKnown) { EXPECT_GT(open_files_of_this_process(), 0); }

TEST(OpenFiles, OfNoWorkerAreNot) {
    EXPECT_FALSE(open_files_of_worker(testing::TempDir()).has_value());
}

}  // namespace
}  // namespace swan::doctor
