#pragma once
// Ranges that are found by what they overlap.

#include <bit>
#include <functional>
#include <set>

#include "range.hpp"

namespace uringlab {

/**
 * Ranges are ordered by the power of two of their length, then by where they begin: among ranges of nearly one length, those that overlap a
 * range stand side by side. A search is a descent for each power of two that is in use, and a walk over what it finds.
 */
template <typename Value>
class IntervalIndex {
 public:
  void insert(Range range, Value value) { entries_.insert({classOf(range), range, value}); }
  void erase(Range range, Value value) { entries_.erase({classOf(range), range, value}); }
  bool empty() const { return entries_.empty(); }

  /** `visit(range, value)` says whether to go on; it must not change the index. */
  template <typename Visit>
  void visitOverlapping(Range wanted, Visit visit) const {
    if (wanted.empty()) return;
    for (auto at = entries_.begin(); at != entries_.end();) {
      int lengths = at->lengths;
      uint64_t longest = lengths >= 64 ? ~0ull : (1ull << lengths) - 1;
      uint64_t first = wanted.begin > longest ? wanted.begin - longest : 0;
      at = entries_.lower_bound(Place{lengths, first});
      for (; at != entries_.end() && at->lengths == lengths && at->range.begin < wanted.end; ++at) {
        if (at->range.overlaps(wanted) && !visit(at->range, at->value)) return;
      }
      at = entries_.lower_bound(Place{lengths + 1, 0});
    }
  }

 private:
  struct Place {
    int lengths;
    uint64_t begin;
  };
  struct Entry {
    int lengths;  // the range is shorter than 2 to the power of this
    Range range;
    Value value;
  };
  struct Order {
    using is_transparent = void;
    bool operator()(const Entry& a, const Entry& b) const {
      if (a.lengths != b.lengths) return a.lengths < b.lengths;
      if (a.range.begin != b.range.begin) return a.range.begin < b.range.begin;
      if (a.range.end != b.range.end) return a.range.end < b.range.end;
      return std::less<Value>()(a.value, b.value);
    }
    bool operator()(const Entry& a, const Place& b) const {
      return a.lengths != b.lengths ? a.lengths < b.lengths : a.range.begin < b.begin;
    }
  };

  static int classOf(Range range) { return std::bit_width(range.bytes()); }

  std::set<Entry, Order> entries_;
};

}  // namespace uringlab
