import type { Exporter } from '../../contracts/exporter';
import type { Graph } from '../../contracts/graph';
import { describe } from '../describe';
import { onnxGraph } from './graph';
import { encodeModel, irVersion, opset } from './model';

const usage = [
  'Made by Sequence Lab. Sequences are batch-first, and batch and time may have any size.',
  'Outputs are the numbers before any softmax (classes) or scaled values.',
  'The metadata holds the experiment and, under "data", vocabulary, columns and scaling.',
].join(' ');

const states = [
  'Initial states are [batch, units], or [1, units] for all sequences alike.',
  'Final states are the initial states of what follows.',
].join(' ');

const greedy = [
  'Run the encoder once on the input: it gives state.* and context.*.',
  'Then run the step on them and previous, at first the start symbol (2) for every sequence.',
  'Leave out unknown (0), padding (1) and start (2): of the other tokens, the one with the greatest output is written and becomes',
  'previous, and next.* becomes state.*; context.* stays.',
  'End with the end symbol (3), or when enough is written.',
].join(' ');

/**
 * A network with its weights for ONNX Runtime and what else reads ONNX. Initial states are inputs with zeros as a default in
 * the main file. Runtimes for JavaScript know no such defaults: for them the same stands in a second file with states that
 * have to be given. A network with a decoder is two files: its encoder, and one step of the decoder.
 */
export const exporter: Exporter = {
  kind: 'onnx',
  execution: { runtime: 'onnxruntime' },
  async files({ runs: [run] }) {
    const [experiment, data, weights, graphs] = await Promise.all([
      run.experiment(),
      run.data(),
      run.weights(),
      run.graphs(),
    ]);
    const { files: _files, ...record } = data;
    const described = {
      ...describe(run.name, experiment, weights),
      experiment: JSON.stringify(experiment),
      data: JSON.stringify(record),
    };
    const metadataProps = Object.entries(described).map(([key, value]) => ({ key, value }));
    const model = (graph: Graph, optional: boolean, words: string): Uint8Array =>
      encodeModel({
        irVersion,
        opsetImport: [{ domain: '', version: opset }],
        producerName: 'Sequence Lab',
        docString: `${usage} ${words}`,
        graph: onnxGraph(graph, weights.tensors, run.name, optional),
        metadataProps,
      });
    if (graphs.kind === 'decoder') {
      return new Map([
        [`${run.name}.onnx`, model(graphs.encoder, false, greedy)],
        [`${run.name}.step.onnx`, model(graphs.step, false, greedy)],
      ]);
    }
    const { graph } = graphs;
    const main: [string, Uint8Array] = [`${run.name}.onnx`, model(graph, true, states)];
    // Without states there is nothing to give.
    const stateful = Object.keys(graph.inputs).length > 1;
    return new Map(stateful ? [main, [`${run.name}.stateful.onnx`, model(graph, false, states)]] : [main]);
  },
};
