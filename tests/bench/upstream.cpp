#include "bench/upstream.h"

#include <stdlib.h>

#include <cstdio>
#include <stdexcept>

#include "base/text.h"
#include "e2e/running_system.h"

namespace swan::bench {

upstream::upstream() : port_(concat(e2e::free_port())) {
    std::string name = "/tmp/swan-upstream-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    e2e::run(concat("tests/bench/upstream.sh start ", folder_.string(), " ", port_));
}

upstream::~upstream() {
    try {
        e2e::run("tests/bench/upstream.sh stop " + folder_.string());
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

// Requests of a round that has ended still wait while the next one begins: twice as many, and some.
std::string upstream::server_json() const {
    return concat(R"({"max_waiting":6000,"upstream_base":"https://127.0.0.1:)", port_,
                  R"(","upstream_ca_file":")", (folder_ / "upstream-ca.pem").string(), "\"}");
}

}  // namespace swan::bench
