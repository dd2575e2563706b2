import { isExternalName } from '../../kube/service.ts';
import type { BackendService, Refusal } from './dialect.ts';

/** For a controller that serves no ExternalName Service unless it is configured to. */
export const externalNameRefused =
  (unless: string) =>
  ({ service }: BackendService): Refusal | null =>
    isExternalName(service)
      ? {
          why: `its type is "ExternalName", and ${unless}`,
          certainty: 'likely',
          limit: 'warn',
          by: [{ obj: service, at: '/spec/type' }],
          change: null,
        }
      : null;
