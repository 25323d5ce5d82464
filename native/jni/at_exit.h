// Stops Java when the process exits. Node ends with the VM running; then libjvm's static objects are destroyed under
// its threads, and a garbage collection that is under way crashes (seen with the serial, parallel and Z collectors).
//
// Ownership: what this allocates is kept until the process is gone. Thread: exit handlers run on the thread that calls
// exit(); it never waits longer than kPatience.
#pragma once

#include <jni.h>

namespace imglib2node {

// To be called once, when libjvm is loaded: exit handlers run last in, first out, so this one before libjvm's own.
// False without memory for it.
bool StopJavaAtExit(JavaVM* vm);

}  // namespace imglib2node
