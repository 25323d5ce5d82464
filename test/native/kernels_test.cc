// Tests of native/kernels: `kernels_test CASE` runs one case and exits with 0 or 1.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "kernels/adler32.h"
#include "kernels/cast.h"
#include "kernels/complex.h"
#include "kernels/decode.h"
#include "kernels/elementwise.h"
#include "kernels/half.h"
#include "kernels/reduce.h"
#include "kernels/sort.h"
#include "kernels/vectors.h"

namespace {

using imglib2node::kernels::Adler32;
using imglib2node::kernels::ArgReduce;
using imglib2node::kernels::ArgSort;
using imglib2node::kernels::CanReduce;
using imglib2node::kernels::Cast;
using imglib2node::kernels::ComplexElementwise;
using imglib2node::kernels::ComplexOp;
using imglib2node::kernels::ComplexOperand;
using imglib2node::kernels::DecodeLzw;
using imglib2node::kernels::DecodePackBits;
using imglib2node::kernels::DecodeStatus;
using imglib2node::kernels::DecodeZlib;
using imglib2node::kernels::ElementType;
using imglib2node::kernels::Elementwise;
using imglib2node::kernels::ElementwiseOp;
using imglib2node::kernels::FloatOfHalf;
using imglib2node::kernels::HalfOf;
using imglib2node::kernels::Moments;
using imglib2node::kernels::Reduce;
using imglib2node::kernels::ReduceOp;
using imglib2node::kernels::RestoreRows;
using imglib2node::kernels::Sort;
using imglib2node::kernels::SortShortRows;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void Check(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "failed: %s\n", what);
  std::exit(1);
}

// More planes than a partial sum of 16 bits holds, more columns than a tile has, and a rest of both.
void SumOverflow() {
  constexpr size_t kPlanes = 600;
  constexpr size_t kColumns = 2051;
  const std::vector<uint8_t> bytes(kPlanes * kColumns, 255);
  std::vector<uint64_t> sums(kColumns, 7);
  Reduce(ReduceOp::kSum, ElementType::kUint8, bytes.data(), {1, kPlanes, kColumns}, ElementType::kUint64, sums.data());
  for (const uint64_t sum : sums) Check(sum == 7 + 255 * kPlanes, "every column is summed, onto what was there");
  uint64_t all = 0;
  Reduce(ReduceOp::kSum, ElementType::kUint8, bytes.data(), {1, bytes.size(), 1}, ElementType::kUint64, &all);
  Check(all == 255 * bytes.size(), "a row is summed");
  const std::vector<int8_t> lows(kPlanes, -128);
  int64_t low = 0;
  Reduce(ReduceOp::kSum, ElementType::kInt8, lows.data(), {1, kPlanes, 1}, ElementType::kInt64, &low);
  Check(low == -128 * static_cast<int64_t>(kPlanes), "negative ones are summed");
  Check(!CanReduce(ReduceOp::kSum, ElementType::kInt8, ElementType::kUint16), "a sum that would not fit is refused");
}

void RowsAndColumns() {
  std::vector<float> values(size_t{3} * 17 * 5);
  std::iota(values.begin(), values.end(), -100.0F);
  std::vector<double> sums(15, 0);
  Reduce(ReduceOp::kSum, ElementType::kFloat32, values.data(), {3, 17, 5}, ElementType::kFloat64, sums.data());
  for (size_t o = 0; o < 3; o++) {
    for (size_t i = 0; i < 5; i++) {
      double sum = 0;
      for (size_t k = 0; k < 17; k++) sum += values[(o * 17 + k) * 5 + i];
      Check(sums[o * 5 + i] == sum, "a sum over the middle axis");
    }
  }
  float least[3] = {0, 0, 0};
  Reduce(ReduceOp::kMin, ElementType::kFloat32, values.data(), {3, 85, 1}, ElementType::kFloat32, least);
  Check(least[0] == -100 && least[1] == -15 && least[2] == 0, "the least of each row, and of what was there");
}

void Nan() {
  std::vector<double> values(100, 1);
  values[93] = kNan;
  double most = 5;
  Reduce(ReduceOp::kMax, ElementType::kFloat64, values.data(), {1, 100, 1}, ElementType::kFloat64, &most);
  Check(std::isnan(most), "a NaN is the greatest");
  double best = 0;
  int64_t at = -1;
  ArgReduce(false, ElementType::kFloat64, values.data(), {1, 100, 1}, 0, &best, &at);
  Check(at == 93, "and the place of the least");
}

