import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { npm } from './npm';
import { onnxruntimeFolder } from './places';

const pinned = path.join(__dirname, 'onnxruntime');
const binaries = path.join(onnxruntimeFolder, 'node_modules/onnxruntime-node/bin/napi-v6');

/**
 * Installs the pinned onnxruntime-node on first use, and again when the pin changed. Its own script, which would load GPU
 * libraries from elsewhere, does not run; its binaries for other platforms are removed.
 * @returns the folder that has it
 * @throws Error with npm's output where it cannot be installed: a parity test that did not run is a failure.
 */
export function installOnnxruntime(): string {
  const manifests = ['package.json', 'package-lock.json'];
  const hash = createHash('sha256').update(fs.readFileSync(__filename));
  for (const name of manifests) hash.update(fs.readFileSync(path.join(pinned, name)));
  const wanted = hash.digest('hex');
  const stamp = path.join(onnxruntimeFolder, 'installed');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return onnxruntimeFolder;

  console.log('Installing onnxruntime-node into .cache/onnxruntime: once, about a quarter of a minute ...');
  fs.rmSync(stamp, { force: true });
  fs.mkdirSync(onnxruntimeFolder, { recursive: true });
  for (const name of manifests) fs.copyFileSync(path.join(pinned, name), path.join(onnxruntimeFolder, name));
  npm(['ci', '--ignore-scripts'], onnxruntimeFolder);
  const own = path.join(binaries, process.platform, process.arch);
  if (!fs.existsSync(own)) {
    throw new Error(
      `The tests compare with ONNX Runtime, and onnxruntime-node has no binaries for ${process.platform}-${process.arch}. ` +
        'Run the tests on Linux, macOS or Windows with x64 or arm64.',
    );
  }
  for (const platform of fs.readdirSync(binaries)) {
    for (const architecture of fs.readdirSync(path.join(binaries, platform))) {
      const folder = path.join(binaries, platform, architecture);
      if (folder !== own) fs.rmSync(folder, { recursive: true });
    }
  }
  fs.writeFileSync(stamp, wanted);
  return onnxruntimeFolder;
}
