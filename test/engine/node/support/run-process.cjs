// A run's own process, from the sources.
require('../../../setup.cjs');
void require('../../../../engine/node/run-process.ts').runProcess();