void ArgTies() {
  const int32_t values[6] = {4, 9, 9, 4, 9, 4};
  int32_t best = 0;
  int64_t at = -1;
  ArgReduce(true, ElementType::kInt32, values, {1, 6, 1}, 6, &best, &at);
  Check(best == 9 && at == 7, "the first of equal ones");
  ArgReduce(true, ElementType::kInt32, values, {1, 6, 1}, 0, &best, &at);
  Check(at == 1, "also when its block comes later");
}

void MomentsInBlocks() {
  const double values[5] = {2, 4, 4, 5, 9};
  double mean = 0;
  double squares = 0;
  Moments(ElementType::kFloat64, values, {1, 2, 1}, 0, &mean, &squares);
  Moments(ElementType::kFloat64, values + 2, {1, 3, 1}, 2, &mean, &squares);
  Check(std::fabs(mean - 4.8) < 1e-12 && std::fabs(squares - 26.8) < 1e-12, "blocks add up");
}

void CastEdges() {
  const double values[8] = {300.7, -1.5, kNan, 1e25, -9223372036854775808.0, 18446744073709549568.0, 4294967297.0, 0.5};
  uint8_t bytes[8];
  Cast(ElementType::kFloat64, values, 1, ElementType::kUint8, bytes, 8);
  Check(bytes[0] == 44 && bytes[1] == 255 && bytes[2] == 0 && bytes[6] == 1, "floats modulo 256");
  uint64_t wide[8];
  Cast(ElementType::kFloat64, values, 1, ElementType::kUint64, wide, 8);
  Check(wide[4] == 1ULL << 63 && wide[5] == 18446744073709549568ULL && wide[1] == ~0ULL, "floats modulo 2^64");
  Cast(ElementType::kFloat64, values, 1, ElementType::kBool, bytes, 8);
  Check(bytes[2] == 1 && bytes[7] == 1, "all but 0 is true");
  uint8_t backwards[3];
  const uint16_t words[5] = {1, 2, 3, 4, 5};
  Cast(ElementType::kUint16, words + 4, -2, ElementType::kUint8, backwards, 3);
  Check(backwards[0] == 5 && backwards[1] == 3 && backwards[2] == 1, "with a stride");
}

void Strides() {
  const int16_t a[6] = {1, 2, 3, 4, 5, 6};
  const uint8_t b[2] = {10, 20};
  int16_t sums[6];
  Check(Elementwise(ElementwiseOp::kAdd, ElementType::kInt16, {2, 3},
                    {{ElementType::kInt16, a + 5, {-3, -1}}, {ElementType::kUint8, b, {1, 0}}}, sums),
        "it is done");
  const int16_t expected[6] = {16, 15, 14, 23, 22, 21};
  Check(std::memcmp(sums, expected, sizeof(sums)) == 0, "backwards, and broadcast");
  Check(Elementwise(ElementwiseOp::kNegative, ElementType::kInt16, {}, {{ElementType::kInt16, a, {}}}, sums) &&
            sums[0] == -1,
        "of no axis");
}

void Power() {
  const int32_t a[2] = {3, -7};
  int32_t b[2] = {5, 13};
  int32_t powers[2];
  const auto run = [&] {
    return Elementwise(ElementwiseOp::kPower, ElementType::kInt32, {2},
                       {{ElementType::kInt32, a, {1}}, {ElementType::kInt32, b, {1}}}, powers);
  };
  Check(run() && powers[0] == 243 && powers[1] == static_cast<int32_t>(-96889010407LL), "powers wrap");
  b[1] = -1;
  Check(!run(), "a negative exponent is refused");
}

// The example of TIFF 6.0, section 13, and all that is shorter.
void Lzw() {
  const uint32_t codes[9] = {256, 7, 258, 8, 8, 258, 6, 6, 257};
  std::vector<uint8_t> source(11, 0);
  for (size_t bit = 0; bit < 81; bit++) {
    const uint32_t value = (codes[bit / 9] >> (8 - bit % 9)) & 1;
    source[bit / 8] = static_cast<uint8_t>(source[bit / 8] | value << (7 - bit % 8));
  }
  const uint8_t expected[9] = {7, 7, 7, 8, 8, 7, 7, 6, 6};
  std::vector<uint8_t> target(9);
  Check(DecodeLzw(source.data(), source.size(), target.data(), 9).status == DecodeStatus::kDone, "it is done");
  Check(std::memcmp(target.data(), expected, 9) == 0, "and right");
  for (size_t length = 0; length < 9; length++) {
    const std::vector<uint8_t> cut(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(length));
    Check(DecodeLzw(cut.data(), cut.size(), target.data(), 9).status == DecodeStatus::kEndsEarly, "it ends early");
  }
  // Strings that grow to a run of one byte, into targets of every size: none may be written past.
  std::vector<uint8_t> run(200, 0xff);
  for (size_t size = 1; size < 300; size++) {
    std::vector<uint8_t> exact(size);
    (void)DecodeLzw(run.data(), run.size(), exact.data(), size);
  }
}

