// Records as JSON text and back: how the archive keeps them. Pure.
#pragma once

#include <string>
#include <string_view>

#include "sandbox/model/state.h"

namespace swan::sandbox {

// The word that stands for a kind in the archive.
std::string_view name_of(state::kind kind);

// The text of the record that `key` names; nothing when it was erased. A callback's key is its
// number modulo state::kCallbacksKept.
std::string record_text(state& known, const state::key& key);

// Puts a record back. Callbacks must come in the order of their numbers. Throws json::error when
// the text is none.
void restore_record(state& known, state::kind kind, std::string_view text);

// The number that orders callbacks; throws json::error.
int64_t callback_number(std::string_view text);

}  // namespace swan::sandbox
