const letters = ['IVX', 'XLC', 'CDM', 'M  '] as const;
const patterns = ['', '0', '00', '000', '01', '1', '10', '100', '1000', '02'];

/** The numbers from 1 to 3999, digit by digit, and how the Romans wrote them: columns `thousands` to `ones` and `roman`. */
export function romanNumerals(): string {
  const lines = Array.from({ length: 3999 }, (_, i) => {
    const digits = Array.from(String(i + 1).padStart(4, '0'), Number);
    const roman = digits.map((digit, place) => {
      return patterns[digit].replace(/\d/g, (step) => letters[3 - place][Number(step)]);
    });
    return [...digits, roman.join('')].join(',');
  });
  return `thousands,hundreds,tens,ones,roman\n${lines.join('\n')}\n`;
}
