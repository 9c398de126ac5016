#include "write-result.hpp"

#include "errno-names.hpp"
#include "opcodes.hpp"
#include "shortfall.hpp"
#include "write-path.hpp"

namespace uringlab {

namespace {

constexpr uint32_t kHasBuffer = 1, kNotification = 8;  // IORING_CQE_F_*

void writeError(Text& text, int32_t result) {
  ErrorName error = errorName(result);
  if (error.name.empty()) {
    text.signedDecimal(result);
  } else {
    text << '-' << error.name << " (" << error.text << ')';
  }
}

void writeDescriptor(Text& text, const Request& request, bool paths) {
  // A registered file of the kernel's choice: the result is the slot (io_fixed_fd_install() of io_uring/filetable.c).
  constexpr uint8_t kInstallFd = 54;
  bool toAnySlot = request.sqe.file_index == ~0u && request.sqe.opcode != kInstallFd;
  if (toAnySlot) text << '@';
  text.decimal(request.result);
  bool opened = (opcodeOf(request.sqe.opcode).classes & kPathClass) != 0;
  if (!opened || !paths || request.file == nullptr || request.file->path.empty()) return;
  text << '<';
  writePath(text, request.file->path);
  text << '>';
}

void writeMissing(Text& text, const Request& request) {
  Shortfall transfer = shortfallOf(request);
  if (transfer.missing == 0) return;
  (text << " SHORT ").decimal(transfer.missing) << " missing";
  if (transfer.endOfFile) text << ", end of file";
}

}  // namespace

void writeResult(Text& text, const Request& request, bool paths) {
  text << " = ";
  if (!request.completed) {
    text << "? <unfinished>";
    return;
  }
  ResultKind kind = opcodeOf(request.sqe.opcode).result;
  if ((request.cqeFlags & kNotification) != 0) {
    // Not an error: IORING_NOTIF_USAGE_ZC_COPIED, with IORING_SEND_ZC_REPORT_USAGE.
    if (request.result == INT32_MIN) {
      text << "ZC_COPIED";
    } else {
      text.signedDecimal(request.result);
    }
  } else if (request.result < 0) {
    writeError(text, request.result);
  } else if (kind == ResultKind::descriptor) {
    writeDescriptor(text, request, paths);
  } else if (kind == ResultKind::events && request.result != 0) {
    text.hex(request.result) << " (";
    writeFlags(text, request.result, flags::poll);
    text << ')';
  } else {
    text.decimal(request.result);
    if (kind == ResultKind::bytes) writeMissing(text, request);
  }
  if ((request.cqeFlags & kHasBuffer) != 0) (text << " buffer=").decimal(request.cqeFlags >> 16);
}

}  // namespace uringlab