// A stream of zlib's, of one block with codes of its own, and the checksum of the 600 bytes in it.
const std::vector<uint8_t> kStream = {
    120, 218, 117, 209, 61,  114, 194, 48,  16,  134, 225, 213, 31,  178, 87,  94,  217, 18,  43,  183, 20,  212, 169,
    211, 167, 202, 1,   40,  56,  10,  77,  154, 20,  28,  132, 138, 150, 99,  112, 3,   134, 211, 224, 152, 34,  242,
    88,  218, 3,   124, 243, 204, 187, 39,  0,   33,  149, 177, 173, 243, 129, 133, 105, 41,  130, 113, 1,   54,  196,
    186, 99,  67,  183, 38,  104, 47,  220, 136, 9,   71,  7,   164, 6,   155, 58,  21,  81,  70,  167, 217, 55,  242,
    187, 71,  35,  120, 32,  180, 90,  66,  226, 109, 12,  211, 197, 45,  39,  144, 218, 34,  61,  167, 69,  236, 89,
    54,  158, 181, 139, 18,  163, 234, 146, 29,  20,  193, 123, 16,  132, 215, 161, 25,  201, 112, 167, 153, 54,  16,
    156, 129, 72,  237, 180, 24,  188, 107, 237, 65,  73,  1,   127, 87,  6,   126, 205, 192, 177, 6,   252, 152, 129,
    92,  3,   226, 12,  28,  106, 192, 199, 123, 176, 6,   188, 206, 64,  83,  3,   238, 179, 130, 5,   224, 79,  86,
    176, 0,   188, 103, 5,   11,  192, 75,  86,  176, 0,   60,  102, 5,   11,  192, 207, 213, 139, 23,  192, 243, 234,
    197, 11,  224, 239, 234, 197, 11,  224, 238, 191, 224, 11,  5,   83,  32,  89};
constexpr uint32_t kStreamSum = 89333849;

DecodeStatus Inflate(const std::vector<uint8_t>& source, std::vector<uint8_t>& target) {
  return DecodeZlib(source.data(), source.size(), target.data(), target.size()).status;
}

// Copies of the exact size, so that a sanitizer sees what is read or written past it.
void InflateCase() {
  std::vector<uint8_t> whole(600);
  Check(Inflate(kStream, whole) == DecodeStatus::kDone, "it is done");
  Check(Adler32(whole.data(), whole.size()) == kStreamSum, "and right");
  std::vector<uint8_t> less(599);
  Check(Inflate(kStream, less) == DecodeStatus::kTooMuch, "it gives too much");
  std::vector<uint8_t> more(601);
  Check(Inflate(kStream, more) == DecodeStatus::kEndsEarly, "it gives too little");
  for (size_t length = 0; length < kStream.size(); length++) {
    const std::vector<uint8_t> cut(kStream.begin(), kStream.begin() + static_cast<std::ptrdiff_t>(length));
    std::vector<uint8_t> target(600);
    Check(Inflate(cut, target) == DecodeStatus::kEndsEarly, "it ends early");
  }
  for (size_t bit = 0; bit < 8 * kStream.size(); bit++) {
    std::vector<uint8_t> damaged = kStream;
    damaged[bit / 8] = static_cast<uint8_t>(damaged[bit / 8] ^ (1U << (bit % 8)));
    std::vector<uint8_t> target(600);
    // Only the bits that fill the last byte before the checksum mean nothing.
    Check(Inflate(damaged, target) != DecodeStatus::kDone || target == whole, "damage is seen");
  }
  std::vector<uint8_t> stored = {0x78, 0x01, 1, 5, 0, 0xfa, 0xff, 1, 2, 3, 4, 5, 0, 0, 0, 0};
  std::vector<uint8_t> five = {1, 2, 3, 4, 5};
  const uint32_t sum = Adler32(five.data(), five.size());
  for (uint32_t i = 0; i < 4; i++) stored[12 + i] = static_cast<uint8_t>(sum >> (24 - 8 * i));
  std::vector<uint8_t> target(5);
  Check(Inflate(stored, target) == DecodeStatus::kDone && target == five, "bytes that are stored as they are");
}

