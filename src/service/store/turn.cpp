#include "service/store/turn.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include "base/text.h"
#include "service/store/sql.h"

namespace swan {

namespace {

// Longer than the longest pause of one who waits, and no loss worth mentioning when he does not
// come because his process is stopped.
constexpr int kMostMilliseconds = 5;

// Waiting is a shared lock on the file; an exclusive one would meet it. Open file descriptions own
// the locks, so sessions of one process take turns as well.
struct flock whole_file(short type) {
    struct flock lock {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    return lock;
}

}  // namespace

turn::turn(const std::string& file) : fd_(open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
    if (fd_ < 0)
        throw sql_error(sql_error::kind::other,
                        concat("store: ", file, ": ", std::generic_category().message(errno)));
}

turn::~turn() { close(fd_); }

turn::waiting::waiting(const turn& at) noexcept : at_(at) {
    auto lock = whole_file(F_RDLCK);
    fcntl(at_.fd_, F_OFD_SETLK, &lock);
}

turn::waiting::~waiting() {
    auto lock = whole_file(F_UNLCK);
    fcntl(at_.fd_, F_OFD_SETLK, &lock);
}

bool turn::others_wait() const noexcept {
    auto lock = whole_file(F_WRLCK);
    return fcntl(fd_, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

void turn::let_others_go_first() const {
    for (int i = 0; i < kMostMilliseconds && others_wait(); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

}  // namespace swan
