import { spawnSync } from 'node:child_process';

let found: string | undefined;

/** A Python that has PyTorch. Throws with instructions when there is none: a parity test that did not run is a failure. */
export function pythonWithTorch(): string {
  const candidates = [process.env.SEQUENCE_LAB_PYTHON, 'python3', '/usr/bin/python3'].filter(
    (name) => name !== undefined,
  );
  found ??= candidates.find((name) => spawnSync(name, ['-c', 'import torch']).status === 0);
  if (found) return found;
  throw new Error(
    'These tests compare with PyTorch, and no Python with PyTorch was found. On Debian: apt-get install python3-torch; ' +
      'elsewhere set SEQUENCE_LAB_PYTHON to a Python in which "import torch" works.',
  );
}
