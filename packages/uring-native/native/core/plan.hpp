#pragma once
// A plan: everything an executor needs to know, in one block of bytes. src/plan-codec.ts writes it.
//
// Little endian. The header:
//
//    0 u32 magic "URPL"       4 u32 version (2)      8 u64 run id
//   16 u32 depth             20 u32 batch           24 u32 ring flags      28 u32 SQPOLL idle ms
//   32 u32 consumer          36 u32 check flags     40 u32 first row       44 u32 kept mismatches
//   48 u32 stop after so many mismatches (0 never)  52 u32 files           56 u32 operations
//   60 u32 slots that share a buffer (1: each has its own)
//   64 u64 RLIMIT_FSIZE while it runs, in bytes (0 as it is)
//
// then each file, padded to a multiple of eight:
//
//    0 u32 id   4 u32 file flags   8 u64 bytes   16 u32 path bytes   20 u32 zero   24 the path, no NUL
//
// then the operations, column by column, each padded to a multiple of eight, and nothing after them:
//
//   i64 offset, u32 length, u32 rwFlags, u32 generation, u16 file, u8 kind, u8 sqeFlags

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace uringlab {

inline constexpr uint32_t kPlanMagic = 0x4c505255;
inline constexpr uint32_t kPlanVersion = 2;
inline constexpr uint32_t kMaxDepth = 4096;
/** Bound of the buffer pool and of the mismatches kept, each. */
inline constexpr uint64_t kMaxMemory = uint64_t{1} << 30;

namespace ring_flag {
inline constexpr uint32_t sqpoll = 1, registeredFiles = 2, registeredBuffers = 4, all = 7;
}
namespace check_flag {
inline constexpr uint32_t verify = 1, poison = 2, all = 3;
}
namespace file_flag {
inline constexpr uint32_t direct = 1, write = 2, create = 4, random = 8, all = 15;
}

enum class Consumer : uint32_t { ignore, strict, resubmit, resubmitWrongOffset };

inline bool asksForRest(Consumer consumer) {
  return consumer == Consumer::resubmit || consumer == Consumer::resubmitWrongOffset;
}

enum class OpKind : uint8_t { read, write, fsync };

struct PlanFile {
  uint32_t id;
  uint32_t flags;
  uint64_t bytes;
  std::string path;
};

struct Plan {
  uint64_t runId;
  uint32_t depth;
  uint32_t batch;
  uint32_t ringFlags;
  uint32_t sqpollIdleMs;
  Consumer consumer;
  bool verify;
  bool poison;
  uint32_t firstRow;
  uint32_t keepMismatches;
  uint32_t stopAfterMismatches;
  /** Requests of so many neighbouring slots are read into the same memory: what an application must not do. */
  uint32_t slotsPerBuffer;
  uint64_t fileSizeLimit;
  std::vector<PlanFile> files;

  std::vector<int64_t> offset;
  std::vector<uint32_t> length;
  std::vector<uint32_t> rwFlags;
  std::vector<uint32_t> generation;
  std::vector<uint16_t> file;
  std::vector<uint8_t> kind;
  std::vector<uint8_t> sqeFlags;

  uint32_t longest = 0;

  uint32_t operations() const { return static_cast<uint32_t>(offset.size()); }
  bool has(uint32_t ringFlag) const { return (ringFlags & ringFlag) != 0; }
  OpKind kindOf(uint32_t index) const { return static_cast<OpKind>(kind[index]); }
  const PlanFile& fileOf(uint32_t index) const { return files[file[index]]; }
  /** Operations from `index` to the end of its link chain. */
  uint32_t chainLength(uint32_t index) const;
};

/** Throws SystemError with call "plan" for anything that is not a plan an executor can run. */
Plan decodePlan(std::span<const uint8_t> bytes);

}  // namespace uringlab
