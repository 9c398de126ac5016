#pragma once
// Paths and stacks from the BPF ring buffer.

#include <cstdint>
#include <functional>
#include <memory>

extern "C" {
#include "../bpf/records.h"
}

struct ring_buffer;

namespace uringlab {

class TextStream {
 public:
  struct Handlers {
    std::function<void(const path_text&)> path;
    std::function<void(const stack_text&)> stack;
  };

  /** Throws Failure. */
  TextStream(int map, Handlers handlers);

  /** All that is there. Texts are written before the records that need them: so read the heads of the records first, then these. */
  void read();

  /** Until there is a text that wakes, or one that was not read, or for so long. */
  void wait(int milliseconds);

 private:
  struct Free {
    void operator()(ring_buffer* buffer) const;
  };
  static int take(void* context, void* data, size_t bytes);

  Handlers handlers_;
  std::unique_ptr<ring_buffer, Free> buffer_;
};

}  // namespace uringlab
