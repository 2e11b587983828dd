import * as path from 'node:path';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import type { NetworkWork, Workload } from '../workload';
import { serve, type Work } from '../worker/serve';

const [, , packages, backend] = process.argv;
const cells = { elman: layers.simpleRNN, lstm: layers.lstm, gru: layers.gru } as const;

// What it has to say about itself would stand between the answers.
console.warn = console.log = () => {};

async function prepare(work: Workload): Promise<Work> {
  if (work.kind !== 'train' && work.kind !== 'infer') throw new Error(`no ${work.kind} here`);
  setWasmPaths(`${path.join(packages, '@tensorflow/tfjs-backend-wasm/dist')}${path.sep}`);
  if (!(await tf.setBackend(backend))) throw new Error(`its backend ${backend} does not start here`);
  await tf.ready();
  const run = work.kind === 'train' ? training(work) : inference(work);
  return { amount: work.time * work.batch, facts: { backend }, run };
}

function training(work: NetworkWork): () => void {
  const lossOf = lossOfNetwork(work);
  const optimizer = tf.train.adam(1e-3);
  return () =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(lossOf);
      const norm = tf.sqrt(tf.addN(Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)))));
      const scale = tf.minimum(1, tf.div(1, tf.add(norm, 1e-6)));
      const clipped = Object.entries(grads).map(([name, gradient]) => [name, tf.mul(gradient, scale)] as const);
      optimizer.applyGradients(Object.fromEntries(clipped));
      value.dataSync();
    });
}

function inference(work: NetworkWork): () => void {
  const lossOf = lossOfNetwork(work);
  return () => tf.tidy(() => void lossOf().dataSync());
}

/** Cross-entropy of a network on random tokens; batch-first, as this library has it. */
function lossOfNetwork({ cell, hidden, layers: depth, bidirectional, time, batch, vocabulary }: NetworkWork) {
  const network = sequential();
  network.add(layers.embedding({ inputDim: vocabulary, outputDim: hidden, inputLength: time }));
  for (let i = 0; i < depth; i++) {
    // Its usual initialiser takes seconds at these sizes.
    const layer = cells[cell]({ units: hidden, returnSequences: true, recurrentInitializer: 'glorotUniform' });
    network.add(bidirectional ? layers.bidirectional({ layer, mergeMode: 'concat' }) : layer);
  }
  network.add(layers.dense({ units: vocabulary }));
  const rows = time * batch;
  const random = () => Int32Array.from({ length: rows }, () => Math.floor(Math.random() * vocabulary));
  const tokens = tf.tensor2d(random(), [batch, time], 'int32');
  const targets = tf.tensor1d(random(), 'int32');
  return () => {
    const logits = tf.reshape(network.apply(tokens, { training: true }), [rows, vocabulary]);
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(targets, vocabulary)), 1)));
  };
}

void serve(prepare);
