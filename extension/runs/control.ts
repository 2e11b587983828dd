import { connect } from 'node:net';
import { createBirpc } from 'birpc';
import { Problem } from '../../engine/contracts/problem';
import type { Owner, RunControl } from '../../engine/protocol/control';
import { encodeLine, LineDecoder } from '../../engine/protocol/json-lines';

/** Asks the process that owns a run to stop; resolves when it has saved a checkpoint and released the folder. */
export async function stopOwner({ endpoint, token }: Owner): Promise<void> {
  const socket = connect(endpoint).setEncoding('utf8');
  const decoder = new LineDecoder();
  const rpc = createBirpc<RunControl, object>(
    {},
    {
      post: (message) => socket.write(message as string),
      on: (receive) => socket.on('data', (text: string) => decoder.decode(text).forEach((message) => receive(message))),
      serialize: encodeLine,
      timeout: -1,
    },
  );
  const lost = new Promise<never>((_, reject) => {
    const fail = (reason: string): void => reject(new Problem('run.owner-lost', { reason }));
    socket.once('error', (error) => fail(error.message));
    socket.once('close', () => fail('closed'));
  });
  try {
    await Promise.race([rpc.stop(token), lost]);
  } finally {
    rpc.$close();
    socket.destroy();
  }
}
