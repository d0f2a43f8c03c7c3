#include "bench/ceilings.h"
#include "bench/rows.h"
#include "bench/stage.h"

namespace swan::bench {

namespace {

// Nothing but what is measured: no customer's limit of unpaid orders.
constexpr int64_t kUsers = 64;
constexpr int64_t kCustomers = 100'000;
// More than any machine of today answers in a second.
constexpr int64_t kNotifiesASecond = 60'000;
constexpr sql::literal kPayments = "select count(*) from payments where verdict = 1";

auto always(const std::filesystem::path& requests) {
    return [requests](int) { return requests; };
}

row userinfo(const effort& how) {
    stage on({.key_bits = 1024});
    const auto requests = on.userinfo(kUsers);
    const ceilings above(on.system(), on.answer_to(requests));
    return measure({.name = "/auth/userinfo",
                    .system = on.system(),
                    .requests = always(requests),
                    .against = {{"nginx alone (a)", above.nginx()},
                                {"libfcgi, epoll (b)", above.loops(), 0.80},
                                {"libfcgi, 8 threads (d)", above.pool(), 1.8}}},
                   how);
}

// Without `customers` as the Go demo's clients ask, else with an open_id of so many.
void gen(const std::string& name, int key_bits, int64_t customers,
         std::initializer_list<std::pair<int, std::optional<double>>> contests, const effort& how,
         results& all) {
    stage on({.key_bits = key_bits});
    const auto requests = on.gen(customers);
    const ceilings above(on.system(), on.answer_to(requests), on.own_key());
    for (const auto& [connections, target] : contests)
        all.rows.push_back(
            measure({.name = name,
                     .system = on.system(),
                     .connections = connections,
                     .requests = always(requests),
                     .stored = [&] { return on.count("select count(*) from orders"); },
                     .against = {{"epoll, signing (c)", above.loops(), target}}},
                    how));
}

row notify(int connections, const effort& how) {
    stage on({.key_bits = 1024});
    const ceilings above(on.system(), on.answer_to(on.notifies(1)));
    return measure({.name = "/pay/callback/succ",
                    .system = on.system(),
                    .connections = connections,
                    .requests = [&](int) { return on.notifies(kNotifiesASecond * how.seconds); },
                    .once = true,
                    .stored = [&] { return on.count(kPayments); },
                    .against = {{"libfcgi, epoll (b)", above.loops(), 0.60}}},
                   how);
}

}  // namespace

void measure_userinfo(const effort& how, results& all) { all.rows.push_back(userinfo(how)); }

void measure_gen(const effort& how, results& all) {
    gen("/pay/gen, RSA-1024", 1024, 0, {{32, 0.75}, {128, 0.80}}, how, all);
    gen("/pay/gen with open_id, RSA-1024", 1024, kCustomers, {{32, {}}, {128, {}}}, how, all);
    gen("/pay/gen, RSA-2048", 2048, 0, {{32, 0.85}}, how, all);
}

void measure_notify(const effort& how, results& all) {
    for (const int connections : {32, 128}) all.rows.push_back(notify(connections, how));
}

}  // namespace swan::bench
