#pragma once
// The tracepoints of the running kernel, and where their arguments are: from its BTF alone, at load time.

#include <string>
#include <vector>

extern "C" {
#include "../bpf/records.h"
}

struct btf;

namespace uringlab {

struct Tracepoint {
  std::string name;
  int arguments = -1;  // -1: this kernel has none of that name
};

/** What each program is attached to; an empty name: nothing, this kernel does not tell. */
struct Attachment {
  const char* program;
  std::string tracepoint;
};

struct TracepointPlan {
  std::vector<Attachment> attachments;
  std::string missing;  // of those without which nothing can be told
};

/** Arguments of a tracepoint by its BTF prototype, the hidden first one not counted; -1 when there is none. */
int countArguments(const btf* kernel, const std::string& tracepoint);

/** Chooses the variants and writes their places into `settings`. */
TracepointPlan planTracepoints(const btf* kernel, settings& settings);

/** Those that the programs know, for `uringlab doctor`. */
std::vector<Tracepoint> listTracepoints(const btf* kernel);

}  // namespace uringlab
