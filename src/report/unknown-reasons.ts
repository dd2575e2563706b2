import type { Why } from '../graph/index/lookup.ts';

/** Why the end of a chain is unknown, in words. */
export interface Reason {
  /** Completes "2 chains are unknown: …". */
  readonly words: string;
  /** What leads to it, as sentences. */
  readonly meaning: string;
  /** What the reader can do, as sentences. */
  readonly cure: string;
}

export const reasons: Readonly<Record<Why, Reason>> = {
  'open-namespace': {
    words: 'the input does not hold the whole namespace',
    meaning:
      'The next object is not in the input, and may exist: the input has no Service and no workload of that namespace, the pods are missing and the input has no workload there, or it is a system namespace.',
    cure: 'Add the manifests of that namespace. With `--closed`, what is not in the input does not exist. With `--with-cluster`, the cluster decides.',
  },
  'not-listed': {
    words: 'a part of the input could not be read',
    meaning: 'A file could not be read, or the API server did not list a kind.',
    cure: 'Fix the problems that the report names: the file, or the permission to list the kind.',
  },
  'namespace-unstated': {
    words: 'only one of two objects states its namespace',
    meaning:
      'One object has a `metadata.namespace` and the other has none, so they may be in different namespaces.',
    cure: 'Write `metadata.namespace` into both, or into neither.',
  },
  parameter: {
    words: 'a parameter has no value',
    meaning: 'A name or a port is a placeholder of a template, such as `$PORT`.',
    cure: 'Check what the template renders to: pipe the output of helm, kustomize, envsubst or oc process into `check`.',
  },
  ambiguous: {
    words: 'an object is given twice with different content',
    meaning: 'Two documents of the input are the same object and differ.',
    cure: 'Keep one of the two. Check overlays of different environments one at a time.',
  },
  malformed: {
    words: 'a field has the wrong type',
    meaning: 'A field of an object on the chain has a type that the API server refuses.',
    cure: 'Fix the finding `invalid-object` on that object.',
  },
  partial: {
    words: 'only a part of an object was read',
    meaning: 'Of some pods of a live cluster, only the metadata was read.',
    cure: 'Nothing: `audit` reads the whole.',
  },
  'runtime-label': {
    words: 'pods may get a label at run time',
    meaning:
      'The Service selects a label that a controller or an agent sets on running pods, such as `role: master`.',
    cure: 'Run `audit`: a live cluster shows the labels.',
  },
  operator: {
    words: 'a custom resource may create the object',
    meaning:
      'The namespace has a custom resource, such as that of an operator or of a HelmRelease, which may create the Service or the pods.',
    cure: 'Run `audit`, or `check --with-cluster`: a live cluster shows what was created.',
  },
  'no-selector': {
    words: 'a Service has no selector',
    meaning:
      'Something other than a selector gives the Service its endpoints: an EndpointSlice, or a host name of type ExternalName.',
    cure: 'Nothing, if that is intended. The chain ends outside of the pods in the input.',
  },
  'foreign-backend': {
    words: 'a backend is not a Service',
    meaning: 'The route names a backend of another kind, such as a storage bucket or a ServiceImport.',
    cure: 'Nothing: only the controller knows that kind.',
  },
  'foreign-policy': {
    words: 'something other than a NetworkPolicy decides',
    meaning:
      'A policy of Cilium or Calico, an ambient mesh or the network of the node decides on the packets.',
    cure: 'Nothing: those policies are not evaluated.',
  },
  mesh: {
    words: 'a service mesh serves the route',
    meaning: 'The parent of the route is a Service, or a TrafficSplit divides the requests.',
    cure: 'Nothing: routes of a mesh are not followed.',
  },
};

/** The words of a reason for a summary. */
export const wordsOf = (why: Why): string => reasons[why].words;
