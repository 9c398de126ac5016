#pragma once
// RLIMIT_FSIZE of this process, for a while. It counts for every file that any of its threads writes, io-wq's among them.

#include <sys/resource.h>

#include <csignal>

#include "error.hpp"

namespace uringlab {

class FileSizeLimit {
 public:
  explicit FileSizeLimit(uint64_t bytes) {
    if (getrlimit(RLIMIT_FSIZE, &before_) < 0) throw SystemError(errno, "getrlimit", "RLIMIT_FSIZE");
    rlimit limit{bytes < before_.rlim_max ? bytes : before_.rlim_max, before_.rlim_max};
    // A write from the limit on is -EFBIG and a signal, which ends the process (mm/filemap.c before 5.13, else
    // fs/read_write.c, generic_write_check_limits()).
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGXFSZ, &ignore, &action_);
    if (setrlimit(RLIMIT_FSIZE, &limit) < 0) throw SystemError(errno, "setrlimit", "RLIMIT_FSIZE");
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    sigaction(SIGXFSZ, &action_, nullptr);
  }

 private:
  rlimit before_;
  struct sigaction action_;
};

}  // namespace uringlab
