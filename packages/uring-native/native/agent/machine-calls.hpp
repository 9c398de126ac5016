#pragma once
// Calls on the machine itself: mounts, the kernel log, power.

#include "calls.hpp"

namespace uringlab {

Work prepareMount(ByteReader& reader);
Work prepareUnmount(ByteReader& reader);
Work prepareKernelLog(ByteReader& reader);
Work preparePowerOff(ByteReader& reader);

}  // namespace uringlab
