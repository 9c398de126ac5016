#pragma once
// A program that waits until everything is ready, then runs.

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace uringlab {

struct Ending {
  int exitCode = -1;  // -1: ended by a signal
  int signal = 0;
};

class Command {
 public:
  /** Forks, and waits before exec. The child has this process's standard streams and group, default signals and nothing else of it. */
  explicit Command(const std::vector<std::string>& arguments);
  Command(Command&&) = delete;
  /** Before release: the child goes away without running anything. */
  ~Command();

  pid_t process() const { return process_; }
  /** Lets it go. Throws Failure with Reason::command when the program cannot be executed; then it has ended. */
  void release();
  void signal(int number) const;
  /** Its end, once it has. */
  std::optional<Ending> poll();

 private:
  pid_t process_ = -1;
  int go_ = -1;
  int failed_ = -1;
  std::string program_;
  std::optional<Ending> ending_;
};

}  // namespace uringlab
