#include "probe.hpp"

#include <memory>

#include "error.hpp"
#include "ring.hpp"

namespace uringlab {
namespace {

int setupError(bool sqpoll) {
  try {
    Ring({1, sqpoll, 1});
    return 0;
  } catch (const SystemError& error) {
    return error.number;
  }
}

}  // namespace

Probe probe() {
  Probe found;
  found.error = setupError(false);
  found.sqpollError = setupError(true);
  if (found.error != 0) return found;
  Ring ring({1, false, 1});
  found.features = ring.features();
  std::unique_ptr<io_uring_probe, decltype(&free)> answer(io_uring_get_probe_ring(ring.raw()), &free);
  if (!answer) return found;
  for (unsigned i = 0; i < answer->ops_len; i++) {
    if ((answer->ops[i].flags & IO_URING_OP_SUPPORTED) != 0) found.operations.push_back(answer->ops[i].op);
  }
  return found;
}

}  // namespace uringlab
