#include "selection.h"

#include <algorithm>

namespace imglib2node::kernels {
namespace {

Wires EverySecond(const Wires& wires, size_t first) {
  Wires half;
  for (size_t i = first; i < wires.size(); i += 2) half.push_back(wires[i]);
  return half;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the logarithm of the lengths
Wires Merge(const Wires& a, const Wires& b, Comparisons& steps) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  if (a.size() == 1 && b.size() == 1) {
    steps.push_back({a[0], b[0]});
    return {a[0], b[0]};
  }
  const Wires evens = Merge(EverySecond(a, 0), EverySecond(b, 0), steps);
  const Wires odds = Merge(EverySecond(a, 1), EverySecond(b, 1), steps);
  Wires merged = {evens[0]};
  for (size_t i = 0; merged.size() < a.size() + b.size(); i++) {
    const bool both = i < odds.size() && i + 1 < evens.size();
    if (both) steps.push_back({odds[i], evens[i + 1]});
    if (i < odds.size()) merged.push_back(odds[i]);
    if (i + 1 < evens.size()) merged.push_back(evens[i + 1]);
  }
  return merged;
}

// Leaves out what cannot have the rank, since too many of its own list are lower or higher.
void Trim(std::vector<Wires>& lists, size_t& rank) {
  size_t count = 0;
  for (const Wires& list : lists) count += list.size();
  for (Wires& list : lists) {
    if (list.size() > rank + 1) {
      count -= list.size() - (rank + 1);
      list.resize(rank + 1);
    }
  }
  for (Wires& list : lists) {
    const size_t higher = count - 1 - rank;
    if (list.size() <= higher + 1) continue;
    const size_t dropped = list.size() - (higher + 1);
    list.erase(list.begin(), list.begin() + static_cast<ptrdiff_t>(dropped));
    count -= dropped;
    rank -= dropped;
  }
  const auto empty = [](const Wires& list) { return list.empty(); };
  lists.erase(std::remove_if(lists.begin(), lists.end(), empty), lists.end());
}

// Leaves out the comparisons whose results nothing needs.
void Prune(Selection& selection, size_t wires) {
  std::vector<bool> needed(wires);
  for (const auto& [a, b] : selection.pairs) needed[a] = needed[b] = true;
  Comparisons kept;
  for (size_t i = selection.steps.size(); i-- > 0;) {
    const Comparison& step = selection.steps[i];
    if (!needed[step.low] && !needed[step.high]) continue;
    needed[step.low] = needed[step.high] = true;
    kept.push_back(step);
  }
  std::reverse(kept.begin(), kept.end());
  selection.steps = std::move(kept);
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion): as deep as the logarithm of the number
Wires SortNetwork(const Wires& wires, Comparisons& steps) {
  if (wires.size() < 2) return wires;
  const auto middle = wires.begin() + static_cast<ptrdiff_t>(wires.size() / 2);
  const Wires lower = SortNetwork(Wires(wires.begin(), middle), steps);
  return Merge(lower, SortNetwork(Wires(middle, wires.end()), steps), steps);
}

Selection SelectFromLists(std::vector<Wires> lists, size_t rank) {
  Selection selection;
  size_t wires = 0;
  for (const Wires& list : lists) {
    for (const uint32_t wire : list) wires = std::max<size_t>(wires, wire + 1);
  }
  Trim(lists, rank);
  while (lists.size() > 2) {
    std::vector<Wires> merged;
    for (size_t i = 0; i < lists.size(); i += 2) {
      merged.push_back(Merge(lists[i], i + 1 < lists.size() ? lists[i + 1] : Wires(), selection.steps));
    }
    lists = std::move(merged);
    Trim(lists, rank);
  }
  const Wires a = lists[0];
  const Wires b = lists.size() > 1 ? lists[1] : Wires();
  // If i of the rank + 1 lowest are of the one list, the others are of the other; a wrong i gives something higher.
  for (size_t i = 0; i <= rank + 1; i++) {
    const size_t j = rank + 1 - i;
    if (i > a.size() || j > b.size()) continue;
    selection.pairs.emplace_back(i > 0 ? a[i - 1] : b[j - 1], j > 0 ? b[j - 1] : a[i - 1]);
  }
  Prune(selection, wires);
  return selection;
}

}  // namespace imglib2node::kernels
