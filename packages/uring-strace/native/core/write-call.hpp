#pragma once
// A system call that was entered, as strace shows it, without a result: pread64(5</mnt/f>, 0x7f0000001000, 4096, 0x1000).

#include <string_view>

#include "events.hpp"
#include "json.hpp"

namespace uringlab {

void writeCall(Text& text, const Call& call, bool paths);

/** "pread64"; empty for a call that is not among those watched. */
std::string_view callName(int number);

/** Its members: time_ns, tid, pid, call, number, args, file, position. */
void writeCallMembers(Text& text, JsonObject& object, const Call& call);

}  // namespace uringlab
