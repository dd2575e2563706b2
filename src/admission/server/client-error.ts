import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { depthOf } from './body.ts';
import type { HttpFault } from './fault.ts';

/** The fault that an error becomes for the caller: a wrong body, or an internal error, which is a 500 and never a verdict. */
export function faultOf(error: unknown, body: Buffer | undefined): HttpFault {
  if (error instanceof RangeError && Buffer.isBuffer(body)) {
    const depth = depthOf(body);
    if (depth > deep)
      return {
        status: 400,
        error: `the body is nested ${depth} levels deep; Kubernetes does not accept such objects`,
      };
  }
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { status: 413, error: 'the body is larger than 8 MiB, the maximum for a review' };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return {
        status: 415,
        error: 'unsupported content type; send the review as "application/json"',
      };
    default:
      return typeof statusCode === 'number' && statusCode < 500
        ? { status: 400, error: `the request cannot be read: ${message ?? code ?? 'it was cut off'}` }
        : { status: 500, error: 'internal error of ingress-policy; its log has the stack' };
  }
}

/** Deeper than any real object, and not deep enough to overflow the stack. */
const deep = 500;

/** Answers errors below HTTP: a slow request, long headers, or no HTTP. A closed connection gets no answer. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) {
    const [status, why] = wordsOf(error.code);
    const body = JSON.stringify({ error: why });
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  }
  socket.destroy();
}

function wordsOf(code: string | undefined): readonly [status: number, why: string] {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, 'the request was not complete in time'];
    case 'HPE_HEADER_OVERFLOW':
      return [431, 'the headers are too large'];
    default:
      return [400, 'this is not an HTTP/1.1 request'];
  }
}
