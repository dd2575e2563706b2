const general = `ingress-policy keeps a broken route from reaching the cluster.

Usage: ingress-policy COMMAND [ARGUMENT...]

Commands:
  check PATH...    judge manifests: every route from Ingress to container port
  explain [RULE]   list the rules, or print the page of one

"ingress-policy COMMAND --help" says more. --version prints the version.
`;

const check = `Usage: ingress-policy check PATH... [OPTION...]

Judges all manifests of the files and folders as one cluster. - is standard
input: helm template my-release ./chart | ingress-policy check -

Options:
  --format FORMAT        text (default), json, sarif or github
  -v, --verbose          print every finding, also what breaks only sometimes
  --profile NAME         baseline (default) or strict
  --fail-on SEVERITY     exit 1 from error (default), warning or info on; never
  --config FILE          the policy; without it the nearest ingress-policy.yaml
                         upwards of the first path
  --open                 what the input does not hold may exist all the same
  --closed               what the input does not hold does not exist
  --write-baseline FILE  write all findings down as known
  --baseline FILE        findings that FILE knows do not fail the check

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 something could not
be read or run.
`;

const explain = `Usage: ingress-policy explain [RULE]

Without RULE: the rules, and what each does in the profiles. With RULE: its
page, which says what breaks, why, how to fix it and when to exempt it.
`;

export function help(command: string | null): string {
  switch (command) {
    case 'check':
      return check;
    case 'explain':
      return explain;
    default:
      return general;
  }
}
