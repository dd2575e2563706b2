import type { Json } from '../../src/kube/json.ts';
import { deployment, type WorkloadOptions, workload } from '../support/manifests.ts';
import type { Empty } from './deploy-suite.ts';
import { checked } from './kubectl.ts';
import { releaseNamespace } from './release.ts';

type Write = (
  verb: readonly string[],
  objects: readonly Json[],
  ns: string,
  flags?: readonly string[],
) => ReturnType<Empty['admin']>;

export interface Case {
  readonly name: string;
  /** The objects that are created first. */
  readonly stored: readonly Json[];
  run(ns: string, write: Write, cluster: Empty): Promise<unknown>;
}

/** kubectl options that impersonate a user; the groups give every right. */
const as = (user: string, ...groups: readonly string[]) => [
  `--as=${user}`,
  ...[...groups, 'system:masters'].map(group => `--as-group=${group}`),
];

const owner = (controller: boolean) => ({
  ownerReferences: [
    {
      apiVersion: 'example.com/v1',
      kind: 'App',
      name: 'shop',
      uid: 'f0a1b2c3-0000-4000-8000-000000000000',
      controller,
    },
  ],
});
/** A Rollout has no controller here, which could write to the object in between. */
const rollout = (name: string, options: WorkloadOptions = {}) => workload('Rollout', name, options);
const web = rollout('web');
const image = (metadata: Readonly<Record<string, Json>> = {}) =>
  rollout('web', { metadata, container: { image: 'registry.example/shop/web:9' } });
const replaced =
  (object: Json, ...flags: readonly string[]) =>
  (ns: string, write: Write) =>
    checked(write(['replace'], [object], ns, flags));
const ran =
  (...args: readonly string[]) =>
  (ns: string, _write: Write, { admin }: Empty) =>
    checked(admin([...args, '-n', ns]));
const patched = (patch: Json, ...flags: readonly string[]) =>
  ran('patch', 'rollout', 'web', '--type=merge', '-p', JSON.stringify(patch), ...flags);

/** Writes that the match conditions and the rules of the webhooks exclude. */
export const unasked: readonly Case[] = [
  {
    name: 'a controller of kube-system',
    stored: [web],
    run: replaced(
      image(),
      ...as('system:serviceaccount:kube-system:deployment-controller', 'system:serviceaccounts:kube-system'),
    ),
  },
  { name: 'a node', stored: [web], run: replaced(image(), ...as('system:node:one', 'system:nodes')) },
  {
    name: 'the control plane',
    stored: [web],
    run: replaced(image(), ...as('system:kube-controller-manager')),
  },
  {
    name: 'the status, by its own door',
    stored: [web],
    run: patched({ status: { observedGeneration: 9 } }, '--subresource=status'),
  },
  { name: 'scaling', stored: [deployment('web')], run: ran('scale', 'deployment', 'web', '--replicas=5') },
  {
    name: 'a finalizer',
    stored: [web],
    run: patched({ metadata: { finalizers: ['example.com/later'] } }),
  },
  {
    name: 'an object that is being deleted',
    stored: [rollout('web', { metadata: { finalizers: ['example.com/later'] } })],
    async run(ns, write, one) {
      await ran('delete', 'rollout', 'web', '--wait=false')(ns, write, one);
      await patched({ spec: { replicas: 9 } })(ns, write, one);
      await patched({ metadata: { finalizers: null } })(ns, write, one);
    },
  },
  { name: 'a deletion', stored: [web], run: ran('delete', 'rollout', 'web') },
  {
    name: 'who applies the same again',
    stored: [deployment('web')],
    run: (ns, write) =>
      checked(write(['apply', '--server-side', '--field-manager=other'], [deployment('web')], ns)),
  },
  {
    name: 'a Lease',
    stored: [],
    run: (ns, write) =>
      checked(
        write(
          ['create'],
          [
            {
              apiVersion: 'coordination.k8s.io/v1',
              kind: 'Lease',
              metadata: { name: 'leader', namespace: 'shop' },
            },
          ],
          ns,
        ),
      ),
  },
  {
    name: 'the namespaces that a cluster starts with, and its own',
    stored: [],
    async run(_ns, write) {
      for (const ns of ['kube-system', 'kube-public', 'kube-node-lease', releaseNamespace]) {
        await checked(write(['create'], [deployment('stands-aside')], ns));
        await checked(write(['delete'], [deployment('stands-aside')], ns));
      }
    },
  },
];

/** Similar writes that must be judged. */
export const asked: readonly Case[] = [
  { name: 'an object that is new', stored: [], run: (ns, write) => checked(write(['create'], [web], ns)) },
  { name: 'an image', stored: [web], run: replaced(image()) },
  { name: 'a label alone', stored: [web], run: ran('label', 'rollout', 'web', 'team=shop') },
  {
    name: 'an annotation alone',
    stored: [web],
    run: ran('annotate', 'rollout', 'web', 'ingress-policy.io/exempt=pre-stop-missing'),
  },
  {
    name: 'an object that another owns and does not control',
    stored: [rollout('web', { metadata: owner(false) })],
    run: replaced(image(owner(false))),
  },
  {
    name: 'the spec of an object that a controller keeps',
    stored: [rollout('web', { metadata: owner(true) })],
    run: replaced(image(owner(true))),
  },
  {
    name: 'an object that a controller creates',
    stored: [],
    run: (ns, write) => checked(write(['create'], [rollout('web', { metadata: owner(true) })], ns)),
  },
  {
    name: 'one that its controller lets go of',
    stored: [rollout('web', { metadata: owner(true) })],
    run: replaced(web),
  },
  {
    name: 'a user whose group is named nearly so',
    stored: [web],
    run: replaced(
      image(),
      ...as('system:serviceaccount:kube-system-tools:web', 'system:serviceaccounts:kube-system-tools'),
    ),
  },
  {
    name: 'a user who is named nearly so',
    stored: [web],
    run: replaced(image(), ...as('system:kube-controller-managers')),
  },
  {
    name: 'a service account of kube-system by its name alone, without the group',
    stored: [web],
    run: replaced(image(), ...as('system:serviceaccount:kube-system:web')),
  },
];
