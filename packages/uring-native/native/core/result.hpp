#pragma once
// What an executor brings back, in one block of bytes. src/result-codec.ts reads it.
//
// Little endian. The first eight bytes: u32 magic "URRS", u16 version (2), u16 status.
//
// Status 1, it could not run:   8 i32 errno   12 u32 call bytes   16 u32 message bytes   20 the two texts
//
// Status 0:
//
//    8 u32 rows      12 u32 mismatches kept   16 u64 start ns       24 u64 elapsed ns
//   32 u32 short reads  36 u32 errors         40 u32 mismatches     44 u32 resubmissions
//   48 u32 CQ overflows 52 u32 aborted        56 u32 ring features  60 u32 executor thread id
//
// then the columns, each padded to a multiple of eight:
//
//   i64 offset, u64 userData, i64 submitNs, i64 completeNs, u32 length, u32 rwFlags, u32 generation,
//   i32 result, u32 cqeFlags, i32 lastResult, i32 total, u32 badBytes, u16 file, u16 buffer,
//   u16 attempts, u8 kind, u8 sqeFlags, u8 outcome
//
// then each kept mismatch, padded to a multiple of eight, its ranges, and its buffer:
//
//    0 u32 index in the plan   4 u32 first bad byte   8 u32 bad bytes   12 u32 ranges   16 u32 buffer bytes
//   20 u32 position in the buffer from which on the rest of a short result was asked for first, 0 never
//   24 u64 file offset at which it was
//    range: 0 u32 start   4 u32 end   8 u32 class   12 u32 known origins (1 row, 2 file, 4 offset, 8 generation)
//          16 u32 row    20 u32 file  24 u64 offset  32 u32 generation      36 u32 zero

#include <cstdint>
#include <vector>

#include "bytes.hpp"
#include "classify.hpp"
#include "plan.hpp"

namespace uringlab {

inline constexpr uint32_t kResultMagic = 0x53525255;
inline constexpr uint16_t kResultVersion = 2;

/** As OP_OUTCOME in TypeScript. */
enum class Outcome : uint8_t { unverified, right, mismatch, refused, error };

/** The first submission for the rest of a short result: where in the buffer, and in the file. */
struct Rest {
  uint32_t position = 0;
  uint64_t offset = 0;
  /** A rest never begins at the front of the buffer. */
  bool known() const { return position > 0; }
};

struct KeptMismatch {
  uint32_t index;
  Rest rest;
  Judgement judgement;
  Bytes buffer;
};

struct Execution {
  uint32_t rows = 0;
  uint64_t startNs = 0;
  uint64_t elapsedNs = 0;
  uint32_t shortReads = 0;
  uint32_t errors = 0;
  uint32_t mismatches = 0;
  uint32_t resubmissions = 0;
  uint32_t cqOverflows = 0;
  bool aborted = false;
  uint32_t ringFeatures = 0;
  uint32_t executorTid = 0;

  std::vector<uint64_t> userData;
  std::vector<int64_t> submitNs;
  std::vector<int64_t> completeNs;
  std::vector<int32_t> result;
  std::vector<uint32_t> cqeFlags;
  std::vector<int32_t> lastResult;
  std::vector<int32_t> total;
  std::vector<uint32_t> badBytes;
  std::vector<uint16_t> buffer;
  std::vector<uint16_t> attempts;
  std::vector<uint8_t> outcome;
  std::vector<Rest> rest;

  std::vector<KeptMismatch> kept;

  explicit Execution(size_t operations);
};

Bytes encodeResult(const Plan& plan, const Execution& execution);
Bytes encodeError(const SystemError& error);
void encodeRanges(ByteWriter& writer, const std::vector<SectorRange>& ranges);

}  // namespace uringlab
