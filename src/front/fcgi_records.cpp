#include "front/fcgi_records.h"

#include <limits.h>

#include <algorithm>

namespace swan {

namespace {

FCGI_Header header(int type, int request_id, size_t content) {
    const auto byte = [](size_t value) { return static_cast<unsigned char>(value & 0xff); };
    FCGI_Header one{};
    one.version = FCGI_VERSION_1;
    one.type = byte(static_cast<size_t>(type));
    one.requestIdB1 = byte(static_cast<size_t>(request_id) >> 8);
    one.requestIdB0 = byte(static_cast<size_t>(request_id));
    one.contentLengthB1 = byte(content >> 8);
    one.contentLengthB0 = byte(content);
    return one;  // no padding: it is the sender's choice
}

}  // namespace

void fcgi_records::lay_out(int request_id, std::string_view head, std::string_view body) {
    static_assert(sizeof(ending) == 2 * FCGI_HEADER_LEN + sizeof(FCGI_EndRequestBody));
    const size_t total = head.size() + body.size();
    headers_.clear();
    headers_.reserve(total / FCGI_MAX_LENGTH + 1);  // the pieces point at them: they must not move
    pieces_.clear();
    first_left_ = 0;
    for (size_t done = 0; done < total;) {
        const size_t content = std::min<size_t>(total - done, FCGI_MAX_LENGTH);
        headers_.push_back(header(FCGI_STDOUT, request_id, content));
        add(&headers_.back(), sizeof headers_.back());
        const size_t of_head = add_first(head, content);
        add_first(body, content - of_head);
        done += content;
    }
    ending_.empty_stdout = header(FCGI_STDOUT, request_id, 0);
    // The body that stays zero says application status 0, FCGI_REQUEST_COMPLETE.
    ending_.end_request.header =
        header(FCGI_END_REQUEST, request_id, sizeof ending_.end_request.body);
    add(&ending_, sizeof ending_);
}

std::span<iovec> fcgi_records::left() {
    const std::span<iovec> all = std::span(pieces_).subspan(first_left_);
    return all.first(std::min<size_t>(all.size(), IOV_MAX));
}

void fcgi_records::sent(size_t bytes) {
    for (; first_left_ < pieces_.size() && bytes >= pieces_[first_left_].iov_len; ++first_left_)
        bytes -= pieces_[first_left_].iov_len;
    if (bytes == 0) return;
    iovec& begun = pieces_[first_left_];
    begun.iov_base = static_cast<char*>(begun.iov_base) + bytes;
    begun.iov_len -= bytes;
}

// sendmsg() only reads what an iovec points at, but its type does not say so.
void fcgi_records::add(const void* bytes, size_t count) {
    pieces_.push_back({.iov_base = const_cast<void*>(bytes), .iov_len = count});
}

// Adds the first `most` bytes of `text`, or all there are, and cuts them off it. How many.
size_t fcgi_records::add_first(std::string_view& text, size_t most) {
    const size_t count = std::min(text.size(), most);
    if (count != 0) add(text.data(), count);
    text.remove_prefix(count);
    return count;
}

}  // namespace swan
