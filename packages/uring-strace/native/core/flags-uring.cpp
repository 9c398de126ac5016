// include/uapi/linux/io_uring.h of 6.18 throughout.
#include "flags.hpp"

namespace uringlab::flags {

namespace {

constexpr Name kSqe[] = {
    {1, "FIXED_FILE"}, {2, "DRAIN"}, {4, "LINK"}, {8, "HARDLINK"}, {16, "ASYNC"}, {32, "BUFFER_SELECT"}, {64, "CQE_SKIP_SUCCESS"},
};
constexpr Name kCqe[] = {
    {1, "BUFFER"}, {2, "MORE"}, {4, "SOCK_NONEMPTY"}, {8, "NOTIF"}, {16, "BUF_MORE"}, {32, "SKIP"}, {1 << 15, "32"},
};
constexpr Name kNop[] = {
    {1, "INJECT_RESULT"}, {2, "FILE"}, {4, "FIXED_FILE"}, {8, "FIXED_BUFFER"}, {16, "TW"}, {32, "CQE32"},
};
constexpr Name kTimeout[] = {
    {1, "ABS"}, {2, "UPDATE"}, {4, "BOOTTIME"}, {8, "REALTIME"}, {16, "LINK_TIMEOUT_UPDATE"}, {32, "ETIME_SUCCESS"}, {64, "MULTISHOT"},
};
constexpr Name kCancel[] = {
    {1, "ALL"}, {2, "FD"}, {4, "ANY"}, {8, "FD_FIXED"}, {16, "USERDATA"}, {32, "OP"},
};
constexpr Name kPollCommand[] = {{1, "ADD_MULTI"}, {2, "UPDATE_EVENTS"}, {4, "UPDATE_USER_DATA"}, {8, "ADD_LEVEL"}};
constexpr Name kAccept[] = {{1, "MULTISHOT"}, {2, "DONTWAIT"}, {4, "POLL_FIRST"}};
constexpr Name kSendReceive[] = {
    {1, "POLL_FIRST"}, {2, "MULTISHOT"}, {4, "FIXED_BUF"}, {8, "REPORT_USAGE"}, {16, "BUNDLE"}, {32, "VECTORIZED"},
};
constexpr Name kMessage[] = {{1, "CQE_SKIP"}, {2, "FLAGS_PASS"}};
constexpr Name kMessageCommand[] = {{0, "DATA"}, {1, "SEND_FD"}};
constexpr Name kCommand[] = {{1, "FIXED"}, {2, "MULTISHOT"}};
constexpr Name kInstall[] = {{1, "NO_CLOEXEC"}};
constexpr Name kFsync[] = {{1, "DATASYNC"}};
constexpr Name kAttributes[] = {{1, "PI"}};

}  // namespace

const Names sqe = kSqe;
const Names cqe = kCqe;
const Names nop = kNop;
const Names timeout = kTimeout;
const Names cancel = kCancel;
const Names pollCommand = kPollCommand;
const Names accept = kAccept;
const Names sendReceive = kSendReceive;
const Names message = kMessage;
const Names messageCommand = kMessageCommand;
const Names command = kCommand;
const Names install = kInstall;
const Names fsync = kFsync;
const Names attributes = kAttributes;

}  // namespace uringlab::flags
