// The three callbacks as they stand on the wire. Pure.
// Sources: develop/function/tune_up_notice, tune_up_examine, tune_up_drawback; the order of the
// notify's fields is that of real captures.
#pragma once

#include <string_view>

#include "base/crypto.h"
#include "base/form.h"
#include "sandbox/model/state.h"

namespace swan::sandbox {

// Every field of the message but rsaSign, which stands at its place, empty.
field_list notify_fields(const order& paid, std::string_view deal_id);
field_list audit_fields(const refund& asked, const order& paid);
field_list refund_notify_fields(const refund& settled, const order& paid);

// Sets rsaSign to the platform's signature over all other fields, raw values.
void sign_fields(field_list& fields, const crypto::rsa_private_key& platform_key);

// Sets the field with that name, in place or at the end.
void set_field(field_list& fields, std::string_view name, std::string_view value);

}  // namespace swan::sandbox
