import { createBirpc } from 'birpc';
import type { StoredTensor } from '../../../engine/contracts/checkpoint';
import type { TensorsHost, TensorsView } from '../../../engine/protocol/tensors';
import { Random } from '../../../engine/core/random';
import { encodeSafetensors } from '../../../engine/run/safetensors';
import { SafetensorsFile } from '../../../engine/run/safetensors-file';
import { slicePoints, summarise } from '../../../engine/run/tensor-views';
import { themes, type ThemeName } from './themes';

function normal(stream: number, shape: readonly number[]): StoredTensor {
  const random = new Random([7, 7], stream);
  const size = shape.reduce((product, n) => product * n, 1);
  return { shape, data: Float32Array.from({ length: size }, () => random.normal() / 10) };
}

const name = '<b>weights</b>.safetensors';
const bytes = encodeSafetensors({
  tensors: new Map<string, StoredTensor>([
    ['embedding.weight', normal(1, [65, 64])],
    ['rnn.weight_ih_l0', normal(2, [256, 64])],
    ['rnn.weight_hh_l0', normal(3, [256, 64])],
    ['rnn.bias_ih_l0', normal(4, [256])],
    ['head.convolution.weight', normal(5, [4, 3, 16])],
    ['step', { shape: [], data: Int32Array.of(1200) }],
    ['broken', { shape: [3], data: Float32Array.of(NaN, Infinity, NaN) }],
    ['nothing', { shape: [0, 4], data: new Float32Array(0) }],
  ]),
  metadata: { format: 'pt', note: '<script>alert(1)</script>' },
});
const opened = SafetensorsFile.open({
  name,
  size: bytes.length,
  read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
});

/** The other side of the page of a .safetensors file, over a file in memory. */
class TensorsEditor {
  readonly problems: string[] = [];
  state: unknown;
  /** Calls with these names are rejected with this. */
  readonly rejections = new Map<string, unknown>();
  private receive: (message: unknown) => void = () => {};
  private readonly view;

  constructor() {
    window.addEventListener('error', (event) => this.problems.push(event.message));
    window.addEventListener('unhandledrejection', (event) => this.problems.push(String(event.reason)));
    document.addEventListener('securitypolicyviolation', (event) =>
      this.problems.push(`${event.violatedDirective} ${event.sourceFile}:${event.lineNumber}`),
    );
    this.view = createBirpc<TensorsView, TensorsHost>(this.host(), {
      post: (message) => window.postMessage(message, '*'),
      on: (receive) => {
        this.receive = receive;
      },
      eventNames: ['changed'],
      timeout: -1,
    });
  }

  post(message: unknown): void {
    this.receive(structuredClone(message));
  }

  changed(): void {
    void this.view.changed();
  }

  setTheme(theme: ThemeName): void {
    const { style } = document.documentElement;
    for (const [key, value] of Object.entries(themes[theme].variables)) style.setProperty(`--vscode-${key}`, value);
    document.body.className = themes[theme].bodyClass;
  }

  private host(): TensorsHost {
    const answer = async <T>(call: string, work: (file: SafetensorsFile) => T | Promise<T>): Promise<T> => {
      const rejection = this.rejections.get(call);
      if (rejection !== undefined) throw rejection;
      return work(await opened);
    };
    return {
      ready: () =>
        answer('ready', ({ header }) => ({
          file: name,
          bytes: bytes.length,
          metadata: header.metadata,
          tensors: header.tensors.map(({ name: tensor, dtype, shape, start, end }) => {
            const elements = shape.reduce((product, size) => product * size, 1);
            return { name: tensor, type: dtype, shape, elements, bytes: end - start };
          }),
          language: 'en',
        })),
      summary: (tensor) => answer('summary', (file) => summarise(file, file.header.tensors[tensor])),
      slice: (tensor, slice) => answer('slice', (file) => slicePoints(file, file.header.tensors[tensor], slice)),
    };
  }
}

declare global {
  interface Window {
    tensors: TensorsEditor;
  }
}

const editor = new TensorsEditor();
Object.assign(window, {
  tensors: editor,
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => editor.post(message),
    getState: () => editor.state,
    setState: (state: unknown) => {
      editor.state = state;
    },
  }),
});
