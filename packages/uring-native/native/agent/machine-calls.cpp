#include "machine-calls.hpp"

#include <sys/mount.h>
#include <sys/reboot.h>

#include <cstdlib>
#include <map>
#include <sstream>

#include "values.hpp"

namespace uringlab {
namespace {

/** The kernel's records are shorter than this (kernel/printk/printk.c, PRINTKRB_RECORD_MAX and its header). */
constexpr size_t kRecordBytes = 8192;

const std::map<std::string, unsigned long> kMountFlags = {
    {"ro", MS_RDONLY},           {"rw", 0},           {"noatime", MS_NOATIME}, {"nodiratime", MS_NODIRATIME},
    {"relatime", MS_RELATIME},   {"nosuid", MS_NOSUID}, {"nodev", MS_NODEV},     {"noexec", MS_NOEXEC},
    {"sync", MS_SYNCHRONOUS},    {"bind", MS_BIND},
};

struct MountOptions {
  unsigned long flags = 0;
  /** What is the file system's own to understand. */
  std::string data;
};

MountOptions parseOptions(const std::string& text) {
  MountOptions options;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    auto known = kMountFlags.find(word);
    if (known != kMountFlags.end()) {
      options.flags |= known->second;
    } else if (!word.empty()) {
      options.data += (options.data.empty() ? "" : ",") + word;
    }
  }
  return options;
}

/** `priority,sequence,microseconds,flags;text` (Documentation/ABI/testing/dev-kmsg). */
uint64_t sequenceOf(const std::string& record) {
  size_t comma = record.find(',');
  return comma == std::string::npos ? 0 : std::strtoull(record.c_str() + comma + 1, nullptr, 10);
}

}  // namespace

Work prepareMount(ByteReader& reader) {
  std::string source = readPlainText(reader);
  std::string target = readPath(reader);
  std::string type = readPlainText(reader);
  MountOptions options = parseOptions(readPlainText(reader));
  return [=](const Stop&) {
    int result = mount(source.c_str(), target.c_str(), type.c_str(), options.flags, options.data.c_str());
    if (result < 0) throw SystemError(errno, "mount", source + " on " + target);
    return Bytes();
  };
}

Work prepareUnmount(ByteReader& reader) {
  return [target = readPath(reader)](const Stop&) {
    if (umount2(target.c_str(), UMOUNT_NOFOLLOW) < 0) throw SystemError(errno, "umount", target);
    return Bytes();
  };
}

Work prepareKernelLog(ByteReader& reader) {
  return [first = reader.value<uint64_t>()](const Stop& stop) {
    Fd log = Fd::open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
    std::vector<std::string> records;
    bool lost = false;
    char record[kRecordBytes];
    while (!stop.requested()) {
      ssize_t got = read(log.get(), record, sizeof record);
      if (got < 0 && errno == EINTR) continue;
      // The next record was overwritten; the position has moved on to the oldest there is.
      if (got < 0 && errno == EPIPE) {
        lost = true;
        continue;
      }
      if (got < 0 && errno != EAGAIN) throw SystemError(errno, "read", "/dev/kmsg");
      if (got <= 0) break;
      std::string text(record, static_cast<size_t>(got));
      if (records.empty() && first > 0 && sequenceOf(text) > first) lost = true;
      if (sequenceOf(text) >= first) records.push_back(std::move(text));
    }
    ByteWriter writer;
    writer.value(uint8_t{lost});
    writer.value(static_cast<uint32_t>(records.size()));
    for (const std::string& text : records) writeText(writer, text);
    return writer.take();
  };
}

Work preparePowerOff(ByteReader&) {
  return [](const Stop&) {
    ::sync();
    if (reboot(RB_POWER_OFF) < 0) throw SystemError(errno, "reboot", "");
    return Bytes();
  };
}

}  // namespace uringlab
