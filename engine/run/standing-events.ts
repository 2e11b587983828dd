import type { RunEvent } from '../contracts/events';

/** The events of a log that stand, oldest first: what a start, a resume or a repeated validation made void is left out. */
export async function standingEvents(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const standing: RunEvent[] = [];
  const voidAfter = (step: number, type?: RunEvent['type']): void => {
    const voided = (event: RunEvent) =>
      'step' in event && event.step > step && (type === undefined || event.type === type);
    for (let i = standing.length - 1; i >= 0; i--) if (voided(standing[i])) standing.splice(i, 1);
  };
  for await (const event of events) {
    if (event.type === 'start') standing.length = 0;
    else if (event.type === 'resume') voidAfter(event.step);
    // A validation that a kill cut off from its checkpoint is done again.
    else if (event.type === 'validation' && repeats(standing, event.step)) voidAfter(event.step - 1, 'validation');
    standing.push(event);
  }
  return standing;
}

function repeats(standing: readonly RunEvent[], step: number): boolean {
  const last = standing.findLast(({ type }) => type === 'validation');
  return last?.type === 'validation' && last.step >= step;
}
