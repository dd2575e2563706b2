import type { Dialect } from './dialect.ts';
import type { Preset } from './preset.ts';

/** Facts that a controller may leave out. A class fact counts as false then, which no finding rests on. */
type Optional = 'ignoresClassless' | 'needsIngressClass';
type Stated = Omit<Preset, Optional | 'dialect'> &
  Partial<Pick<Preset, Optional>> & { readonly dialect?: Partial<Dialect> };

/** The facts of a controller, read from its own charts, manifests and sources, not from examples. */
export const defineController = ({ dialect, ...stated }: Stated): Preset => ({
  ignoresClassless: false,
  needsIngressClass: false,
  ...stated,
  dialect: { ...silent, ...dialect },
});

/** A controller of which nothing is known: no finding rests on it. */
const silent: Dialect = {
  annotations: [],
  mayAlsoRead: [],
  configFaults: () => [],
  refuses: () => null,
  healthCheck: () => null,
  canary: () => null,
  upstream: () => null,
  upstreamIdleSeconds: () => null,
  takesTargetPort: false,
  isOfIstio: false,
  speak: () => null,
};
