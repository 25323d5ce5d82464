// Deflate (RFC 1951) in zlib's wrapper (RFC 1950), from memory to memory: the whole output is the window.
#include <algorithm>
#include <cstring>

#include "adler32.h"
#include "bits.h"
#include "decode.h"
#include "prefix_code.h"

namespace imglib2node::kernels {
namespace {

// First tables: wide enough for most literals, small enough for the first-level cache. With those for longer codes, the
// tables of complete codes of at most 15 bits have less than twice as many entries as these.
constexpr uint32_t kLiteralWidth = 11;
constexpr uint32_t kDistanceWidth = 8;
constexpr uint32_t kLengthWidth = 7;
constexpr size_t kLiteralTable = 4096;
constexpr size_t kDistanceTable = 1024;

// What one step of the quick loop may read and write: two words; four literals and the longest copy, in whole words.
constexpr ptrdiff_t kQuickInput = 2 * kWord;
constexpr ptrdiff_t kQuickOutput = 4 + 258 + kWord;

class Inflater {
 public:
  Inflater(const uint8_t* source, size_t source_length, uint8_t* target, size_t target_length)
      : begin_(source),
        next_(source),
        end_(source + source_length),
        target_(target),
        to_(target),
        limit_(target + target_length) {}

  // Goes on to where quick steps can be made, or to the end; false at the end.
  bool Prepare() {
    while (phase_ != Phase::kEnd) {
      if (phase_ == Phase::kSymbols) {
        if (MayBeQuick()) return true;
        Settle(OneSymbol());
      } else if (phase_ == Phase::kStart) {
        phase_ = Phase::kBlock;
        Settle(Header());
      } else {
        Settle(last_ ? Trailer() : Block());
      }
    }
    return false;
  }

  // Quick steps, for as long as they can be made.
  void Quick() {
    Bits bits = Held();
    while (Step(bits)) {
    }
    Return(bits);
  }

  // The same of two streams by turns: what one of them waits for is done while the other one goes on.
  static void QuickBoth(Inflater& a, Inflater& b) {
    Bits bits_a = a.Held();
    Bits bits_b = b.Held();
    while (a.Step(bits_a) && b.Step(bits_b)) {
    }
    a.Return(bits_a);
    b.Return(bits_b);
  }

  DecodeResult Result() const {
    const auto from = status_ == DecodeStatus::kNoZlib ? 0 : static_cast<size_t>(next_ - begin_);
    return {status_, from, static_cast<size_t>(to_ - target_), 0, 0};
  }

 private:
  enum class Phase { kStart, kBlock, kSymbols, kEnd };

  bool MayBeQuick() const { return end_ - next_ >= kQuickInput && limit_ - to_ >= kQuickOutput; }

  void Settle(DecodeStatus status) {
    if (status == DecodeStatus::kDone) return;
    status_ = status;
    phase_ = Phase::kEnd;
  }

  Bits Held() const { return {next_, to_, bits_, count_}; }

  // Whole bytes that were read ahead are given back, as the slow steps expect.
  void Return(const Bits& bits) {
    next_ = bits.next - bits.count / 8;
    count_ = bits.count % 8;
    bits_ = Low(bits.bits, count_);
    to_ = bits.to;
  }
  // At least `count` bits (of at most 32), with zeros after the end; false if what is needed is past the end.
  bool Need(uint32_t count) {
    while (count_ < count) {
      if (next_ == end_) return false;
      bits_ |= uint64_t{*next_++} << count_;
      count_ += 8;
    }
    return true;
  }

  uint32_t Take(uint32_t count) {
    const auto value = static_cast<uint32_t>(Low(bits_, count));
    Drop(count);
    return value;
  }

  void Drop(uint32_t count) {
    bits_ >>= count;
    count_ -= count;
  }

  DecodeStatus Header() {
    if (!Need(16)) return DecodeStatus::kEndsEarly;
    const uint32_t method = Take(8);
    const uint32_t flags = Take(8);
    const bool zlib = (method & 15) == 8 && method >> 4 <= 7 && (method * 256 + flags) % 31 == 0;
    if (!zlib) return DecodeStatus::kNoZlib;
    return (flags & 32) == 0 ? DecodeStatus::kDone : DecodeStatus::kDictionary;
  }

