#pragma once
// What was asked of a request beside its arguments, and what happened to it on its way, in a word each.

#include <span>
#include <string_view>

#include "request.hpp"

namespace uringlab {

/**
 * Asked: link, hardlink, drain, async, cqe-skip. Happened: after-link (it ran after the one before it), drained, iowq, poll,
 * sqpoll, chain-broken, overflow. Of the completion: more, notif.
 */
class Marks {
 public:
  explicit Marks(const Request& request);
  std::span<const std::string_view> all() const& { return {words_, count_}; }
  std::span<const std::string_view> all() const&& = delete;

 private:
  void add(bool applies, std::string_view word) {
    words_[count_] = word;
    count_ += applies;
  }

  std::string_view words_[16];
  size_t count_ = 0;
};

}  // namespace uringlab
