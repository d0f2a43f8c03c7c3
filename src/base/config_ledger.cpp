#include "base/config_ledger.h"

#include "base/config_upstream.h"

namespace swan {

namespace {

constexpr size_t kLongestPath = 4096;  // bytes
constexpr int64_t kDay = 86'400;       // seconds

void read_choices(const config_object& file, ledger_settings& into) {
    using unasked = ledger_settings::unasked;
    into.unasked_refund = file.choice("unasked_refund", into.unasked_refund,
                                      {{"undecided", unasked::undecided},
                                       {"approve", unasked::approve},
                                       {"reject", unasked::reject}});
    using confirmation = ledger_settings::confirmation;
    into.confirm_paid = file.choice("confirm_paid", into.confirm_paid,
                                    {{"odd", confirmation::odd},
                                     {"always", confirmation::always},
                                     {"never", confirmation::never}});
    using unknown_order = ledger_settings::unknown_order;
    into.orphan = file.choice("orphan", into.orphan,
                              {{"keep", unknown_order::keep},
                               {"refund", unknown_order::refund},
                               {"accept", unknown_order::accept}});
    using closed_order = ledger_settings::closed_order;
    into.paid_after_close =
        file.choice("paid_after_close", into.paid_after_close,
                    {{"refund", closed_order::refund}, {"reopen", closed_order::reopen}});
    using outage = ledger_settings::outage;
    into.when_unavailable = file.choice("when_unavailable", into.when_unavailable,
                                        {{"errno", outage::answer}, {"close", outage::close}});
    using whole_amount = ledger_settings::whole_amount;
    into.audit_full_amount = file.choice(
        "audit_full_amount", into.audit_full_amount,
        {{"pay_money", whole_amount::pay_money}, {"total_money", whole_amount::total_money}});
}

}  // namespace

ledger_settings read_ledger_settings(const config_object& file) {
    ledger_settings read;
    read_choices(file, read);
    read.error_order_limit = file.number("error_order_limit", read.error_order_limit, 1, 100'000);
    read.refunds_a_day = file.number("refunds_a_day", read.refunds_a_day, 0, 1'000'000'000'000);
    read.refunds_a_minute = file.number("refunds_a_minute", read.refunds_a_minute, 0, 1'000'000);
    read.queries_a_second = file.number("queries_a_second", read.queries_a_second, 1, 10'000);
    read.close_after =
        std::chrono::seconds(file.number("close_after", read.close_after.count(), 0, 365 * kDay));
    read.unsettled_wait = std::chrono::seconds(
        file.number("unsettled_wait", read.unsettled_wait.count(), 0, 7 * kDay));
    return read;
}

notify_settings read_notify_settings(const config_object& file, const config_folder& folder,
                                     environment where) {
    notify_settings read;
    read.url = file.find_text("notify_url", 1024).value_or("");
    read.private_addresses = file.flag("notify_private_addresses", false);
    read.key_file =
        folder.resolve(file.find_text("notify_key_file", kLongestPath).value_or("data/notify.key"));
    if (read.url.empty()) return read;
    // Its query may hold anything; what decides where it leads must be plain.
    const auto url = parse_base_url(std::string_view(read.url).substr(0, read.url.find('?')));
    if (!url || read.url.find_first_of(" #") != std::string::npos)
        file.fail("notify_url", "must be a URL such as https://host/path");
    if (!url->https && where == environment::production && !read.private_addresses)
        file.fail("notify_url",
                  "must be https in production; http is for an address of your own network, with "
                  "notify_private_addresses");
    return read;
}

}  // namespace swan
