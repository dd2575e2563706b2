import { Ajv, type ErrorObject } from 'ajv';
import type { Json, JsonObject } from '../../kube/json.ts';
import type { HttpFault } from './fault.ts';

/** The fields of an AdmissionReview that we read; in optional fields null counts as absent. */
export interface Review {
  readonly apiVersion: 'admission.k8s.io/v1' | 'admission.k8s.io/v1beta1';
  readonly kind: 'AdmissionReview';
  readonly request: {
    readonly uid: string;
    /** The kind of the sent object; `requestKind` is the kind that the client wrote, before the conversion. */
    readonly kind: { readonly group?: string | null; readonly version: string; readonly kind: string };
    readonly subResource?: string | null;
    readonly namespace?: string | null;
    readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
    readonly userInfo?: {
      readonly username?: string | null;
      readonly groups?: readonly string[] | null;
    } | null;
    readonly object?: JsonObject | null;
    readonly oldObject?: JsonObject | null;
    readonly dryRun?: boolean | null;
  };
}

const text = { type: 'string' };
const name = { type: 'string', minLength: 1 };
const maybe = (type: string) => ({ type: [type, 'null'] });
const map = maybe('object');

const schema = {
  type: 'object',
  required: ['apiVersion', 'kind', 'request'],
  properties: {
    apiVersion: { enum: ['admission.k8s.io/v1', 'admission.k8s.io/v1beta1'] },
    kind: { enum: ['AdmissionReview'] },
    request: {
      type: 'object',
      required: ['uid', 'kind', 'operation'],
      properties: {
        uid: name,
        kind: {
          type: 'object',
          required: ['version', 'kind'],
          properties: { group: maybe('string'), version: name, kind: name },
        },
        subResource: maybe('string'),
        namespace: maybe('string'),
        operation: { enum: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] },
        userInfo: {
          ...map,
          properties: { username: maybe('string'), groups: { type: ['array', 'null'], items: text } },
        },
        object: map,
        oldObject: map,
        dryRun: maybe('boolean'),
      },
    },
  },
};

const isReview = new Ajv({ verbose: true, allowUnionTypes: true, ownProperties: true }).compile<Review>(
  schema,
);

/** The envelope, or its first fault. Unknown fields are no fault. */
export function readReview(value: JsonObject): Review | HttpFault {
  const json: unknown = value;
  if (isReview(json)) return json;
  const [first] = isReview.errors ?? [];
  return { status: 400, error: first === undefined ? wayOut : `${say(first)}; ${wayOut}` };
}

const wayOut = 'send an AdmissionReview of admission.k8s.io/v1 as the API server does';

function say({ instancePath, keyword, params, data }: ErrorObject): string {
  const at = instancePath.slice(1).replaceAll('/', '.');
  switch (keyword) {
    case 'required':
      return `"${at === '' ? '' : `${at}.`}${params.missingProperty}" is missing`;
    case 'minLength':
      return `"${at}" is empty`;
    case 'enum':
      return `"${at}" is ${shown(data as Json)}, and must be one of ${params.allowedValues.map(shown).join(', ')}`;
    default:
      return `"${at}" is ${shown(data as Json)}, and must be ${String(params.type).replaceAll(',', ' or ')}`;
  }
}

function shown(value: Json): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string')
    return JSON.stringify(value.length > most ? `${value.slice(0, most)}…` : value);
  return String(value);
}

const most = 60;
