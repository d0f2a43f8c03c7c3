// The session keys that this loop has seen lately, so that decrypting needs no read of the store.
// A cached key may be outdated (a login on another loop or host): who fails with it reads the
// store.
#pragma once

#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "service/store/sessions.h"

namespace swan {

class session_cache {
  public:
    explicit session_cache(size_t most) : most_(most) {}

    std::optional<session_keys> find(std::string_view open_id) {
        const auto found = by_id_.find(open_id);
        if (found == by_id_.end()) return std::nullopt;
        entries_.splice(entries_.begin(), entries_, found->second);  // latest first
        return found->second->second;
    }

    void put(std::string_view open_id, session_keys keys) {
        forget(open_id);
        entries_.emplace_front(open_id, std::move(keys));
        by_id_.emplace(entries_.front().first, entries_.begin());
        if (entries_.size() > most_) forget(entries_.back().first);
    }

    void forget(std::string_view open_id) {
        const auto found = by_id_.find(open_id);
        if (found == by_id_.end()) return;
        const auto where = found->second;
        by_id_.erase(found);  // before the text that it refers to
        entries_.erase(where);
    }

  private:
    using entry = std::pair<const std::string, session_keys>;
    const size_t most_;
    std::list<entry> entries_;
    std::unordered_map<std::string_view, std::list<entry>::iterator> by_id_;
};

}  // namespace swan
