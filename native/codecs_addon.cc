#include "codecs_addon.h"

#include "codecs/blosc.h"
#include "codecs/zstd.h"
#include "guard.h"
#include "napi_status.h"
#include "typed_arrays.h"

namespace imglib2node {
namespace {

using codecs::BloscCodec;
using codecs::BloscShuffle;

int32_t IntegerOf(const Napi::Value& value) { return value.As<Napi::Number>().Int32Value(); }

Napi::Value LengthOf(const Napi::CallbackInfo& info, const Result<size_t>& length) {
  if (!length.ok()) return ToJavaScript(info.Env(), length.failure());
  return Napi::Number::New(info.Env(), static_cast<double>(length.value()));
}

// hasZstd()
Napi::Value HasZstd(const Napi::CallbackInfo& info) { return Napi::Boolean::New(info.Env(), codecs::HasZstd()); }

// zstdCompress(source, target, level, checksum) -> bytes written
Napi::Value ZstdCompress(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[0]);
  const Elements target = ElementsOf(info[1]);
  return LengthOf(info, codecs::ZstdCompress(source.data, source.bytes, target.data, target.bytes, IntegerOf(info[2]),
                                             info[3].As<Napi::Boolean>().Value()));
}

// zstdDecompress(source, target) -> bytes written
Napi::Value ZstdDecompress(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[0]);
  const Elements target = ElementsOf(info[1]);
  return LengthOf(info, codecs::ZstdDecompress(source.data, source.bytes, target.data, target.bytes));
}

// hasBlosc(codec): whether blocks of that codec can be encoded and decoded
Napi::Value HasBlosc(const Napi::CallbackInfo& info) {
  const int32_t codec = IntegerOf(info[0]);
  const bool known = codec >= 0 && codec <= static_cast<int32_t>(BloscCodec::kZstd);
  return Napi::Boolean::New(info.Env(), known && codecs::HasBloscCodec(static_cast<BloscCodec>(codec)));
}

// bloscCompress(source, target, codec, high, level, shuffle, width, blockSize) -> bytes written
Napi::Value BloscCompress(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[0]);
  const Elements target = ElementsOf(info[1]);
  const int32_t codec = IntegerOf(info[2]);
  const int32_t shuffle = IntegerOf(info[5]);
  const int32_t width = IntegerOf(info[6]);
  const int32_t block = IntegerOf(info[7]);
  if (codec < 0 || codec > static_cast<int32_t>(BloscCodec::kZstd) || shuffle < 0 || shuffle > 2 || width < 1 ||
      block < 0) {
    return ToJavaScript(info.Env(), Failure(ErrorKind::kArgument, "blosc: no such codec, shuffle, width or block"));
  }
  const codecs::BloscOptions options{
      static_cast<BloscCodec>(codec),     info[3].As<Napi::Boolean>().Value(), IntegerOf(info[4]),
      static_cast<BloscShuffle>(shuffle), static_cast<size_t>(width),          static_cast<size_t>(block)};
  return LengthOf(info, codecs::BloscCompress(options, source.data, source.bytes, target.data, target.bytes));
}

// bloscCodec(source) -> the codec of its blocks
Napi::Value BloscCodecOf(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[0]);
  const auto codec = codecs::BloscCodecOf(source.data, source.bytes);
  if (!codec.ok()) return ToJavaScript(info.Env(), codec.failure());
  return Napi::Number::New(info.Env(), static_cast<double>(codec.value()));
}

// bloscDecompress(source, target) -> bytes written
Napi::Value BloscDecompress(const Napi::CallbackInfo& info) {
  const Elements source = ElementsOf(info[0]);
  const Elements target = ElementsOf(info[1]);
  return LengthOf(info, codecs::BloscDecompress(source.data, source.bytes, target.data, target.bytes));
}

}  // namespace

Napi::Object DefineCodecs(Napi::Env env) {
  Napi::Object exports = Napi::Object::New(env);
  Define<HasZstd>(exports, "hasZstd");
  Define<ZstdCompress>(exports, "zstdCompress");
  Define<ZstdDecompress>(exports, "zstdDecompress");
  Define<HasBlosc>(exports, "hasBlosc");
  Define<BloscCompress>(exports, "bloscCompress");
  Define<BloscCodecOf>(exports, "bloscCodec");
  Define<BloscDecompress>(exports, "bloscDecompress");
  return exports;
}

}  // namespace imglib2node
