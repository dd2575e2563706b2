import { ingress } from '../../../kube/kinds/ingress.ts';
import { isOf } from '../../../kube/kinds.ts';
import { annotationsOf } from '../../../kube/metadata.ts';
import { isParametric } from '../../../kube/text.ts';
import type { Route } from '../../route.ts';
import type { ConfigFault } from '../dialect.ts';

const prefix = 'nginx.ingress.kubernetes.io/';

/** The text of an annotation without its prefix; null for an absent one and for one with a parameter. */
type Texts = (key: string) => string | null;

/**
 * Since CVE-2025-1974 the webhook of ingress-nginx no longer tests the configuration (controller.go, CheckIngress), so nginx
 * refuses at the reload what the parsers let pass. syncIngress then returns before it updates endpoints, for every Ingress.
 */
export function configFaults({ obj, kind }: Route): readonly ConfigFault[] {
  const annotations = annotationsOf(obj);
  const textOf: Texts = key => {
    const text = annotations[`${prefix}${key}`]?.trim() ?? '';
    return text === '' || isParametric(text) ? null : text;
  };
  // The location of a canary is that of its main Ingress, with the annotations of that one.
  if (kind !== 'Ingress' || textOf('canary') === 'true') return [];
  const paths = pathsOf(obj);
  const { namespace } = obj.ref;
  const faults = faultsOf(textOf, namespace, paths);
  return faults.map(one => {
    if (one.repair === null) return one;
    // A repair that only leads to another fault is none.
    const key = one.key.slice(prefix.length);
    const left = faultsOf(other => (other === key ? one.repair : textOf(other)), namespace, paths);
    const known = new Set(faults.filter(other => other !== one).map(other => other.key));
    return left.every(other => known.has(other.key)) ? one : { ...one, repair: null };
  });
}

function faultsOf(textOf: Texts, namespace: string | null, paths: readonly string[]): readonly ConfigFault[] {
  const sizes = sizeFaults(textOf);
  return [
    ...sizes,
    ...numberFaults(textOf),
    ...(sizes.length === 0 ? bufferFaults(textOf) : []),
    ...secretFaults(textOf, namespace),
    ...rewriteFaults(textOf, paths),
  ];
}

const fault = (
  is: ConfigFault['is'],
  key: string,
  says: string,
  repair: string | null = null,
  because: readonly string[] = [],
): ConfigFault => ({
  is,
  key: `${prefix}${key}`,
  says,
  repair,
  because: because.map(one => `${prefix}${one}`),
});

/** The validator of annotations/parser/validators.go; ngx_parse_size knows k and m alone, and no space. */
const passes = (text: string) => /^\d+[bkmg]?$/i.test(text.replaceAll(' ', ''));
const bytesOf = (text: string): number | null => {
  const [, number, unit] = /^(\d+)([km]?)$/i.exec(text) ?? [];
  if (number === undefined) return null;
  return Number(number) * (unit === '' ? 1 : unit?.toLowerCase() === 'k' ? 1024 : 1024 * 1024);
};

const sizeKeys = ['proxy-buffer-size', 'proxy-busy-buffers-size', 'proxy-max-temp-file-size'];

function sizeFaults(textOf: Texts): readonly ConfigFault[] {
  return sizeKeys.flatMap(key => {
    const text = textOf(key);
    if (text === null || !passes(text) || bytesOf(text) !== null) return [];
    // nginx.tmpl writes this one only where isValidByteSize takes it, which knows g, and neither b nor a space.
    if (key === 'proxy-max-temp-file-size' && !/^\d+g$/i.test(text)) return [];
    const plain = text.replaceAll(' ', '').toLowerCase();
    const repair = plain.endsWith('g')
      ? `${Number(plain.slice(0, -1)) * 1024}m`
      : plain.endsWith('b')
        ? plain.slice(0, -1)
        : plain;
    return [
      fault(
        'breaks-reload',
        key,
        'and nginx reads no size but a number with k, with m or without a unit',
        repair,
      ),
    ];
  });
}

/** annotations/parser: GetIntAnnotation takes a sign, and no directive of nginx does. */
const numberKeys = [
  'proxy-connect-timeout',
  'proxy-send-timeout',
  'proxy-read-timeout',
  'proxy-next-upstream-timeout',
  'proxy-next-upstream-tries',
  'proxy-buffers-number',
];

function numberFaults(textOf: Texts): readonly ConfigFault[] {
  return numberKeys
    .filter(key => /^-0*[1-9]\d*$/.test(textOf(key) ?? ''))
    .map(key => fault('breaks-reload', key, 'and nginx reads no negative number'));
}

const usualSize = '4k';
const usualNumber = 4;

