// The only include of napi.h, so that every file sees the same settings: no C++ exceptions, Node-API 8, and
// a call that fails because its worker is being terminated ends nothing but that call.
#pragma once

#define NAPI_DISABLE_CPP_EXCEPTIONS
#define NODE_ADDON_API_DISABLE_DEPRECATED
#define NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS
#define NAPI_VERSION 8
#include <napi.h>
