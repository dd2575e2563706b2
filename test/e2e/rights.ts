import fs from 'node:fs';
import type { Empty } from './deploy-suite.ts';
import { checked } from './kubectl.ts';
import { releaseNamespace } from './release.ts';

/** A request of a release's service account, from the audit log. */
export interface Request {
  readonly verb: string;
  /** The resource in the form of `can-i --list`. */
  readonly resource: string;
  readonly code: number;
}

const userOf = (account: string) => `system:serviceaccount:${releaseNamespace}:${account}`;

export function requestsOf({ plane }: Empty, account: string): readonly Request[] {
  return fs
    .readFileSync(plane.auditLog, 'utf8')
    .split('\n')
    .filter(line => line.includes(`"username":"${userOf(account)}"`))
    .map(line => JSON.parse(line))
    .filter(({ objectRef }) => objectRef !== undefined)
    .map(({ verb, objectRef: { resource, apiGroup }, responseStatus }) => ({
      verb,
      resource: apiGroup === undefined ? resource : `${resource}.${apiGroup}`,
      code: responseStatus?.code ?? 0,
    }));
}

/** The granted rights on served kinds that the account never used, as `verb resource`. */
export async function inVain(cluster: Empty, account: string): Promise<readonly string[]> {
  const used = new Set(requestsOf(cluster, account).map(({ verb, resource }) => `${verb} ${resource}`));
  const { stdout } = await checked(cluster.admin(['api-resources', '--no-headers', '-o', 'name']));
  const served = new Set(stdout.trim().split('\n'));
  return (await rightsOf(cluster, account))
    .filter(({ resource }) => served.has(resource))
    .flatMap(({ verbs, resource }) => verbs.map(verb => `${verb} ${resource}`))
    .filter(right => !used.has(right));
}

/** The account's rights except for reading, as `verb resource`. */
export async function writesOf(cluster: Empty, account: string): Promise<readonly string[]> {
  const rights = await rightsOf(cluster, account);
  if (rights.length < 10) throw new Error(`${account} has no more than ${rights.length} rights`);
  return rights.flatMap(({ verbs, resource }) =>
    verbs.filter(verb => !['get', 'list', 'watch'].includes(verb)).map(verb => `${verb} ${resource}`),
  );
}

/** The account's rights on Secrets, by its list and by the API server's answers. */
export async function onSecrets(cluster: Empty, account: string): Promise<readonly string[]> {
  const listed = (await rightsOf(cluster, account))
    .filter(({ resource }) => /^secrets\b|\*/.test(resource))
    .map(({ resource }) => `list of rights: ${resource}`);
  const said: string[] = [];
  for (const verb of ['get', 'list', 'watch']) {
    const can = ['auth', 'can-i', verb, 'secrets', '--all-namespaces', `--as=${userOf(account)}`];
    if ((await cluster.admin(can)).stdout.trim() !== 'no') said.push(`can-i ${verb} secrets`);
  }
  return [...listed, ...said];
}

interface Right {
  readonly resource: string;
  readonly verbs: readonly string[];
}

/** The account's rights, without those of every user: to review itself and its access. */
async function rightsOf({ admin }: Empty, account: string): Promise<readonly Right[]> {
  const groups = [
    ...['system:serviceaccounts', `system:serviceaccounts:${releaseNamespace}`],
    'system:authenticated',
  ].map(group => `--as-group=${group}`);
  const list = ['auth', 'can-i', '--list', '--no-headers', `--as=${userOf(account)}`, ...groups];
  const { stdout } = await checked(admin([...list, '-n', releaseNamespace]));
  return stdout
    .trim()
    .split('\n')
    .map(line => /^(\S*) .*\[([^\]]*)\]$/.exec(line.trimEnd()))
    .map(found => ({ resource: found?.[1] ?? '', verbs: (found?.[2] ?? '').split(' ') }))
    .filter(
      ({ resource }) => resource !== '' && !/^self|\.(authentication|authorization)\.k8s\.io$/.test(resource),
    );
}