void PackBits() {
  const uint8_t source[6] = {0xfe, 0xaa, 0x80, 0x01, 1, 2};
  uint8_t target[5];
  Check(DecodePackBits(source, 6, target, 5).status == DecodeStatus::kDone, "it is done");
  Check(target[0] == 0xaa && target[2] == 0xaa && target[4] == 2, "and right");
  Check(DecodePackBits(source, 5, target, 5).status == DecodeStatus::kEndsInRun, "it ends within a run");
  Check(DecodePackBits(source, 6, target, 4).status == DecodeStatus::kTooMuch, "it gives too much");
}

void Rows() {
  uint16_t words[6] = {0x0100, 0x0100, 0x0100, 0x0200, 0xff00, 0xff00};
  RestoreRows(words, 2, 2, {true, 2, 3, 1}, nullptr);
  Check(words[2] == 3 && words[3] == 2 && words[5] == 512, "swapped, then added up by rows");
  uint8_t bytes[8] = {0x3f, 0x00, 0x80 - 0x3f, 0, 0x80, 0, 0, 0};
  uint8_t scratch[8];
  float floats[2];
  RestoreRows(bytes, 4, 1, {false, 3, 2, 1}, scratch);
  std::memcpy(floats, bytes, sizeof(floats));
  Check(floats[0] == 1 && floats[1] == 1, "differences of bytes over the whole row");
}

// Longer than a part, backwards, beside one number that is repeated; then what must not overflow.
void ComplexNumbers() {
  constexpr size_t kCount = 1300;
  std::vector<float> numbers(2 * kCount);
  std::iota(numbers.begin(), numbers.end(), 0.0F);
  const int16_t two = 2;
  const ComplexOperand backwards{ElementType::kFloat32, true, numbers.data() + 2 * (kCount - 1), {-1}};
  const ComplexOperand repeated{ElementType::kInt16, false, &two, {0}};
  std::vector<float> doubled(2 * kCount);
  ComplexElementwise(ComplexOp::kMultiply, ElementType::kFloat32, {kCount}, {backwards, repeated}, doubled.data());
  for (size_t i = 0; i < kCount; i++) {
    const auto real = static_cast<float>(4 * (kCount - 1 - i));
    Check(doubled[2 * i] == real && doubled[2 * i + 1] == real + 2, "every number is doubled, from the last one on");
  }
  const double ends[4] = {3e307, -4e307, 3e-320, 4e-320};
  const ComplexOperand both{ElementType::kFloat64, true, ends, {1}};
  double sizes[2];
  ComplexElementwise(ComplexOp::kAbs, ElementType::kFloat64, {2}, {both}, sizes);
  Check(sizes[0] == 5e307 && sizes[1] == 5e-320, "the modulus of the largest and the smallest");
  double quotients[4];
  ComplexElementwise(ComplexOp::kDivide, ElementType::kFloat64, {2}, {both, both}, quotients);
  for (const size_t i : {0, 2}) {
    Check(std::fabs(quotients[i] - 1) < 1e-15 && quotients[i + 1] == 0, "they divided by themselves are 1");
  }
}

// Rows of whatever length and number, as std::sort has them.
template <typename T>
void CheckSorted(ElementType type) {
  uint64_t state = 88172645463325252;
  for (const size_t length : {1, 2, 15, 16, 17, 64, 100, 256, 300, 1024}) {
    for (const size_t rows : {1, 3, 8, 17, 33, 65}) {
      std::vector<T> source(rows * length);
      for (T& x : source) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        x = static_cast<T>(static_cast<int64_t>(state) >> 20);
      }
      std::vector<T> target(source.size());
      SortShortRows(type, source.data(), target.data(), rows, length);
      for (size_t row = 0; row < rows; row++) {
        const auto first = source.begin() + static_cast<ptrdiff_t>(row * length);
        std::sort(first, first + static_cast<ptrdiff_t>(length));
      }
      Check(target == source, "each row is sorted");
    }
  }
}

void ShortRows() {
  CheckSorted<uint16_t>(ElementType::kUint16);
  CheckSorted<int16_t>(ElementType::kInt16);
  CheckSorted<uint32_t>(ElementType::kUint32);
  CheckSorted<int32_t>(ElementType::kInt32);
  CheckSorted<uint64_t>(ElementType::kUint64);
  CheckSorted<int64_t>(ElementType::kInt64);
  CheckSorted<float>(ElementType::kFloat32);
  CheckSorted<double>(ElementType::kFloat64);
}

