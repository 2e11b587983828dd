/** What asks a process to end: Ctrl-C, a shutdown, a closed terminal. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Tells `listener` of the first signal while `work` goes on; a second one ends the process as usual. */
export async function onSignals<T>(listener: () => void, work: () => Promise<T>): Promise<T> {
  const heard = (): void => {
    forget();
    listener();
  };
  const forget = (): void => {
    for (const signal of signals) process.off(signal, heard);
  };
  for (const signal of signals) process.on(signal, heard);
  try {
    return await work();
  } finally {
    forget();
  }
}
