// What the engine uses of WebAssembly. Node's own types leave it out, so engine/node includes this file too.

declare namespace WebAssembly {
  /** Compiled code; may be sent to a worker. */
  class Module {
    /** @throws CompileError when the bytes are no valid module */
    constructor(bytes: Uint8Array<ArrayBuffer>);
    readonly [Symbol.toStringTag]: string;
  }
  class Memory {
    /** Sizes in pages of 64 KiB. @throws RangeError when the host cannot give as much */
    constructor(descriptor: { initial: number; maximum?: number; shared?: boolean });
    /** A SharedArrayBuffer when the memory is shared. */
    readonly buffer: ArrayBufferLike;
  }
  class Instance {
    /** @throws LinkError when an import is missing or does not fit */
    constructor(module: Module, imports?: Record<string, Record<string, Memory>>);
    readonly exports: Record<string, unknown>;
  }
  function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
