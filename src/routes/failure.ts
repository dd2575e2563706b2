/** How a request fails. The status that the client sees depends on the controller: see `symptoms.ts`. */
export type Failure =
  /** No listener, class or router takes the route: the proxy does not know its host. */
  | 'not-attached'
  | 'service-missing'
  | 'port-missing'
  | 'not-permitted'
  /** The controller cannot use the backend, or the rule has none. */
  | 'unusable'
  | 'no-endpoint'
  /** No proxy of the controller takes the connection. */
  | 'unreachable'
  /** The proxy sends HTTP to a port that wants TLS. */
  | 'plain-to-tls'
  /** The proxy sends TLS to a port that wants HTTP. */
  | 'tls-to-plain'
  /** The proxy sends HTTP/1.1 to a port that wants HTTP/2. */
  | 'http1-to-http2'
  | 'refused'
  | 'dropped'
  | 'cut-short'
  /** The pod answers later than the proxy waits. */
  | 'timed-out'
  /** Too few pods are left for the load, or a pod hangs. */
  | 'overloaded'
  /** Some pods receive no requests, and the others answer. */
  | 'idle'
  /** No pod may be evicted: a drain of its node does not end. */
  | 'drain-blocked'
  /** The API server refuses the object. */
  | 'rejected';

/** The failures that a proxy answers with a status of its own. */
export type AnsweredFailure = Exclude<
  Failure,
  'rejected' | 'overloaded' | 'idle' | 'drain-blocked' | 'unreachable'
>;

/** When requests fail; completes "503 from …, ". */
export type When =
  | 'always'
  | 'for a share of requests'
  | 'in every rollout'
  /** While pods of the old template still serve; only an apply preview uses this. */
  | 'until the rollout is over'
  | 'whenever a pod starts'
  | 'whenever a pod stops'
  | 'whenever a pod is slow'
  | 'when a node is drained'
  | 'whenever a pod runs out of memory'
  /** The pods of a Job come and go. */
  | 'while a Job runs'
  | Slower;

/** The time that the proxy waits for an answer. */
export type Slower = `for requests slower than ${number} ${'s' | 'ms'}`;

export const slowerThan = (seconds: number): Slower =>
  seconds < 1
    ? `for requests slower than ${Math.round(seconds * 1000)} ms`
    : `for requests slower than ${seconds} s`;

/** Whether requests fail without an event such as a rollout, or the start or stop of a pod. */
export function breaksSteadily(when: When): boolean {
  switch (when) {
    case 'always':
    case 'for a share of requests':
    case 'until the rollout is over':
      return true;
    case 'in every rollout':
    case 'whenever a pod starts':
    case 'whenever a pod stops':
    case 'whenever a pod is slow':
    case 'when a node is drained':
    case 'whenever a pod runs out of memory':
    case 'while a Job runs':
      return false;
    default:
      // A slow request needs no event.
      return (when satisfies Slower) !== null;
  }
}

/** What a client of one controller sees. */
export interface Symptom {
  readonly controller: string;
  /** An HTTP status, or words where there is none: `503`, `reset`. */
  readonly status: string;
  readonly when: When;
}
