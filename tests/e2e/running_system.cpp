#include "running_system.h"

#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "base/text.h"

namespace swan::e2e {

namespace {

int any_free_port() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no free port");
    close(fd);
    return ntohs(address.sin_port);
}

int number_in_environment(const char* name, int otherwise) {
    const char* const text = std::getenv(name);
    return text == nullptr ? otherwise : std::atoi(text);
}

}  // namespace

// Nothing holds the port until it is used: parts of the tests that run side by side draw from
// different ones.
int free_port() {
    const int parts = number_in_environment("GTEST_TOTAL_SHARDS", 1);
    const int part = number_in_environment("GTEST_SHARD_INDEX", 0);
    for (;;) {
        const int port = any_free_port();
        if (port / 2 % parts == part) return port;  // the kernel gives even ones, or odd ones
    }
}

std::string run(const std::string& command) {
    std::string output;
    FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
    std::array<char, 4096> chunk;
    while (const size_t got = fread(chunk.data(), 1, chunk.size(), pipe))
        output.append(chunk.data(), got);
    if (pclose(pipe) != 0) throw std::runtime_error(command + " failed:\n" + output);
    return output;
}

namespace {

std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

json::document succeeded(const reply& got, const std::string& what) {
    if (at(got, "code") != "0")
        throw std::runtime_error(concat(what, " answered ", got.status, " ", got.body));
    return json::document::parse_object(got.body);
}

}  // namespace

running_system::running_system(const settings& how) : how_(how) {
    std::string name = "/tmp/swan-e2e-XXXXXX";  // short: a socket path has 107 bytes
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    port_ = free_port();
    do sandbox_port_ = free_port();
    while (sandbox_port_ == port_);
    start();
}

running_system::~running_system() {
    for (const std::string& each : end()) std::fprintf(stderr, "%s\n", each.c_str());
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::vector<std::string> running_system::end() {
    if (std::exchange(ended_, true)) return {};
    try {
        stop();
        return {};
    } catch (const std::exception& e) {
        return {e.what()};
    }
}

std::string running_system::environment() const {
    return concat("cd ", quoted(project().string()), " && RUN_DIR=", quoted(folder_.string()),
                  " PORT=", port_, " SANDBOX_PORT=", sandbox_port_,
                  " BUILD=", quoted(build().string()), " SWAN_LOOPS=", how_.loops,
                  " API=", how_.api, " KEY_BITS=", how_.key_bits,
                  " SERVER_JSON_EXTRA=", quoted(how_.server_json),
                  " SANDBOX_JSON_EXTRA=", quoted(how_.sandbox_json), " ");
}

void running_system::start() const { run(environment() + "tests/local/start.sh"); }
void running_system::restart() { start(); }
void running_system::restart(const std::string& server_json) {
    how_.server_json = server_json;
    start();
}
void running_system::stop(const std::string& name) const {
    run(environment() + "tests/local/stop.sh " + name);
}

std::string running_system::url(const std::string& path) const {
    return concat("http://127.0.0.1:", port_, path);
}

reply running_system::ask(const std::string& method, const std::string& path,
                          const std::string& body, const std::vector<std::string>& headers) const {
    return send({.method = method, .url = url(path), .body = body, .headers = headers});
}

reply running_system::get(const std::string& path) const { return ask("GET", path); }

reply running_system::post(const std::string& path, const std::string& body,
                           const std::vector<std::string>& headers) const {
    return ask("POST", path, body, headers);
}

reply running_system::sandbox_get(const std::string& path) const {
    return send({.url = concat("http://127.0.0.1:", sandbox_port_, path)});
}

reply running_system::sandbox_post(const std::string& path, const std::string& body) const {
    return send({.method = "POST",
                 .url = concat("http://127.0.0.1:", sandbox_port_, path),
                 .body = body,
                 .headers = {"Content-Type: application/json"}});
}

void running_system::fault(const std::string& json) const {
    const reply got = sandbox_post("/sandbox/faults", json);
    if (got.status != 200) throw std::runtime_error("the sandbox refuses the fault: " + got.body);
}

std::string running_system::log_in(const std::string& open_id) const {
    const reply code = sandbox_post("/sandbox/login?open_id=" + escaped(open_id), "");
    login_codes_.push_back(at(code, "code"));
    const reply got = get("/auth/login?code=" + escaped(login_codes_.back()));
    succeeded(got, "/auth/login");
    return at(got, "data.open_id");
}

json::document running_system::new_order(const std::string& query) const {
    return succeeded(get("/pay/gen" + query), "/pay/gen");
}

std::string running_system::pay(const json::document& order, const std::string& query) const {
    const std::string info = order.root().find("data").value().dump();
    const reply got = sandbox_post("/sandbox/requestPolymerPayment?open_id=customer" + query, info);
    if (at(got, "errMsg") != "requestPolymerPayment:ok")
        throw std::runtime_error("the cashier answered " + got.body);
    return at(info, "tpOrderId");
}

pid_t running_system::pid_of(const std::string& name) const {
    std::ifstream in(folder_ / (name + ".pid"));
    pid_t pid = 0;
    in >> pid;
    if (pid <= 0) throw std::runtime_error("no process id of " + name);
    return pid;
}

void running_system::adopt(const std::string& name, pid_t pid) const {
    std::string stat;
    std::getline(std::ifstream(concat("/proc/", pid, "/stat")), stat);
    std::istringstream fields(stat.substr(stat.rfind(')') + 1));  // the name may hold spaces
    std::string started;
    for (int i = 3; i <= 22; ++i) fields >> started;
    std::ofstream(folder_ / (name + ".pid")) << pid << ' ' << started << '\n';
}

void running_system::await_worker() const {
    if (!eventually([&] { return get("/auth/").status == 404; }, 30))
        throw std::runtime_error("the worker does not answer:\n" + logs());
}

void running_system::signal(const std::string& name, int number) const {
    ::kill(pid_of(name), number);
}

std::string running_system::logs() const {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "logs")) {
        std::ostringstream text;  // one each: an empty file would fail it for those that follow
        text << std::ifstream(entry.path()).rdbuf();
        all += text.str();
    }
    return all;
}

std::filesystem::path running_system::project() { return std::filesystem::current_path(); }

std::filesystem::path running_system::build() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

std::string at(const std::string& text, const std::string& path) {
    try {
        const json::document parsed = json::document::parse(text);
        std::optional<json::value> here = parsed.root();
        std::istringstream names(path);
        for (std::string name; here && std::getline(names, name, '.');) {
            const auto elements = here->elements();  // none, unless it is an array
            const auto index = static_cast<size_t>(parse_decimal(name).value_or(-1));
            if (index < elements.size())
                here = elements[index];
            else
                here = here->find(name);
        }
        if (!here) return {};
        return here->text().value_or(here->dump());
    } catch (const json::error&) {
        return {};
    }
}

void poll_pause() { poll(nullptr, 0, 100); }

}  // namespace swan::e2e
