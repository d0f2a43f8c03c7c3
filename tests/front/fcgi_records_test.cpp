#include "front/fcgi_records.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

using namespace swan;

namespace {

std::string bytes_left(fcgi_records& records) {
    std::string out;
    for (const iovec& each : records.left())
        out.append(static_cast<const char*>(each.iov_base), each.iov_len);
    return out;
}

// FastCGI 1.0, section 3.3: version, type, request id, content length, padding length, reserved.
std::string record(int type, int request_id, std::string_view content) {
    const std::string head{1,
                           static_cast<char>(type),
                           static_cast<char>(request_id >> 8),
                           static_cast<char>(request_id & 0xff),
                           static_cast<char>(content.size() >> 8),
                           static_cast<char>(content.size() & 0xff),
                           0,
                           0};
    return head + std::string(content);
}

// Sections 5.3 and 5.5: STDOUT (6) ends with an empty record; END_REQUEST (3) holds four bytes of
// application status, the protocol status REQUEST_COMPLETE (0), three reserved bytes.
std::string whole_answer(int request_id, std::string_view content) {
    std::string out;
    for (; !content.empty(); content.remove_prefix(std::min<size_t>(content.size(), 65'535)))
        out += record(6, request_id, content.substr(0, 65'535));
    return out + record(6, request_id, "") + record(3, request_id, std::string(8, '\0'));
}

std::string some_text(size_t size) {
    std::string text(size, ' ');
    for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 7 + i / 251);
    return text;
}

TEST(fcgi_records, are_byte_for_byte_what_the_specification_says) {
    fcgi_records records;
    records.lay_out(0x0102, "Status: 200\r\n\r\n", "{}");
    const std::string expected(
        "\x01\x06\x01\x02\x00\x11\x00\x00"
        "Status: 200\r\n\r\n{}"
        "\x01\x06\x01\x02\x00\x00\x00\x00"
        "\x01\x03\x01\x02\x00\x08\x00\x00"
        "\x00\x00\x00\x00\x00\x00\x00\x00",
        8 + 17 + 8 + 16);
    EXPECT_EQ(bytes_left(records), expected);
}

TEST(fcgi_records, hold_bodies_of_every_size_one_after_the_other) {
    fcgi_records records;
    for (const size_t size : {0, 1, 65'535, 65'536, 200'000, 1}) {
        const std::string body = some_text(size);
        records.lay_out(1, "", body);
        EXPECT_TRUE(bytes_left(records) == whole_answer(1, body)) << size;
        const std::string head = "Status: 200 OK\r\n\r\n";
        records.lay_out(65'535, head, body);
        EXPECT_TRUE(bytes_left(records) == whole_answer(65'535, head + body)) << size;
        records.lay_out(2, body, "");
        EXPECT_TRUE(bytes_left(records) == whole_answer(2, body)) << size;
    }
}

TEST(fcgi_records, go_on_wherever_the_sending_stopped) {
    fcgi_records records;
    const std::string head = "Status: 200 OK\r\n\r\n";
    const std::string body = some_text(65'535);
    const std::string all = whole_answer(1, head + body);
    for (size_t first = 0; first <= all.size(); first = first < 40 ? first + 1 : first + 997) {
        for (const size_t second : {0, 1, 8, 17, 70'000}) {
            records.lay_out(1, head, body);
            const size_t sent = std::min(first + second, all.size());
            records.sent(first);
            records.sent(sent - first);
            ASSERT_TRUE(bytes_left(records) == all.substr(sent)) << first << "+" << second;
        }
    }
    records.lay_out(1, head, body);
    records.sent(all.size());
    EXPECT_TRUE(records.left().empty());
}

TEST(fcgi_records, give_no_more_pieces_than_one_call_takes) {
    fcgi_records records;
    const std::string body = some_text(65'535 * 700);  // two pieces a record: over IOV_MAX
    records.lay_out(1, "", body);
    std::string all;
    while (!records.left().empty()) {
        ASSERT_LE(records.left().size(), 1024u);
        const std::string now = bytes_left(records);
        all += now;
        records.sent(now.size());
    }
    EXPECT_TRUE(all == whole_answer(1, body));
}

}  // namespace
