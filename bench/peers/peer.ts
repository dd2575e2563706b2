/** One finding of a peer. */
export interface Report {
  /** The peer's own name of the check. */
  readonly check: string;
  readonly message: string;
  /** Kind and name, so that two reports of one check are told apart. */
  readonly object: string;
}

/** Which checks of a peer report the fault of a rule of ours. */
export interface Match {
  readonly rule: string;
  readonly check: string;
  /** For a check that reports several things. */
  readonly says?: RegExp;
  readonly why: string;
}

export interface Peer {
  readonly name: string;
  /** With its version. */
  readonly title: string;
  readonly command: string;
  readonly matches: readonly Match[];
  /** With every check that it has. */
  run(file: string): readonly Report[];
  /** As it comes. */
  runDefault(file: string): readonly Report[];
}

/** What a peer makes of the examples of one rule. */
export interface Score {
  readonly found: readonly string[];
  /** Good examples on which a check that reports this fault speaks. */
  readonly alarms: readonly string[];
  /** Everything that the peer says of the good examples. */
  readonly noise: number;
  /** The same of its default checks. */
  readonly defaultNoise: number;
  /** Said of a bad example and not of the mended one, by a check that is not matched: to see what the table leaves out. */
  readonly unmatched: readonly string[];
}
