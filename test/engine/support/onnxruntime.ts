import { installOnnxruntime } from '../../host/install-onnxruntime';

/** Has exports compared with ONNX Runtime in the suite that calls this. */
export function useOnnxruntime(): void {
  let earlier: string | undefined;
  before(function () {
    this.timeout(300_000);
    earlier = process.env.SEQUENCE_LAB_ONNXRUNTIME;
    process.env.SEQUENCE_LAB_ONNXRUNTIME = installOnnxruntime();
  });
  after(() => {
    if (earlier === undefined) delete process.env.SEQUENCE_LAB_ONNXRUNTIME;
    else process.env.SEQUENCE_LAB_ONNXRUNTIME = earlier;
  });
}
