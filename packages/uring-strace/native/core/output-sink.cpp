#include "output-sink.hpp"

#include <poll.h>

namespace uringlab {

void OutputSink::waitUntilWritable() const {
  pollfd wanted{descriptor_, POLLOUT, 0};
  poll(&wanted, 1, -1);
}

}  // namespace uringlab
