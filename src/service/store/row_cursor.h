// The fields of a row, one after another: what reads them in a braced initialiser, which goes from
// left to right, names its columns once, in the SELECT.
#pragma once

#include <optional>
#include <string>

#include "service/store/sql.h"

namespace swan {

class row_cursor {
  public:
    // `row` loses its texts.
    explicit row_cursor(sql::row& row) : row_(row) {}

    int64_t number() { return row_.number(next_++); }
    bool flag() { return number() != 0; }
    template <class Enum>
    Enum value() {
        return static_cast<Enum>(number());
    }
    std::string text() { return row_.take_text(next_++); }
    std::optional<std::string> text_or_null() {
        if (!row_.is_null(next_)) return text();
        ++next_;
        return std::nullopt;
    }

  private:
    sql::row& row_;
    size_t next_ = 0;
};

}  // namespace swan
