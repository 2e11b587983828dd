// The engine's service process, from source.
require('../../../setup.cjs');
require('../../../../engine/node/service').serve();
