#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <system_error>

#include "base/text.h"

namespace swan::e2e {

namespace {

// What the child's descriptors 0, 1 and 2 become.
class redirections {
  public:
    explicit redirections(const process::streams& where) {
        posix_spawn_file_actions_init(&actions_);
        if (where.in >= 0)
            posix_spawn_file_actions_adddup2(&actions_, where.in, STDIN_FILENO);
        else
            posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        constexpr int kAppend = O_WRONLY | O_CREAT | O_APPEND;
        posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, where.out.c_str(), kAppend,
                                         0600);
        posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, where.err.c_str(), kAppend,
                                         0600);
    }
    ~redirections() { posix_spawn_file_actions_destroy(&actions_); }
    redirections(const redirections&) = delete;
    const posix_spawn_file_actions_t* get() const { return &actions_; }

  private:
    posix_spawn_file_actions_t actions_;
};

}  // namespace

process::process(const std::vector<std::string>& arguments, const streams& where) {
    const redirections actions(where);
    std::vector<char*> argv;
    for (const std::string& each : arguments) argv.push_back(const_cast<char*>(each.c_str()));
    argv.push_back(nullptr);
    const int failed = posix_spawnp(&pid_, argv[0], actions.get(), nullptr, argv.data(), environ);
    if (failed != 0) throw std::system_error(failed, std::generic_category(), arguments[0]);
}

process::~process() {
    if (status_) return;
    signal(SIGKILL);
    wait();
}

void process::signal(int number) const {
    if (!status_) ::kill(pid_, number);
}

std::optional<int> process::wait(std::chrono::milliseconds patience) {
    if (status_) return status_;
    const int ended = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    pollfd what{.fd = ended, .events = POLLIN, .revents = 0};
    poll(&what, 1, static_cast<int>(patience.count()));
    close(ended);
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return status_;
}

bool has_stopped(pid_t pid) {
    const auto tasks = std::filesystem::path("/proc") / std::to_string(pid) / "task";
    for (const auto& task : std::filesystem::directory_iterator(tasks))
        if (content_of(task.path() / "status").find("State:\tT") == std::string::npos) return false;
    return true;
}

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

outcome run_to_end(const std::vector<std::string>& arguments, const std::filesystem::path& folder,
                   int in) {
    // Other tests may use the same folder at the same time.
    const auto out = folder / concat("stdout.", getpid());
    const auto err = folder / concat("stderr.", getpid());
    for (const auto& old : {out, err}) std::filesystem::remove(old);
    outcome got;
    process program(arguments, {.in = in, .out = out, .err = err});
    got.status = program.wait();
    got.out = content_of(out);
    got.err = content_of(err);
    for (const auto& read : {out, err}) std::filesystem::remove(read);
    return got;
}

}  // namespace swan::e2e
