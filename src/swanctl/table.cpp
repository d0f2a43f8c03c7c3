#include "swanctl/table.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "swanctl/times.h"

namespace swan::swanctl {

namespace {

constexpr std::string_view kGap = "  ";

std::string fen_with_yuan(int64_t fen) {
    if (fen < 0) return "?";
    const int64_t rest = fen % 100;
    return concat(fen, " (", fen / 100, rest < 10 ? ".0" : ".", rest, ")");
}

std::string number_shown(int64_t number, kind how) {
    if (how == kind::fen) return fen_with_yuan(number);
    return how == kind::time ? show_time(number) : std::to_string(number);
}

std::string on_one_line(std::string_view text) {
    std::string line;
    while (!text.empty()) {
        const size_t length = character_length(text);
        const std::string_view character = text.substr(0, std::max<size_t>(length, 1));
        line += length == 0 || is_control(character) ? " " : character;
        text.remove_prefix(character.size());
    }
    return line;
}

std::string line_of(const std::vector<std::string>& cells, const std::vector<size_t>& widths) {
    std::string line;
    for (size_t i = 0; i < cells.size(); ++i) append_to(line, padded(cells[i], widths[i]), kGap);
    line.erase(line.find_last_not_of(' ') + 1);
    return line + '\n';
}

}  // namespace

std::string shown(const cell& content, kind how) {
    if (const auto* const number = std::get_if<int64_t>(&content))
        return number_shown(*number, how);
    const auto& text = std::get<std::string>(content);
    return text.empty() ? "-" : on_one_line(text);
}

void write(json::writer& into, const cell& content) {
    if (const auto* const number = std::get_if<int64_t>(&content))
        into.integer(*number);
    else
        into.string(std::get<std::string>(content));
}

// A character of three bytes or more is mostly Chinese, and twice as wide.
size_t width_of(std::string_view text) {
    size_t width = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xc0U) == 0x80U) continue;
        width += byte >= 0xe0U ? 2 : 1;
    }
    return width;
}

std::string padded(std::string text, size_t width) {
    const size_t has = width_of(text);
    if (has < width) text.append(width - has, ' ');
    return text;
}

void table::add(std::vector<cell> row) {
    if (row.size() != columns_.size()) throw std::logic_error("a row does not fit its table");
    rows_.push_back(std::move(row));
}

std::string table::as_text() const {
    if (rows_.empty()) return "none\n";
    std::vector<std::vector<std::string>> lines(1);
    for (const column& each : columns_) lines[0].push_back(each.name);
    for (const auto& row : rows_) {
        std::vector<std::string> line;
        for (size_t i = 0; i < row.size(); ++i) line.push_back(shown(row[i], columns_[i].how));
        lines.push_back(std::move(line));
    }
    std::vector<size_t> widths(columns_.size());
    for (const auto& line : lines)
        for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], width_of(line[i]));
    std::string text;
    for (const auto& line : lines) text += line_of(line, widths);
    return text;
}

void table::write_json(json::writer& into) const {
    into.begin_array();
    for (const auto& row : rows_) {
        into.begin_object();
        for (size_t i = 0; i < row.size(); ++i) write(into.key(columns_[i].name), row[i]);
        into.end_object();
    }
    into.end_array();
}

}  // namespace swan::swanctl
