#include "swanctl/page.h"

#include <algorithm>
#include <cstdio>

#include "base/text.h"

namespace swan::swanctl {

namespace {

kind kind_of(std::string_view name) {
    if (name == "amount" || name == "fen") return kind::fen;
    return name.ends_with("_ms") ? kind::time : kind::text;
}

cell cell_of(const json::value& content) {
    if (const auto number = content.integer()) return *number;
    if (const auto text = content.string()) return std::string(*text);
    if (const auto truth = content.boolean()) return std::string(*truth ? "yes" : "no");
    return content.dump();
}

// Rows of an answer are alike.
table table_of(const std::vector<json::value>& rows) {
    std::vector<table::column> columns;
    if (!rows.empty())
        for (const auto& each : rows.front().members())
            columns.push_back({std::string(each.name), kind_of(each.name)});
    table all(std::move(columns));
    for (const json::value& row : rows) {
        std::vector<cell> cells;
        for (const auto& each : row.members()) cells.push_back(cell_of(each.content));
        all.add(std::move(cells));
    }
    return all;
}

}  // namespace

page page::of_answer(std::string_view json) {
    const auto parsed = json::document::parse_object(json);
    page made;
    for (const auto& [name, content] : parsed.root().members()) {
        if (content.is_array())
            made.part(std::string(name), table_of(content.elements()));
        else
            made.value(std::string(name), cell_of(content), kind_of(name));
    }
    return made;
}

page& page::value(std::string name, cell content, kind how) {
    values_.push_back({std::move(name), std::move(content), how});
    return *this;
}

page& page::part(std::string name, table content) {
    parts_.emplace_back(std::move(name), std::move(content));
    return *this;
}

std::string page::as_text() const {
    size_t width = 0;
    for (const named_value& each : values_) width = std::max(width, width_of(each.name));
    std::string text;
    for (const named_value& each : values_)
        append_to(text, padded(each.name, width), "  ", shown(each.content, each.how), '\n');
    const bool is_one_table = values_.empty() && parts_.size() == 1;
    for (const auto& [name, content] : parts_) {
        if (!is_one_table) append_to(text, text.empty() ? "" : "\n", name, ":\n");
        text += content.as_text();
    }
    return text;
}

std::string page::as_json() const {
    json::writer text;
    text.begin_object();
    for (const named_value& each : values_) write(text.key(each.name), each.content);
    for (const auto& [name, content] : parts_) content.write_json(text.key(name));
    text.end_object();
    return text.take();
}

void page::print(bool json) const {
    const std::string text = json ? as_json() + '\n' : as_text();
    std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace swan::swanctl
