#include "task.hpp"

#include <memory>
#include <optional>
#include <thread>

namespace uringlab {
namespace {

class Task {
 public:
  Task(Napi::Env env, Work work)
      : env_(env), deferred_(env), work_(std::move(work)), stop_(std::make_shared<Stop>()) {}

  /** From here on the task frees itself when it has delivered. */
  static Napi::Object start(std::unique_ptr<Task> task) {
    Napi::Env env = task->env_;
    Napi::Object handle = Napi::Object::New(env);
    handle["promise"] = task->deferred_.Promise();
    handle["stop"] = Napi::Function::New(env, [stop = task->stop_](const Napi::CallbackInfo&) { stop->request(); });
    Napi::String name = Napi::String::New(env, "uringlab");
    napi_status status = napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr,
                                                         task.get(), &Task::deliver, &task->done_);
    if (status != napi_ok) throw Napi::Error::New(env);
    // Hooks run in reverse order: this one, added after the function's own, runs while the function still takes calls.
    napi_add_env_cleanup_hook(env, &Task::environmentEnds, task.get());
    try {
      task->thread_ = std::thread([task = task.get()] { task->run(); });
    } catch (const std::exception&) {
      task->letGo(env);
      throw;
    }
    task.release();
    return handle;
  }

 private:
  /** On the task's thread. */
  void run() {
    try {
      deliver_ = work_(*stop_);
    } catch (const std::exception&) {
      error_ = caughtError();
    }
    napi_call_threadsafe_function(done_, nullptr, napi_tsfn_nonblocking);
  }

  /** On the JavaScript thread; without an environment when it ended before the promise was settled. */
  static void deliver(napi_env env, napi_value, void* context, void*) {
    std::unique_ptr<Task> task(static_cast<Task*>(context));
    if (env == nullptr) return;
    task->thread_.join();
    task->letGo(env);
    try {
      Napi::HandleScope scope(env);
      task->settle(env);
    } catch (const std::exception&) {
      // A worker that is being terminated runs no more JavaScript: nobody is left to tell.
    }
  }

  void settle(Napi::Env env) {
    try {
      if (error_) throw toJavaScript(env, *error_);
      deferred_.Resolve(deliver_(env));
    } catch (const Napi::Error& error) {
      deferred_.Reject(error.Value());
    } catch (const std::exception&) {
      deferred_.Reject(toJavaScript(env, caughtError()).Value());
    }
  }

  void letGo(napi_env env) {
    napi_remove_env_cleanup_hook(env, &Task::environmentEnds, this);
    napi_release_threadsafe_function(done_, napi_tsfn_release);
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
  return Task::start(std::make_unique<Task>(env, std::move(work)));
}

Napi::Error toJavaScript(Napi::Env env, const SystemError& error) {
  Napi::Error result = Napi::Error::New(env, error.what());
  result.Set("errno", Napi::Number::New(env, error.number));
  result.Set("syscall", Napi::String::New(env, error.call));
  return result;
}

}  // namespace uringlab
