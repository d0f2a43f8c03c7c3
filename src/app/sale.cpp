#include "app/sale.h"

#include "baidu/orderinfo.h"
#include "base/error.h"
#include "base/text.h"

namespace swan {

namespace {

constexpr int64_t kDemoPrice = 1;  // fen

std::optional<std::string> optional_text(const request& req, std::string_view name) {
    const std::string_view text = req.parameters.optional(name);
    if (text.empty()) return std::nullopt;
    return std::string(text);
}

[[noreturn]] void refuse(std::string_view name, const std::string& why) {
    throw error(code::param_illegal, concat("parameter \"", name, "\" ", why));
}

int64_t count_of(const request& req, int64_t most) {
    const std::string_view text = req.parameters.optional("count");
    if (text.empty()) return 1;
    const auto count = parse_decimal(text);
    if (!count || *count < 1 || *count > most) refuse("count", concat("must be 1 to ", most));
    return *count;
}

int64_t price_of(int64_t price, int64_t count, int64_t most) {
    int64_t total = 0;
    if (__builtin_mul_overflow(price, count, &total) || total > most)
        refuse("count", concat("makes an order above ", most, " fen"));
    return total;
}

order demo_goods(const config& settings, const request& req) {
    if (settings.server.environment == environment::production) refuse("goods_id", "is missing");
    const int64_t count = count_of(req, 999);
    return {.total_amount = price_of(kDemoPrice, count, settings.server.max_amount),
            .title = settings.pay.order_title,
            .count = count};
}

order catalogue_goods(const config& settings, const request& req, std::string_view id) {
    const goods* const sold = settings.find_goods(id);
    if (sold == nullptr) refuse("goods_id", "is not in goods.json");
    const int64_t count = count_of(req, sold->max_count);
    return {.total_amount = price_of(sold->price, count, settings.server.max_amount),
            .title = sold->title,
            .goods_id = sold->id,
            .count = count};
}

// One of the three names is enough to tell what is meant; a missing one is then an error, not the
// demo goods.
bool names_own_terms(const request& req) {
    return !req.parameters.optional("amount").empty() ||
           !req.parameters.optional("title").empty() ||
           !req.parameters.optional("merchant_order_id").empty();
}

// The price of his own that somebody without a key names must not be dropped in silence: the server
// of a merchant who forgot the key would sell something else.
void refuse_terms_of_strangers(const request& req) {
    if (req.parameters.optional("amount").empty() &&
        req.parameters.optional("merchant_order_id").empty())
        return;
    throw error(
        code::unauthorized,
        "amount and merchant_order_id need the merchant's key: Authorization: Bearer <key>");
}

order merchants_own(const config& settings, const request& req) {
    const auto amount = parse_decimal(req.parameters.required("amount"));
    if (!amount || *amount < 1 || *amount > settings.server.max_amount)
        refuse("amount", concat("must be 1 to ", settings.server.max_amount, " fen"));
    return {.total_amount = *amount,
            .title = std::string(req.parameters.required("title")),
            .merchant_order_id = std::string(req.parameters.required("merchant_order_id"))};
}

}  // namespace

order wanted_order(const config& settings, const request& req, const std::string& merchant) {
    if (merchant.empty()) refuse_terms_of_strangers(req);
    const std::string_view goods_id = req.parameters.optional("goods_id");
    const bool own = !merchant.empty() && names_own_terms(req);
    if (own && !goods_id.empty())
        refuse("goods_id", "has a price already: amount, title and merchant_order_id replace it");
    order made = own                ? merchants_own(settings, req)
                 : goods_id.empty() ? demo_goods(settings, req)
                                    : catalogue_goods(settings, req, goods_id);
    made.deal_id = settings.pay.deal_id;
    made.open_id = optional_text(req, "open_id");
    made.return_data = baidu::kReturnData;
    return made;
}

std::vector<std::pair<std::string, std::string>> rows_of(const config& settings,
                                                         const order& made) {
    const goods* const sold = settings.find_goods(made.goods_id);
    if (sold == nullptr) return {};
    return sold->rows;
}

}  // namespace swan
