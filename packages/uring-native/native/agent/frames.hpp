#pragma once
// What a host and an agent that serves say to each other: frames, little endian.
//
//    0 u32 magic "URAF"    4 u32 bytes of the body    8 u32 id    12 u16 call    14 u16 status
//
// then the body. The host chooses the id; the answer has the same id and call, and comes when it is ready, so answers may come
// out of order. Status 0 in a request and in the answer of a call that was done; status 1 when it failed:
//
//    i32 errno, text system call, text message
//
// Texts and bytes in a body are a u32 count and so many bytes. The bodies of the calls are in calls.hpp.
// A frame that is none (magic, or a body beyond the bound) cannot be skipped: the agent answers id 0, call 0, status 1, and ends.

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "bytes.hpp"
#include "fd.hpp"

namespace uringlab {

inline constexpr uint32_t kFrameMagic = 0x46415255;
/** Of a body, in both directions. */
inline constexpr uint32_t kMaxBody = 256u << 20;

enum class FrameStatus : uint16_t { done, failed };

struct Frame {
  uint32_t id;
  uint16_t call;
  Bytes body;
};

/** A frame or a body that makes no sense: `number` is EINVAL and `call` is "frame". */
inline SystemError frameError(const std::string& what) { return SystemError(EINVAL, "frame", what); }

/** Both ends of the conversation: one file for a port, two for standard streams. */
class Channel {
 public:
  /** `path` is a character device as virtio-serial makes them, or `-` for standard input and output. */
  static Channel open(const std::string& path);

  /** The next frame; none when the host has closed. Throws where the bytes are no frame, or end within one. */
  std::optional<Frame> receive();

  /** From any thread. A host that is gone is no error: receive() says so. */
  void send(uint32_t id, uint16_t call, FrameStatus status, const Bytes& body);
  void sendError(uint32_t id, uint16_t call, const SystemError& error);

 private:
  Channel(Fd input, Fd output, bool isPort) : input_(std::move(input)), output_(std::move(output)), isPort_(isPort) {}

  /** Bytes that were there before the end of the stream: `count`, or fewer. */
  size_t receiveAll(uint8_t* data, size_t count);
  size_t receiveSome(uint8_t* data, size_t count);
  void sendAll(const uint8_t* data, size_t count);

  Fd input_;
  Fd output_;
  bool isPort_;
  bool wasConnected_ = false;
  std::mutex sending_;
};

}  // namespace uringlab
