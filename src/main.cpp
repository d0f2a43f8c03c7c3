// swan-fcgi: flags, configuration, signals, drain. The socket is descriptor 0, made by spawn-fcgi.
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "app/readiness.h"
#include "app/reload.h"
#include "app/worker.h"
#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "base/version.h"
#include "front/fcgi.h"
#include "runtime/signals.h"
#include "service/http.h"

namespace {

using namespace swan;

// spawn-fcgi sends our stderr to /dev/null, so a last word also goes to the log file, if there is
// one.
int fail(int status, const std::string& line, bool logged) {
    std::fprintf(stderr, "swan-fcgi: %s\n", line.c_str());
    if (logged) logging::error(line);
    logging::stop();
    return status;
}

// All that can be known to be wrong before anything is begun.
installation checked_config(const std::string& conf, std::vector<std::string>& warnings) {
    installation settings = load_config(conf, warnings);
    check_readiness(conf, settings, warnings);
    return settings;
}

// A fault leaves the configuration in force as it is.
void reload(worker& running, const std::string& conf) {
    try {
        std::vector<std::string> warnings;
        installation fresh = reloaded(load_config(conf, warnings), running.in_force(), warnings);
        check_readiness(conf, fresh, warnings);
        running.use(std::move(fresh));
        for (const std::string& each : warnings) logging::warn(each);
        logging::info("the configuration was loaded anew");
    } catch (const std::exception& e) {
        logging::error(concat("the configuration was not loaded anew, the old one stays in force: ",
                              e.what()));
    }
}

// The soft limit is for programs that use select(): 1024 are fewer than may wait on Baidu.
void raise_open_files() {
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

int serve(installation settings, const std::string& conf, const sigset_t& ours) {
    http_global_init();
    worker the_worker(std::move(settings));
    the_worker.start(STDIN_FILENO);
    logging::info(
        concat("started version=", kVersion, " loops=", the_worker.in_force().server.loops));
    while (wait_for_signal(ours) == wake_up::reload) reload(the_worker, conf);
    logging::info("draining");
    const bool in_time = the_worker.drain();
    logging::info(in_time ? "stopped" : "stopped before all was answered: drain_ms has passed");
    logging::stop();
    // Handlers that never ended still stand on what would be destroyed now.
    if (!in_time) _exit(EXIT_FAILURE);
    return EXIT_SUCCESS;
}

int check(const std::string& conf) {
    std::vector<std::string> warnings;
    checked_config(conf, warnings);
    for (const std::string& each : warnings)
        std::fprintf(stderr, "swan-fcgi: warning: %s\n", each.c_str());
    std::printf("%s: the configuration is good\n", conf.c_str());
    return EXIT_SUCCESS;
}

// Whether the log is a file; else it is stderr.
bool start_log(const std::string& conf) {
    const log_settings log = load_log_settings(conf);
    try {
        logging::start(log.file_path, logging::level_named(log.level));
    } catch (const std::runtime_error& e) {
        throw config_error(concat("log.json: file_path: ", e.what()));
    }
    return !log.file_path.empty();
}

// `logged`: whether a last word can also go to the log file, set as soon as that is open.
int run(const std::string& conf, bool& logged) {
    const sigset_t ours = block_signals();
    raise_open_files();
    logged = start_log(conf);
    std::vector<std::string> warnings;
    installation settings = checked_config(conf, warnings);
    for (const std::string& each : warnings) logging::warn(each);
    if (fcgi_server::is_listening(STDIN_FILENO)) return serve(std::move(settings), conf, ours);
    return fail(EX_USAGE,
                "descriptor 0 is no listening socket: start me through spawn-fcgi "
                "(spawn-fcgi -s swan.sock -- swan-fcgi --conf conf)",
                logged);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App flags(
        "The back end of a Baidu smart mini-program: a FastCGI application behind nginx.");
    std::string conf = "conf";
    bool only_check = false;
    flags.add_option("--conf", conf, "folder of the configuration (default: conf)");
    flags.add_flag("--check", only_check, "check the configuration and exit");
    flags.set_version_flag("--version", std::string("swan-fcgi ") + kVersion);
    try {
        flags.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return flags.exit(e) == 0 ? EXIT_SUCCESS : EX_USAGE;
    }
    bool logged = false;
    try {
        return only_check ? check(conf) : run(conf, logged);
    } catch (const config_error& e) {
        return fail(EX_CONFIG, e.what(), logged);
    } catch (const std::exception& e) {
        return fail(EXIT_FAILURE, e.what(), logged);
    }
}
