#include "flags.hpp"

namespace uringlab::flags {

namespace {

// include/linux/socket.h
constexpr Name kSocketMessage[] = {
    {1, "MSG_OOB"}, {2, "MSG_PEEK"}, {4, "MSG_DONTROUTE"}, {8, "MSG_CTRUNC"}, {0x10, "MSG_PROBE"}, {0x20, "MSG_TRUNC"},
    {0x40, "MSG_DONTWAIT"}, {0x80, "MSG_EOR"}, {0x100, "MSG_WAITALL"}, {0x200, "MSG_FIN"}, {0x400, "MSG_SYN"},
    {0x800, "MSG_CONFIRM"}, {0x1000, "MSG_RST"}, {0x2000, "MSG_ERRQUEUE"}, {0x4000, "MSG_NOSIGNAL"}, {0x8000, "MSG_MORE"},
    {0x10000, "MSG_WAITFORONE"}, {0x40000, "MSG_BATCH"}, {0x2000000, "MSG_SOCK_DEVMEM"}, {0x4000000, "MSG_ZEROCOPY"},
    {0x20000000, "MSG_FASTOPEN"}, {0x40000000, "MSG_CMSG_CLOEXEC"},
};
constexpr Name kDomain[] = {
    {0, "AF_UNSPEC"}, {1, "AF_UNIX"}, {2, "AF_INET"}, {10, "AF_INET6"}, {16, "AF_NETLINK"}, {17, "AF_PACKET"},
    {21, "AF_RDS"}, {29, "AF_CAN"}, {30, "AF_TIPC"}, {31, "AF_BLUETOOTH"}, {38, "AF_ALG"}, {40, "AF_VSOCK"},
    {43, "AF_SMC"}, {44, "AF_XDP"},
};

// include/linux/net.h
constexpr Name kSocketType[] = {
    {1, "SOCK_STREAM"}, {2, "SOCK_DGRAM"}, {3, "SOCK_RAW"}, {4, "SOCK_RDM"}, {5, "SOCK_SEQPACKET"}, {6, "SOCK_DCCP"}, {10, "SOCK_PACKET"},
};
constexpr Name kSocketFlags[] = {{04000, "SOCK_NONBLOCK"}, {02000000, "SOCK_CLOEXEC"}};
constexpr Name kShutdown[] = {{0, "SHUT_RD"}, {1, "SHUT_WR"}, {2, "SHUT_RDWR"}};

// include/uapi/asm-generic/poll.h, include/uapi/linux/eventpoll.h
constexpr Name kPoll[] = {
    {1, "POLLIN"}, {2, "POLLPRI"}, {4, "POLLOUT"}, {8, "POLLERR"}, {0x10, "POLLHUP"}, {0x20, "POLLNVAL"}, {0x40, "POLLRDNORM"},
    {0x80, "POLLRDBAND"}, {0x100, "POLLWRNORM"}, {0x200, "POLLWRBAND"}, {0x400, "POLLMSG"}, {0x1000, "POLLREMOVE"},
    {0x2000, "POLLRDHUP"}, {1u << 28, "EPOLLEXCLUSIVE"}, {1u << 29, "EPOLLWAKEUP"}, {1u << 30, "EPOLLONESHOT"}, {1u << 31, "EPOLLET"},
};
constexpr Name kEpollCommand[] = {{1, "EPOLL_CTL_ADD"}, {2, "EPOLL_CTL_DEL"}, {3, "EPOLL_CTL_MOD"}};

// include/uapi/linux/futex.h; the size, in the low two bits, is a number
constexpr Name kFutex[] = {{4, "FUTEX2_NUMA"}, {8, "FUTEX2_MPOL"}, {0x80, "FUTEX2_PRIVATE"}};

// include/uapi/linux/wait.h
constexpr Name kWaitId[] = {{0, "P_ALL"}, {1, "P_PID"}, {2, "P_PGID"}, {3, "P_PIDFD"}};
constexpr Name kWait[] = {
    {1, "WNOHANG"}, {2, "WSTOPPED"}, {4, "WEXITED"}, {8, "WCONTINUED"}, {0x01000000, "WNOWAIT"},
    {0x20000000, "__WNOTHREAD"}, {0x40000000, "__WALL"}, {0x80000000, "__WCLONE"},
};

// enum io_uring_socket_op of include/uapi/linux/io_uring.h
constexpr Name kSocketCommand[] = {
    {0, "SIOCINQ"}, {1, "SIOCOUTQ"}, {2, "GETSOCKOPT"}, {3, "SETSOCKOPT"}, {4, "TX_TIMESTAMP"},
};

}  // namespace

const Names socketMessage = kSocketMessage;
const Names domain = kDomain;
const Names socketType = kSocketType;
const Names socketFlags = kSocketFlags;
const Names shutdown = kShutdown;
const Names poll = kPoll;
const Names epollCommand = kEpollCommand;
const Names futex = kFutex;
const Names waitId = kWaitId;
const Names wait = kWait;
const Names socketCommand = kSocketCommand;

}  // namespace uringlab::flags
