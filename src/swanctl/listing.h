// What commands that list rows have in common.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/store/names.h"
#include "swanctl/page.h"
#include "swanctl/place.h"

namespace swan::swanctl {

// So many rows at most.
void add_limit(CLI::App& command, int64_t& into);

// Only rows of the state that is named.
template <class State>
void add_state(CLI::App& command, std::optional<State>& into) {
    std::vector<std::string> names;
    for (const State each : all_values<State>()) names.emplace_back(name_of(each));
    const auto take = [&into](const std::string& name) { into = named<State>(name); };
    command.add_option_function<std::string>("--state", take, "only those in it")
        ->check(CLI::IsMember(names));
}

// What `search(db, app)` finds, as one table; table_of() is the caller's for such rows.
template <class Search, class Table>
void list(place& where, std::string name, Search search, Table table_of) {
    opened at(where);
    page told;
    told.part(std::move(name), table_of(at.read(search))).print(where.json);
}

}  // namespace swan::swanctl
