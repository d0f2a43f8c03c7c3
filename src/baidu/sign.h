// Baidu's signatures: SHA1withRSA over the canonical string.
// Source: smartprogram.baidu.com, develop/function/sign_v2 and tune_up_notice.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/form.h"

namespace swan::baidu {

// "k=v" of all fields but the one named `signature_field`, empty values included, decoded values,
// sorted by the bytes of the key, joined with '&' (sign_v2).
std::string canonical_string(const field_list& fields, std::string_view signature_field);

// What the signature of a message covers: the canonical string of its fields but rsaSign.
std::string signed_text(const field_list& fields);

// The base64 text of the SHA1withRSA signature over the canonical string of `fields` (without the
// field rsaSign, if there is one). Throws crypto::error.
std::string sign(const field_list& fields, const crypto::rsa_private_key& key);

// The index of the first of `keys` that verifies the field `rsaSign` of `fields` over all others
// (notify, refund audit, refund notify); -1 when none does, or there is no such field, or it is
// not base64 (a space is first put back to '+', as some frameworks decode it).
int verified_by(const field_list& fields, std::span<const crypto::rsa_public_key> keys);

// True when the signed string of `fields` could be cut into other fields: it joins raw values, and
// the customer chooses one of them (returnData), so "&totalMoney=..." hidden in a value would be
// signed by Baidu as if it were a field. True when a name is not [A-Za-z][A-Za-z0-9_]*, a name
// comes twice, or a value contains '&', a field name of the three callbacks (tune_up_notice,
// tune_up_examine, tune_up_drawback) or rsaSign, and '='. Such a message must not be believed.
bool ambiguous(const field_list& fields);

}  // namespace swan::baidu