  // The checksum begins at a whole byte; bytes that were read ahead are in `bits_`.
  DecodeStatus Trailer() {
    Drop(count_ % 8);
    if (to_ != limit_) return DecodeStatus::kEndsEarly;
    if (!Need(32)) return DecodeStatus::kEndsEarly;
    uint32_t expected = 0;
    for (int i = 0; i < 4; i++) expected = expected << 8 | Take(8);
    const uint32_t found = Adler32(target_, static_cast<size_t>(to_ - target_));
    phase_ = Phase::kEnd;
    return found == expected ? DecodeStatus::kDone : DecodeStatus::kChecksum;
  }

  DecodeStatus Block() {
    if (!Need(3)) return DecodeStatus::kEndsEarly;
    last_ = Take(1) == 1;
    switch (Take(2)) {
      case 0:
        return Stored();
      case 1:
        FixedTables();
        phase_ = Phase::kSymbols;
        return DecodeStatus::kDone;
      case 2:
        phase_ = Phase::kSymbols;
        return ReadTables();
      default:
        return DecodeStatus::kBadBlock;
    }
  }

  DecodeStatus Stored() {
    Drop(count_ % 8);
    if (!Need(32)) return DecodeStatus::kEndsEarly;
    size_t length = Take(16);
    if (Take(16) != (length ^ 0xffff)) return DecodeStatus::kBadBlock;
    if (length > static_cast<size_t>(limit_ - to_)) return DecodeStatus::kTooMuch;
    while (length > 0 && count_ > 0) {
      *to_++ = static_cast<uint8_t>(Take(8));
      length--;
    }
    if (length > static_cast<size_t>(end_ - next_)) return DecodeStatus::kEndsEarly;
    if (length > 0) std::memcpy(to_, next_, length);
    to_ += length;
    next_ += length;
    return DecodeStatus::kDone;
  }

  void FixedTables() {
    uint8_t lengths[288];
    std::fill(lengths, lengths + 144, 8);
    std::fill(lengths + 144, lengths + 256, 9);
    std::fill(lengths + 256, lengths + 280, 7);
    std::fill(lengths + 280, lengths + 288, 8);
    MakeTable(lengths, 288, LiteralSymbols().data(), kLiteralWidth, false, literals_, kLiteralTable);
    std::fill(lengths, lengths + 32, 5);
    MakeTable(lengths, 32, DistanceSymbols().data(), kDistanceWidth, false, distances_, kDistanceTable);
  }

