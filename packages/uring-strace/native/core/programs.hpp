#pragma once
// The BPF programs, loaded, and the memory that they share with the reader. Everything goes with the object: nothing is pinned.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "shared-memory.hpp"
#include "tracepoints.hpp"

struct bpf_link;
struct bpf_object;
struct btf;

namespace uringlab {

struct ProgramOptions {
  bool watchAll = false;
  bool followForks = true;
  bool tellAll = true;
  bool countAll = false;
  uint64_t bufferBytes = 0;  // of all CPUs' rings; 0: a share of memory that suits what is told
};

class Programs {
 public:
  /** Throws Failure with the reason why this kernel or this user cannot. */
  explicit Programs(const ProgramOptions& options);
  Programs(Programs&&) = delete;
  ~Programs();

  /** Attaches what is not yet attached; `name` is a program's. False: this kernel has no such tracepoint. */
  bool attach(const std::string& name);
  void detach(const std::string& name);
  bool attached(const std::string& name) const;
  /** All but `on_submit` and `on_call`, which the session switches. */
  void attachBasics(bool notes);

  void watch(uint32_t process);
  void unwatch(uint32_t process);
  /** Processes with their bit set: also those whose fork was told in a record that was lost. */
  std::vector<uint32_t> watchedProcesses() const;

  int textsMap() const { return textsMap_; }
  uint32_t cpus() const { return cpus_; }
  uint32_t slotsPerCpu() const { return 1u << slotBits_; }
  const record* slots(uint32_t cpu) const { return slots_.data() + (size_t{cpu} << slotBits_); }
  cpu_ring& ring(uint32_t cpu) const { return rings_[cpu]; }
  control& shared() const { return control_[0]; }
  const tally* tallies(uint32_t cpu) const { return tallies_.data() + size_t{cpu} * TALLY_OPCODES; }
  bool directLoads() const { return directLoads_; }
  /** Completions name their request: not before 5.17. */
  bool tellsRequests() const { return tellsRequests_; }
  /** A CQE that finds the CQ ring full is told by io_uring_cqe_overflow alone: seen on 6.1 and 6.18. */
  bool overflowsToldAlone() const { return overflowsToldAlone_; }

 private:
  struct Link {
    std::string program;
    std::string tracepoint;
    bpf_link* link = nullptr;
  };
  void open(const btf* kernel, bool direct, const ProgramOptions& options);
  Link* find(const std::string& name);

  struct CloseObject {
    void operator()(bpf_object* object) const;
  };
  std::unique_ptr<bpf_object, CloseObject> object_;
  std::vector<Link> links_;
  uint32_t cpus_ = 0;
  uint32_t slotBits_ = 0;
  bool directLoads_ = false;
  bool tellsRequests_ = true;
  bool overflowsToldAlone_ = true;
  int textsMap_ = -1;
  SharedMemory<const record> slots_;
  SharedMemory<cpu_ring> rings_;
  SharedMemory<control> control_;
  SharedMemory<uint64_t> watched_;
  SharedMemory<const tally> tallies_;
};

}  // namespace uringlab
