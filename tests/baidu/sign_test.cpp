#include "baidu/sign.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "base/text.h"
#include "published.h"

namespace swan::baidu {
namespace {

const crypto::rsa_private_key& private_key() {
    static const auto kKey = crypto::rsa_private_key::parse(published::kDocumentationKeyPkcs8);
    return kKey;
}

const std::vector<crypto::rsa_public_key>& public_keys() {
    static const std::vector<crypto::rsa_public_key> kKeys = {
        crypto::rsa_public_key::parse(published::kNotifyPlatformKey),
        crypto::rsa_public_key::parse(published::kDocumentationPublicKey)};
    return kKeys;
}

int verified(const field_list& fields) { return verified_by(fields, public_keys()); }

// The fields of a canonical string, in its order, none of whose values holds '&'.
field_list fields_of(std::string_view canonical) {
    field_list fields;
    while (!canonical.empty()) {
        const std::string_view pair = canonical.substr(0, canonical.find('&'));
        const size_t equals = pair.find('=');
        fields.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
        canonical.remove_prefix(std::min(pair.size() + 1, canonical.size()));
    }
    return fields;
}

field_list with_signature(field_list fields, std::string_view signature) {
    fields.insert(fields.begin(), {"rsaSign", std::string(signature)});
    return fields;
}

field_list signed_fields(const field_list& fields) {
    return with_signature(fields, sign(fields, private_key()));
}

TEST(CanonicalString, SortsByBytesAndKeepsEmptyValues) {
    EXPECT_EQ(canonical_string({{"b", ""}, {"appKey", "2"}, {"a", "x y"}, {"appId", "1"}}, ""),
              "a=x y&appId=1&appKey=2&b=");
    EXPECT_EQ(canonical_string({{"z", "1"}, {"Z", "2"}, {"\xc3\xa9", "3"}}, ""),
              "Z=2&z=1&\xc3\xa9=3");
}

TEST(CanonicalString, LeavesOutOnlyTheSignatureField) {
    const field_list fields = {{"sign", "s"}, {"a", "1"}, {"rsaSign", "r"}};
    EXPECT_EQ(canonical_string(fields, "rsaSign"), "a=1&sign=s");
    EXPECT_EQ(canonical_string(fields, "sign"), "a=1&rsaSign=r");
    EXPECT_EQ(canonical_string({}, "sign"), "");
    EXPECT_EQ(canonical_string({{"sign", "s"}}, "sign"), "");
}

TEST(Signature, OfARealNotifyVerifiesWithItsPlatformKey) {
    const field_list fields = fields_of(published::kNotify2019);
    ASSERT_EQ(fields.size(), 18U);
    EXPECT_EQ(verified(with_signature(fields, published::kNotify2019Signature)), 0);
}

TEST(Signature, OfARealNotifyFailsWithoutItsEmptyFields) {
    field_list fields = fields_of(published::kNotify2019);
    EXPECT_EQ(std::erase_if(fields, [](const auto& pair) { return pair.second.empty(); }), 2U);
    EXPECT_EQ(verified(with_signature(fields, published::kNotify2019Signature)), -1);
}

TEST(Signature, MatchesEveryVectorOfTheDocumentationKey) {
    for (const auto& [canonical, signature] : published::kSignedStrings) {
        EXPECT_EQ(crypto::base64_encode(private_key().sign_sha1(canonical)), signature)
            << canonical;
        if (canonical.find("c&d") != std::string_view::npos) continue;
        field_list fields = fields_of(canonical);
        std::reverse(fields.begin(), fields.end());
        EXPECT_EQ(sign(fields, private_key()), signature) << canonical;
        EXPECT_EQ(verified(with_signature(fields, signature)), 1) << canonical;
    }
}

TEST(Signature, OfABodyAsBaiduSendsItVerifies) {
    const field_list fields = parse_form(published::kNotifyBody);
    const auto& [canonical, signature] = std::end(published::kSignedStrings)[-1];
    EXPECT_EQ(canonical_string(fields, "rsaSign"), canonical);
    EXPECT_EQ(field(fields, "rsaSign"), signature);
    EXPECT_EQ(verified(fields), 1);
    EXPECT_FALSE(ambiguous(fields));
}

TEST(Signature, WithSpacesInPlaceOfPlusesVerifies) {
    field_list fields = parse_form(published::kNotifyBody);
    for (auto& [name, value] : fields)
        if (name == "rsaSign") std::replace(value.begin(), value.end(), '+', ' ');
    EXPECT_NE(field(fields, "rsaSign").find(' '), std::string_view::npos);
    EXPECT_EQ(verified(fields), 1);
}

TEST(Signature, ThatIsMissingEmptyOrNotBase64IsRefused) {
    const field_list fields = {{"a", "1"}};
    EXPECT_EQ(verified(fields), -1);
    for (const char* text : {"", "x", "====", "AAAA", "%%%%"})
        EXPECT_EQ(verified(with_signature(fields, text)), -1) << text;
    const std::string good = sign(fields, private_key());
    EXPECT_EQ(verified({{"a", "1"}, {"sign", good}}), -1);
    EXPECT_EQ(verified(with_signature(fields, good + "\n")), -1);
    EXPECT_EQ(verified_by(with_signature(fields, good), {}), -1);
}

field_list random_fields(std::mt19937& random) {
    const std::string_view pieces[] = {"a", "B", "7", "_", "&", "=", "百", "😀", " ", "+", "%20"};
    field_list fields(1 + random() % 12);
    for (auto& [name, value] : fields) {
        name = concat("f", random());
        for (auto left = random() % 6; left > 0; --left) value += pieces[random() % 11];
    }
    return fields;
}

TEST(Signature, VerifiesWhatSignMadeInAnyOrderAndOverTheWire) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 300; ++round) {
        field_list fields = signed_fields(random_fields(random));
        std::shuffle(fields.begin(), fields.end(), random);
        ASSERT_EQ(verified(parse_form(encode_form(fields))), 1) << encode_form(fields);
    }
}

TEST(Signature, FailsForAnyChangedNameOrValueAndAnyFieldMoreOrLess) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 100; ++round) {
        const field_list fields = signed_fields(random_fields(random));
        const size_t victim = 1 + random() % (fields.size() - 1);
        field_list changed = fields;
        changed[victim].second += 'x';
        ASSERT_EQ(verified(changed), -1) << encode_form(changed);
        changed = fields;
        changed[victim].first += 'x';
        ASSERT_EQ(verified(changed), -1) << encode_form(changed);
        changed = fields;
        changed.erase(changed.begin() + static_cast<ptrdiff_t>(victim));
        ASSERT_EQ(verified(changed), -1) << encode_form(changed);
        changed = fields;
        changed.emplace_back("more", "");
        ASSERT_EQ(verified(changed), -1) << encode_form(changed);
    }
}

}  // namespace
}  // namespace swan::baidu
