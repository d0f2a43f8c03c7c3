// build/swan-sandbox: the Baidu side, simulated, as a FastCGI program on descriptor 0.
#include <sysexits.h>

#include <csignal>
#include <cstring>
#include <iostream>
#include <semaphore>
#include <string_view>
#include <thread>

#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "front/fcgi.h"
#include "sandbox/answers.h"
#include "sandbox/simulator.h"

namespace {

using namespace swan;

constexpr const char* kUsage = "usage: swan-sandbox --config RUN_DIR/sandbox.json | --version";
constexpr std::chrono::seconds kDrain{2};

int fail(int status, std::string_view why) {
    std::cerr << "swan-sandbox: " << why << '\n';
    return status;
}

// Threads inherit the mask, so that the signals wait for sigwait() in main. libfcgi would
// otherwise install handlers of its own.
sigset_t block_signals() {
    sigset_t ours;
    sigemptyset(&ours);
    for (const int one : {SIGTERM, SIGINT, SIGUSR1, SIGPIPE}) sigaddset(&ours, one);
    pthread_sigmask(SIG_BLOCK, &ours, nullptr);
    return ours;
}

void wait_for_end(const sigset_t& ours) {
    int got = 0;
    while (got != SIGTERM && got != SIGINT) sigwait(&ours, &got);
}

// Answers until SIGTERM; false when some requests were given up.
bool serve(const sandbox::settings& how, const sigset_t& signals) {
    loop on;
    sandbox::simulator baidu(how, on);
    fcgi_server server(0, {{&on, [&](request& call) { return baidu.handle(call); }}});
    on.post([&] { baidu.start(); });
    server.start();
    std::thread thread([&] { on.run(); });
    logging::info("sandbox started");

    wait_for_end(signals);
    std::binary_semaphore drained{0};
    server.drain([&] { drained.release(); });
    const bool whole = drained.try_acquire_for(kDrain);
    if (!whole) server.abandon(sandbox::json_answer(R"({"error":"the sandbox ends"})", 503));
    on.stop();
    thread.join();
    baidu.save();
    return whole;
}

int run(const std::filesystem::path& config) {
    try {
        const sandbox::settings how = sandbox::load_settings(config);
        if (!fcgi_server::is_listening(0))
            return fail(EX_USAGE, "descriptor 0 is no listening socket: start it by spawn-fcgi");
        const sigset_t signals = block_signals();
        logging::start(how.log_file, logging::level::info);
        http_global_init();
        const bool whole = serve(how, signals);
        logging::info("sandbox ended");
        logging::stop();
        return whole ? EX_OK : 1;
    } catch (const config_error& wrong) {
        return fail(EX_CONFIG, wrong.what());
    } catch (const std::exception& wrong) {
        logging::error(concat("sandbox: ", wrong.what()));
        return fail(EX_SOFTWARE, wrong.what());
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view option = argc > 1 ? argv[1] : "";
    if (argc == 2 && option == "--version") {
        std::cout << "swan-sandbox 1.0\n";
        return EX_OK;
    }
    if (argc == 3 && option == "--config") return run(argv[2]);
    return fail(EX_USAGE, kUsage);
}
