const waiting = new Set<() => void>();
let requested = false;

/** Calls `draw` once in the next frame, however often it was asked for. */
export function requestDraw(draw: () => void): void {
  waiting.add(draw);
  if (requested) return;
  requested = true;
  requestAnimationFrame(() => {
    requested = false;
    const draws = [...waiting];
    waiting.clear();
    for (const each of draws) each();
  });
}
