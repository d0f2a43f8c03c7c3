// JSON: the only unit that knows RapidJSON. Reading is iterative (a million "[" cost no stack),
// strict (UTF-8 validated, nothing after the value) and never throws anything but json::error.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace swan::json {

// What is wrong and at which byte; safe to show: it quotes nothing of the text.
class error : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class kind { null, boolean, integer, number, string, array, object };

// A view of one value inside a document; valid as long as its document.
class value {
  public:
    kind type() const;
    bool is_string() const { return type() == kind::string; }
    bool is_object() const { return type() == kind::object; }
    bool is_array() const { return type() == kind::array; }

    // Each gives nothing when the value is of another kind. `integer` holds int64 range only
    // (1.0 is no integer); numbers outside it have kind::number.
    std::optional<std::string_view> string() const;
    std::optional<int64_t> integer() const;
    std::optional<bool> boolean() const;

    // A string as it is, an integer as its decimal text, else nothing: how ids arrive.
    std::optional<std::string> text() const;
    // An integer, or a string of plain decimal digits with an optional leading '-', else nothing.
    std::optional<int64_t> integral() const;

    // The first member of this object with that name, if this is an object that has it.
    std::optional<value> find(std::string_view name) const;

    struct member;
    std::vector<member> members() const;  // of an object, in order; else empty
    std::vector<value> elements() const;  // of an array, in order; else empty

    // This value as compact JSON text.
    std::string dump() const;

  private:
    friend class document;
    friend class writer;
    explicit value(const void* raw) : raw_(raw) {}
    const void* raw_;
};

struct value::member {
    std::string_view name;
    value content;
};

// An owned parsed text. Movable.
class document {
  public:
    // Parses exactly one JSON value. Throws json::error.
    static document parse(std::string_view text);
    // The same, and the value must be an object.
    static document parse_object(std::string_view text);
    // The same, of a stranger: more than `most_members` are refused before the rest is read. Those
    // of inner objects count too, and every two elements of arrays as one.
    static document parse_object(std::string_view text, size_t most_members);

    document(document&&) noexcept;
    document& operator=(document&&) noexcept;
    ~document();
    value root() const;

  private:
    struct impl;
    static document parse(std::string_view text, size_t most_members);
    explicit document(std::unique_ptr<impl>);
    std::unique_ptr<impl> impl_;
};

// Builds compact JSON text. Calls must be balanced; strings must be UTF-8 (bytes that are not
// are replaced by U+FFFD, so that the output is always valid).
class writer {
  public:
    writer();
    ~writer();
    writer(writer&&) noexcept;
    writer& begin_object();
    writer& end_object();
    writer& begin_array();
    writer& end_array();
    writer& key(std::string_view name);
    writer& string(std::string_view text);
    writer& integer(int64_t number);
    writer& boolean(bool truth);
    writer& null();
    // Ready JSON text, trusted as it is.
    writer& raw(std::string_view json);
    writer& copy(const value& content);

    // key and value in one
    writer& member(std::string_view name, std::string_view text) { return key(name).string(text); }
    writer& member(std::string_view name, const char* text) { return key(name).string(text); }
    writer& member(std::string_view name, int64_t number) { return key(name).integer(number); }

    // The finished text; the writer is empty afterwards.
    std::string take();

  private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace swan::json
