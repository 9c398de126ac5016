#pragma once
// Calls of the core: plans, looks, the page cache, the ring, the trace's pages.

#include "calls.hpp"

namespace uringlab {

Work prepareExecute(ByteReader& reader);
Work prepareLook(ByteReader& reader);
Work preparePrepareCache(ByteReader& reader);
Work prepareResidency(ByteReader& reader);
Work prepareExtents(ByteReader& reader);
Work prepareProbe(ByteReader& reader);
Work prepareRecordTracePipe(ByteReader& reader);

}  // namespace uringlab
