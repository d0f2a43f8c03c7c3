// The writing half of base/json.
#include <rapidjson/writer.h>

#include <algorithm>

#include "base/json.h"
#include "base/json_node.h"
#include "base/text.h"

namespace swan::json {

namespace {

constexpr size_t kUsualText = 200;  // bytes

// The length of the longest prefix that is UTF-8.
size_t clean_prefix(std::string_view bytes) {
    size_t at = 0;
    while (at < bytes.size()) {
        const size_t length = character_length(bytes.substr(at));
        if (length == 0) break;
        at += length;
    }
    return at;
}

struct text_sink {
    using Ch = char;
    std::string text;
    void Put(char c) { text.push_back(c); }
    void Flush() {}
};

class text_writer : public rapidjson::Writer<text_sink> {
  public:
    using Writer::Writer;
    // A string without anything to escape; the library would look at and write each byte alone.
    void plain_string(std::string_view text) {
        Prefix(rapidjson::kStringType);
        os_->text.append(1, '"').append(text).append(1, '"');
        EndValue(true);
    }
};

// True when `text` stands in a JSON string as it is: most keys and values do.
bool is_plain(std::string_view text) {
    const auto plain = [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; };
    return std::all_of(text.begin(), text.end(), plain);
}

// Writes `text` as a string, every byte that is not UTF-8 as U+FFFD.
void write_text(text_writer& out, std::string_view text) {
    if (is_plain(text)) {
        out.plain_string(text);
        return;
    }
    size_t clean = clean_prefix(text);
    if (clean == text.size()) {
        out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
        return;
    }
    std::string repaired;
    while (clean < text.size()) {
        repaired.append(text.substr(0, clean)).append("\xEF\xBF\xBD");
        text.remove_prefix(clean + 1);
        clean = clean_prefix(text);
    }
    repaired.append(text);
    out.String(repaired.data(), static_cast<rapidjson::SizeType>(repaired.size()));
}

void write_node(text_writer& out, const node& one) {
    switch (one.type) {
        case kind::null:
            out.Null();
            break;
        case kind::boolean:
            out.Bool(one.length != 0);
            break;
        case kind::integer:
        case kind::number:
            out.RawValue(one.text, one.length, rapidjson::kNumberType);
            break;
        case kind::string:
            write_text(out, one.view());
            break;
        case kind::array:
            out.StartArray();
            break;
        case kind::object:
            out.StartObject();
            break;
    }
}

void write_tree(text_writer& out, const node& root) {
    std::vector<const node*> open;
    for (const node* now = &root; now != root.end(); ++now) {
        write_node(out, *now);
        if (now->type == kind::array || now->type == kind::object) open.push_back(now);
        // The last node of a tree ends every container that it is the last of.
        for (; !open.empty() && open.back()->end() == now + 1; open.pop_back())
            open.back()->type == kind::array ? out.EndArray() : out.EndObject();
    }
}

}  // namespace

// A text in the making. The writer would allocate an allocator for itself.
struct writer::impl {
    impl() { sink.text.reserve(kUsualText); }
    text_sink sink;
    rapidjson::CrtAllocator levels;
    text_writer out{sink, &levels};
};

std::string value::dump() const {
    writer out;
    return out.copy(*this).take();
}

writer::writer() : impl_(std::make_unique<impl>()) {}
writer::~writer() = default;
writer::writer(writer&&) noexcept = default;

writer& writer::begin_object() { return impl_->out.StartObject(), *this; }
writer& writer::end_object() { return impl_->out.EndObject(), *this; }
writer& writer::begin_array() { return impl_->out.StartArray(), *this; }
writer& writer::end_array() { return impl_->out.EndArray(), *this; }
writer& writer::key(std::string_view name) { return string(name); }
writer& writer::string(std::string_view text) { return write_text(impl_->out, text), *this; }
writer& writer::integer(int64_t number) { return impl_->out.Int64(number), *this; }
writer& writer::boolean(bool truth) { return impl_->out.Bool(truth), *this; }
writer& writer::null() { return impl_->out.Null(), *this; }
writer& writer::raw(std::string_view json) {
    return impl_->out.RawValue(json.data(), json.size(), rapidjson::kObjectType), *this;
}
writer& writer::copy(const value& content) {
    return write_tree(impl_->out, node_of(content.raw_)), *this;
}

std::string writer::take() {
    std::string text = std::move(impl_->sink.text);
    impl_->sink.text.clear();
    impl_->out.Reset(impl_->sink);
    return text;
}

}  // namespace swan::json
