#include "median.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "array.h"
#include "key.h"
#include "median_rows.h"
#include "sliding_counts.h"

namespace imglib2node::kernels {
namespace {

// From so many elements on, those of all faster axes are a row of their own.
constexpr size_t kWide = 64;
// More are no network any more: its scratch would not stay near the processor. Bytes and words of fewer are counted.
constexpr size_t kMostWires = 4096;
constexpr size_t kMostWiresOfFewValues = 512;
// About as much of the rows of a neighbourhood is worked on at a time.
constexpr size_t kRowBytes = 49152;
constexpr size_t kMostPart = 4096;

size_t RoundUp(size_t size, size_t step) { return (size + step - 1) / step * step; }

// Neighbours of a row, as it goes on beyond its ends; in elements.
struct Run {
  size_t to;
  size_t from;
  size_t count;
  bool outside;
};

class Filter {
 public:
  Filter(ElementType type, const MedianWindow& window, const void* outside);
  void operator()(const uint8_t* source, uint8_t* target);

 private:
  void FindRow();
  void FindRuns(const int32_t* places);
  void FindNeighbours();
  void Fill(uint8_t* keys, const uint8_t* row, size_t first, size_t count) const;
  void Outside(uint8_t* keys, size_t count) const;
  void Part(const std::vector<const uint8_t*>& rows, size_t first, uint8_t* target);
  template <typename T>
  void Ranks(size_t count);
  template <typename T>
  void Slide(size_t count);

