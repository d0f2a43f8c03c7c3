// swanctl: the operator's tool.
#include <sysexits.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>

#include "base/config_upstream.h"
#include "base/text.h"
#include "base/version.h"
#include "swanctl/commands.h"
#include "swanctl/doctor/doctor.h"

namespace {

using namespace swan;

// CLI11 wants the fault; empty: there is none.
std::string base_url_only(const std::string& given) {
    return parse_base_url(given) ? "" : "must be a base URL such as https://shop.example.com";
}

void add_doctor(CLI::App& tool, swanctl::place& where) {
    static doctor::options how;
    CLI::App* const command =
        tool.add_subcommand("doctor", "Before going live: checks everything, and says what to do.");
    command->add_option("--conf", how.conf, "folder of the configuration (default: conf)");
    command->add_option("--url", how.url, "where nginx answers Baidu and phones, https://HOST")
        ->check(base_url_only);
    command->add_flag("--json", how.json, "one JSON text instead of a line for each check");
    command->callback([&where] { where.status = doctor::run(how); });
}

int fail(const std::exception& why, int status) {
    std::fprintf(stderr, "swanctl: %s\n", why.what());
    return status;
}

// CLI11 would only say that a command is missing.
std::string unknown_command(const CLI::App& tool) {
    const auto unread = tool.remaining();
    const bool is_word = !unread.empty() && !unread.front().starts_with('-');
    return is_word && tool.get_subcommands().empty() ? unread.front() : "";
}

int refuse(const CLI::App& tool, const CLI::ParseError& why) {
    const std::string unknown = unknown_command(tool);
    if (unknown.empty()) return tool.exit(why) == 0 ? EXIT_SUCCESS : EX_USAGE;
    std::fprintf(stderr, "swanctl: unknown command %s; swanctl --help tells them\n",
                 printable(unknown).c_str());
    return EX_USAGE;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);  // a connection that breaks is a finding
    CLI::App tool("The operator's tool of swan-fcgi.");
    tool.set_version_flag("--version", std::string("swanctl ") + kVersion);
    tool.require_subcommand(1);
    swanctl::place where;
    add_doctor(tool, where);
    for (const auto add :
         {swanctl::add_orders, swanctl::add_order, swanctl::add_refund, swanctl::add_close,
          swanctl::add_events, swanctl::add_replay, swanctl::add_resume, swanctl::add_recover,
          swanctl::add_compare, swanctl::add_stats, swanctl::add_command})
        add(tool, where);
    try {
        tool.parse(argc, argv);
        return where.status;
    } catch (const CLI::ParseError& e) {
        return refuse(tool, e);
    } catch (const config_error& e) {
        return fail(e, EX_CONFIG);
    } catch (const std::exception& e) {
        return fail(e, EXIT_FAILURE);
    }
}
