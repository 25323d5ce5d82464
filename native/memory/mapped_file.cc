#include "mapped_file.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#ifndef _WIN32
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace imglib2node {

#ifdef _WIN32

Result<std::unique_ptr<Allocation>> MapFile(const std::string&, uint64_t, size_t, MapMode) {
  return Failure(ErrorKind::kSharing, "mapping files is not supported on Windows yet; read the file instead");
}

#else

namespace {

class FileAllocation final : public Allocation {
 public:
  FileAllocation(size_t mapped, size_t skipped) : mapped_(mapped), skipped_(skipped) {}
  ~FileAllocation() override {
    if (mapping_ != MAP_FAILED) munmap(mapping_, mapped_);
  }
  FileAllocation(const FileAllocation&) = delete;
  FileAllocation& operator=(const FileAllocation&) = delete;
  void* data() const override { return static_cast<char*>(mapping_) + skipped_; }
  size_t length() const override { return mapped_ - skipped_; }

  bool Map(int flags, int file, off_t offset) {
    mapping_ = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, flags, file, offset);
    return mapping_ != MAP_FAILED;
  }

 private:
  void* mapping_ = MAP_FAILED;
  size_t mapped_;
  size_t skipped_;
};

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Status SystemFailure(const std::string& path, const char* what) {
  return Failure(ErrorKind::kArgument, path + ": " + what + ": " + std::strerror(errno));
}

}  // namespace

Result<std::unique_ptr<Allocation>> MapFile(const std::string& path, uint64_t offset, size_t length, MapMode mode) {
  const Descriptor file(open(path.c_str(), (mode == MapMode::kShared ? O_RDWR : O_RDONLY) | O_CLOEXEC));
  if (file.get() < 0) return SystemFailure(path, "cannot be opened");
  struct stat facts {};
  if (fstat(file.get(), &facts) != 0) return SystemFailure(path, "cannot be examined");
  const auto size = static_cast<uint64_t>(facts.st_size);
  // Pages beyond the end of a file are not there: touching one would end the process.
  if (!S_ISREG(facts.st_mode) || offset > size || length > size - offset) {
    return Failure(ErrorKind::kArgument, path + " has " + std::to_string(size) + " bytes, too few for " +
                                             std::to_string(length) + " at offset " + std::to_string(offset));
  }
  if (length == 0) return AllocateZeroed(0);
  const auto page = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  const auto skipped = static_cast<size_t>(offset % page);
  const int flags = mode == MapMode::kShared ? MAP_SHARED : MAP_PRIVATE;
  auto allocation = std::make_unique<FileAllocation>(length + skipped, skipped);
  if (!allocation->Map(flags, file.get(), static_cast<off_t>(offset - skipped))) {
    if (errno == ENOMEM) {
      return Failure(ErrorKind::kMemoryLimit, path + ": could not map " + std::to_string(length) + " bytes");
    }
    return SystemFailure(path, "cannot be mapped");
  }
  return std::unique_ptr<Allocation>(std::move(allocation));
}

#endif

}  // namespace imglib2node
