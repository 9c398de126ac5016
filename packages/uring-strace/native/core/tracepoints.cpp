#include "tracepoints.hpp"

#include <bpf/btf.h>

#include <cstring>

namespace uringlab {
namespace {

constexpr uint8_t kNowhere = NOWHERE;

/**
 * One row for each shape that a tracepoint of include/trace/events/io_uring.h has had: its name and number of arguments tell the shape, the
 * rest is where the programs find what they read. In the order in which a kernel is asked for them.
 */
struct Shape {
  const char* program;
  const char* tracepoint;
  int arguments;
  uint8_t request;
  uint8_t other;  // the CQE of io_uring_complete, the second request of a link; kNowhere: separate arguments, or none
};

constexpr Shape kShapes[] = {
    {"on_submit", "io_uring_submit_req", 1, 0, kNowhere},              // 6.5: (req)
    {"on_submit", "io_uring_submit_sqe", 2, 0, kNowhere},              // 6.0: (req, force_nonblock)
    {"on_submit", "io_uring_submit_sqe", 7, 1, kNowhere},              // 5.15: (ctx, req, opcode, ...), 5.17: (ctx, req, user_data, ...)
    {"on_complete", "io_uring_complete", 3, 1, 2},                     // 6.13: (ctx, req, cqe)
    {"on_complete", "io_uring_complete", 7, 1, kNowhere},              // 5.19: (ctx, req, user_data, res, cflags, extra1, extra2)
    {"on_complete", "io_uring_complete", 5, 1, kNowhere},              // 5.17: (ctx, req, user_data, res, cflags)
    {"on_complete", "io_uring_complete", 4, kNowhere, kNowhere},       // 5.15: (ctx, user_data, res, cflags)
    {"on_punt", "io_uring_queue_async_work", 2, 0, kNowhere},          // 6.0: (req, rw)
    {"on_punt", "io_uring_queue_async_work", 7, 1, kNowhere},          // 5.17: (ctx, req, user_data, opcode, flags, work, rw)
    {"on_punt", "io_uring_queue_async_work", 5, 2, kNowhere},          // 5.15: (ctx, rw, req, work, flags)
    {"on_poll", "io_uring_poll_arm", 3, 0, kNowhere},                  // 6.0: (req, mask, events)
    {"on_poll", "io_uring_poll_arm", 6, 1, kNowhere},                  // 5.15: (ctx, req, ...)
    {"on_drain", "io_uring_defer", 1, 0, kNowhere},                    // 6.0: (req)
    {"on_drain", "io_uring_defer", 4, 1, kNowhere},                    // 5.17: (ctx, req, user_data, opcode)
    {"on_drain", "io_uring_defer", 3, 1, kNowhere},                    // 5.15: (ctx, req, user_data)
    {"on_link", "io_uring_link", 2, 0, 1},                             // 6.0: (req, target_req)
    {"on_link", "io_uring_link", 3, 1, 2},                             // 5.15: (ctx, req, target_req)
    {"on_fail_link", "io_uring_fail_link", 2, 0, 1},                   // 5.15, 6.0: (req, link)
    {"on_fail_link", "io_uring_fail_link", 5, 1, 4},                   // 5.17: (ctx, req, user_data, opcode, link)
    {"on_overflow", "io_uring_cqe_overflow", 5, kNowhere, kNowhere},   // 5.17: (ctx, user_data, res, cflags, ocqe)
};

constexpr const char* kOthers[][2] = {
    {"on_call", "sys_enter"},
    {"on_fork", "sched_process_fork"},
    {"on_exec", "sched_process_exec"},
    {"on_exit", "sched_process_exit"},
};

int noteOf(const char* program) {
  constexpr const char* kNotes[] = {"", "on_punt", "on_poll", "on_drain", "on_link", "on_fail_link", "on_overflow"};
  for (int note = 1; note < 7; note++)
    if (std::strcmp(program, kNotes[note]) == 0) return note;
  return 0;
}

void place(const Shape& shape, settings& settings) {
  if (std::strcmp(shape.program, "on_submit") == 0) {
    settings.submit_request_at = shape.request;
  } else if (std::strcmp(shape.program, "on_complete") == 0) {
    settings.complete_request_at = shape.request;
    settings.complete_cqe_at = shape.other;
    settings.complete_user_data_at = shape.request == kNowhere ? 1 : 2;
  } else {
    settings.note_request_at[noteOf(shape.program)] = shape.request;
    settings.note_other_at[noteOf(shape.program)] = shape.other;
  }
}

}  // namespace

int countArguments(const btf* kernel, const std::string& tracepoint) {
  int id = btf__find_by_name_kind(kernel, ("btf_trace_" + tracepoint).c_str(), BTF_KIND_TYPEDEF);
  if (id < 0) return -1;
  const btf_type* type = btf__type_by_id(kernel, id);
  type = btf__type_by_id(kernel, type->type);
  if (type == nullptr || !btf_is_ptr(type)) return -1;
  type = btf__type_by_id(kernel, type->type);
  if (type == nullptr || !btf_is_func_proto(type)) return -1;
  return btf_vlen(type) - 1;
}

TracepointPlan planTracepoints(const btf* kernel, settings& settings) {
  TracepointPlan plan;
  const char* planned = "";
  for (const Shape& shape : kShapes) {
    if (std::strcmp(planned, shape.program) == 0) continue;
    if (countArguments(kernel, shape.tracepoint) != shape.arguments) continue;
    planned = shape.program;
    place(shape, settings);
    plan.attachments.push_back({shape.program, shape.tracepoint});
  }
  for (const auto& [program, tracepoint] : kOthers)
    if (countArguments(kernel, tracepoint) >= 0) plan.attachments.push_back({program, tracepoint});
  for (const char* needed : {"on_submit", "on_complete", "on_fork", "on_exec", "on_exit"}) {
    bool found = false;
    for (const Attachment& attachment : plan.attachments) found |= std::strcmp(attachment.program, needed) == 0;
    if (found) continue;
    for (const Shape& shape : kShapes)
      if (std::strcmp(shape.program, needed) == 0 && plan.missing.empty()) plan.missing = shape.tracepoint;
    for (const auto& [program, tracepoint] : kOthers)
      if (std::strcmp(program, needed) == 0 && plan.missing.empty()) plan.missing = tracepoint;
  }
  return plan;
}

std::vector<Tracepoint> listTracepoints(const btf* kernel) {
  std::vector<Tracepoint> list;
  auto add = [&](const char* name) {
    if (list.empty() || list.back().name != name) list.push_back({name, countArguments(kernel, name)});
  };
  for (const Shape& shape : kShapes) add(shape.tracepoint);
  for (const auto& row : kOthers) add(row[1]);
  return list;
}

}  // namespace uringlab
