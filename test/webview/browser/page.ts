import { createBirpc } from 'birpc';
import type { DecodingOptions, Evaluation } from '../../../engine/contracts/events';
import type { RunView } from '../../../engine/contracts/view';
import type { PanelAction, RunPanelHost, RunPanelState, RunPanelView } from '../../../engine/protocol/panel';
import {
  curveOf,
  clozeEvaluation,
  clozeRun,
  forecastEvaluation,
  forecastRun,
  futureSample,
  pairAnswers,
  pairEvaluation,
  pairRun,
  rowRun,
  type RunPlan,
  spoiled,
  tagEvaluation,
  tagRun,
  textEvaluation,
  textRun,
  viewOf,
} from './runs';
import { themes, type ThemeName } from './themes';

/** The other side of the panel's protocol, in the page's place: the tests steer it as `window.editor`. */
class Editor {
  readonly calls: { readonly name: string; readonly values: readonly unknown[] }[] = [];
  readonly problems: string[] = [];
  state: unknown;
  opening?: RunPanelState;
  /** Calls with these names are rejected with this. */
  readonly rejections = new Map<string, unknown>();
  private receive: (message: unknown) => void = () => {};
  private readonly view;
  private canceled = false;

  constructor() {
    window.addEventListener('error', (event) => this.problems.push(event.message));
    window.addEventListener('unhandledrejection', (event) => this.problems.push(String(event.reason)));
    document.addEventListener('securitypolicyviolation', (event) =>
      this.problems.push(`${event.violatedDirective} ${event.sourceFile}:${event.lineNumber}`),
    );
    this.view = createBirpc<RunPanelView, RunPanelHost>(this.host(), {
      // As the editor does: what crosses is JSON, so that NaN becomes null and undefined is dropped.
      post: (message) => window.postMessage(JSON.parse(JSON.stringify(message)), '*'),
      on: (receive) => {
        this.receive = receive;
      },
      eventNames: ['update', 'piece', 'progress', 'perform'],
      timeout: -1,
    });
  }

  /** What the panel posts. */
  post(message: unknown): void {
    this.receive(JSON.parse(JSON.stringify(message)));
  }

  setTheme(name: ThemeName): void {
    const { style } = document.documentElement;
    for (const { variables } of Object.values(themes)) {
      for (const key of Object.keys(variables)) style.removeProperty(`--vscode-${key}`);
    }
    for (const [key, value] of Object.entries(themes[name].variables)) style.setProperty(`--vscode-${key}`, value);
    document.body.className = themes[name].bodyClass;
  }

  update(view: RunView): void {
    void this.view.update(view);
  }

  perform(action: PanelAction): void {
    void this.view.perform(action);
  }

  private host(): RunPanelHost {
    const plan = () => planOf(this.opening);
    const called = <T>(name: string, values: readonly unknown[], answer: () => T | Promise<T>): Promise<T> => {
      this.calls.push({ name, values });
      const rejection = this.rejections.get(name);
      return rejection ? Promise.reject(rejection) : Promise.resolve(answer());
    };
    return {
      ready: () => called('ready', [], () => this.opening!),
      curve: (from, to, points) => called('curve', [from, to, points], () => curveOf(plan(), from, to, points)),
      stop: () => called('stop', [], () => undefined),
      resume: () => called('resume', [], () => undefined),
      evaluate: (part) => called('evaluate', [part], () => this.evaluate()),
      generate: (prompt, options) => called('generate', [prompt, options], () => this.generate(options)),
      read: (text) => called('read', [text], () => planOf(this.opening).sample(1)),
      answer: (source, search) => called('answer', [source, search], () => pairAnswers(search.answers)),
      forecast: (length) => called('forecast', [length], () => futureSample(length)),
      cancel: () =>
        called('cancel', [], () => {
          this.canceled = true;
        }),
      exportWeights: () => called('exportWeights', [], () => undefined),
      openExperiment: () => called('openExperiment', [], () => undefined),
    };
  }

  private async evaluate(): Promise<Evaluation> {
    for (const fraction of [0.2, 0.5, 0.8]) {
      void this.view.progress(fraction);
      await pause(30);
    }
    return evaluations[planOf(this.opening).name]();
  }

  private async generate(options: DecodingOptions): Promise<{ text: string }> {
    const words = 'it was the white whale and <i>the sea</i> that he had followed '.split(/(?<= )/);
    let text = '';
    this.canceled = false;
    for (let i = 0; i < options.length; i += 1) {
      if (this.canceled) throw { message: 'cancelled', problem: { code: 'run.cancelled', arguments: {} } };
      const piece = words[i % words.length];
      text += piece;
      void this.view.piece(piece);
      await pause(4);
    }
    return { text };
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const plans = [textRun, forecastRun, pairRun, rowRun, tagRun, clozeRun];

const evaluations: Readonly<Record<string, () => Evaluation>> = {
  [textRun.name]: textEvaluation,
  [forecastRun.name]: forecastEvaluation,
  [pairRun.name]: pairEvaluation,
  [rowRun.name]: pairEvaluation,
  [tagRun.name]: tagEvaluation,
  [clozeRun.name]: clozeEvaluation,
};

/** The run that a panel was opened on. */
function planOf(opening: RunPanelState | undefined): RunPlan {
  return plans.find(({ name }) => name === opening?.view.name) ?? textRun;
}

const editor = new Editor();
Object.assign(window, {
  editor,
  runs: { textRun, forecastRun, pairRun, rowRun, tagRun, clozeRun, viewOf, spoiled },
  acquireVsCodeApi: () => ({
    postMessage: (message: unknown) => editor.post(message),
    getState: () => editor.state,
    setState: (state: unknown) => {
      editor.state = state;
    },
  }),
});

declare global {
  interface Window {
    readonly editor: Editor;
    readonly runs: {
      readonly textRun: typeof textRun;
      readonly forecastRun: typeof forecastRun;
      readonly pairRun: typeof pairRun;
      readonly rowRun: typeof rowRun;
      readonly tagRun: typeof tagRun;
      readonly clozeRun: typeof clozeRun;
      readonly viewOf: typeof viewOf;
      readonly spoiled: typeof spoiled;
    };
  }
}
