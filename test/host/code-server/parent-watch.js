'use strict';
// Ends a process whose parent is gone, in plain JavaScript, in place of the native module @vscode/native-watchdog,
// which npm ships as C++ sources alone.

const interval = 3000;

exports.start = (parent) => {
  setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch {
      process.exit(87);
    }
  }, interval).unref();
};

exports.exit = (code) => process.exit(code ?? 0);
