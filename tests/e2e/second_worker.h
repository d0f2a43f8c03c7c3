// A second worker process on the database of a system, behind the same nginx by a socket of its
// own: so money is moved by whichever of the two nginx chooses.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "base/text.h"
#include "e2e/process.h"
#include "e2e/running_system.h"

namespace swan::e2e {

class second_worker {
  public:
    // Returns when requests reach it.
    explicit second_worker(const running_system& system)
        : process_({"spawn-fcgi", "-n", "-s", socket_of(system), "-M", "0600", "-b", "4096", "--",
                    (running_system::build() / "swan-fcgi").string(), "--conf",
                    (system.folder() / "conf").string()}) {
        EXPECT_TRUE(
            running_system::eventually([&] { return std::filesystem::exists(socket_of(system)); }));
        add_to_upstream(system);
        system.signal("nginx", SIGHUP);
        const int alone = sockets();
        EXPECT_TRUE(running_system::eventually([&] {
            system.get("/auth/");
            return sockets() > alone;
        })) << "nginx does not use the second worker";
    }

  private:
    static std::string socket_of(const running_system& system) {
        return (system.folder() / "second.sock").string();
    }
    static void add_to_upstream(const running_system& system) {
        const std::filesystem::path file = system.folder() / "swan-upstream.conf";
        std::string text = content_of(file);
        const std::string first = "keepalive 1024;";
        const size_t at = text.find(first);
        ASSERT_NE(at, std::string::npos);
        text.insert(at, concat("server \"unix:", socket_of(system), "\";\n    "));
        std::ofstream(file) << text;
    }
    int sockets() const {
        int count = 0;
        for (const auto& fd :
             std::filesystem::directory_iterator(concat("/proc/", process_.pid(), "/fd"))) {
            std::error_code gone;
            const auto target = std::filesystem::read_symlink(fd.path(), gone).string();
            count += target.starts_with("socket:");
        }
        return count;
    }

    process process_;
};

}  // namespace swan::e2e
