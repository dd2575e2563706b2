import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf } from '../../../src/sources/manifests/lines.ts';

test('a line is what stands between two line breaks', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r'), maxLength: 12 });
  fc.assert(
    fc.property(text, written => {
      const lines = linesOf(written);
      const all = written.split('\n').map(line => line.replace(/\r$/, ''));
      for (const [index, line] of all.entries()) expect(lines.line(index + 1)).toBe(line);
      expect(lines.line(all.length + 1)).toBeNull();
      expect(lines.line(0)).toBeNull();
    }),
  );
});
