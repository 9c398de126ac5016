#include "command.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "failure.hpp"

namespace uringlab {
namespace {

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw systemFailure("pipe2");
    read = ends[0];
    write = ends[1];
  }
};

/** In the child of a process with threads: only functions that are safe in signal handlers. */
[[noreturn]] void runChild(char* const* arguments, int go, int failed) {
  // Dispositions that are ignored, and blocked signals, would be inherited.
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; number++) sigaction(number, &standard, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  // Node.js has its standard streams closed on exec.
  for (int stream = 0; stream <= 2; stream++) {
    int flags = fcntl(stream, F_GETFD);
    if (flags >= 0) fcntl(stream, F_SETFD, flags & ~FD_CLOEXEC);
  }
  char byte;
  if (read(go, &byte, 1) != 1) _exit(0);
  // JavaScript makes its pipes non-blocking, and these are the same: a program that is no part of that would lose what it writes.
  for (int stream = 0; stream <= 2; stream++) {
    int flags = fcntl(stream, F_GETFL);
    if (flags >= 0 && (flags & O_NONBLOCK) != 0) fcntl(stream, F_SETFL, flags & ~O_NONBLOCK);
  }
  execvp(arguments[0], arguments);
  int error = errno;
  while (write(failed, &error, sizeof error) < 0 && errno == EINTR) {
  }
  _exit(error == ENOENT ? 127 : 126);
}

}  // namespace

Command::Command(const std::vector<std::string>& arguments) : program_(arguments.at(0)) {
  std::vector<char*> words;
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  Pipe go, failed;
  // A signal between fork and the child's own dispositions must not run a handler of this process there.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  process_ = fork();
  if (process_ == 0) {
    close(go.write);
    runChild(words.data(), go.read, failed.write);
  }
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  close(go.read);
  close(failed.write);
  go_ = go.write;
  failed_ = failed.read;
  if (process_ < 0) {
    close(go_);
    close(failed_);
    errno = error;
    throw systemFailure("fork");
  }
}

Command::~Command() {
  if (go_ >= 0) {
    close(go_);
    waitpid(process_, nullptr, 0);
  }
  if (failed_ >= 0) close(failed_);
}

void Command::release() {
  ssize_t written;
  do written = write(go_, "g", 1);
  while (written < 0 && errno == EINTR);
  close(go_);
  go_ = -1;
  int error = 0;
  ssize_t got;
  do got = read(failed_, &error, sizeof error);
  while (got < 0 && errno == EINTR);
  close(failed_);
  failed_ = -1;
  if (got != sizeof error) return;
  waitpid(process_, nullptr, 0);
  ending_ = Ending{error == ENOENT ? 127 : 126, 0};
  throw Failure(Reason::command, error, "execve", program_);
}

void Command::signal(int number) const {
  if (!ending_) kill(process_, number);
}

std::optional<Ending> Command::poll() {
  int status = 0;
  if (!ending_ && waitpid(process_, &status, WNOHANG) == process_)
    ending_ = WIFEXITED(status) ? Ending{WEXITSTATUS(status), 0} : Ending{-1, WTERMSIG(status)};
  return ending_;
}

}  // namespace uringlab
