// swanctl close, replay, resume: asked of a worker in one word.
#include <memory>

#include "swanctl/ask_worker.h"
#include "swanctl/commands.h"

namespace swan::swanctl {

namespace {

void add_word(CLI::App& tool, place& where, const std::string& name, const std::string& help) {
    CLI::App* const command = tool.add_subcommand(name, help);
    add_place(*command, where);
    command->callback([name, &where] { ask_worker(where, name, {}); });
}

}  // namespace

void add_close(CLI::App& tool, place& where) {
    const auto given = std::make_shared<command_arguments>();
    CLI::App* const command =
        tool.add_subcommand("close", "Close an unpaid order: Baidu is asked to cancel it.");
    add_place(*command, where);
    const auto id = [given](const std::string& text) { given->set("tp_order_id", text); };
    command->add_option_function<std::string>("tp_order_id", id)->required();
    command->callback([given, &where] { ask_worker(where, "close", *given); });
}

void add_replay(CLI::App& tool, place& where) {
    add_word(tool, where, "replay",
             "Verify the payment notifies in quarantine again, with the platform keys of now.");
}

void add_resume(CLI::App& tool, place& where) {
    add_word(tool, where, "resume", "End the brake on isErrorOrder answers.");
}

}  // namespace swan::swanctl
