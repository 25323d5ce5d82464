// The only include of napi.h, so that every file sees the same settings: no C++ exceptions, Node-API 8.
#pragma once

#define NAPI_DISABLE_CPP_EXCEPTIONS
#define NODE_ADDON_API_DISABLE_DEPRECATED
#define NAPI_VERSION 8
#include <napi.h>
