/** One finding of a peer. */
export interface Report {
  /** The peer's name of the check. */
  readonly check: string;
  readonly message: string;
  /** Kind and name, which distinguish two reports of one check. */
  readonly object: string;
}

/** The checks of a peer that report the fault of one of our rules. */
export interface Match {
  readonly rule: string;
  readonly check: string;
  /** Matches the message of a check that reports several faults. */
  readonly says?: RegExp;
  readonly why: string;
}

export interface Peer {
  readonly name: string;
  /** The peer's name and version. */
  readonly title: string;
  readonly command: string;
  readonly matches: readonly Match[];
  /** Runs every check of the peer. */
  run(file: string): readonly Report[];
  /** Runs the peer's default checks. */
  runDefault(file: string): readonly Report[];
}

/** The score of a peer on the examples of one rule. */
export interface Score {
  readonly found: readonly string[];
  /** Good examples on which a matched check reports. */
  readonly alarms: readonly string[];
  /** The number of reports of all checks on the good examples. */
  readonly noise: number;
  /** The same for the default checks. */
  readonly defaultNoise: number;
  /** Reports of unmatched checks on a bad example and not on the mended one: they show what the table leaves out. */
  readonly unmatched: readonly string[];
}
