import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import type { HttpFault } from './fault.ts';

/**
 * The JSON map of a request. `JSON.parse` makes an own property of a label named `__proto__`; fastify's parser would
 * refuse such a legal object, and a refused call bypasses the webhook. Bytes that are not UTF-8 become U+FFFD, as in
 * Go's decoder.
 */
export function readBody(bytes: Buffer | undefined): JsonObject | HttpFault {
  if (bytes === undefined || bytes.length === 0)
    return { status: 400, error: 'the body is empty; send an AdmissionReview as JSON' };
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { status: 400, error: `the body is not JSON: ${error.message}; send an AdmissionReview as JSON` };
  }
  if (isJsonObject(value)) return value;
  const is = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  return { status: 400, error: `the body is ${is}; send an AdmissionReview, which is an object` };
}

/** The depth of nested JSON. Computed only after a stack overflow. */
export function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (isText) {
      if (byte === backslash) index++;
      else if (byte === quote) isText = false;
    } else if (byte === quote) isText = true;
    else if (byte === openList || byte === openMap) deepest = Math.max(deepest, ++depth);
    else if (byte === closeList || byte === closeMap) depth--;
  }
  return deepest;
}

const [quote, backslash] = [0x22, 0x5c];
const [openList, closeList, openMap, closeMap] = [0x5b, 0x5d, 0x7b, 0x7d];
