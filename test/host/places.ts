import * as path from 'node:path';

/** The checkout. */
export const root = path.resolve(__dirname, '../..');
/** Everything below is ignored by git and can be deleted at any time. */
export const cache = path.join(root, '.cache');
export const codeServerFolder = path.join(root, '.vscode-host');
export const screenshots = path.join(cache, 'screenshots');
/** ONNX Runtime for the parity tests. */
export const onnxruntimeFolder = path.join(cache, 'onnxruntime');
