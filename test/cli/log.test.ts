import { expect, test } from 'vitest';
import { logTo } from '../../cli/shared/log.ts';
import { capture } from '../support/capture.ts';

test('a line of the log is JSON of what it says, and moves no cursor', () => {
  const io = capture();
  const holder = 'pod\u009b2J\u202e\n\u001b[31m';
  logTo(io)({ what: 'lease-watched', holder });
  expect(io.err()).toMatch(/^[\x20-\x7e]+\n$/);
  expect(JSON.parse(io.err())).toMatchObject({ what: 'lease-watched', holder });
});
