import type { BackendService, Refusal } from '../dialect.ts';

/** From one report (cilium/cilium issue 23182); the version that serves them was not looked up. */
export function refuses({ service }: BackendService): Refusal | null {
  if (service.body.spec?.clusterIP !== 'None') return null;
  return {
    why: 'its clusterIP is "None", which versions before 1.17 may not serve',
    certainty: 'unknown',
    limit: 'audit',
    by: [{ obj: service, at: '/spec/clusterIP' }],
    change: null,
  };
}
