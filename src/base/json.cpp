#include "base/json.h"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <array>
#include <charconv>
#include <cstddef>

#include "base/json_node.h"
#include "base/text.h"

namespace swan::json {

namespace {

constexpr size_t kMaxDepth = 64;
constexpr size_t kMaxText = 64 * 1024 * 1024;  // bytes

bool is_integer_literal(std::string_view digits) {
    return digits.find_first_of(".eE") == std::string_view::npos;
}

template <class Number>
std::optional<Number> number_of(std::string_view digits) {
    Number number{};
    const char* end = digits.data() + digits.size();
    const auto [stop, failure] = std::from_chars(digits.data(), end, number);
    if (failure != std::errc{} || stop != end) return std::nullopt;
    return number;
}

// RapidJSON 1.1 decodes the escape of a low surrogate that stands alone into bytes that are not
// UTF-8; in text that was validated before, nothing else has this form.
bool has_lone_surrogate(std::string_view text) {
    for (size_t at = text.find('\xED'); at != std::string_view::npos;
         at = text.find('\xED', at + 1))
        if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
    return false;
}

class node_builder : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, node_builder> {
  public:
    node_builder(std::vector<node>& nodes, size_t most) : nodes_(nodes), most_(most) {}

    bool is_full() const { return nodes_.size() == most_; }
    // Why the text was refused, if it was refused here.
    const char* complaint() const { return complaint_; }

    bool Null() { return add({}); }
    bool Bool(bool truth) { return add({kind::boolean, truth}); }
    bool RawNumber(const char* text, rapidjson::SizeType length, bool) {
        const std::string_view digits(text, length);
        const bool fits = is_integer_literal(digits) && number_of<int64_t>(digits);
        return add({fits ? kind::integer : kind::number, length, 1, text});
    }
    bool String(const char* text, rapidjson::SizeType length, bool) {
        if (has_lone_surrogate({text, length})) return refuse("The surrogate pair is invalid.");
        return add({kind::string, length, 1, text});
    }
    bool StartObject() { return open(kind::object); }
    bool StartArray() { return open(kind::array); }
    bool EndObject(rapidjson::SizeType members) { return close(members); }
    bool EndArray(rapidjson::SizeType elements) { return close(elements); }

  private:
    bool refuse(const char* complaint) {
        complaint_ = complaint;
        return false;
    }
    bool add(node fresh) {
        if (is_full()) return refuse("Too many members.");
        nodes_.push_back(fresh);
        return true;
    }
    bool open(kind type) {
        if (depth_ == kMaxDepth) return refuse("Nested deeper than 64 levels.");
        open_[depth_++] = static_cast<uint32_t>(nodes_.size());
        return add({type});
    }
    bool close(uint32_t length) {
        const uint32_t begin = open_[--depth_];
        nodes_[begin].length = length;
        nodes_[begin].span = static_cast<uint32_t>(nodes_.size()) - begin;
        return true;
    }

    std::vector<node>& nodes_;
    const size_t most_;
    std::array<uint32_t, kMaxDepth> open_;
    size_t depth_ = 0;
    const char* complaint_ = nullptr;
};

[[noreturn]] void fail(size_t offset, std::string_view why) {
    throw error(concat("not JSON, at byte ", offset, ": ", why));
}

}  // namespace

kind value::type() const { return node_of(raw_).type; }

std::optional<std::string_view> value::string() const {
    if (!is_string()) return std::nullopt;
    return node_of(raw_).view();
}

std::optional<int64_t> value::integer() const {
    if (type() != kind::integer) return std::nullopt;
    return number_of<int64_t>(node_of(raw_).view());
}

std::optional<bool> value::boolean() const {
    if (type() != kind::boolean) return std::nullopt;
    return node_of(raw_).length != 0;
}

std::optional<std::string> value::text() const {
    if (const auto chars = string()) return std::string(*chars);
    if (const auto number = integer()) return std::to_string(*number);
    if (type() != kind::number) return std::nullopt;
    const auto number = number_of<uint64_t>(node_of(raw_).view());
    return number ? std::optional(std::to_string(*number)) : std::nullopt;
}

std::optional<int64_t> value::integral() const {
    if (const auto chars = string()) return number_of<int64_t>(*chars);
    return integer();
}

std::optional<value> value::find(std::string_view name) const {
    if (!is_object()) return std::nullopt;
    const node& object = node_of(raw_);
    for (const node* at = &object + 1; at != object.end(); at = at[1].end())
        if (at->view() == name) return value(at + 1);
    return std::nullopt;
}

std::vector<value::member> value::members() const {
    std::vector<member> all;
    if (!is_object()) return all;
    const node& object = node_of(raw_);
    all.reserve(object.length);
    for (const node* at = &object + 1; at != object.end(); at = at[1].end())
        all.push_back({at->view(), value(at + 1)});
    return all;
}

std::vector<value> value::elements() const {
    std::vector<value> all;
    if (!is_array()) return all;
    const node& array = node_of(raw_);
    all.reserve(array.length);
    for (const node* at = &array + 1; at != array.end(); at = at->end()) all.push_back(value(at));
    return all;
}

struct document::impl {
    std::string text;  // strings are unescaped in place
    std::vector<node> nodes;
};

document::document(std::unique_ptr<impl> content) : impl_(std::move(content)) {}
document::document(document&&) noexcept = default;
document& document::operator=(document&&) noexcept = default;
document::~document() = default;

document document::parse(std::string_view text) { return parse(text, kMaxText); }

document document::parse(std::string_view text, size_t most_members) {
    if (text.size() > kMaxText) throw error("too long to be read as JSON");
    auto content = std::make_unique<impl>();
    // RapidJSON looks for the rest of a broken UTF-8 character up to three bytes past the end.
    content->text.reserve(text.size() + 4);
    content->text.append(text).append(4, '\0');
    content->nodes.reserve(32);

    alignas(std::max_align_t) char room[2048];
    rapidjson::MemoryPoolAllocator<> pool(room, sizeof room);
    using utf8 = rapidjson::UTF8<>;
    rapidjson::GenericReader<utf8, utf8, rapidjson::MemoryPoolAllocator<>> reader(&pool, 1024);
    rapidjson::InsituStringStream in(content->text.data());
    node_builder builder(content->nodes, 2 * most_members + 1);  // name and value, the object
    constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseInsituFlag |
                                rapidjson::kParseValidateEncodingFlag |
                                rapidjson::kParseNumbersAsStringsFlag;
    const auto result = reader.Parse<kFlags>(in, builder);
    if (builder.complaint() && builder.is_full())
        throw error(concat("JSON with more than ", most_members, " members"));
    if (builder.complaint()) fail(result.Offset(), builder.complaint());
    if (result.IsError()) fail(result.Offset(), rapidjson::GetParseError_En(result.Code()));
    // RapidJSON takes a NUL for the end of the text.
    if (in.Tell() < text.size()) fail(in.Tell(), "A NUL byte.");
    return document(std::move(content));
}

document document::parse_object(std::string_view text) { return parse_object(text, kMaxText); }

document document::parse_object(std::string_view text, size_t most_members) {
    document parsed = parse(text, most_members);
    if (!parsed.root().is_object()) throw error("JSON, but not an object");
    return parsed;
}

value document::root() const { return value(impl_->nodes.data()); }

}  // namespace swan::json
