#include "serve.hpp"

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <map>
#include <memory>
#include <thread>

#include "calls.hpp"

namespace uringlab {
namespace {

constexpr size_t kMaxRunning = 256;
/** For calls that hang in the kernel, and do not see the stop. */
constexpr auto kEndLimit = std::chrono::seconds(10);

/** The calls that are being done. */
class Running {
 public:
  explicit Running(Channel& channel) : channel_(channel) {}

  void start(const Frame& frame, Work work) {
    auto stop = std::make_shared<Stop>();
    {
      std::lock_guard lock(mutex_);
      if (stops_.size() >= kMaxRunning) throw SystemError(EAGAIN, "frame", "too many calls at once");
      if (!stops_.emplace(frame.id, stop).second) throw SystemError(EEXIST, "frame", "an id that is in use");
    }
    try {
      std::thread([this, id = frame.id, call = frame.call, work = std::move(work), stop] {
        answer(id, call, work, *stop);
      }).detach();
    } catch (const std::exception&) {
      forget(frame.id);
      throw;
    }
  }

  void stop(uint32_t id) {
    std::lock_guard lock(mutex_);
    auto found = stops_.find(id);
    if (found != stops_.end()) found->second->request();
  }

  /** Stops what is running; false when something did not end in time. */
  bool end() {
    std::unique_lock lock(mutex_);
    for (auto& [id, stop] : stops_) stop->request();
    return ended_.wait_for(lock, kEndLimit, [this] { return stops_.empty(); });
  }

 private:
  void answer(uint32_t id, uint16_t call, const Work& work, const Stop& stop) {
    try {
      Bytes body = work(stop);
      channel_.send(id, call, FrameStatus::done, body);
    } catch (const std::exception&) {
      channel_.sendError(id, call, caughtError());
    }
    forget(id);
  }

  void forget(uint32_t id) {
    std::lock_guard lock(mutex_);
    stops_.erase(id);
    // Within the lock: when it is given back, nothing of this object is used any more.
    if (stops_.empty()) ended_.notify_all();
  }

  Channel& channel_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::map<uint32_t, std::shared_ptr<Stop>> stops_;
};

void receive(Channel& channel, Running& running, const Frame& frame, bool mayPowerOff) {
  ByteReader reader(frame.body, "frame");
  if (frame.call == static_cast<uint16_t>(CallNumber::stop)) {
    running.stop(reader.value<uint32_t>());
    channel.send(frame.id, frame.call, FrameStatus::done, {});
    return;
  }
  Prepare prepare = findCall(frame.call);
  if (prepare == nullptr) throw SystemError(ENOSYS, "frame", "call " + std::to_string(frame.call));
  if (frame.call == static_cast<uint16_t>(CallNumber::powerOff) && !mayPowerOff) {
    throw SystemError(EPERM, "reboot", "of a machine that is no guest");
  }
  Work work = prepare(reader);
  if (reader.remaining() > 0) throw frameError("bytes after the end");
  running.start(frame, std::move(work));
}

}  // namespace

int serve(const std::string& path) {
  std::signal(SIGPIPE, SIG_IGN);
  Channel channel = Channel::open(path);
  auto running = std::make_unique<Running>(channel);
  int status = 0;
  try {
    while (auto frame = channel.receive()) {
      try {
        receive(channel, *running, *frame, path != "-");
      } catch (const std::exception&) {
        channel.sendError(frame->id, frame->call, caughtError());
      }
    }
  } catch (const std::exception&) {
    channel.sendError(0, 0, caughtError());
    status = 1;
  }
  if (!running->end()) std::_Exit(1);
  return status;
}

}  // namespace uringlab
