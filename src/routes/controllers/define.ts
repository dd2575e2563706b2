import type { Preset } from './preset.ts';

/** A class fact that is not stated counts as false, which no finding rests on. */
type Stated = Omit<Preset, 'ignoresClassless' | 'needsIngressClass'> &
  Partial<Pick<Preset, 'ignoresClassless' | 'needsIngressClass'>>;

/** The facts of a controller, read from its own charts, manifests and sources, not from examples. */
export const defineController = (stated: Stated): Preset => ({
  ignoresClassless: false,
  needsIngressClass: false,
  ...stated,
});
