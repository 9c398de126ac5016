#include "programs.hpp"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <fstream>

#include "capabilities.hpp"
#include "program-images.hpp"
#include "verifier-log.hpp"

namespace uringlab {
namespace {

constexpr uint32_t kProcessIds = 4 * 1024 * 1024;  // PROCESS_IDS of watch.bpf.h
constexpr uint32_t kMostSlotBits = 18;
constexpr uint32_t kLeastSlotBits = 10;

/** Slots of a CPU, as a power of two: two records a request, half a second of a busy CPU when every one is told. */
uint32_t slotBitsFor(const ProgramOptions& options, uint32_t cpus) {
  uint64_t bytes = options.bufferBytes;
  if (bytes == 0) {
    uint64_t perCpu = options.tellAll ? 32u << 20 : 4u << 20;
    bytes = std::min<uint64_t>(perCpu * cpus, 256u << 20);
  }
  uint64_t slots = std::max<uint64_t>(bytes / cpus / sizeof(record), 1);
  return std::clamp<uint32_t>(std::bit_width(slots) - 1, kLeastSlotBits, kMostSlotBits);
}

/** What libbpf says last is what failed, and the verifier why; it goes into the error instead of to the terminal. */
thread_local std::string lastWarning, verifierLog;

int keepWarning(libbpf_print_level level, const char* format, va_list arguments) {
  if (level != LIBBPF_WARN) return 0;
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(nullptr, 0, format, again);
  va_end(again);
  std::string text(length < 0 ? 0 : static_cast<size_t>(length), '\0');
  vsnprintf(text.data(), text.size() + 1, format, arguments);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (isVerifierLog(text)) verifierLog = text;
  lastWarning = std::move(text);
  return 0;
}

/** PREEMPT_RT: kernel/ksysfs.c */
bool isRealTimeKernel() {
  int value = 0;
  std::ifstream("/sys/kernel/realtime") >> value;
  return value == 1;
}

bpf_map* mapNamed(bpf_object* object, const char* name) {
  bpf_map* map = bpf_object__find_map_by_name(object, name);
  if (map == nullptr) throw Failure(Reason::system, ENOENT, "bpf_object__find_map_by_name", name);
  return map;
}

struct FreeBtf {
  void operator()(btf* data) const { btf__free(data); }
};

}  // namespace

void Programs::CloseObject::operator()(bpf_object* object) const { bpf_object__close(object); }

Programs::Programs(const ProgramOptions& options) : cpus_(static_cast<uint32_t>(libbpf_num_possible_cpus())) {
  libbpf_set_print(keepWarning);
  requireBpf();
  std::unique_ptr<btf, FreeBtf> kernel(btf__load_vmlinux_btf());
  if (kernel == nullptr) throw Failure(Reason::noBtf, errno, "open", "/sys/kernel/btf/vmlinux");
  // Kernels before 5.11 account maps as locked memory.
  rlimit unlimited{RLIM_INFINITY, RLIM_INFINITY};
  setrlimit(RLIMIT_MEMLOCK, &unlimited);
  directLoads_ = btf__find_by_name_kind(kernel.get(), "bpf_rdonly_cast", BTF_KIND_FUNC) > 0;
  open(kernel.get(), directLoads_, options);

  bpf_object* object = object_.get();
  auto descriptor = [&](const char* name) { return bpf_map__fd(mapNamed(object, name)); };
  slots_ = {descriptor("slots"), size_t{cpus_} << slotBits_, PROT_READ};
  rings_ = {descriptor("rings"), cpus_, PROT_READ | PROT_WRITE};
  control_ = {descriptor("control"), 1, PROT_READ | PROT_WRITE};
  watched_ = {descriptor("watched"), kProcessIds / 64, PROT_READ | PROT_WRITE};
  tallies_ = {descriptor("tallies"), size_t{cpus_} * TALLY_OPCODES, PROT_READ};
  textsMap_ = descriptor("texts");
}

void Programs::open(const btf* kernel, bool direct, const ProgramOptions& options) {
  auto image = direct ? directImage() : helperImage();
  object_.reset(bpf_object__open_mem(image.data(), image.size(), nullptr));
  if (object_ == nullptr) throw systemFailure("bpf_object__open_mem", lastWarning);
  bpf_object* object = object_.get();

  size_t bytes = 0;
  auto* values = static_cast<settings*>(
      const_cast<void*>(bpf_map__initial_value(mapNamed(object, ".rodata.settings"), &bytes)));
  if (values == nullptr || bytes < sizeof(settings)) throw Failure(Reason::system, EINVAL, "bpf_map__initial_value", "");
  slotBits_ = slotBitsFor(options, cpus_);
  values->slot_bits = slotBits_;
  values->own_process = static_cast<uint32_t>(getpid());
  values->watch_all = options.watchAll;
  values->follow_forks = options.followForks;
  values->tell_all = options.tellAll;
  values->count_all = options.countAll;
  values->preemptible = isRealTimeKernel();
  TracepointPlan plan = planTracepoints(kernel, *values);
  if (!plan.missing.empty()) throw Failure(Reason::noTracepoint, ENOENT, "tracepoint", plan.missing);
  int told = countArguments(kernel, "io_uring_complete");
  overflowsToldAlone_ = told == 3 || told == 7;
  tellsRequests_ = values->complete_request_at != NOWHERE;
  for (const Attachment& attachment : plan.attachments)
    links_.push_back({attachment.program, attachment.tracepoint, nullptr});

  bpf_map__set_max_entries(mapNamed(object, "slots"), cpus_ << slotBits_);
  bpf_map__set_max_entries(mapNamed(object, "rings"), cpus_);
  bpf_map__set_max_entries(mapNamed(object, "tallies"), cpus_ * TALLY_OPCODES);
  bpf_program* program = nullptr;
  bpf_object__for_each_program(program, object)
      bpf_program__set_autoload(program, find(bpf_program__name(program)) != nullptr);
  int error = bpf_object__load(object);
  if (error == 0) return;
  Reason reason = error == -ENOMEM || error == -E2BIG ? Reason::noMemory : error == -EPERM ? Reason::noCapBpf : Reason::verifier;
  throw Failure(reason, -error, "bpf_object__load", reason == Reason::verifier && !verifierLog.empty() ? endOfVerifierLog(verifierLog) : lastWarning);
}

Programs::~Programs() {
  for (Link& link : links_) bpf_link__destroy(link.link);
}

Programs::Link* Programs::find(const std::string& name) {
  for (Link& link : links_)
    if (link.program == name) return &link;
  return nullptr;
}

bool Programs::attach(const std::string& name) {
  Link* link = find(name);
  if (link == nullptr) return false;
  if (link->link != nullptr) return true;
  bpf_program* program = bpf_object__find_program_by_name(object_.get(), name.c_str());
  link->link = bpf_program__attach_raw_tracepoint(program, link->tracepoint.c_str());
  if (link->link == nullptr) throw systemFailure("bpf_raw_tracepoint_open", link->tracepoint);
  return true;
}

void Programs::detach(const std::string& name) {
  Link* link = find(name);
  if (link == nullptr) return;
  bpf_link__destroy(link->link);
  link->link = nullptr;
}

bool Programs::attached(const std::string& name) const {
  return std::any_of(links_.begin(), links_.end(),
                     [&](const Link& link) { return link.program == name && link.link != nullptr; });
}

void Programs::attachBasics(bool notes) {
  for (const char* name : {"on_fork", "on_exec", "on_exit", "on_complete"}) attach(name);
  if (!notes) return;
  for (const char* name : {"on_punt", "on_poll", "on_drain", "on_link", "on_fail_link", "on_overflow"}) attach(name);
}

void Programs::watch(uint32_t process) {
  if (process >= kProcessIds) return;
  std::atomic_ref(watched_[process / 64]).fetch_or(1ull << (process % 64));
}

void Programs::unwatch(uint32_t process) {
  if (process >= kProcessIds) return;
  std::atomic_ref(watched_[process / 64]).fetch_and(~(1ull << (process % 64)));
}

std::vector<uint32_t> Programs::watchedProcesses() const {
  std::vector<uint32_t> list;
  for (uint32_t word = 0; word < kProcessIds / 64; word++)
    for (uint64_t bits = watched_[word]; bits != 0; bits &= bits - 1)
      list.push_back(word * 64 + static_cast<uint32_t>(std::countr_zero(bits)));
  return list;
}

}  // namespace uringlab
