// Encrypted user data that does not open: told apart as far as no key is needed, and in one and the
// same text as far as one is.
#include <set>

#include "bad_input.h"
#include "baidu/userdata.h"
#include "base/crypto.h"
#include "base/text.h"
#include "endpoints.h"

namespace swan::e2e {
namespace {

constexpr const char* kReader = "reader";
const std::string kSessionKey = "MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u";  // 24 bytes
const std::string kIv = "fedcba9876543210";
const std::string kFiller = "0123456789abcdef";

std::string length_field(uint32_t length) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(length >> shift);
    return out;
}

// With `value` as its padding's bytes, up to a multiple of 16.
std::string padded(std::string text, size_t count, size_t value) {
    text.append(count, static_cast<char>(value));
    return text;
}

// Padded as it should be, in blocks of 16.
std::string padded(const std::string& text) {
    const size_t count = 16 - text.size() % 16;
    return padded(text, count, count);
}

std::string sealed(const std::string& plain) {
    return crypto::aes_192_cbc_encrypt(*crypto::base64_decode(kSessionKey), kIv, plain);
}

class bad_sealed_data : public bad_input {
  protected:
    static void SetUpTestSuite() {
        bad_input::SetUpTestSuite();
        log_in(kReader, kSessionKey);
        app_key_ = configured("conf/smart_app.json", "app_key");
        accept_rows();
    }
    static void log_in(const std::string& open_id, const std::string& session_key) {
        const reply code = system().sandbox_post(
            "/sandbox/login", "open_id=" + open_id + "&session_key=" + escaped(session_key));
        ASSERT_EQ(at(system().get("/auth/login?code=" + at(code, "code")), "code"), "0");
    }
    static std::string body(const std::string& data, const std::string& iv,
                            const std::string& open_id = kReader) {
        return "data=" + escaped(data) + "&iv=" + escaped(iv) + "&open_id=" + escaped(open_id);
    }
    // All cases whose answer must not tell them apart.
    static void expect_unreadable(const std::string& name, const std::string& ciphertext,
                                  const std::string& open_id = kReader) {
        const std::string data = crypto::base64_encode(ciphertext);
        for (const char* path : {"/auth/userinfo", "/auth/phone"}) {
            SCOPED_TRACE(concat(name, ": ", path));
            const raw_reply got =
                ask(raw_request{"POST", path, body(data, crypto::base64_encode(kIv), open_id)});
            expect_error(got, 30002, 200, "log in again");
            texts_.insert(at(got.body, "err_msg"));
        }
        EXPECT_EQ(texts_.size(), 1u) << name << " is told apart";
    }
    static void expect_unreadable_content(const std::string& name, const std::string& content) {
        expect_unreadable(name,
                          baidu::encrypt_user_data(content, kIv, kSessionKey, app_key_, kFiller));
    }
    static std::string plain(const std::string& content, uint32_t length) {
        return kFiller + length_field(length) + content + app_key_;
    }

