/** Whether a library of the system may do the large products: where there is one, never, or without fail. */
export const accelerators = ['auto', 'wasm', 'native'] as const;

export type Accelerator = (typeof accelerators)[number];

/** The editor tells its processes by this variable. */
const variable = 'SEQUENCE_LAB_ACCELERATOR';

let allowed: Accelerator = accelerators.find((each) => each === process.env[variable]) ?? 'auto';

/** What this process may use. */
export function allowedAccelerator(): Accelerator {
  return allowed;
}

export function allowAccelerator(accelerator: Accelerator): void {
  allowed = accelerator;
}