  const ElementType type_;
  const size_t width_;
  const MedianWindow& window_;
  uint64_t outside_ = 0;
  // Axes before those that a row has, elements of a row and between two neighbours in it, and the box along it.
  size_t lead_ = 0;
  size_t row_ = 1;
  size_t inner_ = 1;
  size_t taps_ = 1;
  std::vector<Run> runs_;
  // For each row of a neighbourhood its place along each of the leading axes.
  std::vector<std::vector<size_t>> neighbours_;
  size_t part_ = 0;
  size_t stride_ = 0;
  size_t count_ = 0;
  MedianNetwork network_;
  // Where the neighbourhood is left, and where it is entered, when it moves on by one.
  std::vector<size_t> left_;
  std::vector<size_t> entered_;
  Array<uint8_t> keys_;
  Array<uint8_t> scratch_;
  std::vector<const void*> at_;
  Array<uint8_t> result_;
};

Filter::Filter(ElementType type, const MedianWindow& window, const void* outside)
    : type_(type), width_(SizeOf(type)), window_(window) {
  KeysOf(type, outside, 1, &outside_);
  FindRow();
  FindNeighbours();
  const size_t step = kMedianStep / width_;
  const size_t most = std::min(kMostPart, RoundUp(row_, step));
  part_ = std::max(step, std::min(most, kRowBytes / (neighbours_.size() * width_)) / step * step);
  stride_ = RoundUp(part_ + (taps_ - 1) * inner_, step);
  for (std::vector<size_t>* starts : {&network_.starts, &left_, &entered_}) {
    for (size_t& start : *starts) start = start / taps_ * stride_ + start % taps_ * inner_;
  }
  keys_.resize(neighbours_.size() * stride_ * width_);
  scratch_.resize(network_.selection.pairs.empty() ? count_ * width_ : count_ * kMedianStep);
  at_.resize(count_);
  result_.resize(part_ * width_);
}

void Filter::FindRow() {
  size_t last = window_.axes - 1;
  while (last > 0 && window_.sizes[last] == 1) last--;
  for (size_t d = last + 1; d < window_.axes; d++) inner_ *= static_cast<size_t>(window_.shape[d]);
  const bool wide = inner_ >= kWide || window_.sizes[last] == 1;
  lead_ = wide ? last + 1 : last;
  const int32_t* places = window_.places;
  for (size_t d = 0; d < lead_; d++) places += window_.shape[d] + window_.sizes[d] - 1;
  if (wide) {
    row_ = inner_;
    inner_ = 1;
    runs_ = {{0, 0, row_, false}};
    return;
  }
  row_ = static_cast<size_t>(window_.shape[last]) * inner_;
  taps_ = static_cast<size_t>(window_.sizes[last]);
  FindRuns(places);
}

void Filter::FindRuns(const int32_t* places) {
  const size_t count = row_ / inner_ + taps_ - 1;
  for (size_t i = 0; i < count; i++) {
    const bool outside = places[i] < 0;
    const bool goes_on = i > 0 && (outside ? places[i - 1] < 0 : places[i] > 0 && places[i - 1] == places[i] - 1);
    if (!goes_on) runs_.push_back({i * inner_, outside ? 0 : static_cast<size_t>(places[i]) * inner_, 0, outside});
    runs_.back().count += inner_;
  }
}

// The rows that count, and the network that finds the median in them; starts are rows times taps plus tap so far.
void Filter::FindNeighbours() {
  size_t rows = 1;
  for (size_t d = 0; d < lead_; d++) rows *= static_cast<size_t>(window_.sizes[d]);
  std::vector<std::vector<size_t>> taps;
  for (size_t r = 0; r < rows; r++) {
    std::vector<size_t> counted;
    for (size_t t = 0; t < taps_; t++) {
      if (window_.footprint[r * taps_ + t] != 0) counted.push_back(t);
    }
    if (counted.empty()) continue;
    count_ += counted.size();
    taps.push_back(counted);
    std::vector<size_t> place(lead_);
    size_t rest = r;
    for (size_t d = lead_; d-- > 0;) {
      place[d] = rest % static_cast<size_t>(window_.sizes[d]);
      rest /= static_cast<size_t>(window_.sizes[d]);
    }
    neighbours_.push_back(std::move(place));
  }
  const auto alike = [&](const std::vector<size_t>& each) { return each == taps[0]; };
  std::vector<Wires> lists;
  uint32_t wires = 0;
  const auto add = [&](size_t row, size_t tap) {
    lists.back().push_back(wires++);
    network_.starts.push_back(row * taps_ + tap);
  };
  const bool network = count_ <= (width_ <= 2 && taps_ > 1 ? kMostWiresOfFewValues : kMostWires);
  if (network && taps.size() > 1 && taps[0].size() > 1 && std::all_of(taps.begin(), taps.end(), alike)) {
    Wires column(taps.size());
    for (uint32_t r = 0; r < column.size(); r++) column[r] = r;
    column = SortNetwork(column, network_.columns);
    for (const size_t tap : taps[0]) {
      lists.emplace_back();
      for (const uint32_t row : column) add(row, tap);
    }
  } else {
    for (size_t r = 0; r < taps.size(); r++) {
      for (const size_t tap : taps[r]) {
        lists.emplace_back();
        add(r, tap);
        const auto has = [&](size_t other) { return std::binary_search(taps[r].begin(), taps[r].end(), other); };
        if (tap == 0 || !has(tap - 1)) left_.push_back(r * taps_ + tap);
        if (!has(tap + 1)) entered_.push_back(r * taps_ + tap);
      }
    }
  }
  if (network) network_.selection = SelectFromLists(std::move(lists), count_ / 2);
}

void Filter::Outside(uint8_t* keys, size_t count) const {
  for (size_t i = 0; i < count; i++) std::memcpy(keys + i * width_, &outside_, width_);
}

void Filter::Fill(uint8_t* keys, const uint8_t* row, size_t first, size_t count) const {
  for (const Run& run : runs_) {
    const size_t begin = std::max(first, run.to);
    const size_t end = std::min(first + count, run.to + run.count);
    if (begin >= end) continue;
    uint8_t* to = keys + (begin - first) * width_;
    if (run.outside)
      Outside(to, end - begin);
    else
      KeysOf(type_, row + (run.from + begin - run.to) * width_, end - begin, to);
  }
}

// For neighbourhoods too large for a network.
template <typename T>
void Filter::Ranks(size_t count) {
  using K = typename KeyOf<T>::type;
  const auto* rows = reinterpret_cast<const K*>(keys_.data());
  auto* found = reinterpret_cast<K*>(scratch_.data());
  auto* result = reinterpret_cast<K*>(result_.data());
  for (size_t x = 0; x < count; x++) {
    for (size_t i = 0; i < count_; i++) found[i] = rows[network_.starts[i] + x];
    std::nth_element(found, found + count_ / 2, found + count_);
    result[x] = found[count_ / 2];
    if constexpr (!std::is_integral_v<T>) result[x] = BitsOfKey(result[x]);
  }
}

// The same for integers of few values, along a row.
template <typename T>
void Filter::Slide(size_t count) {
  constexpr size_t kValues = size_t{1} << (8 * sizeof(T));
  constexpr size_t kSign = std::is_signed_v<T> ? kValues / 2 : 0;
  using Bits = std::make_unsigned_t<T>;
  const auto* rows = reinterpret_cast<const Bits*>(keys_.data());
  auto* result = reinterpret_cast<Bits*>(result_.data());
  const auto value = [&](size_t at) { return size_t{rows[at]} ^ kSign; };
  SlidingCounts counts(kValues);
  // Places of one row that are `inner_` apart are neighbours.
  for (size_t first = 0; first < std::min(inner_, count); first++) {
    for (const size_t start : network_.starts) counts.Add(value(start + first));
    size_t x = first;
    for (;;) {
      result[x] = static_cast<Bits>(counts.Find(count_ / 2) ^ kSign);
      if (x + inner_ >= count) break;
      for (const size_t start : left_) counts.Remove(value(start + x));
      x += inner_;
      for (const size_t start : entered_) counts.Add(value(start + x));
    }
    for (const size_t start : network_.starts) counts.Remove(value(start + x));
  }
}

void Filter::Part(const std::vector<const uint8_t*>& rows, size_t first, uint8_t* target) {
  const size_t count = std::min(part_, row_ - first);
  const size_t used = count + (taps_ - 1) * inner_;
  for (size_t r = 0; r < rows.size(); r++) {
    uint8_t* keys = keys_.data() + r * stride_ * width_;
    if (rows[r] == nullptr)
      Outside(keys, used);
    else
      Fill(keys, rows[r], first, used);
  }
  if (network_.selection.pairs.empty()) {
    Visit(type_, [&](auto tag) {
      using T = typename decltype(tag)::type;
      if constexpr (sizeof(T) <= 2) {
        if (taps_ > 1) return Slide<T>(count);
      }
      Ranks<T>(count);
    });
  } else {
    MedianOfRows(type_, network_,
                 {keys_.data(), rows.size(), stride_, used, scratch_.data(), at_.data(), result_.data(), count});
  }
  std::memcpy(target + first * width_, result_.data(), count * width_);
}

void Filter::operator()(const uint8_t* source, uint8_t* target) {
  std::vector<size_t> index(lead_);
  std::vector<const uint8_t*> rows(neighbours_.size());
  for (;;) {
    for (size_t r = 0; r < rows.size(); r++) {
      size_t row = 0;
      bool outside = false;
      const int32_t* places = window_.places;
      for (size_t d = 0; d < lead_; d++) {
        const int32_t place = places[index[d] + neighbours_[r][d]];
        outside = outside || place < 0;
        row = row * static_cast<size_t>(window_.shape[d]) + static_cast<size_t>(std::max(place, 0));
        places += window_.shape[d] + window_.sizes[d] - 1;
      }
      rows[r] = outside ? nullptr : source + row * row_ * width_;
    }
    for (size_t first = 0; first < row_; first += part_) Part(rows, first, target);
    target += row_ * width_;
    size_t d = lead_;
    while (d > 0 && ++index[d - 1] == static_cast<size_t>(window_.shape[d - 1])) index[--d] = 0;
    if (d == 0) return;
  }
}

}  // namespace

void MedianFilter(ElementType type, const void* source, const MedianWindow& window, const void* outside, void* target) {
  Filter filter(type, window, outside);
  filter(static_cast<const uint8_t*>(source), static_cast<uint8_t*>(target));
}

}  // namespace imglib2node::kernels
