#include "task.hpp"

#include <memory>
#include <new>
#include <optional>
#include <thread>

namespace uringlab {
namespace {

class Task {
 public:
  Task(Napi::Env env, Work work)
      : env_(env), deferred_(env), work_(std::move(work)), stop_(std::make_shared<Stop>()) {}

  Napi::Object start() {
    Napi::Object handle = Napi::Object::New(env_);
    handle["promise"] = deferred_.Promise();
    handle["stop"] = Napi::Function::New(env_, [stop = stop_](const Napi::CallbackInfo&) { stop->request(); });
    Napi::String name = Napi::String::New(env_, "uringlab");
    napi_status status = napi_create_threadsafe_function(env_, nullptr, nullptr, name, 0, 1, nullptr, nullptr, this,
                                                         &Task::deliver, &done_);
    if (status != napi_ok) throw Napi::Error::New(env_);
    // Hooks run in reverse order: this one, added after the function's own, runs while the function still takes calls.
    napi_add_env_cleanup_hook(env_, &Task::environmentEnds, this);
    thread_ = std::thread([this] { run(); });
    return handle;
  }

 private:
  /** On the task's thread. */
  void run() {
    try {
      deliver_ = work_(*stop_);
    } catch (const SystemError& error) {
      error_ = error;
    } catch (const std::bad_alloc&) {
      error_ = SystemError(ENOMEM, "malloc", "");
    }
    napi_call_threadsafe_function(done_, nullptr, napi_tsfn_nonblocking);
  }

  /** On the JavaScript thread; without an environment when it ended before the promise was settled. */
  static void deliver(napi_env env, napi_value, void* context, void*) {
    std::unique_ptr<Task> task(static_cast<Task*>(context));
    if (env == nullptr) return;
    task->thread_.join();
    napi_remove_env_cleanup_hook(env, &Task::environmentEnds, task.get());
    napi_release_threadsafe_function(task->done_, napi_tsfn_release);
    Napi::HandleScope scope(env);
    if (task->error_) {
      task->deferred_.Reject(toJavaScript(env, *task->error_).Value());
      return;
    }
    try {
      task->deferred_.Resolve(task->deliver_(env));
    } catch (const Napi::Error& error) {
      task->deferred_.Reject(error.Value());
    }
  }

  /** On the JavaScript thread, when it ends. */
  static void environmentEnds(void* context) {
    auto* task = static_cast<Task*>(context);
    task->stop_->request();
    task->thread_.join();
  }

  Napi::Env env_;
  Napi::Promise::Deferred deferred_;
  Work work_;
  std::shared_ptr<Stop> stop_;
  Deliver deliver_;
  std::optional<SystemError> error_;
  napi_threadsafe_function done_ = nullptr;
  std::thread thread_;
};

}  // namespace

Napi::Object startTask(Napi::Env env, Work work) {
  try {
    // The task frees itself when it has delivered.
    return (new Task(env, std::move(work)))->start();
  } catch (const SystemError& error) {
    throw toJavaScript(env, error);
  }
}

Napi::Error toJavaScript(Napi::Env env, const SystemError& error) {
  Napi::Error result = Napi::Error::New(env, error.what());
  result.Set("errno", Napi::Number::New(env, error.number));
  result.Set("syscall", Napi::String::New(env, error.call));
  return result;
}

}  // namespace uringlab
