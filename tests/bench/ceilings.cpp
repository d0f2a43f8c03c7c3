#include "bench/ceilings.h"

#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <initializer_list>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/text.h"

namespace swan::bench {

namespace {

constexpr int kPoolThreads = 8;

void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    if (!out.write(text.data(), static_cast<std::streamsize>(text.size())).flush())
        throw std::runtime_error("cannot write " + file.string());
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
    return text;
}

// The bytes that the worker would send through FastCGI.
std::string with_headers(const std::string& body) {
    return "Status: 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
           "Cache-Control: no-store\r\nX-Swan-Code: 0\r\n"
           "X-Request-Id: 0123456789abcdef0123456789abcdef\r\n\r\n" +
           body;
}

std::vector<std::string> spawned(const std::filesystem::path& socket, const char* program,
                                 int threads, const std::filesystem::path& answer) {
    return {"spawn-fcgi",    "-n",           "-s",
            socket.string(), "--",           (e2e::running_system::build() / program).string(),
            concat(threads), answer.string()};
}

void await_answer(const std::string& url) {
    const auto answers = [&] { return e2e::send({.url = url + "/auth/"}).status == 200; };
    if (!e2e::running_system::eventually(answers))
        throw std::runtime_error("a ceiling does not answer at " + url);
}

}  // namespace

ceilings::ceilings(const e2e::running_system& system, const std::string& body,
                   const std::filesystem::path& key)
    : folder_(system.folder() / "ceilings") {
    std::filesystem::create_directories(folder_ / "logs");
    std::filesystem::create_directories(folder_ / "tmp");
    configure(system, body);
    const auto answer = folder_ / "answer";
    write(answer, with_headers(body));
    auto loops = spawned(folder_ / "loops.sock", "ceiling-loops", system.loops(), answer);
    if (!key.empty()) loops.push_back(key.string());
    loops_program_.emplace(loops);
    pool_program_.emplace(spawned(folder_ / "pool.sock", "ceiling-pool", kPoolThreads, answer));
    start_nginx();
}

ceilings::~ceilings() {
    nginx_program_->signal(SIGTERM);
    nginx_program_->wait();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void ceilings::configure(const e2e::running_system& system, const std::string& body) {
    const auto port = [this](std::string& url) {
        const std::string number = concat(e2e::free_port());
        url = "http://127.0.0.1:" + number;
        return number;
    };
    const std::string shared = e2e::content_of(system.folder() / "swan-upstream.conf");
    write(folder_ / "swan-upstream.conf", replaced(shared, (system.folder() / "swan.sock").string(),
                                                   (folder_ / "loops.sock").string()));
    write(folder_ / "swan-server.conf", e2e::content_of(system.folder() / "swan-server.conf"));
    std::string own = e2e::content_of("tests/bench/ceilings.conf.in");
    for (const auto& [name, value] : std::initializer_list<std::pair<std::string, std::string>>{
             {"@USER_LINE@", geteuid() == 0 ? "user root;" : ""},
             {"@LOOPS_PORT@", port(loops_url_)},
             {"@NGINX_PORT@", port(nginx_url_)},
             {"@POOL_PORT@", port(pool_url_)},
             {"@FOLDER@", folder_.string()},
             {"@ANSWER@", replaced(body, "\\", "\\\\")}})
        own = replaced(std::move(own), name, value);
    write(folder_ / "nginx.conf", own);
}

void ceilings::start_nginx() {
    const auto errors = folder_ / "logs/nginx-error.log";
    nginx_program_.emplace(
        std::vector<std::string>{"nginx", "-q", "-p", folder_.string() + "/", "-c",
                                 (folder_ / "nginx.conf").string(), "-e", "logs/nginx-error.log"},
        e2e::process::streams{.err = errors});
    try {
        for (const std::string* url : {&nginx_url_, &loops_url_, &pool_url_}) await_answer(*url);
    } catch (const std::exception& failure) {
        throw std::runtime_error(concat(failure.what(), "\n", e2e::content_of(errors)));
    }
}

}  // namespace swan::bench
