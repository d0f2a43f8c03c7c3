#include "swanctl/doctor/disk.h"

#include <gtest/gtest.h>
#include <linux/magic.h>

namespace swan::doctor {
namespace {

using verdict = finding::verdict;

TEST(JudgeRoom, WantsAGigabyteAndNeedsATenthOfIt) {
    EXPECT_EQ(judge_room(1'000'000'000).what, verdict::ok);
    EXPECT_EQ(judge_room(999'999'999).what, verdict::warning);
    EXPECT_EQ(judge_room(100'000'000).what, verdict::warning);
    const finding full = judge_room(99'999'999);
    EXPECT_EQ(full.what, verdict::failed);
    EXPECT_EQ(full.seen, "99 MB are free for the store");
}

TEST(JudgeKind, WarnsOfTheNetworkAndOfMemory) {
    EXPECT_TRUE(judge_kind(EXT4_SUPER_MAGIC).empty());
    const findings network = judge_kind(NFS_SUPER_MAGIC);
    ASSERT_EQ(network.size(), 1u);
    EXPECT_EQ(network[0].what, verdict::warning);
    EXPECT_NE(network[0].seen.find("NFS"), std::string::npos);
    ASSERT_EQ(judge_kind(TMPFS_MAGIC).size(), 1u);
}

TEST(DiskOf, IsThatOfTheNearestFolder) {
    EXPECT_GT(disk_of("/").free, 0);
    EXPECT_EQ(disk_of("/no/such/folder/swan.db").kind, disk_of("/swan.db").kind);
    EXPECT_EQ(disk_of("/proc/swan.db").kind, PROC_SUPER_MAGIC);
}

}  // namespace
}  // namespace swan::doctor
