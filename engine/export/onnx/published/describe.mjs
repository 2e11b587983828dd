// Makes onnx.json of onnx.proto: node engine/export/onnx/published/describe.mjs
import fs from 'node:fs';
import path from 'node:path';
import protobuf from 'protobufjs';

const here = import.meta.dirname;
const { root } = protobuf.parse(fs.readFileSync(path.join(here, 'onnx.proto'), 'utf8'));
fs.writeFileSync(path.join(here, 'onnx.json'), `${JSON.stringify(root.toJSON())}\n`);
