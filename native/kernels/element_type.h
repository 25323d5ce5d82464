// The element types that kernels take, in the order of REAL_DTYPES in src/kernels/kernel-dtype.ts (a test compares).
#pragma once

#include <cstddef>
#include <cstdint>

namespace imglib2node::kernels {

enum class ElementType : uint32_t {
  kUint8,
  kInt8,
  kUint16,
  kInt16,
  kUint32,
  kInt32,
  kUint64,
  kInt64,
  kFloat32,
  kFloat64,
  kBool,  // a byte, 0 or 1
  kFloat16,
};
// Those that all kernels take; only what converts its operands, and sorting, takes kFloat16 too.
constexpr uint32_t kElementTypes = 11;
constexpr uint32_t kStoredTypes = 12;

template <typename T>
struct TypeTag {
  using type = T;
};

// Calls `visitor(TypeTag<T>())` with the C++ type of `type`; bool is seen as the byte that it is, kFloat16 as its bits.
template <typename Visitor>
void Visit(ElementType type, Visitor&& visitor) {
  switch (type) {
    case ElementType::kInt8:
      return visitor(TypeTag<int8_t>());
    case ElementType::kUint16:
    case ElementType::kFloat16:
      return visitor(TypeTag<uint16_t>());
    case ElementType::kInt16:
      return visitor(TypeTag<int16_t>());
    case ElementType::kUint32:
      return visitor(TypeTag<uint32_t>());
    case ElementType::kInt32:
      return visitor(TypeTag<int32_t>());
    case ElementType::kUint64:
      return visitor(TypeTag<uint64_t>());
    case ElementType::kInt64:
      return visitor(TypeTag<int64_t>());
    case ElementType::kFloat32:
      return visitor(TypeTag<float>());
    case ElementType::kFloat64:
      return visitor(TypeTag<double>());
    case ElementType::kUint8:
    case ElementType::kBool:
      return visitor(TypeTag<uint8_t>());
  }
}

inline size_t SizeOf(ElementType type) {
  size_t size = 1;
  Visit(type, [&size](auto tag) { size = sizeof(typename decltype(tag)::type); });
  return size;
}

inline bool IsFloat(ElementType type) { return type == ElementType::kFloat32 || type == ElementType::kFloat64; }

}  // namespace imglib2node::kernels
