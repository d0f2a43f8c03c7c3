// An nginx child that ends TLS on loopback ports, with certificates made for the test.
#pragma once

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "plain_server.h"

namespace swan::test {

class scratch_folder {
  public:
    scratch_folder() {
        std::string name = std::filesystem::temp_directory_path() / "swan-tls-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        path_ = name;
    }
    ~scratch_folder() { std::filesystem::remove_all(path_); }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// A certification authority, and certificates by it: "<name>.pem" and "<name>.key" in its folder.
class test_authority {
  public:
    explicit test_authority(std::filesystem::path folder) : folder_(std::move(folder)) {
        make("ca");
        make("other_ca");
        issue("good", "ca", "IP:127.0.0.1", 2);
        issue("wrong_name", "ca", "DNS:openapi.baidu.com", 2);
        issue("unknown_issuer", "other_ca", "IP:127.0.0.1", 2);
        issue("expired", "ca", "IP:127.0.0.1", -1);
    }
    std::filesystem::path file(const std::string& name) const { return folder_ / name; }

  private:
    void make(const std::string& name) {
        run("req -x509 -days 2 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=" +
            name + " -keyout " + name + ".key -out " + name + ".pem");
    }
    void issue(const std::string& name, const std::string& by, const std::string& for_whom,
               int days) {
        run("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=test"
            " -addext subjectAltName=" +
            for_whom + " -keyout " + name + ".key -out " + name + ".csr");
        run("x509 -req -copy_extensions copy -in " + name + ".csr -CA " + by + ".pem -CAkey " + by +
            ".key -days " + std::to_string(days) + " -out " + name + ".pem");
    }
    void run(const std::string& arguments) {
        const std::string command =
            "cd '" + folder_.string() + "' && openssl " + arguments + " 2>/dev/null >&2";
        if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl " + arguments);
    }
    const std::filesystem::path folder_;
};

class tls_server {
  public:
    // Requests are passed to `back`; /whoami is answered with the protocol that was spoken,
    // /connection with the connection's number; the header X-Connection tells `back` that number.
    tls_server(const test_authority& keys, int back) : keys_(keys) {
        std::ostringstream servers;
        for (const char* name : {"good", "wrong_name", "unknown_issuer", "expired"})
            servers << server(name, name, "ssl http2", back);
        servers << server("http1", "good", "ssl", back);
        servers << server("some_streams", "good", "ssl http2", back,
                          "http2_max_concurrent_streams 100;\n");
        servers << server("short_lived", "good", "ssl http2", back, "keepalive_requests 50;\n");
        std::ofstream(keys.file("nginx.conf"))
            << (geteuid() == 0 ? "user root;\n" : "")
            << "daemon off;\nworker_processes 1;\npid nginx.pid;\nevents { worker_connections "
               "4096; }\nhttp {\n"
               "access_log off;\nclient_body_temp_path t1;\nproxy_temp_path t2;\n"
               "fastcgi_temp_path t3;\nuwsgi_temp_path t4;\nscgi_temp_path t5;\n"
            << servers.str() << "}\n";
        start();
    }
    ~tls_server() {
        kill(master_, SIGTERM);
        waitpid(master_, nullptr, 0);
    }
    tls_server(const tls_server&) = delete;
    tls_server& operator=(const tls_server&) = delete;

    // `name`: good, wrong_name, unknown_issuer, expired (HTTP/2); good ones too:
    // http1 (HTTP/1.1), some_streams (at most 100 a connection), short_lived (each connection is
    // given up after 50 requests).
    std::string url(const std::string& name, const std::string& path) const {
        return "https://127.0.0.1:" + std::to_string(ports_.at(name)) + path;
    }
    // Ends the worker with all its connections at once; the master starts another, and its
    // listening sockets are never closed.
    void kill_worker() {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
        const auto patient = [&] { return std::chrono::steady_clock::now() < until; };
        // The kernel's list of children may leave one out while another one comes or goes.
        std::vector<pid_t> workers;
        while (workers.empty() && patient()) workers = children();
        for (const pid_t each : workers) kill(each, SIGKILL);
        // Until then it could still answer.
        for (const pid_t each : workers)
            while (is_alive(each) && patient()) std::this_thread::yield();
    }

  private:
    std::vector<pid_t> children() const {
        const std::string master = std::to_string(master_);
        std::ifstream list("/proc/" + master + "/task/" + master + "/children");
        std::vector<pid_t> all;
        for (pid_t each = 0; list >> each;) all.push_back(each);
        return all;
    }
    static bool is_alive(pid_t one) {
        std::ifstream in("/proc/" + std::to_string(one) + "/stat");
        std::string stat;
        std::getline(in, stat);
        const size_t state = stat.rfind(')');
        return state != std::string::npos && stat.compare(state, 3, ") Z") != 0;
    }

    std::string server(const std::string& name, const std::string& certificate,
                       const std::string& how, int back, const std::string& more = {}) {
        const int port = ports_[name] = unused_port();
        std::ostringstream out;
        out << "server {\nlisten 127.0.0.1:" << port << " " << how << ";\nssl_certificate "
            << certificate << ".pem;\nssl_certificate_key " << certificate << ".key;\n"
            << more << "location = /whoami { return 200 $server_protocol; }\n"
            << "location = /connection { return 200 $connection; }\n"
            << "location / { proxy_set_header X-Connection $connection; proxy_pass "
               "http://127.0.0.1:"
            << back << "; proxy_http_version 1.1; proxy_next_upstream off; }\n}\n";
        return out.str();
    }
    void start() {
        const std::string folder = keys_.file("").string();
        const std::string log = keys_.file("error.log").string();
        const std::string conf = keys_.file("nginx.conf").string();
        master_ = fork();
        if (master_ == 0) {
            prctl(PR_SET_PDEATHSIG, SIGTERM);
            execlp("nginx", "nginx", "-p", folder.c_str(), "-e", log.c_str(), "-c", conf.c_str(),
                   static_cast<char*>(nullptr));
            _exit(127);
        }
        for (int tries = 0; tries < 500; ++tries) {
            if (accepts(ports_.at("http1"))) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        throw std::runtime_error("nginx does not start");
    }
    static bool accepts(int port) {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const bool yes = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        close(fd);
        return yes;
    }

    const test_authority& keys_;
    std::map<std::string, int> ports_;
    pid_t master_ = -1;
};

}  // namespace swan::test
