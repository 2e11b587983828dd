import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { ParityReference } from '../../../engine/infer/parity';
import { agrees } from '../../../engine/contracts/parity';
import { compare } from '../../../engine/node/parity/compare';
import { parityMarkdown } from '../../../engine/node/parity/report';
import { useOnnxruntime } from '../support/onnxruntime';
import { useWarmPython } from '../support/warm-python';
import { useFolder } from './support/folders';

const input = { shape: [1, 2], data: Int32Array.of(1, 2) };
const output = { shape: [1, 2, 1], data: Float32Array.of(3, 4) };
const reference: ParityReference = {
  cases: [{ batch: 1, time: 2, initial: false }],
  inputs: { tensors: new Map([['0.input', input]]), metadata: {} },
  outputs: { tensors: new Map([['0.output', output]]), metadata: {} },
};

const withOutput = (data: Float32Array): ParityReference => ({
  ...reference,
  outputs: { tensors: new Map([['0.output', { ...output, data }]]), metadata: {} },
});

const project = path.join(__dirname, '../../../engine/export/pytorch/project');

describe('Comparing what was exported', () => {
  const folder = useFolder();
  useOnnxruntime();
  useWarmPython();

  function written(name: string, content: string): string {
    const file = path.join(folder(), name);
    fs.writeFileSync(file, content);
    return file;
  }

  function withVariable(name: string, value: string): void {
    const earlier = process.env[name];
    process.env[name] = value;
    restore.push(() => (process.env[name] = earlier));
  }
  const restore: (() => void)[] = [];
  afterEach(() => restore.splice(0).forEach((each) => each()));

  const onnx = () => compare({ runtime: 'onnxruntime' }, folder(), [written('net.onnx', 'no model')], reference);
  const python = (script: string) => {
    written('parity.py', script);
    return compare({ runtime: 'pytorch', script: 'parity.py' }, folder(), [], reference);
  };

  it('says what ONNX Runtime says of a file that it cannot read', async () => {
    await assert.rejects(onnx(), (error: { code?: string; arguments?: { reason: string } }) => {
      assert.equal(error.code, 'export.onnxruntime');
      assert.match(error.arguments?.reason ?? '', /protobuf|model/i);
      return true;
    });
  });

  it('says what Python says of a script that fails, ends too early, or answers something else', async () => {
    await assert.rejects(python('import torch\nraise ValueError("too small")\n'), {
      code: 'export.script',
      arguments: { script: 'parity.py', reason: 'ValueError: too small' },
    });
    await assert.rejects(python('pass\n'), { code: 'export.script' });
    await assert.rejects(python('import sys\nopen(sys.argv[2], "wb").write(b"?")\n'), { code: 'export.script' });
  });

  it('tells rounding from mistakes by the 64-bit result, where more differs than is usual', async () => {
    const answering = (value: number) => `
import sys, torch
sys.path.insert(0, ${JSON.stringify(project)})
import weights
weights.save(sys.argv[2], {"0.output": torch.tensor([[[3.0], [float("${value}")]]])})
`;
    const report = (value: number, exact?: number) => {
      written('parity.py', answering(value));
      const truth = exact === undefined ? undefined : () => withOutput(Float32Array.of(3, exact));
      return compare({ runtime: 'pytorch', script: 'parity.py' }, folder(), [], reference, truth);
    };
    assert.ok(agrees(await report(4.00004)), 'within the tolerance');
    assert.ok(!agrees(await report(4.0001)));
    const even = await report(4.0001, 4.00005);
    assert.ok(agrees(even), 'as far on the other side');
    assert.match(
      parityMarkdown('net', even),
      /Sequence Lab's own output differs by 1\.0e-5, that of\npytorch by 1\.0e-5/,
    );
    assert.ok(!agrees(await report(4.0001, 4.00001)), 'much farther than we are');
    assert.ok(!agrees(await report(NaN, 4.00005)));
  });

  it('reports states where they were compared, and none of a decoder', () => {
    const differences = [
      { batch: 1, time: 2, initial: false, output: 1e-7, state: 2e-7 },
      { batch: 5, time: 2, decoderTime: 3, initial: false, output: 3e-7, state: 0 },
    ];
    const report = parityMarkdown('net', { runtime: 'pytorch', tolerance: 1e-5, greatest: 3e-7, differences });
    assert.match(
      report,
      /\| 1 \| 2 \| zeros \| 1\.0e-7 \| 2\.0e-7 \|\n\| 5 \| 2, decoder 3 \| zeros \| 3\.0e-7 \|  \|/,
    );
  });

  it('reports what is missing on this machine', async () => {
    withVariable('SEQUENCE_LAB_ONNXRUNTIME', folder());
    withVariable('SEQUENCE_LAB_PYTHON', written('python', ''));
    assert.equal((await onnx()).problem?.code, 'export.no-onnxruntime');
    assert.equal((await python('pass\n')).problem?.code, 'export.no-pytorch');
  });
});
