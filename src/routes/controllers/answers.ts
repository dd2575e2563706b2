import type { AnsweredFailure } from '../failure.ts';

/** The backend is missing, not permitted or of no use: the proxy's config then depends on the kind of route. */
export type InvalidBackend = 'service-missing' | 'port-missing' | 'not-permitted' | 'unusable';

/** Failures that the proxy meets when it forwards a request. They do not depend on the kind of route. */
export type ProxyFailure = Exclude<AnsweredFailure, InvalidBackend>;

export function isInvalidBackend(failure: AnsweredFailure): failure is InvalidBackend {
  return ['service-missing', 'port-missing', 'not-permitted', 'unusable'].includes(failure);
}

export type ProxyAnswers = Readonly<Record<ProxyFailure, string>>;
export type InvalidAnswers = Readonly<Record<InvalidBackend, string>>;

// ngx_http_upstream.c: only a timeout is 504, every other failure of an upstream is 502.
export const nginxAnswers = {
  'not-attached': '404',
  // A server that wants TLS answers a request in the clear with 400, or closes the connection.
  'plain-to-tls': '400 or 502',
  'tls-to-plain': '502',
  'http1-to-http2': '502',
  refused: '502',
  dropped: '504',
  'cut-short': '502',
  'timed-out': '504',
};
// src/http_ana.c, http_return_srv_error: a failure before the connection is made is 503, a timeout included.
export const haproxyAnswers: ProxyAnswers = {
  'not-attached': '404',
  'plain-to-tls': '400 or 502',
  // A failed handshake counts as a failed connection.
  'tls-to-plain': '503',
  'http1-to-http2': '502',
  refused: '503',
  dropped: '503',
  'cut-short': '502',
  'timed-out': '504',
  'no-endpoint': '503',
};
// Response flags UF, UF, UC and UT.
export const envoyAnswers: ProxyAnswers = {
  'not-attached': '404',
  'plain-to-tls': '400 or 503',
  'tls-to-plain': '503',
  'http1-to-http2': '502 or 503',
  refused: '503',
  dropped: '503',
  'cut-short': '503',
  'timed-out': '504',
  'no-endpoint': '503',
};

/** One answer for every kind of invalid backend. */
export const everyInvalid = (status: string): InvalidAnswers => ({
  'service-missing': status,
  'port-missing': status,
  'not-permitted': status,
  unusable: status,
});

export const keepsItsState = 'the load balancer keeps its last state';
