// swanctl: the operator's tool.
#include <sysexits.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>

#include "base/config_upstream.h"
#include "base/version.h"
#include "swanctl/doctor/doctor.h"

namespace {

using namespace swan;

// CLI11 wants the fault; empty: there is none.
std::string base_url_only(const std::string& given) {
    return parse_base_url(given) ? "" : "must be a base URL such as https://shop.example.com";
}

doctor::options& add_doctor(CLI::App& tool) {
    static doctor::options how;
    CLI::App* const command =
        tool.add_subcommand("doctor", "Before going live: checks everything, and says what to do.");
    command->add_option("--conf", how.conf, "folder of the configuration (default: conf)");
    command->add_option("--url", how.url, "where nginx answers Baidu and phones, https://HOST")
        ->check(base_url_only);
    command->add_flag("--json", how.json, "one JSON text instead of a line for each check");
    return how;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);  // a connection that breaks is a finding
    CLI::App tool("The operator's tool of swan-fcgi.");
    tool.set_version_flag("--version", std::string("swanctl ") + kVersion);
    tool.require_subcommand(1);
    const doctor::options& how = add_doctor(tool);
    try {
        tool.parse(argc, argv);
        return doctor::run(how);
    } catch (const CLI::ParseError& e) {
        return tool.exit(e) == 0 ? EXIT_SUCCESS : EX_USAGE;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "swanctl: %s\n", e.what());
        return EXIT_FAILURE;
    }
}
