#include "run-program.hpp"

#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>

#include "clock.hpp"
#include "values.hpp"

namespace uringlab {
namespace {

constexpr size_t kPieceBytes = 1 << 16;

void require(int error, const char* call, const std::string& subject) {
  if (error != 0) throw SystemError(error, call, subject);
}

std::pair<Fd, Fd> makePipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) throw SystemError(errno, "pipe2", "");
  return {Fd(ends[0]), Fd(ends[1])};
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

/** A child that was started, and is waited for whatever happens. */
class Child {
 public:
  Child(const ProgramRequest& request, const Fd& output, const Fd& errors) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    require(posix_spawn_file_actions_init(&actions), "posix_spawn", "");
    require(posix_spawnattr_init(&attributes), "posix_spawn", "");
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output.get(), 1);
    posix_spawn_file_actions_adddup2(&actions, errors.get(), 2);
    if (!request.directory.empty()) posix_spawn_file_actions_addchdir_np(&actions, request.directory.c_str());
    sigset_t changed;
    sigemptyset(&changed);
    sigaddset(&changed, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &changed);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    std::vector<char*> arguments = pointers(request.arguments);
    std::vector<char*> environment = request.environment ? pointers(*request.environment) : std::vector<char*>{};
    int error = posix_spawnp(&pid_, arguments[0], &actions, &attributes, arguments.data(),
                             request.environment ? environment.data() : environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    require(error, "posix_spawn", request.arguments[0]);
    handle_ = Fd(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  }
  ~Child() {
    if (pid_ > 0) {
      killGroup();
      wait();
    }
  }

  /** Readable when the child has ended. */
  int handle() const { return handle_.get(); }
  void killGroup() const { kill(-pid_, SIGKILL); }

  int wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return status;
  }

 private:
  pid_t pid_ = 0;
  Fd handle_;
};

/** One of the streams of a child. */
struct Stream {
  Fd file;
  Bytes& kept;
  bool isOpen = true;

  /** Takes what is there; false when nothing is. */
  bool take(uint32_t bound, bool& isCut) {
    uint8_t piece[kPieceBytes];
    ssize_t got = read(file.get(), piece, sizeof piece);
    if (got < 0) return false;
    if (got == 0) isOpen = false;
    size_t room = std::min<size_t>(static_cast<size_t>(got), bound - kept.size());
    kept.insert(kept.end(), piece, piece + room);
    if (room < static_cast<size_t>(got)) isCut = true;
    return got > 0;
  }
};

}  // namespace

ProgramResult runProgram(const ProgramRequest& request, const Stop& stop) {
  ProgramResult result;
  auto [output, outputOfChild] = makePipe();
  auto [errors, errorsOfChild] = makePipe();
  for (int file : {output.get(), errors.get()}) fcntl(file, F_SETFL, O_NONBLOCK);
  int64_t deadline = monotonicNs() + int64_t{request.limitMs} * 1'000'000;
  Child child(request, outputOfChild, errorsOfChild);
  outputOfChild = Fd();
  errorsOfChild = Fd();

  Stream streams[] = {{std::move(output), result.output}, {std::move(errors), result.errors}};
  bool ended = false;
  // A grandchild may hold the streams open longer than the child lives: the child's end counts.
  while (!ended) {
    int64_t leftMs = request.limitMs == 0 ? 1000 : std::max<int64_t>(0, (deadline - monotonicNs() + 999'999) / 1'000'000);
    pollfd watched[] = {{child.handle(), POLLIN, 0},
                        {stop.fd(), POLLIN, 0},
                        {streams[0].isOpen ? streams[0].file.get() : -1, POLLIN, 0},
                        {streams[1].isOpen ? streams[1].file.get() : -1, POLLIN, 0}};
    poll(watched, std::size(watched), static_cast<int>(std::min<int64_t>(leftMs, 1000)));
    ended = watched[0].revents != 0;
    for (int i = 0; i < 2; i++) {
      if (watched[2 + i].revents != 0) streams[i].take(request.outputBytes, result.isCut);
    }
    bool isLate = request.limitMs > 0 && monotonicNs() >= deadline;
    if (!ended && (isLate || stop.requested())) {
      result.timedOut = isLate && !stop.requested();
      child.killGroup();
      ended = true;
    }
  }
  int status = child.wait();
  for (Stream& stream : streams) {
    while (stream.isOpen && stream.take(request.outputBytes, result.isCut)) {
    }
  }
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return result;
}

Work prepareRun(ByteReader& reader) {
  ProgramRequest request;
  request.arguments = readTexts(reader);
  if (request.arguments.empty()) throw frameError("no program is named");
  if (reader.value<uint8_t>() != 0) request.environment = readTexts(reader);
  request.directory = readPlainText(reader);
  request.limitMs = reader.value<uint32_t>();
  request.outputBytes = std::min(reader.value<uint32_t>(), kMaxBody / 4);
  return [request = std::move(request)](const Stop& stop) {
    ProgramResult result = runProgram(request, stop);
    ByteWriter writer;
    writer.value(int32_t{result.status});
    writer.value(int32_t{result.signal});
    writer.value(uint8_t{result.timedOut});
    writer.value(uint8_t{result.isCut});
    writeBytes(writer, result.output);
    writeBytes(writer, result.errors);
    return writer.take();
  };
}

}  // namespace uringlab
