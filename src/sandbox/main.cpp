// build/swan-sandbox: the Baidu side, simulated, as a FastCGI program on descriptor 0.
#include <sysexits.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <semaphore>
#include <string>
#include <thread>

#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "base/version.h"
#include "front/fcgi.h"
#include "runtime/signals.h"
#include "sandbox/answers.h"
#include "sandbox/simulator.h"

namespace {

using namespace swan;

// Nobody waits for a simulator.
constexpr std::chrono::seconds kDrain{2};

int fail(int status, const std::string& line) {
    std::fprintf(stderr, "swan-sandbox: %s\n", line.c_str());
    return status;
}

int serve(const sandbox::settings& how, const sigset_t& ours) {
    http_global_init();
    loop on;
    sandbox::simulator baidu(how, on);
    fcgi_server server(STDIN_FILENO, {{&on, [&](request& call) { return baidu.handle(call); }}});
    on.post([&] { baidu.start(); });
    server.start();
    std::thread thread([&] { on.run(); });
    logging::info(concat("sandbox started version=", kVersion));

    while (wait_for_signal(ours) != wake_up::end) {
    }
    std::binary_semaphore drained{0};
    server.drain([&] { drained.release(); });
    const bool in_time = drained.try_acquire_for(kDrain);
    if (!in_time)
        server.abandon([](const request&) {
            return sandbox::json_answer(R"({"error":"the sandbox ends"})", 503);
        });
    on.stop();
    thread.join();
    baidu.save();
    logging::info(in_time ? "sandbox stopped" : "sandbox stopped before all was answered");
    logging::stop();
    // Handlers that never ended still stand on what would be destroyed now.
    _exit(in_time ? EXIT_SUCCESS : EXIT_FAILURE);
}

int run(const std::string& config) {
    const sigset_t ours = block_signals();
    const sandbox::settings how = sandbox::load_settings(config);
    if (!fcgi_server::is_listening(STDIN_FILENO))
        return fail(EX_USAGE,
                    "descriptor 0 is no listening socket: start me through spawn-fcgi "
                    "(spawn-fcgi -s sandbox.sock -- swan-sandbox --config run/sandbox.json)");
    logging::start(how.log_file, logging::level::info);
    try {
        return serve(how, ours);
    } catch (const std::exception& e) {
        // spawn-fcgi sends our stderr to /dev/null.
        logging::error(e.what());
        logging::stop();
        throw;
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App flags("A simulator of Baidu's side, for development and tests.");
    std::string config;
    flags.add_option("--config", config, "the file sandbox.json")->required();
    flags.set_version_flag("--version", std::string("swan-sandbox ") + kVersion);
    try {
        flags.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return flags.exit(e) == 0 ? EXIT_SUCCESS : EX_USAGE;
    }
    try {
        return run(config);
    } catch (const config_error& e) {
        return fail(EX_CONFIG, e.what());
    } catch (const std::exception& e) {
        return fail(EXIT_FAILURE, e.what());
    }
}