// By the definition of the format: every half, and what lies between two, from whatever type it comes.
void Halves() {
  constexpr size_t kHalves = 65536;
  std::vector<uint16_t> bits(kHalves);
  std::iota(bits.begin(), bits.end(), uint16_t{0});
  std::vector<double> values(kHalves);
  Cast(ElementType::kFloat16, bits.data(), 1, ElementType::kFloat64, values.data(), kHalves);
  for (size_t i = 0; i < kHalves; i++) {
    const int exponent = static_cast<int>(i >> 10 & 31);
    const auto fraction = static_cast<double>(i & 1023);
    const double size = exponent == 31  ? (fraction == 0 ? std::numeric_limits<double>::infinity() : kNan)
                        : exponent == 0 ? std::ldexp(fraction, -24)
                                        : std::ldexp(1024 + fraction, exponent - 25);
    const bool none = std::isnan(size);
    Check(none ? std::isnan(values[i]) : values[i] == (i < 0x8000 ? size : -size), "the value of a half");
    Check(std::signbit(values[i]) == (i >= 0x8000), "and its sign");
    Check(HalfOf(values[i]) == (none ? 0x7e00 : i) && HalfOf(FloatOfHalf(bits[i])) == (none ? 0x7e00 : i), "and back");
  }
  for (size_t i = 0; i < 0x7c00; i++) {
    const double next = i + 1 == 0x7c00 ? 65536 : values[i + 1];
    const double middle = (values[i] + next) / 2;
    const size_t even = i % 2 == 0 ? i : i + 1;
    Check(HalfOf(middle) == even && HalfOf(-middle) == (even | 0x8000), "a tie goes to the even one");
    Check(HalfOf(std::nextafter(middle, 0.0)) == i && HalfOf(std::nextafter(middle, 1e6)) == i + 1, "by the last bit");
    Check(HalfOf(static_cast<float>(middle)) == even, "floats as well");
  }
  const int64_t integers[4] = {2049, -2051, 65519, std::numeric_limits<int64_t>::min()};
  uint16_t halves[4];
  Cast(ElementType::kInt64, integers, 1, ElementType::kFloat16, halves, 4);
  Check(halves[0] == 0x6800 && halves[1] == 0xe802 && halves[2] == 0x7bff && halves[3] == 0xfc00, "integers");
}

void HalvesAtWork() {
  const uint16_t a[5] = {0x3c00, 0x8000, 0x7e01, 0x0000, 0xc000};  // 1, -0, NaN, 0, -2
  uint16_t sums[5];
  Check(Elementwise(ElementwiseOp::kAdd, ElementType::kFloat16, {5},
                    {{ElementType::kFloat16, a + 4, {-1}}, {ElementType::kFloat16, a, {0}}}, sums),
        "it is done");
  Check(sums[0] == 0xbc00 && sums[1] == 0x3c00 && sums[4] == 0x4000, "backwards, and broadcast");
  uint16_t sorted[5];
  Sort(ElementType::kFloat16, a, sorted, 1, 5, false);
  Check(sorted[0] == 0xc000 && sorted[1] == 0x8000 && sorted[2] == 0 && sorted[3] == 0x3c00, "-0 comes before 0");
  Check(sorted[4] > 0x7c00, "and NaN last");
  int64_t places[5];
  ArgSort(ElementType::kFloat16, a, 1, 5, false, places);
  Check(places[0] == 4 && places[1] == 1 && places[2] == 3 && places[4] == 2, "equal ones keep their order");
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string, std::function<void()>> cases = {
      {"sum_overflow", SumOverflow},
      {"rows_and_columns", RowsAndColumns},
      {"nan", Nan},
      {"arg_ties", ArgTies},
      {"moments", MomentsInBlocks},
      {"cast", CastEdges},
      {"strides", Strides},
      {"power", Power},
      {"complex", ComplexNumbers},
      {"lzw", Lzw},
      {"packbits", PackBits},
      {"inflate", InflateCase},
      {"rows", Rows},
      {"short_rows", ShortRows},
      {"halves", Halves},
      {"halves_at_work", HalvesAtWork},
  };
  const auto found = argc == 2 ? cases.find(argv[1]) : cases.end();
  if (found == cases.end()) return 2;
  for (const size_t bytes : {64, 32, 16}) {
    imglib2node::kernels::MostVectorBytes() = bytes;
    found->second();
  }
  return 0;
}
