// A prepared statement of SOCI's with the storage it is bound to. Part of sql.cpp.
#pragma once

#include <soci/soci.h>

#include <algorithm>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "service/store/parameters.h"
#include "service/store/sql.h"

namespace swan {

// The storage of one parameter or column; SOCI keeps references to it.
struct slot {
    bool is_text = false;
    soci::indicator state = soci::i_null;
    long long number = 0;
    std::string text;

    void set(const sql::arg& value) {
        state = soci::i_ok;
        if (const auto* const given = std::get_if<int64_t>(&value))
            number = *given;
        else if (const auto* const words = std::get_if<std::string_view>(&value))
            text = *words;
        else
            state = soci::i_null;
    }
    bool fits(const sql::arg& value) const {
        return value.index() == 0 || is_text == std::holds_alternative<std::string_view>(value);
    }
    sql::cell take() {
        if (state != soci::i_ok) return std::monostate();
        if (is_text) return std::move(text);
        return static_cast<int64_t>(number);
    }
};

class kept_statement {
  public:
    kept_statement(soci::session& session, const char* text, const char* columns,
                   std::initializer_list<sql::arg> args)
        : in_(args.size()), out_(std::string_view(columns).size()), statement_(session) {
        const auto names = parameter_names(text);
        if (names.size() != args.size())
            throw std::logic_error(concat("wrong number of arguments for: ", text));
        statement_.alloc();
        for (size_t i = 0; i < in_.size(); ++i) {
            in_[i].is_text = std::holds_alternative<std::string_view>(args.begin()[i]);
            bind(in_[i], names[i]);
        }
        for (size_t i = 0; i < out_.size(); ++i) {
            out_[i].is_text = columns[i] == 't';
            define(out_[i]);
        }
        statement_.prepare(text);
        statement_.define_and_bind();
    }

    kept_statement(const kept_statement&) = delete;
    kept_statement& operator=(const kept_statement&) = delete;

    bool fits(std::initializer_list<sql::arg> args) const {
        return std::equal(in_.begin(), in_.end(), args.begin(), args.end(),
                          [](const slot& mine, const sql::arg& value) { return mine.fits(value); });
    }

    bool execute(std::initializer_list<sql::arg> args) {
        for (size_t i = 0; i < in_.size(); ++i) in_[i].set(args.begin()[i]);
        return statement_.execute(true);
    }
    bool fetch() { return statement_.fetch(); }
    int64_t affected_rows() { return statement_.get_affected_rows(); }

    // Once for each row.
    sql::row take_row() {
        std::vector<sql::cell> cells;
        cells.reserve(out_.size());
        for (auto& column : out_) cells.push_back(column.take());
        return sql::row(std::move(cells));
    }

  private:
    // Const values tell SOCI that nothing is written back into a parameter.
    void bind(slot& in, const std::string& name) {
        if (in.is_text)
            statement_.exchange(soci::use(std::as_const(in.text), in.state, name));
        else
            statement_.exchange(soci::use(std::as_const(in.number), in.state, name));
    }
    void define(slot& out) {
        if (out.is_text)
            statement_.exchange(soci::into(out.text, out.state));
        else
            statement_.exchange(soci::into(out.number, out.state));
    }

    std::vector<slot> in_;
    std::vector<slot> out_;
    soci::statement statement_;
};

}  // namespace swan
