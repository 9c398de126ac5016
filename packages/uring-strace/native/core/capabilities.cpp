#include "capabilities.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>

#include "failure.hpp"

#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#define CAP_BPF 39
#endif

namespace uringlab {

Capabilities readCapabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  if (syscall(SYS_capget, &header, data) != 0) return {};
  auto has = [&](int capability) { return (data[capability / 32].effective >> (capability % 32) & 1) != 0; };
  bool admin = has(CAP_SYS_ADMIN);
  return {admin || has(CAP_BPF), admin || has(CAP_PERFMON), admin};
}

std::string readLockdown() {
  std::string line;
  std::ifstream file("/sys/kernel/security/lockdown");
  std::getline(file, line);
  size_t begin = line.find('['), end = line.find(']');
  return begin == std::string::npos || end == std::string::npos ? "" : line.substr(begin + 1, end - begin - 1);
}

int readUnprivilegedBpfDisabled() {
  int value = -1;
  std::ifstream("/proc/sys/kernel/unprivileged_bpf_disabled") >> value;
  return value;
}

void requireBpf() {
  Capabilities have = readCapabilities();
  if (!have.bpf) throw Failure(Reason::noCapBpf, EPERM, "bpf", "(CAP_BPF is missing)");
  if (!have.perfmon) throw Failure(Reason::noCapPerfmon, EPERM, "bpf", "(CAP_PERFMON is missing)");
  if (readLockdown() == "confidentiality") throw Failure(Reason::lockdown, EPERM, "bpf", "(kernel lockdown)");
  if (::access("/sys/kernel/btf/vmlinux", R_OK) != 0)
    throw Failure(Reason::noBtf, errno, "open", "/sys/kernel/btf/vmlinux");
}

}  // namespace uringlab
