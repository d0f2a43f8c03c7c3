// How base/json keeps a document; for its own units only.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/json.h"

namespace swan::json {

// A document is one array of nodes in the order of the text: a container is followed by its
// members (name node, then the value's nodes) or elements. Nothing in it recurses, so no text can
// exhaust the stack, and numbers keep the digits that they came with.
struct node {
    kind type = kind::null;
    uint32_t length = 0;  // bytes of `text`; members or elements; 1 for true
    uint32_t span = 1;    // nodes of this value, itself included
    const char* text = nullptr;

    std::string_view view() const { return {text, length}; }
    const node* end() const { return this + span; }
};

inline const node& node_of(const void* raw) { return *static_cast<const node*>(raw); }

}  // namespace swan::json
