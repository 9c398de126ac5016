#include "frames.hpp"

#include <poll.h>

#include <algorithm>

namespace uringlab {
namespace {

constexpr size_t kHeaderBytes = 16;
/** A body is read in pieces: memory is taken for what arrived, not for what was announced. */
constexpr size_t kPieceBytes = 1 << 20;
constexpr size_t kShortBytes = 4096;
constexpr int kReconnectMs = 20;

}  // namespace

Channel Channel::open(const std::string& path) {
  if (path == "-") return Channel(Fd(dup(0)), Fd(dup(1)), false);
  Fd port = Fd::open(path, O_RDWR);
  int same = fcntl(port.get(), F_DUPFD_CLOEXEC, 3);
  if (same < 0) throw SystemError(errno, "fcntl", path);
  return Channel(std::move(port), Fd(same), true);
}

std::optional<Frame> Channel::receive() {
  uint8_t header[kHeaderBytes];
  size_t got = receiveAll(header, sizeof header);
  if (got == 0) return {};
  if (got < sizeof header) throw frameError("the stream ends within a header");
  ByteReader reader(header, "frame");
  if (reader.value<uint32_t>() != kFrameMagic) throw frameError("bad magic");
  auto bytes = reader.value<uint32_t>();
  if (bytes > kMaxBody) throw frameError("a body of " + std::to_string(bytes) + " bytes");
  Frame frame{reader.value<uint32_t>(), reader.value<uint16_t>(), {}};
  while (frame.body.size() < bytes) {
    size_t start = frame.body.size();
    size_t piece = std::min(kPieceBytes, bytes - start);
    frame.body.resize(start + piece);
    if (receiveAll(frame.body.data() + start, piece) < piece) throw frameError("the stream ends within a body");
  }
  return frame;
}

size_t Channel::receiveAll(uint8_t* data, size_t count) {
  size_t done = 0;
  while (done < count) {
    size_t got = receiveSome(data + done, count - done);
    if (got == 0) break;
    done += got;
  }
  return done;
}

size_t Channel::receiveSome(uint8_t* data, size_t count) {
  for (;;) {
    ssize_t got = read(input_.get(), data, count);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw SystemError(errno, "read", "from the host");
    if (got > 0) wasConnected_ = true;
    // A port reads as ended until the host is there (drivers/char/virtio_console.c, port_fops_read()).
    if (got > 0 || !isPort_ || wasConnected_) return static_cast<size_t>(got);
    poll(nullptr, 0, kReconnectMs);
  }
}

void Channel::send(uint32_t id, uint16_t call, FrameStatus status, const Bytes& body) {
  if (body.size() > kMaxBody) {
    sendError(id, call, SystemError(EMSGSIZE, "frame", std::to_string(body.size()) + " bytes"));
    return;
  }
  ByteWriter header;
  header.value(kFrameMagic);
  header.value(static_cast<uint32_t>(body.size()));
  header.value(id);
  header.value(call);
  header.value(status);
  // What is short goes in one piece, which is one message of a port.
  bool isShort = body.size() <= kShortBytes;
  if (isShort) header.append(body.data(), body.size());
  Bytes bytes = header.take();
  std::lock_guard lock(sending_);
  sendAll(bytes.data(), bytes.size());
  if (!isShort) sendAll(body.data(), body.size());
}

void Channel::sendError(uint32_t id, uint16_t call, const SystemError& error) {
  std::string message = error.what();
  ByteWriter body;
  body.value(int32_t{error.number});
  body.value(static_cast<uint32_t>(error.call.size()));
  body.text(error.call);
  body.value(static_cast<uint32_t>(message.size()));
  body.text(message);
  send(id, call, FrameStatus::failed, body.take());
}

void Channel::sendAll(const uint8_t* data, size_t count) {
  while (count > 0) {
    ssize_t written = write(output_.get(), data, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    data += written;
    count -= static_cast<size_t>(written);
  }
}

}  // namespace uringlab
