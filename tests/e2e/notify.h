// Payment notifies as Baidu sends them, made by a test.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "baidu/notify_fields.h"
#include "baidu/sign.h"
#include "base/crypto.h"
#include "base/form.h"
#include "local_system.h"
#include "process.h"

namespace swan::e2e {

// A notify of `order` (the answer of /pay/gen), without its signature.
inline field_list notify_of(const json::document& order, const std::string& order_id) {
    const std::string info = order.root().find("data")->dump();
    return test::notify_fields({.order_id = order_id,
                                .tp_order_id = at(info, "tpOrderId"),
                                .deal_id = at(info, "dealId"),
                                .amount = at(info, "totalAmount"),
                                .pay_time = "1790000000",
                                .user_id = "3391629990"});
}

inline void set(field_list& fields, const std::string& name, const std::string& value) {
    for (auto& [each, content] : fields)
        if (each == name) content = value;
}

inline field_list signed_with(const std::filesystem::path& private_key, field_list fields) {
    const auto key = crypto::rsa_private_key::parse(content_of(private_key));
    fields.emplace_back("rsaSign", baidu::sign(fields, key));
    return fields;
}

// `fields` with the signature of the platform that `system` believes.
inline field_list signed_by_baidu(const local_system& system, field_list fields) {
    return signed_with(system.folder() / "keys/platform_rsa_private_key.pem", std::move(fields));
}

}  // namespace swan::e2e
