#include "text-stream.hpp"

#include <bpf/libbpf.h>
#include <sys/epoll.h>

#include "failure.hpp"

namespace uringlab {

void TextStream::Free::operator()(ring_buffer* buffer) const { ring_buffer__free(buffer); }

TextStream::TextStream(int map, Handlers handlers) : handlers_(std::move(handlers)) {
  buffer_.reset(ring_buffer__new(map, &TextStream::take, this, nullptr));
  if (buffer_ == nullptr) throw systemFailure("ring_buffer__new");
}

void TextStream::read() { ring_buffer__consume(buffer_.get()); }

void TextStream::wait(int milliseconds) {
  epoll_event event;
  epoll_wait(ring_buffer__epoll_fd(buffer_.get()), &event, 1, milliseconds);
}

int TextStream::take(void* context, void* data, size_t bytes) {
  auto& stream = *static_cast<TextStream*>(context);
  uint64_t kind = *static_cast<const uint64_t*>(data);
  if (kind == TEXT_PATH && bytes >= sizeof(path_text)) stream.handlers_.path(*static_cast<const path_text*>(data));
  if (kind == TEXT_STACK && bytes >= sizeof(stack_text)) stream.handlers_.stack(*static_cast<const stack_text*>(data));
  return 0;
}

}  // namespace uringlab
