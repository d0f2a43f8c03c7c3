// What swanctl refuses before it opens anything: exit status 64, and why.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "process.h"
#include "running_system.h"

namespace swan::e2e {
namespace {

using words = std::vector<std::string>;

void expect_usage(words what, const std::string& why = "") {
    what.insert(what.begin(), running_system::build() / "swanctl");
    const outcome got = run_to_end(what, "/");
    EXPECT_EQ(got.status, 64) << testing::PrintToString(what) << got.err << got.out;
    EXPECT_NE((got.err + got.out).find(why), std::string::npos)
        << testing::PrintToString(what) << got.err << got.out;
}

TEST(swanctl_usage, is_told_for_what_is_no_command) {
    expect_usage({});
    expect_usage({"dance"}, "unknown command dance");
    expect_usage({"dance", "--json"}, "unknown command dance");
    expect_usage({"\x1b[2J"}, R"(unknown command \x1b[2J)");
    expect_usage({"--dance"});
}

TEST(swanctl_usage, is_told_for_what_no_command_takes) {
    expect_usage({"orders", "--state", "lost"});
    expect_usage({"orders", "--since", "soon"});
    expect_usage({"order"});
    expect_usage({"refund", "4711", "settle"});
    expect_usage({"refund", "4711", "settle", "maybe"});
    expect_usage({"refund", "4711", "approve", "now"});
    expect_usage({"recover", "--done", "--since", "1h"});
}

TEST(swanctl_usage, wants_whole_fen) {
    for (const char* number :
         {"-5", "0", "01", "12.90", "abc", "0x10", "99999999999999999999", "5\n"}) {
        expect_usage({"refund", "ask", "4711", concat("--amount=", number)}, "whole number of fen");
        expect_usage({"refund", "4711", "amount", "--", number}, "whole number of fen");
    }
}

}  // namespace
}  // namespace swan::e2e