  DecodeStatus ReadTables() {
    if (!Need(14)) return DecodeStatus::kEndsEarly;
    const uint32_t literals = Take(5) + 257;
    const uint32_t distances = Take(5) + 1;
    const uint32_t codes = Take(4) + 4;
    if (literals > 286 || distances > 30) return DecodeStatus::kBadCodes;
    static constexpr uint8_t kOrder[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    uint8_t lengths[286 + 30] = {};
    for (uint32_t i = 0; i < codes; i++) {
      if (!Need(3)) return DecodeStatus::kEndsEarly;
      lengths[kOrder[i]] = static_cast<uint8_t>(Take(3));
    }
    uint32_t symbols[19];
    for (uint32_t i = 0; i < 19; i++) symbols[i] = i << entry::kValueShift;
    uint32_t table[1 << kLengthWidth];
    if (!MakeTable(lengths, 19, symbols, kLengthWidth, false, table, 1 << kLengthWidth)) return DecodeStatus::kBadCodes;
    const DecodeStatus status = ReadLengths(table, lengths, literals + distances);
    if (status != DecodeStatus::kDone) return status;
    // Without a code for it the block has no end.
    if (lengths[256] == 0) return DecodeStatus::kBadCodes;
    const bool made =
        MakeTable(lengths, literals, LiteralSymbols().data(), kLiteralWidth, true, literals_, kLiteralTable) &&
        MakeTable(lengths + literals, distances, DistanceSymbols().data(), kDistanceWidth, true, distances_,
                  kDistanceTable);
    return made ? DecodeStatus::kDone : DecodeStatus::kBadCodes;
  }

  DecodeStatus ReadLengths(const uint32_t* table, uint8_t* lengths, uint32_t count) {
    for (uint32_t i = 0; i < count;) {
      Need(kLengthWidth + 7);  // the last bytes may have fewer
      const uint32_t code = table[Low(bits_, kLengthWidth)];
      const uint32_t width = code & 255;
      const uint32_t symbol = code >> entry::kValueShift;
      const uint32_t extra = symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7;
      if (count_ < width + extra) return DecodeStatus::kEndsEarly;
      Drop(width);
      if (symbol < 16) {
        lengths[i++] = static_cast<uint8_t>(symbol);
        continue;
      }
      const uint32_t repeats = Take(extra) + (symbol == 18 ? 11 : 3);
      if ((symbol == 16 && i == 0) || i + repeats > count) return DecodeStatus::kBadCodes;
      std::fill_n(lengths + i, repeats, symbol == 16 ? lengths[i - 1] : uint8_t{0});
      i += repeats;
    }
    return DecodeStatus::kDone;
  }

  // The code of a table that the bits begin with; at most 15 of them.
  static uint32_t Look(const uint32_t* table, uint32_t width, Bits& bits) {
    uint32_t code = table[Low(bits.bits, width)];
    if ((code & entry::kLong) != 0) {
      bits.Drop(width);
      code = table[(code >> entry::kValueShift) + Low(bits.bits, code >> entry::kExtraShift & entry::kExtraMask)];
    }
    bits.Drop(code & 255);
    return code;
  }

  static size_t ValueOf(uint32_t code, Bits& bits) {
    const uint32_t extra = code >> entry::kExtraShift & entry::kExtraMask;
    const size_t value = (code >> entry::kValueShift) + Low(bits.bits, extra);
    bits.Drop(extra);
    return value;
  }

  // Up to four literals, or one of them and a copy. False if that was the last quick step for now.
  bool Step(Bits& bits) {
    bits.Refill();
    // Of 56 bits, four literals take 44 at most.
    uint32_t code = literals_[Low(bits.bits, kLiteralWidth)];
    for (int i = 0; i < 4; i++) {
      if ((code & entry::kLiteral) == 0) return CopyStep(bits);
      bits.Drop(code & 255);
      *bits.to++ = static_cast<uint8_t>(code >> entry::kValueShift);
      code = literals_[Low(bits.bits, kLiteralWidth)];
    }
    return MayGoOn(bits);
  }

  bool MayGoOn(const Bits& bits) const { return end_ - bits.next >= kQuickInput && limit_ - bits.to >= kQuickOutput; }

  // What is no short literal. A length of up to 15 + 5 bits and a distance of up to 15 + 13 are 48 of the 56.
  bool CopyStep(Bits& bits) {
    bits.Refill();
    uint32_t code = Look(literals_, kLiteralWidth, bits);
    if ((code & (entry::kLiteral | entry::kEnd | entry::kNone)) != 0) {
      if ((code & entry::kLiteral) == 0) return Stop((code & entry::kEnd) != 0);
      *bits.to++ = static_cast<uint8_t>(code >> entry::kValueShift);
      return MayGoOn(bits);
    }
    const size_t length = ValueOf(code, bits);
    code = Look(distances_, kDistanceWidth, bits);
    if ((code & entry::kNone) != 0) return Stop(false);
    const size_t distance = ValueOf(code, bits);
    if (distance > static_cast<size_t>(bits.to - target_)) {
      Settle(DecodeStatus::kBadDistance);
      return false;
    }
    CopyQuickly(bits.to, distance, length);
    bits.to += length;
    return MayGoOn(bits);
  }

  // The end of a block, or a code that stands for nothing.
  bool Stop(bool end_of_block) {
    phase_ = Phase::kBlock;
    if (!end_of_block) Settle(DecodeStatus::kBadSymbol);
    return false;
  }

  // May write up to seven bytes more.
  static void CopyQuickly(uint8_t* to, size_t distance, size_t length) {
    const uint8_t* from = to - distance;
    if (distance >= kWord) {
      for (size_t i = 0; i < length; i += kWord) std::memcpy(to + i, from + i, kWord);
    } else if (distance == 1) {
      std::memset(to, *from, length);
    } else {
      for (size_t i = 0; i < length; i++) to[i] = from[i];
    }
  }

  // One code of a table, near the end of the source.
  DecodeStatus Code(const uint32_t* table, uint32_t width, uint32_t& code) {
    Need(kLongestCode);
    code = table[Low(bits_, width)];
    uint32_t used = code & 255;
    if ((code & entry::kLong) != 0) {
      const uint32_t more = code >> entry::kExtraShift & entry::kExtraMask;
      code = table[(code >> entry::kValueShift) + Low(bits_ >> width, more)];
      used = width + (code & 255);
    }
    if (used > count_) return DecodeStatus::kEndsEarly;
    Drop(used);
    return (code & entry::kNone) == 0 ? DecodeStatus::kDone : DecodeStatus::kBadSymbol;
  }

  DecodeStatus OneSymbol() {
    uint32_t code = 0;
    DecodeStatus status = Code(literals_, kLiteralWidth, code);
    if (status != DecodeStatus::kDone) return status;
    if ((code & entry::kEnd) != 0) {
      phase_ = Phase::kBlock;
      return status;
    }
    if ((code & entry::kLiteral) != 0) {
      if (to_ == limit_) return DecodeStatus::kTooMuch;
      *to_++ = static_cast<uint8_t>(code >> entry::kValueShift);
      return status;
    }
    const uint32_t length_bits = code >> entry::kExtraShift & entry::kExtraMask;
    if (!Need(length_bits)) return DecodeStatus::kEndsEarly;
    const size_t length = (code >> entry::kValueShift) + Take(length_bits);
    status = Code(distances_, kDistanceWidth, code);
    if (status != DecodeStatus::kDone) return status;
    const uint32_t distance_bits = code >> entry::kExtraShift & entry::kExtraMask;
    if (!Need(distance_bits)) return DecodeStatus::kEndsEarly;
    const size_t distance = (code >> entry::kValueShift) + Take(distance_bits);
    if (distance > static_cast<size_t>(to_ - target_)) return DecodeStatus::kBadDistance;
    if (length > static_cast<size_t>(limit_ - to_)) return DecodeStatus::kTooMuch;
    for (size_t i = 0; i < length; i++, to_++) *to_ = *(to_ - distance);
    return status;
  }

  const uint8_t* begin_;
  const uint8_t* next_;
  const uint8_t* end_;
  uint8_t* target_;
  uint8_t* to_;
  uint8_t* limit_;
  uint64_t bits_ = 0;
  uint32_t count_ = 0;
  Phase phase_ = Phase::kStart;
  DecodeStatus status_ = DecodeStatus::kDone;
  bool last_ = false;
  uint32_t literals_[kLiteralTable];
  uint32_t distances_[kDistanceTable];
};

}  // namespace

DecodeResult DecodeZlib(const uint8_t* source, size_t source_length, uint8_t* target, size_t target_length) {
  Inflater stream(source, source_length, target, target_length);
  while (stream.Prepare()) stream.Quick();
  return stream.Result();
}

void DecodeZlibPair(const ZlibPart& first, const ZlibPart& second, DecodeResult& first_result,
                    DecodeResult& second_result) {
  Inflater a(first.source, first.source_length, first.target, first.target_length);
  Inflater b(second.source, second.source_length, second.target, second.target_length);
  bool more_a = a.Prepare();
  bool more_b = b.Prepare();
  while (more_a && more_b) {
    Inflater::QuickBoth(a, b);
    more_a = a.Prepare();
    more_b = b.Prepare();
  }
  for (; more_a; more_a = a.Prepare()) a.Quick();
  for (; more_b; more_b = b.Prepare()) b.Quick();
  first_result = a.Result();
  second_result = b.Result();
}

}  // namespace imglib2node::kernels
