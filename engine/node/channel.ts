import type * as net from 'node:net';
import { type BirpcReturn, createBirpc } from 'birpc';
import { Problem, toProblemValue } from '../contracts/problem';
import { encodeLine, LineDecoder } from '../protocol/json-lines';

/** Where messages go and come from: a socket, or the parent process. */
export interface Port {
  post(message: unknown): void;
  receive(listener: (message: unknown) => void): void;
  /** Tells once that the peer is gone, with the reason. */
  closed(listener: (reason: string) => void): void;
}

/**
 * Typed calls over a port. Every call has a failure path: what a method throws arrives as a ProblemValue, and calls that
 * wait when the peer is lost reject with `run.peer-lost`.
 */
export function openChannel<Remote extends object, Local extends object>(
  port: Port,
  local: Local,
): BirpcReturn<Remote, Local> {
  const rpc = createBirpc<Remote, Local>(local, {
    post: (message) => port.post(message),
    on: (listener) => port.receive(listener),
    resolver: (_name, method) => method && asProblems(method),
    bind: 'functions',
    // A call may take minutes; a lost peer ends it below.
    timeout: -1,
  });
  port.closed((reason) => rpc.$close(new Problem('run.peer-lost', { reason })));
  return rpc;
}

export function socketPort(socket: net.Socket): Port {
  const decoder = new LineDecoder();
  let reason = 'the connection was closed';
  socket.setEncoding('utf8');
  socket.on('error', (error) => (reason = error.message));
  return {
    post: (message) => void socket.write(encodeLine(message)),
    receive(listener) {
      socket.on('data', (text: string) => {
        try {
          for (const message of decoder.decode(text)) listener(message);
        } catch (error) {
          socket.destroy(error instanceof Error ? error : undefined);
        }
      });
    },
    closed: (listener) => void socket.once('close', () => listener(reason)),
  };
}

/** The process that forked this one. */
export function parentPort(): Port {
  return {
    post: (message) => void process.send?.(message),
    receive: (listener) => void process.on('message', listener),
    closed: (listener) => void process.once('disconnect', () => listener('the editor ended')),
  };
}

type Method = (...parameters: unknown[]) => unknown;

/** Errors cross processes as plain values: an Error would lose its fields on the way. */
function asProblems(method: Method): Method {
  return async function (this: unknown, ...parameters) {
    try {
      return await method.apply(this, parameters);
    } catch (error) {
      throw toProblemValue(error);
    }
  };
}
