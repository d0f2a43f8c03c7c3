#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/text.h"
#include "bench/figures.h"
#include "bench/rows.h"
#include "bench/stage.h"
#include "bench/upstream.h"
#include "e2e/metrics_page.h"
#include "e2e/process.h"

namespace swan::bench {

namespace {

constexpr int kPatience = 10;  // seconds until they all wait
constexpr double kUpstreamSeconds = 0.1;

// What no machine can exceed: every client asks again as soon as Baidu has answered.
comparison ideal(const row& got, double least_rate) {
    const double rate = got.connections / kUpstreamSeconds;
    return {.name = "ideal", .rate = rate, .ratio = got.rate / rate, .target = least_rate / rate};
}

void logins(stage& on, int connections, double least_rate, const effort& how, results& all) {
    // A round's first 100 ms bring no answer, and what waits at its end is not counted.
    effort longer = how;
    longer.seconds *= 3;
    const auto requests = on.login("");
    row got = measure({.name = "/auth/login, Baidu takes 100 ms",
                       .system = on.system(),
                       .connections = connections,
                       .requests = [&](int) { return requests; },
                       .stored = [&] { return on.count("select count(*) from sessions"); }},
                      longer);
    got.against.push_back(ideal(got, least_rate));
    all.rows.push_back(got);
}

// Clients that ask and wait, beside whatever else happens.
class waiting_clients {
  public:
    waiting_clients(const stage& on, const std::filesystem::path& requests, int crowd, int seconds)
        : wrk_(command({.url = on.system().url(""),
                        .requests = requests,
                        .connections = crowd,
                        .seconds = seconds})) {}
    bool are_there() { return !wrk_.wait(std::chrono::milliseconds(20)); }

  private:
    e2e::process wrk_;
};

// Requests that wait: each holds a connection of nginx's, which closes the unused ones.
int64_t connections(const stage& on) {
    const std::string path = (on.system().folder() / "swan.sock").string();
    std::ifstream sockets("/proc/net/unix");
    int64_t count = 0;
    for (std::string line; std::getline(sockets, line);) {
        if (!line.ends_with(' ' + path)) continue;
        std::istringstream fields(line);
        std::string skipped, state, inode;
        fields >> skipped >> skipped >> skipped >> skipped >> skipped >> state >> inode;
        if (state == "03" && inode != "0") ++count;  // connected, and accepted
    }
    return count;
}

// Requests that the worker has asked Baidu about; -1 before the first one.
double waiting(const stage& on) {
    return e2e::metrics_page(on.system()).of("swan_upstream_waiting");
}

void await_waiting(const stage& on, int crowd) {
    if (!e2e::running_system::eventually([&] { return waiting(on) >= crowd; }))
        throw std::runtime_error(concat(crowd, " requests do not wait at once"));
}

// A request runs to its end, though its client has gone; and each that times out counts as a
// failure of Baidu's.
void await_quiet(const stage& on) {
    if (!e2e::running_system::eventually([&] { return waiting(on) < 1; }, 30))
        throw std::runtime_error("requests still wait after their time limit");
}

// So many time-outs in a row: Baidu is asked once in 500 ms only, until it has answered.
void await_asked(const stage& on) {
    const auto is_asked = [&] {
        return e2e::at(on.system().get("/auth/login?code=well"), "code") == "0";
    };
    if (!e2e::running_system::eventually(is_asked))
        throw std::runtime_error("Baidu is not asked any more");
}

}  // namespace

void measure_waiting(const effort& how, results& all) {
    const upstream baidu;
    stage on({.key_bits = 1024, .server_json = baidu.server_json()});
    on.answer_to(on.login(""));
    const int64_t idle = memory_of(on.worker()).rss_kb;
    waiting_clients clients(on, on.login("hang"), how.crowd, kPatience);
    await_waiting(on, how.crowd);
    int64_t highest = 0;  // until the first of them hears that Baidu takes too long
    do highest = std::max(highest, memory_of(on.worker()).rss_kb);
    while (connections(on) >= how.crowd && clients.are_there());
    all.figures.push_back(
        {.name = concat("memory for each of ", how.crowd, " requests waiting on Baidu"),
         .value = double(highest - idle) / how.crowd,
         .unit = "KB",
         .most = 36.0});
}

// What needs no upstream keeps its speed while Baidu hangs.
void measure_hanging(const effort& how, results& all) {
    const upstream baidu;
    stage on({.key_bits = 1024, .server_json = baidu.server_json()});
    const auto hanging = on.login("hang");
    const load calm{
        .url = on.system().url(""), .requests = on.userinfo(64), .seconds = how.seconds};
    std::vector<double> ratios;
    for (int round = 0; round <= how.rounds; ++round) {
        await_quiet(on);
        await_asked(on);
        const double without = run(calm).p99_us;
        const waiting_clients clients(on, hanging, how.crowd, how.seconds + kPatience);
        await_waiting(on, how.crowd);
        const double with = run(calm).p99_us;
        if (round > 0) ratios.push_back(with / without);  // the first one warms up
    }
    all.figures.push_back({.name = concat("p99 of /auth/userinfo with ", how.crowd,
                                          " requests waiting on a hanging Baidu"),
                           .value = median(ratios),
                           .unit = "x its p99 without",
                           .most = 2.0});
}

void measure_login(const effort& how, results& all) {
    const upstream baidu;
    stage on({.key_bits = 1024, .server_json = baidu.server_json()});
    logins(on, how.crowd / 2, 7500, how, all);
    logins(on, how.crowd, 8500, how, all);
    all.figures.push_back({.name = concat("p99 of /auth/login with ", how.crowd, " clients"),
                           .value = all.rows.back().p99_us / 1000,
                           .unit = "ms",
                           .most = 600.0});
}

}  // namespace swan::bench
