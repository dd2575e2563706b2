const general = `ingress-policy keeps a broken route from reaching the cluster.

Usage: ingress-policy COMMAND [ARGUMENT...]

Commands:
  check PATH...    judge manifests: every route from Ingress to container port
  review -f PATH   send manifests through admission, without a cluster
  serve            the admission webhook, of a cluster or of a folder
  audit [ROUTE]    judge what runs in a cluster
  scan             judge it again and again, in the cluster, and write reports
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
  --with-cluster         what the input does not hold is as the cluster has it,
                         and the step from there is judged; nothing is written
  --kubeconfig FILE, --context NAME, -n, --namespace NS
                         with --with-cluster: as kubectl takes them
  --write-baseline FILE  write all findings down as known
  --baseline FILE        findings that FILE knows do not fail the check

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 something could not
be read or run.
`;

const review = `Usage: ingress-policy review -f PATH [OPTION...]

Sends the objects of files, folders or - (standard input) through admission
one by one, and prints what kubectl would print. What is admitted is stored in
a cluster that is made up for it.

Options:
  -f, --filename PATH  what is sent; may be given several times
  --order ORDER        given (default), or that of a tool: helm, argo, flux,
                       kustomize, kubectl
  --manifests PATH     what the cluster holds before; without it nothing
  -n, --namespace NS   for objects that state none: default
  --dry-run            as --dry-run=server does, which stores nothing
  --config FILE        the policy; without it the nearest ingress-policy.yaml
                       upwards of the first path
  --profile NAME       baseline (default) or strict

Exit codes: 0 all admitted, 1 something was refused, 2 something could not be
read or run.
`;

const explain = `Usage: ingress-policy explain [RULE]

Without RULE: the rules, and what each does in the profiles. With RULE: its
page, which says what breaks, why, how to fix it and when to exempt it.
`;

const serve = `Usage: ingress-policy serve [OPTION...]

The admission webhook: answers AdmissionReviews over HTTPS on POST /validate and
POST /mutate. It watches a cluster, or takes the objects of a folder for one,
which is read again when a file in it changes; what has no namespace there
stands in "default". Nothing is ever written.

Options:
  --manifests DIR    the folder that stands for the cluster; without it:
  --kubeconfig FILE  the cluster; without it that of KUBECONFIG or ~/.kube, or
                     the one in whose pod this runs
  --context NAME     a context of the kubeconfig: the current one (default)
  --config FILE      the policy, read again when it changes; without it the
                     nearest ingress-policy.yaml upwards of DIR, and for a
                     cluster the defaults
  --profile NAME     baseline (default) or strict
  --host HOST        the address to listen on: every one, with --manifests
                     127.0.0.1 (default)
  --port PORT        the port to listen on: 8443 (default); 0 for any that is
                     free
  --health-port PORT plain HTTP for /healthz, /readyz and /metrics: 8081
                     (default), with --manifests none; 0 for any that is free
  --cert-dir DIR     tls.crt and tls.key, read again when they change; without
                     it a certificate for localhost is made at each start
  --write-ca FILE    write that certificate to FILE, for curl --cacert and the
                     caBundle of a webhook configuration
  --client-ca FILE   clients need a certificate that one of these has signed
  --client-cn NAME   the common name that it has; may be given several times
  --shutdown-delay S seconds between SIGTERM, from which on it is not ready,
                     and its end: 5 (default), with --manifests 0

On standard error stands one line of JSON for each refusal, each patch, and what
became of the server. docs/operations.md lists them, and the metrics.

Exit codes: 0 stopped by SIGTERM or SIGINT, 2 could not run.
`;

const audit = `Usage: ingress-policy audit [ROUTE] [OPTION...]

Judges what runs in a cluster, and prints the report of "check" with what only
a live cluster knows: endpoints that are not ready, pods that crash, rollouts
that are stuck. ROUTE is the name of one route, such as shop, ingress/shop or
team-a/shop: then its ways are printed, and what breaks them. Nothing is
written.

Options:
  -n, --namespace NS     only what concerns that namespace
  --kubeconfig FILE      the cluster; without it that of KUBECONFIG or ~/.kube,
                         or the one in whose pod this runs
  --context NAME         a context of the kubeconfig: the current one (default)
  --exemptions           list every exemption, and whether it still counts
  --format FORMAT        text (default), json, sarif or github
  -v, --verbose          print every finding, also what breaks only sometimes
  --profile NAME         baseline (default) or strict
  --fail-on SEVERITY     exit 1 from error (default), warning or info on; never
  --config FILE          the policy; without it the defaults

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 something could not
be read or run.
`;

const scan = `Usage: ingress-policy scan [OPTION...]

Judges what runs in a cluster every few minutes, from inside of it. What is
found stands in the metrics and, where the cluster has OpenReports, in one
Report a namespace. "mode" in the policy weakens nothing: a report says what
enforcing would refuse.

Options:
  --kubeconfig FILE      the cluster; without it that of KUBECONFIG or ~/.kube,
                         or the one in whose pod this runs
  --context NAME         a context of the kubeconfig: the current one (default)
  --config FILE          the policy, read again when it changes; without it the
                         defaults
  --profile NAME         baseline (default) or strict
  --interval TIME        between two scans, such as 30s, 15m (default) or 1h
  --lease NAMESPACE/NAME of those that name the same Lease one scans at a time;
                         without it every process does
  --identity NAME        of who holds the lease: the host's name (default)
  --reports WHICH        auto (default): where openreports.io is served; none
  --host HOST            the address to listen on: every one (default)
  --health-port PORT     plain HTTP for /healthz, /readyz and /metrics: 8081
                         (default); 0 for any that is free
  --once                 one scan, without a port, and the end

On standard error stands one line of JSON for each scan and each report that is
written. docs/operations.md lists them, and the metrics.

Exit codes: 0 stopped by SIGTERM or SIGINT, or --once is done; 2 could not run,
or --once could not read every kind or write every report.
`;

export function help(command: string | null): string {
  switch (command) {
    case 'check':
      return check;
    case 'review':
      return review;
    case 'explain':
      return explain;
    case 'serve':
      return serve;
    case 'audit':
      return audit;
    case 'scan':
      return scan;
    default:
      return general;
  }
}