/** ngx_http_proxy_module.c, ngx_http_proxy_merge_loc_conf; proxy_buffers and proxy_buffer_size have the same size. */
function bufferFaults(textOf: Texts): readonly ConfigFault[] {
  const sizeText = valid(textOf('proxy-buffer-size'));
  const busyText = valid(textOf('proxy-busy-buffers-size'));
  const fileText = valid(textOf('proxy-max-temp-file-size'));
  const numberText = textOf('proxy-buffers-number');
  const stated = numberText !== null && /^\+?\d+$/.test(numberText);
  const number = stated ? Number(numberText) : usualNumber;
  const sizeName = sizeText ?? usualSize;
  const size = bytesOf(sizeName) ?? 0;
  const because = [
    ...(sizeText === null ? [] : ['proxy-buffer-size']),
    ...(stated ? ['proxy-buffers-number'] : []),
  ];
  const most = (number - 1) * size;
  const faults: ConfigFault[] = [];
  if (busyText === null) {
    if (number < 3) {
      faults.push(
        fault(
          'breaks-reload',
          'proxy-buffers-number',
          `and nginx needs ${number < 2 ? 'at least 2 buffers, and ' : ''}at least 3 without proxy-busy-buffers-size, which is twice proxy-buffer-size by default`,
          String(usualNumber),
        ),
      );
    }
  } else {
    const busy = bytesOf(busyText) ?? 0;
    if (number < 2)
      faults.push(fault('breaks-reload', 'proxy-buffers-number', 'and nginx needs at least 2 buffers', '4'));
    else if (busy < size)
      faults.push(
        fault(
          'breaks-reload',
          'proxy-busy-buffers-size',
          `and nginx needs at least proxy-buffer-size, which is "${sizeName}"`,
          null,
          because,
        ),
      );
    else if (busy > most)
      faults.push(
        fault(
          'breaks-reload',
          'proxy-busy-buffers-size',
          `and nginx takes at most all buffers but one: ${number - 1} of "${sizeName}"`,
          null,
          because,
        ),
      );
  }
  const file = fileText === null ? null : bytesOf(fileText);
  if (file !== null && file !== 0 && file < size)
    faults.push(
      fault(
        'breaks-reload',
        'proxy-max-temp-file-size',
        `and nginx takes "0", or at least proxy-buffer-size, which is "${sizeName}"`,
        '0',
        because,
      ),
    );
  return faults;
}

/** What the validator refuses is as good as absent. */
const valid = (text: string | null) => (text !== null && bytesOf(text) !== null ? text : null);

/** annotations/proxyssl/main.go, Parse: the location is denied, which answers 503. */
function secretFaults(textOf: Texts, namespace: string | null): readonly ConfigFault[] {
  const key = 'proxy-ssl-secret';
  const text = textOf(key);
  if (text === null) return [];
  const parts = text.split('/');
  if (parts.length !== 2 || parts.includes('')) {
    const repair = parts.length === 1 && namespace !== null ? `${namespace}/${text}` : null;
    return [fault('denies-location', key, 'and a Secret is named as namespace/name', repair)];
  }
  if (namespace === null || parts[0] === namespace) return [];
  return [
    fault(
      'denies-location',
      key,
      `and the Secret must be in namespace "${namespace}", unless the ConfigMap has allow-cross-namespace-resources`,
    ),
  ];
}

/** A group that the path does not capture is empty: https://kubernetes.github.io/ingress-nginx/examples/rewrite/. */
function rewriteFaults(textOf: Texts, paths: readonly string[]): readonly ConfigFault[] {
  const key = 'rewrite-target';
  const target = textOf(key) ?? '';
  const highest = Math.max(0, ...[...target.matchAll(/\$(\d)/g)].map(([, digit]) => Number(digit)));
  const lacking = paths.find(path => !isParametric(path) && groupsIn(path) < highest);
  if (highest === 0 || lacking === undefined) return [];
  const groups = groupsIn(lacking);
  const has = groups === 0 ? 'no capture group' : `${groups} capture group${groups === 1 ? '' : 's'}`;
  return [fault('no-effect', key, `and path "${lacking}" has ${has}, so $${highest} is empty`)];
}

/** The capture groups of a regular expression: `(`, and not `\(` or `(?:`. */
const groupsIn = (path: string) =>
  path
    .replaceAll(/\\./g, '')
    .replaceAll(/\[[^\]]*\]/g, '')
    .match(/\((?!\?)|\(\?P?</g)?.length ?? 0;

function pathsOf(obj: Route['obj']): readonly string[] {
  if (!isOf(ingress, obj) || obj.opaque !== null) return [];
  return (obj.body.spec?.rules ?? []).flatMap(rule =>
    (rule.http?.paths ?? []).flatMap(({ path }) => path ?? []),
  );
}
