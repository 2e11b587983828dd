/** Colours and dashes that tell lines apart, also without their colours. */
export const looks = [
  { color: 'blue', dash: [] },
  { color: 'orange', dash: [6, 3] },
  { color: 'green', dash: [2, 3] },
  { color: 'purple', dash: [8, 3, 2, 3] },
  { color: 'red', dash: [1, 2] },
  { color: 'text', dash: [] },
] as const;
