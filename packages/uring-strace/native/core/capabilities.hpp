#pragma once
// What keeps this user or this kernel from BPF, asked before libbpf is, whose messages do not tell.

#include <string>

namespace uringlab {

struct Capabilities {
  bool bpf = false;      // CAP_BPF, or CAP_SYS_ADMIN
  bool perfmon = false;  // CAP_PERFMON, or CAP_SYS_ADMIN
  bool sysAdmin = false;
};

/** The effective ones of this thread (capget(2)). */
Capabilities readCapabilities();

/** The chosen word of /sys/kernel/security/lockdown; empty without one. */
std::string readLockdown();

/** kernel.unprivileged_bpf_disabled, -1 when there is none. */
int readUnprivilegedBpfDisabled();

/** Throws Failure with the first reason. */
void requireBpf();

}  // namespace uringlab
