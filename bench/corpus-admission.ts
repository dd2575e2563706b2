import { type ApplyOrder, inApplyOrder } from '../cli/review/apply-order.ts';
import type { Outcome } from '../cli/review/kubectl-lines.ts';
import { send } from '../cli/review/send.ts';
import { profiles, rules } from '../policies/index.ts';
import { createInMemoryCluster, withNamespace } from '../src/admission/live/in-memory-cluster.ts';
import type { ReviewContext } from '../src/admission/review/context.ts';
import { createProfileConfigs } from '../src/config/profile-configs.ts';
import type { JsonObject } from '../src/kube/json.ts';
import type { Obj } from '../src/kube/object.ts';
import { forManifests } from '../src/rule.ts';

const configs = createProfileConfigs({}, profiles, forManifests(rules));
const { signal } = new AbortController();

/**
 * Creates the objects in an empty cluster through both webhooks in enforce mode, in the order of the tool. A refused object
 * is left out, and the next one is sent, as kubectl does.
 */
export async function firstApply(
  app: string,
  objects: readonly Obj[],
  order: ApplyOrder,
): Promise<readonly Outcome[]> {
  const cluster = createInMemoryCluster([], configs.under('policy').settings);
  const context: ReviewContext = { cluster, configs, now: new Date(), signal: () => signal };
  const given = objects.map(one => marked(withNamespace(one, 'default'), app, order));
  const outcomes: Outcome[] = [];
  for (const obj of inApplyOrder(given, order)) outcomes.push(await send(obj, cluster, context, false));
  return outcomes;
}

/** The rules that a refusal names. */
export const rulesRefusing = ({ refusal }: Outcome): readonly string[] =>
  rules.map(({ id }) => id).filter(id => refusal?.includes(`[${id}]`));

/** The rule that a line of warning is from; null for a note on the check itself. */
export const ruleWarning = (line: string): string | null =>
  rules.find(({ id }) => line.startsWith(`${id}: `))?.id ?? null;

/** The object with the tool's mark, which identifies the objects of one release. */
function marked(obj: Obj, app: string, order: ApplyOrder): Obj {
  const metadata = (obj.body.metadata ?? {}) as JsonObject;
  const add = (field: 'labels' | 'annotations', more: JsonObject): Obj => ({
    ...obj,
    body: {
      ...obj.body,
      metadata: { ...metadata, [field]: { ...((metadata[field] ?? {}) as JsonObject), ...more } },
    },
  });
  switch (order) {
    case 'helm':
      return add('annotations', {
        'meta.helm.sh/release-name': app,
        'meta.helm.sh/release-namespace': 'default',
      });
    case 'argo':
      return add('annotations', { 'argocd.argoproj.io/tracking-id': `${app}:` });
    case 'flux':
      return add('labels', {
        'kustomize.toolkit.fluxcd.io/name': app,
        'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
      });
    default:
      return obj;
  }
}
