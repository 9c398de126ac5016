#include "calls.hpp"

#include "core-calls.hpp"
#include "file-calls.hpp"
#include "machine-calls.hpp"
#include "run-program.hpp"

namespace uringlab {
namespace {

/** By number; 0 is none. */
constexpr Prepare kCalls[] = {
    nullptr,
    prepareExecute,
    prepareLook,
    preparePrepareCache,
    prepareResidency,
    prepareExtents,
    prepareProbe,
    prepareTruncate,
    prepareReadFile,
    prepareWriteFile,
    prepareReadDirectory,
    prepareMakeDirectory,
    prepareRemoveDirectory,
    prepareRemoveFile,
    prepareMount,
    prepareUnmount,
    prepareStatfs,
    prepareStat,
    prepareSync,
    prepareRecordTracePipe,
    prepareRun,
    prepareKernelLog,
    preparePowerOff,
};

}  // namespace

Prepare findCall(uint16_t number) { return number < std::size(kCalls) ? kCalls[number] : nullptr; }

}  // namespace uringlab
