import type { Exporter } from '../../contracts/exporter';
import { describe } from '../describe';
import { onnxGraph } from './graph';
import { encodeModel, irVersion, opset } from './model';

const usage = [
  'Made by Sequence Lab. Sequences are batch-first, and batch and time may have any size.',
  'Initial states are [batch, units], or [1, units] for all sequences alike.',
  'Outputs are the numbers before any softmax (classes) or scaled values; final states are the initial states of what follows.',
  'The metadata holds the experiment and, under "data", vocabulary, columns and scaling.',
].join(' ');

/**
 * A network with its weights for ONNX Runtime and what else reads ONNX. Initial states are inputs with zeros as a default in
 * the main file. Runtimes for JavaScript know no such defaults: for them the same stands in a second file with states that
 * have to be given.
 */
export const exporter: Exporter = {
  kind: 'onnx',
  execution: { runtime: 'onnxruntime' },
  async files({ runs: [run] }) {
    const [experiment, data, weights, graph] = await Promise.all([
      run.experiment(),
      run.data(),
      run.weights(),
      run.graph(),
    ]);
    const { files: _files, ...record } = data;
    const described = {
      ...describe(run.name, experiment, weights),
      experiment: JSON.stringify(experiment),
      data: JSON.stringify(record),
    };
    const metadataProps = Object.entries(described).map(([key, value]) => ({ key, value }));
    const model = (optional: boolean): Uint8Array =>
      encodeModel({
        irVersion,
        opsetImport: [{ domain: '', version: opset }],
        producerName: 'Sequence Lab',
        docString: usage,
        graph: onnxGraph(graph, weights.tensors, run.name, optional),
        metadataProps,
      });
    const files = new Map([[`${run.name}.onnx`, model(true)]]);
    if (Object.keys(graph.inputs).length > 1) files.set(`${run.name}${statefulEnding}`, model(false));
    return files;
  },
};

/** Of the file in which initial states have to be given. */
export const statefulEnding = '.stateful.onnx';
