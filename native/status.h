// The only error currency of the native code: a Status says what went wrong in words for the caller, a Result<T> is a
// value or such a Status. Nothing here throws; JavaScript errors are made in JavaScript from the message and kind.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace imglib2node {

// Which JavaScript error a failure becomes (see src/native.ts).
enum class ErrorKind { kArgument, kMemoryLimit, kSharing, kReleased, kJvm, kJava };

struct JavaThrowable {
  std::string class_name;
  // Empty if it has none.
  std::string message;
  // One a line.
  std::string frames;
};

struct Status {
  ErrorKind kind;
  std::string message;
  // A Java exception, then its cause, then the cause's cause; empty for other failures.
  std::vector<JavaThrowable> throwables;
};

inline Status Failure(ErrorKind kind, std::string message) { return Status{kind, std::move(message), {}}; }

template <typename T>
class Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}           // NOLINT: implicit by design
  Result(Status failure) : state_(std::in_place_index<1>, std::move(failure)) {}  // NOLINT: implicit by design

  bool ok() const { return state_.index() == 0; }
  T& value() { return std::get<0>(state_); }
  const T& value() const { return std::get<0>(state_); }
  const Status& failure() const { return std::get<1>(state_); }

 private:
  std::variant<T, Status> state_;
};

}  // namespace imglib2node
