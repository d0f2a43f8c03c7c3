// Two worker processes on one socket and one database.
#pragma once

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <memory>

#include "base/text.h"
#include "e2e/local_system.h"
#include "e2e/process.h"

namespace swan::e2e {

// Two workers on one socket: when one is killed, nginx can reach the other at once, so that a
// request it repeats is handled again.
class worker_pair {
  public:
    explicit worker_pair(const local_system& system) {
        system.stop("worker");
        const int socket = listen_at(system.folder() / "swan.sock");
        for (auto& each : workers_)
            each = std::make_unique<process>(
                std::vector<std::string>{(local_system::build() / "swan-fcgi").string(), "--conf",
                                         (system.folder() / "conf").string()},
                process::streams{.in = socket});
        close(socket);
        system.await_worker();
    }

    void kill_the_busier() {
        const bool second = sockets_of(*workers_[1]) > sockets_of(*workers_[0]);
        workers_[second ? 1 : 0]->signal(SIGKILL);
        EXPECT_EQ(workers_[second ? 1 : 0]->wait(), 128 + SIGKILL);
    }

  private:
    static int listen_at(const std::filesystem::path& path) {
        std::filesystem::remove(path);
        const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un where{};
        where.sun_family = AF_UNIX;
        path.string().copy(where.sun_path, sizeof where.sun_path - 1);
        EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&where), sizeof where), 0);
        EXPECT_EQ(listen(fd, 1024), 0);
        return fd;
    }
    static int sockets_of(const process& worker) {
        int sockets = 0;
        for (const auto& fd :
             std::filesystem::directory_iterator(concat("/proc/", worker.pid(), "/fd"))) {
            std::error_code gone;
            const auto target = std::filesystem::read_symlink(fd.path(), gone).string();
            if (target.starts_with("socket:")) ++sockets;
        }
        return sockets;
    }

    std::array<std::unique_ptr<process>, 2> workers_;
};

}  // namespace swan::e2e
