#include "sandbox/model/state.h"

#include "base/crypto.h"
#include "base/text.h"

namespace swan::sandbox {

namespace {

// Real ids of the cashier exceed 32 bits; so do these, to find whoever stores them in an int.
constexpr int64_t kFirstOrderId = 81'000'000'000'000;
constexpr int64_t kFirstUserId = 3'000'000'000'000;
constexpr int64_t kFirstBatchId = 152'700'000;

int64_t random_number(size_t digits) { return *parse_decimal(crypto::random_digits(digits)); }

template <class Map, class Key>
auto find_in(Map& map, const Key& name) -> decltype(&map.begin()->second) {
    const auto found = map.find(name);
    return found == map.end() ? nullptr : &found->second;
}

}  // namespace

user* state::find_user(std::string_view open_id) { return find_in(users_, open_id); }
order* state::find_order(int64_t order_id) { return find_in(orders_, order_id); }
const order* state::find_order(int64_t order_id) const { return find_in(orders_, order_id); }
refund* state::find_refund(std::string_view batch_id) { return find_in(refunds_, batch_id); }
login_code* state::find_code(std::string_view code) { return find_in(codes_, code); }
const access_token* state::find_token(std::string_view text) const {
    return find_in(tokens_, text);
}

const order* state::find_paid(std::string_view tp_order_id) const {
    const order* newest = nullptr;
    for (const order* one : orders_of(tp_order_id))
        if (one->is_paid()) newest = one;
    return newest;
}

const order* state::find_newest(std::string_view tp_order_id) const {
    if (const order* const paid = find_paid(tp_order_id)) return paid;
    const auto all = orders_of(tp_order_id);
    return all.empty() ? nullptr : all.back();
}

std::vector<const order*> state::orders_of(std::string_view tp_order_id) const {
    std::vector<const order*> all;
    const auto [first, last] = orders_by_merchant_.equal_range(tp_order_id);
    for (auto one = first; one != last; ++one) all.push_back(&orders_.at(one->second));
    return all;
}

const refund* state::find_by_biz_batch(std::string_view biz_batch_id) const {
    const auto* const batch_id = find_in(refunds_by_biz_batch_, biz_batch_id);
    return batch_id == nullptr ? nullptr : find_in(refunds_, *batch_id);
}

std::vector<const refund*> state::refunds_of(int64_t order_id) const {
    std::vector<const refund*> all;
    const auto [first, last] = refunds_by_order_.equal_range(order_id);
    for (auto one = first; one != last; ++one) all.push_back(&refunds_.at(one->second));
    return all;
}

user& state::user_named(std::string_view open_id) {
    if (user* const known = find_user(open_id)) return *known;
    user fresh;
    fresh.open_id = open_id;
    fresh.user_id = kFirstUserId + random_number(11);
    touch(fresh);
    return users_.emplace(std::string(open_id), std::move(fresh)).first->second;
}

login_code& state::add(login_code fresh) {
    changed_.emplace(kind::code, fresh.code);
    std::string name = fresh.code;
    return codes_.insert_or_assign(std::move(name), std::move(fresh)).first->second;
}

access_token& state::add(access_token fresh) {
    touch(fresh);
    std::string text = fresh.text;
    return tokens_.insert_or_assign(std::move(text), std::move(fresh)).first->second;
}

order& state::add(order fresh) {
    touch(fresh);
    orders_by_merchant_.emplace(fresh.tp_order_id, fresh.order_id);
    const int64_t id = fresh.order_id;
    return orders_.emplace(id, std::move(fresh)).first->second;
}

refund& state::add(refund fresh) {
    touch(fresh);
    refunds_by_order_.emplace(fresh.order_id, fresh.batch_id);
    if (!fresh.biz_batch_id.empty())
        refunds_by_biz_batch_.emplace(fresh.biz_batch_id, fresh.batch_id);
    std::string id = fresh.batch_id;
    return refunds_.emplace(std::move(id), std::move(fresh)).first->second;
}

void state::add(callback_record sent) {
    sent.number = last_callback_ + 1;
    // The archive keeps as many as we do: a new one takes the row of the one that goes.
    changed_.emplace(kind::callback, concat(sent.number % kCallbacksKept));
    restore(std::move(sent));
}

void state::restore(callback_record kept) {
    last_callback_ = kept.number;
    callbacks_.push_back(std::move(kept));
    if (callbacks_.size() > kCallbacksKept) callbacks_.pop_front();
}

void state::erase_code(const std::string& code) {
    changed_.emplace(kind::code, code);
    codes_.erase(code);
}

void state::erase_token(const std::string& text) {
    changed_.emplace(kind::token, text);
    tokens_.erase(text);
}

void state::count_call(std::string_view name) {
    changed_.emplace(kind::call, name);
    ++calls_[std::string(name)];
}

void state::touch(const order& changed) { changed_.emplace(kind::order, concat(changed.order_id)); }

int64_t state::new_order_id() const {
    const int64_t last = orders_.empty() ? kFirstOrderId : orders_.rbegin()->first;
    return last + 1 + random_number(5);
}

std::string state::new_batch_id() const {
    const int64_t last =
        refunds_.empty() ? kFirstBatchId : *parse_decimal(refunds_.rbegin()->first);
    return concat(last + 1 + random_number(2));
}

int64_t state::left(const order& paid) const {
    int64_t rest = paid.total_money;
    for (const refund* one : refunds_of(paid.order_id))
        if (one->stage != refund_stage::failed && one->stage != refund_stage::failing)
            rest -= one->money;
    return rest;
}

}  // namespace swan::sandbox
