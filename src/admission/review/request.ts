import type { Obj } from '../../kube/object.ts';

/** One write that the API server asks about, after the envelope has been read. */
export interface Request {
  readonly uid: string;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly object: Obj;
  /** What stands there now; null on CREATE. */
  readonly old: Obj | null;
  readonly user: User;
  readonly dryRun: boolean;
}

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}
