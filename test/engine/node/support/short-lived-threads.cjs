// Takes threads that multiply with the system's library, and sends them away again at every stage of their beginning.
require('../../../setup.cjs');
const { setTimeout: sleep } = require('node:timers/promises');
const { chooseBackend } = require('../../../../engine/node/backend.ts');

async function main() {
  const backends = await chooseBackend({ backend: 'auto', threads: 4 }, 4);
  for (let delay = 200; delay < 600; delay += 40) {
    const backend = backends.create(2 ** 22);
    await sleep(delay);
    backend.dispose();
  }
  backends.create(2 ** 22);
}

void main();