    static std::string app_key_;
    static std::set<std::string> texts_;
};
std::string bad_sealed_data::app_key_;
std::set<std::string> bad_sealed_data::texts_;

TEST_F(bad_sealed_data, what_is_visibly_wrong_with_iv_or_data_is_named) {
    const std::string block = "MDEyMzQ1Njc4OWFiY2RlZg==";
    const auto bytes = [](size_t count) { return crypto::base64_encode(std::string(count, 'x')); };
    const std::vector<std::string> no_base64{"!",
                                             "====",
                                             "MDEyMzQ1Njc4OWFiY2RlZg",
                                             "MDEyMzQ1Njc4OWFiY2RlZg=",
                                             block + "=",
                                             block + "\n",
                                             "MDEyMzQ1\nNjc4OWFiY2RlZg==",
                                             "MDEyMzQ1\tNjc4OWFiY2RlZg==",
                                             "MDEyMzQ1-jc4OWFiY2RlZg==",
                                             "MDEyMzQ1_jc4OWFiY2RlZg==",
                                             "MDEyMzQ1Njc4OWFiY2RlZh==",
                                             "MDEy=zQ1Njc4OWFiY2RlZg==",
                                             "天鹅天鹅",
                                             "\"" + block + "\"",
                                             block + "&amp;"};
    for (const char* path : {"/auth/userinfo", "/auth/phone"}) {
        for (const std::string& each : no_base64)
            expect_refused({{"iv: " + printable(each),
                             {"POST", path, body(block, each)},
                             10001,
                             200,
                             "\"iv\" is not base64"},
                            {"data: " + printable(each),
                             {"POST", path, body(each, block)},
                             10001,
                             200,
                             "\"data\" is not base64"}});
        for (const size_t size : {1, 8, 12, 15, 17, 24, 32, 48})
            expect_refused({concat("iv of ", size),
                            {"POST", path, body(block, bytes(size))},
                            10001,
                            200,
                            "\"iv\""});
        for (const size_t size : {1, 15, 17, 31, 33, 65'535})
            expect_refused({concat("data of ", size),
                            {"POST", path, body(bytes(size), block)},
                            10001,
                            200,
                            "\"data\""});
    }
}

TEST_F(bad_sealed_data, padding_that_is_none_is_unreadable) {
    const std::string good = plain("{}", 2);  // 54 bytes
    expect_unreadable("no byte of padding", sealed(padded(good, 10, 0)));
    expect_unreadable("more than its block", sealed(padded(good, 42, 33)));
    expect_unreadable("255", sealed(padded(good, 10, 255)));
    expect_unreadable("bytes that differ", sealed(padded(padded(good, 9, 9), 1, 10)));
    expect_unreadable("the first byte differs", sealed(padded(padded(good, 1, 9), 9, 10)));
    expect_unreadable("longer than the text", sealed(std::string(16, 32)));
    expect_unreadable("nothing but padding", sealed(std::string(16, 16)));
    expect_unreadable("nothing but padding, twice", sealed(std::string(32, 32)));
    expect_unreadable("one byte and padding", sealed(padded("x", 31, 31)));
}

TEST_F(bad_sealed_data, a_length_field_that_does_not_fit_is_unreadable) {
    const std::string content = R"({"mobile":"1"})";
    const auto size = static_cast<uint32_t>(content.size());
    for (const uint32_t wrong :
         {0u, 1u, size - 1, size + 1, size + 32, size + 33, size + 64, 256u, 65'535u, 65'536u,
          0x7fff'ffffu, 0x8000'0000u, 0xffff'ffecu, 0xffff'ffffu})
        expect_unreadable(concat("length ", wrong), sealed(padded(plain(content, wrong))));
    expect_unreadable("no length field", sealed(padded(kFiller)));
    expect_unreadable("half a length field", sealed(padded(kFiller + std::string(3, '\0'))));
    expect_unreadable("a length field alone", sealed(padded(kFiller + length_field(0))));
    const std::string large = "{\"mobile\":\"" + std::string(65'523, '1') + "\"}";
    expect_unreadable("65,536 bytes", sealed(padded(plain(large, 65'536))));
}

TEST_F(bad_sealed_data, the_app_key_of_another_app_is_unreadable) {
    std::string other = app_key_;
    other.back() = other.back() == 'x' ? 'y' : 'x';
    std::string other_case = app_key_;
    for (char& c : other_case) c = static_cast<char>(isupper(c) ? tolower(c) : toupper(c));
    for (const std::string& key :
         {other, other_case, app_key_ + "x", app_key_.substr(1), app_key_.substr(0, 31),
          app_key_ + app_key_, std::string(32, '\0'), std::string()})
        expect_unreadable("app_key", sealed(padded(kFiller + length_field(2) + "{}" + key)));
}

TEST_F(bad_sealed_data, content_that_is_no_json_object_is_unreadable) {
    expect_unreadable_content("nothing", "");
    for (const char* text : {"[]", "[{}]", "\"{}\"", "1", "null", "true", "{", "{}}", "{}{}", "{},",
                             "{\"mobile\":}", "{'mobile':'1'}", "mobile=1", "\xef\xbb\xbf{}"})
        expect_unreadable_content(text, text);
    expect_unreadable_content("a NUL after it", std::string("{}\0", 3));
    expect_unreadable_content("a NUL in it", std::string("{\"a\":\"\0\"}", 9));
    for (const char* text : {"\xff", "\x80", "\xe4\xbd", "\xc0\x80", "\xed\xa0\x80"})
        expect_unreadable_content("no UTF-8", std::string("{\"mobile\":\"") + text + "\"}");
    expect_unreadable_content("half a surrogate pair", R"({"mobile":"\ud800"})");
    std::string deep = "{\"a\":";
    deep.append(10'000, '[').append(10'000, ']').append("}");
    expect_unreadable_content("10,000 deep", deep);
}

TEST_F(bad_sealed_data, ciphertext_that_was_touched_is_unreadable) {
    const std::string good = baidu::encrypt_user_data(R"({"mobile":"15000000000"})", kIv,
                                                      kSessionKey, app_key_, kFiller);
    expect_unreadable("the last block is missing", good.substr(0, good.size() - 16));
    expect_unreadable("the last two are missing", good.substr(0, good.size() - 32));
    expect_unreadable("one block", good.substr(0, 16));
    expect_unreadable("the first block is missing", good.substr(16));
    expect_unreadable("doubled", good + good);
    expect_unreadable("zeros", std::string(96, '\0'));
    expect_unreadable("67,488 bytes", std::string(67'488, 'x'));  // the longest in base64
    for (size_t at = 16; at < good.size(); ++at) {
        std::string touched = good;
        touched[at] = static_cast<char>(touched[at] ^ 1);
        if (at < 16 + 4 || at >= 48)  // between them the content's own bytes change
            expect_unreadable(concat("byte ", at), touched);
    }
}

TEST_F(bad_sealed_data, a_session_key_of_another_length_is_unreadable) {
    int number = 0;
    for (const std::string& key :
         {std::string("short"), kSessionKey.substr(1), kSessionKey + "x", kSessionKey + "AAAA",
          std::string(32, '!'), std::string("MDEyMzQ1Njc4OWFiY2RlZg=="), std::string(128, 'A')}) {
        const std::string open_id = concat("key-", ++number);
        log_in(open_id, key);
        accept_rows();
        expect_unreadable(concat("a key of ", key.size()), std::string(64, 'x'), open_id);
    }
}

TEST_F(bad_sealed_data, who_has_not_logged_in_is_told_so) {
    const std::string block = "MDEyMzQ1Njc4OWFiY2RlZg==";
    for (const char* open_id : {"nobody", "READER", "Reader", "reader ", " reader", "reade",
                                "reade_", "%", "reader%", "' or '1'='1", "reader'--",
                                "re\xc3\xa4"
                                "der"})
        for (const char* path : {"/auth/userinfo", "/auth/phone"})
            expect_refused(
                {open_id, {"POST", path, body(block, block, open_id)}, 30001, 200, "log in again"});
}

// A client that does not escape base64 in a form, as old versions of the demo's: '+' arrives as '
// '.
TEST_F(bad_sealed_data, a_space_in_place_of_a_plus_still_opens) {
    std::string data;
    for (int i = 0; data.find('+') == std::string::npos; ++i)
        data = crypto::base64_encode(baidu::encrypt_user_data(concat(R"({"mobile":")", i, "\"}"),
                                                              kIv, kSessionKey, app_key_, kFiller));
    const std::string rest = "&open_id=reader&iv=" + crypto::base64_encode(kIv);
    EXPECT_EQ(at(system().post("/auth/phone", "data=" + data + rest), "code"), "0");
    EXPECT_EQ(at(system().post("/auth/phone", "data=" + escaped(data) + rest), "code"), "0");
}

}  // namespace
}  // namespace swan::e2e
