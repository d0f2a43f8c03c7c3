// Rows told to people, aligned, or to programs, as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"

namespace swan::swanctl {

// How a number is told to people: fen with the yuan beside it, ms since 1970 as a time. -1 fen are
// unknown. JSON has the numbers as they are.
enum class kind { text, number, fen, time };

using cell = std::variant<int64_t, std::string>;

// One line, without characters that would move a terminal's cursor.
std::string shown(const cell& content, kind how);
void write(json::writer& into, const cell& content);
// How many columns a terminal needs for UTF-8 `text`.
size_t width_of(std::string_view text);
// `text` and spaces up to `width`.
std::string padded(std::string text, size_t width);

class table {
  public:
    struct column {
        std::string name;  // of the member in JSON, and the heading
        kind how = kind::text;
    };
    explicit table(std::vector<column> columns) : columns_(std::move(columns)) {}

    // As many as there are columns.
    void add(std::vector<cell> row);
    bool empty() const { return rows_.empty(); }

    // A heading and a line a row; "none" when there is no row.
    std::string as_text() const;
    void write_json(json::writer& into) const;  // an array of objects

  private:
    std::vector<column> columns_;
    std::vector<std::vector<cell>> rows_;
};

}  // namespace swan::swanctl
