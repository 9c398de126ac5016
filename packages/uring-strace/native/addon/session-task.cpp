#include "session-task.hpp"

#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "to-object.hpp"

namespace uringlab {
namespace {

/** What crosses from the session's thread: runs on the JavaScript thread. */
using Delivery = std::function<void(Napi::Env)>;

class SessionTask {
 public:
  static Napi::Object start(Napi::Env env, SessionOptions options, Napi::Object callbacks) {
    auto task = std::make_shared<SessionTask>(env, callbacks);
    // Throws when nothing can be traced: nothing has begun then.
    task->session_ = std::make_unique<Session>(std::move(options), task->events());
    task->openChannel(env);
    uint32_t process = task->session_->process();
    task->thread_ = std::thread([task] { task->run(task); });

    Napi::Object handle = Napi::Object::New(env);
    if (process != 0) handle["pid"] = Napi::Number::New(env, process);
    handle["stop"] = Napi::Function::New(env, [task](const Napi::CallbackInfo&) { task->use(&Session::stop); });
    handle["signal"] = Napi::Function::New(env, [task](const Napi::CallbackInfo& info) {
      task->use(&Session::signal, info[0].ToNumber().Int32Value());
    });
    handle["result"] = task->deferred_.Promise();
    return handle;
  }

  SessionTask(Napi::Env env, Napi::Object callbacks) : deferred_(env), callbacks_(Napi::Persistent(callbacks)) {}

 private:
  void openChannel(Napi::Env env) {
    Napi::String name = Napi::String::New(env, "uring-strace");
    // A session that tells faster than JavaScript listens waits for it: the kernel's buffer, not this queue, is what may fill.
    constexpr size_t kMostWaiting = 64;
    napi_status status = napi_create_threadsafe_function(env, nullptr, nullptr, name, kMostWaiting, 1, nullptr, nullptr,
                                                         nullptr, &SessionTask::deliver, &channel_);
    if (status != napi_ok) throw Napi::Error::New(env);
    // Hooks run in reverse order: this one, added after the function's own, runs while the function still takes calls.
    napi_add_env_cleanup_hook(env, &SessionTask::environmentEnds, this);
  }

  SessionEvents events() {
    SessionEvents events;
    if (has("lines"))
      events.lines = [this](std::string_view text) {
        tell([this, bytes = std::string(text)](Napi::Env env) {
          callback("lines").Call({Napi::Buffer<char>::Copy(env, bytes.data(), bytes.size())});
        });
      };
    if (has("columns"))
      events.columns = [this](std::shared_ptr<const Columns> batch) {
        tell([this, batch](Napi::Env env) {
          callback("columns").Call({toObject(env, *batch)});
        });
      };
    if (has("finding"))
      events.finding = [this](const std::string& json, const std::string& text) {
        tell([this, json, text](Napi::Env env) {
          callback("finding").Call({Napi::String::New(env, json), Napi::String::New(env, text)});
        });
      };
    return events;
  }

  /** On the JavaScript thread, while there is a session. */
  template <typename Method, typename... Arguments>
  void use(Method method, Arguments... arguments) {
    std::lock_guard lock(mutex_);
    if (session_) (session_.get()->*method)(arguments...);
  }

  bool has(const char* name) const { return callbacks_.Value().Get(name).IsFunction(); }
  Napi::Function callback(const char* name) const { return callbacks_.Value().Get(name).As<Napi::Function>(); }

  /** On the session's thread. */
  void tell(Delivery delivery) {
    auto held = std::make_unique<Delivery>(std::move(delivery));
    if (napi_call_threadsafe_function(channel_, held.get(), napi_tsfn_blocking) == napi_ok) held.release();
  }

  /** On the session's thread. */
  void run(const std::shared_ptr<SessionTask>& self) {
    std::shared_ptr<SessionResult> result;
    std::optional<Failure> failure;
    try {
      result = std::make_shared<SessionResult>(session_->run());
    } catch (const Failure& thrown) {
      failure = thrown;
    } catch (const std::exception& thrown) {
      failure = Failure(Reason::system, ENOTRECOVERABLE, "uring-strace", thrown.what());
    }
    // What it loaded goes with it, now: JavaScript may keep the handle for as long as it likes.
    std::unique_ptr<Session> ended;
    {
      std::lock_guard lock(mutex_);
      ended = std::move(session_);
    }
    ended.reset();
    tell([self, result, failure](Napi::Env env) { self->settle(env, result, failure); });
    napi_release_threadsafe_function(channel_, napi_tsfn_release);
  }

  /** On the JavaScript thread. */
  void settle(Napi::Env env, const std::shared_ptr<SessionResult>& result, const std::optional<Failure>& failure) {
    napi_remove_env_cleanup_hook(env, &SessionTask::environmentEnds, this);
    thread_.detach();
    callbacks_.Reset();
    try {
      if (failure) throw toJavaScript(env, *failure);
      deferred_.Resolve(toObject(env, *result));
    } catch (const Napi::Error& error) {
      deferred_.Reject(error.Value());
    }
  }

  /** On the JavaScript thread; without an environment when it is ending. */
  static void deliver(napi_env env, napi_value, void*, void* data) {
    std::unique_ptr<Delivery> delivery(static_cast<Delivery*>(data));
    if (env == nullptr) return;
    try {
      Napi::HandleScope scope(env);
      (*delivery)(env);
    } catch (const Napi::Error& error) {
      error.ThrowAsJavaScriptException();
    } catch (const std::exception&) {
      // A worker that is being terminated runs no more JavaScript: nobody is left to tell.
    }
  }

  /** On the JavaScript thread, when it ends before the session: what was attached has to go. */
  static void environmentEnds(void* context) {
    auto* task = static_cast<SessionTask*>(context);
    task->use(&Session::stop);
    napi_release_threadsafe_function(task->channel_, napi_tsfn_abort);
    task->thread_.join();
  }

  Napi::Promise::Deferred deferred_;
  Napi::ObjectReference callbacks_;
  std::mutex mutex_;
  std::unique_ptr<Session> session_;  // until it has ended
  napi_threadsafe_function channel_ = nullptr;
  std::thread thread_;
};

}  // namespace

Napi::Object startSession(Napi::Env env, SessionOptions options, Napi::Object callbacks) {
  return SessionTask::start(env, std::move(options), callbacks);
}

Napi::Error toJavaScript(Napi::Env env, const Failure& failure) {
  Napi::Error result = Napi::Error::New(env, failure.what());
  result.Set("errno", Napi::Number::New(env, failure.number));
  result.Set("syscall", Napi::String::New(env, failure.call));
  result.Set("reason", Napi::String::New(env, nameOf(failure.reason)));
  return result;
}

}  // namespace uringlab
