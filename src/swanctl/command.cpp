// swanctl command ID: what became of a command that no worker had taken at once.
#include <cstdio>
#include <memory>

#include "service/store/commands.h"
#include "swanctl/ask_worker.h"
#include "swanctl/commands.h"

namespace swan::swanctl {

void add_command(CLI::App& tool, place& where) {
    const auto id = std::make_shared<std::string>();
    CLI::App* const command =
        tool.add_subcommand("command", "What became of a command that exited with 75.");
    add_place(*command, where);
    command->add_option("id", *id)->required();
    command->callback([id, &where] {
        opened at(where);
        const auto known =
            at.read([&](sql& db, int64_t app) { return find_command(db, app, *id); });
        if (known) {
            where.status = tell(*known, where.json);
            return;
        }
        std::fprintf(stderr, "swanctl: there is no command with this id\n");
        where.status = EXIT_FAILURE;
    });
}

}  // namespace swan::swanctl
