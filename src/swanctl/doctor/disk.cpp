#include "swanctl/doctor/disk.h"

#include <linux/magic.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "base/text.h"

namespace swan::doctor {

namespace {

constexpr int64_t kMegabyte = 1'000'000;
constexpr int64_t kLeast = 100 * kMegabyte;
constexpr int64_t kEnough = 1000 * kMegabyte;

struct named_kind {
    long kind;
    std::string_view name;
};

// Not all of them are in <linux/magic.h>.
constexpr std::array<named_kind, 11> kNetwork{{{NFS_SUPER_MAGIC, "NFS"},
                                               {SMB_SUPER_MAGIC, "SMB"},
                                               {0xFF534D42, "CIFS"},
                                               {0xFE534D42, "SMB2"},
                                               {AFS_SUPER_MAGIC, "AFS"},
                                               {CODA_SUPER_MAGIC, "Coda"},
                                               {V9FS_MAGIC, "9P"},
                                               {0x00C36400, "Ceph"},
                                               {0x0BD00BD0, "Lustre"},
                                               {0x01161970, "GFS2"},
                                               {FUSE_SUPER_MAGIC, "FUSE"}}};

}  // namespace

disk disk_of(const std::filesystem::path& file) {
    struct statfs seen {};
    for (auto folder = file.parent_path();; folder = folder.parent_path()) {
        if (statfs(folder.c_str(), &seen) == 0) break;
        if (errno != ENOENT || !folder.has_relative_path())
            throw std::system_error(errno, std::generic_category(), folder.native());
    }
    return {.free = static_cast<int64_t>(seen.f_bavail) * seen.f_bsize, .kind = seen.f_type};
}

finding judge_room(int64_t free) {
    const std::string seen = concat(free / kMegabyte, " MB are free for the store");
    constexpr const char* kMend = "make room on its disk, or move it (server.json, store)";
    if (free < kLeast) return failed(seen, kMend);
    if (free < kEnough) return warning(seen, kMend);
    return good(seen);
}

findings judge_kind(long kind) {
    if (kind == TMPFS_MAGIC || kind == RAMFS_MAGIC)
        return {warning("the store is in memory: a restart of the machine loses every order",
                        "put it on a disk (server.json, store)")};
    const auto* const found = std::ranges::find_if(
        kNetwork, [kind](const named_kind& each) { return each.kind == kind; });
    if (found == kNetwork.end()) return {};
    return {warning(concat("the store is on ", found->name,
                           ", where locks and syncs may not hold what SQLite relies on"),
                    "put it on a disk of this machine (server.json, store)")};
}

}  // namespace swan::doctor
