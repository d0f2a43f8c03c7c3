// goods.json and access.json: what is sold, and who may ask for more than a client may.
#include <algorithm>
#include <array>

#include "base/config_object.h"
#include "base/config_parts.h"
#include "base/text.h"

namespace swan {

namespace {

constexpr std::array<known_key, 5> kGoodsKeys{{
    {"id", "a goods_id that your mini-program asks for"},
    {"title", "the title that the cashier shows"},
    {"price", "the price in fen"},
    {"rows", "rows for the cashier, [[\"label\",\"value\"],...]"},
    {"max_count", "the most pieces in one order"},
}};

constexpr std::array<known_key, 1> kAccessKeys{{
    {"merchant_keys", "the list of merchant keys"},
}};

constexpr std::array<known_key, 2> kMerchantKeys{{
    {"name", "a name for this key; every refund keeps who asked"},
    {"sha256", "the SHA-256 of the key, 64 hex digits"},
}};

constexpr int64_t kMaxPrice = 100'000'000;  // fen
constexpr int64_t kMaxCount = 999;
constexpr size_t kMaxRows = 32;

constexpr std::string_view kWantsRows =
    "must be a list of at most 32 rows like [\"label\", \"value\"]";

std::string place(std::string_view list, size_t index) { return concat(list, '[', index, ']'); }

using row_list = std::vector<std::pair<std::string, std::string>>;

row_list read_rows(const config_object& file) {
    row_list rows;
    const auto given = file.find("rows");
    if (!given) return rows;
    if (!given->is_array()) file.fail("rows", kWantsRows);
    for (const auto& row : given->elements()) {
        const auto cells = row.elements();
        if (cells.size() != 2 || rows.size() == kMaxRows) file.fail("rows", kWantsRows);
        const auto label = cells[0].string();
        const auto value = cells[1].string();
        if (!label || !value || label->empty()) file.fail("rows", kWantsRows);
        if (is_placeholder(*label) || is_placeholder(*value))
            file.fail("rows", "has a placeholder still; put your own rows there");
        rows.emplace_back(*label, *value);
    }
    return rows;
}

goods read_goods(const config_object& file) {
    goods one;
    one.id = file.text("id", 64);
    one.title = file.text("title");
    one.price = file.number("price", 0, 1, kMaxPrice);
    if (one.price == 0) file.fail("price", "is missing; put the price in fen there");
    one.rows = read_rows(file);
    one.max_count = file.number("max_count", kMaxCount, 1, kMaxCount);
    return one;
}

std::array<unsigned char, 32> read_hash(const config_object& file) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const std::string text = file.text("sha256");
    std::array<unsigned char, 32> hash{};
    if (text.size() != 2 * hash.size()) file.fail("sha256", "must be 64 hex digits");
    for (size_t i = 0; i < text.size(); ++i) {
        const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
        const size_t digit = kDigits.find(lower);
        if (digit == std::string_view::npos) file.fail("sha256", "must be 64 hex digits");
        hash[i / 2] = static_cast<unsigned char>(hash[i / 2] << 4 | digit);
    }
    if (hash == crypto::sha256("")) file.fail("sha256", "is the hash of an empty key");
    return hash;
}

void append_merchant_key(const config_object& file, std::vector<merchant_key>& all) {
    merchant_key fresh{.name = file.text("name", 64), .sha256 = read_hash(file)};
    for (const merchant_key& other : all) {
        if (other.name == fresh.name) file.fail("name", "is the name of another key too");
        if (other.sha256 == fresh.sha256) file.fail("sha256", "is the hash of another key too");
    }
    all.push_back(std::move(fresh));
}

}  // namespace

std::vector<goods> load_goods(const config_folder& folder, environment where,
                              warning_list& warnings) {
    std::vector<goods> all;
    if (where == environment::sandbox && !folder.read("goods.json")) return all;
    const auto json = folder.require_json("goods.json");
    if (!json.content.root().is_array())
        config_fault(json.label, {}, "must be a list, [{\"id\",\"title\",\"price\"},...]");
    for (const auto& entry : json.content.root().elements()) {
        const config_object file(json.label, entry, kGoodsKeys, place("", all.size()));
        goods fresh = read_goods(file);
        const auto same_id = [&fresh](const goods& other) { return other.id == fresh.id; };
        if (std::any_of(all.begin(), all.end(), same_id))
            file.fail("id", "is the id of other goods too");
        all.push_back(std::move(fresh));
    }
    if (all.empty() && where == environment::production)
        warnings.push_back(concat(json.label, ": is empty; /pay/gen will refuse every order"));
    return all;
}

std::vector<merchant_key> load_merchant_keys(const config_folder& folder, environment where,
                                             warning_list& warnings) {
    std::vector<merchant_key> all;
    if (const auto json = folder.read_json("access.json")) {
        const config_object file(json->label, json->content.root(), kAccessKeys);
        const auto list = file.find("merchant_keys");
        if (list && !list->is_array()) file.fail("merchant_keys", "must be a list");
        if (list)
            for (const auto& entry : list->elements())
                append_merchant_key(config_object(json->label, entry, kMerchantKeys,
                                                  place("merchant_keys", all.size())),
                                    all);
    }
    if (all.empty() && where == environment::production)
        warnings.push_back(concat(folder.label("access.json"),
                                  ": has no merchant key; /pay/refund will answer 30003"));
    return all;
}

}  // namespace swan
