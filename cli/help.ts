const general = `ingress-policy keeps a broken route from reaching the cluster.

Usage: ingress-policy COMMAND [ARGUMENT...]

Commands:
  check PATH...    check manifests: each route from Ingress to container port
  review -f PATH   send manifests through admission, without a cluster
  serve            run the admission webhook, for a cluster or a folder
  audit [ROUTE]    check a live cluster
  scan             check the cluster periodically from inside, write reports
  explain [RULE]   list the rules, or print the page of one rule

"ingress-policy COMMAND --help" lists the options. --version prints the version.
`;

const check = `Usage: ingress-policy check PATH... [OPTION...]

Checks all manifests in the files and folders as one cluster. - is standard
input: helm template my-release ./chart | ingress-policy check -

Options:
  --format FORMAT        text (default), json, sarif or github
  -v, --verbose          also list each problem that only shows sometimes, such
                         as during a rollout
  --profile NAME         baseline (default) or strict
  --fail-on SEVERITY     lowest severity that makes the command exit 1: error
                         (default), warning or info; or never
  --config FILE          config file (default: the nearest ingress-policy.yaml
                         in the first path or its parents)
  --open                 objects that are not in the input may exist
  --closed               objects that are not in the input do not exist
  --with-cluster         read objects that are not in the input from a cluster,
                         and check the change to that cluster; writes nothing
  --kubeconfig FILE, --context NAME, -n, --namespace NS
                         with --with-cluster: the same as for kubectl
  --write-baseline FILE  record all findings as known
  --baseline FILE        do not fail for the findings that FILE records

Exit codes: 0 no finding at or above --fail-on, 1 such findings, 2 something
could not be read or run.
`;

const review = `Usage: ingress-policy review -f PATH [OPTION...]

Sends the objects in files, folders or - (standard input) through admission
one by one, and prints what kubectl would print. Admitted objects are stored in
a simulated cluster.

Options:
  -f, --filename PATH  the objects to send; may be repeated
  --order ORDER        given (default), or the order of a tool: helm, argo,
                       flux, kustomize, kubectl
  --manifests PATH     the objects that exist before; may be repeated (default:
                       none)
  -n, --namespace NS   for objects without a namespace (default: default)
  --dry-run            the same as --dry-run=server, which stores nothing
  --config FILE        config file (default: the nearest ingress-policy.yaml in
                       the first path or its parents)
  --profile NAME       baseline (default) or strict

Exit codes: 0 all admitted, 1 something was refused, 2 something could not be
read or run.
`;

const explain = `Usage: ingress-policy explain [RULE|REASON] [OPTION...]

Without RULE: lists the rules and their actions in each profile, and the reasons
why the end of a chain is unknown. With RULE: prints its page: what breaks, why,
how to fix it and when to exempt an object. With REASON, such as open-namespace:
what it means and what to do.

Options:
  --format FORMAT  text (default) or markdown, the page as it is written
`;

const serve = `Usage: ingress-policy serve [OPTION...]

Runs the admission webhook: answers AdmissionReviews over HTTPS on POST /validate
and POST /mutate. It watches a cluster, or simulates one from the objects in a
folder, which it reads again when a file changes. Objects in the folder without
a namespace are in "default". It never writes to a cluster.

Options:
  --manifests DIR    folder that simulates the cluster
  --kubeconfig FILE  kubeconfig of the cluster (default: KUBECONFIG or ~/.kube,
                     or the service account of the pod)
  --context NAME     context in the kubeconfig (default: the current one)
  --config FILE      config file, read again when it changes (default: with
                     --manifests the nearest ingress-policy.yaml in DIR or its
                     parents, else none)
  --profile NAME     baseline (default) or strict
  --host HOST        address to listen on (default: all; with --manifests
                     127.0.0.1)
  --port PORT        port to listen on (default: 8443); 0 chooses a free port
  --health-port PORT port for plain HTTP: /healthz, /readyz and /metrics
                     (default: 8081; with --manifests none); 0 chooses a free
                     port
  --cert-dir DIR     folder with tls.crt and tls.key, read again when they
                     change (default: a new certificate for localhost)
  --write-ca FILE    write the new certificate to FILE, for curl --cacert and
                     the caBundle of a webhook configuration
  --client-ca FILE   require client certificates signed by one of these CAs
  --client-cn NAME   accepted common name of client certificates; may be
                     repeated
  --shutdown-delay S seconds between SIGTERM, after which the pod is not ready,
                     and shutdown (default: 5; with --manifests 0)

Writes one line of JSON to standard error for each refusal, each patch and each
change of the server's state. docs/operations.md lists them, and the metrics.

Exit codes: 0 stopped by SIGTERM or SIGINT, 2 could not run.
`;

const audit = `Usage: ingress-policy audit [ROUTE] [OPTION...]

Checks a live cluster and prints the report of "check", with findings that only
a live cluster shows: endpoints that are not ready, crashing pods, stuck
rollouts. ROUTE is the name of one route, such as shop, ingress/shop or
team-a/shop: audit then prints its chains and the findings on them. It never
writes to the cluster.

Options:
  -n, --namespace NS     only findings that concern that namespace
  --kubeconfig FILE      kubeconfig of the cluster (default: KUBECONFIG or
                         ~/.kube, or the service account of the pod)
  --context NAME         context in the kubeconfig (default: the current one)
  --exemptions           list each exemption, and whether it is valid
  --format FORMAT        text (default), json, sarif or github
  -v, --verbose          also list each problem that only shows sometimes, such
                         as during a rollout
  --profile NAME         baseline (default) or strict
  --fail-on SEVERITY     lowest severity that makes the command exit 1: error
                         (default), warning or info; or never
  --config FILE          config file (default: none)

Exit codes: 0 no finding at or above --fail-on, 1 such findings, 2 something
could not be read or run.
`;

const scan = `Usage: ingress-policy scan [OPTION...]

Checks the cluster every few minutes from inside. Findings go to the metrics
and, if the cluster serves OpenReports, to one Report per namespace. "mode" in
the config does not change the reports: they show what enforce would refuse.

Options:
  --kubeconfig FILE      kubeconfig of the cluster (default: KUBECONFIG or
                         ~/.kube, or the service account of the pod)
  --context NAME         context in the kubeconfig (default: the current one)
  --config FILE          config file, read again when it changes (default: none)
  --profile NAME         baseline (default) or strict
  --interval TIME        time between two scans, such as 30s or 1h (default: 15m)
  --lease NAMESPACE/NAME only one of the processes sharing this Lease scans at
                         a time (default: each process scans)
  --identity NAME        holder identity in the Lease (default: the host name)
  --reports WHICH        auto (default): if the cluster serves openreports.io;
                         none: no reports
  --host HOST            address to listen on (default: all)
  --health-port PORT     port for plain HTTP: /healthz, /readyz and /metrics
                         (default: 8081); 0 chooses a free port
  --once                 run one scan and exit, without a port

Writes one line of JSON to standard error for each scan and each report that it
writes. docs/operations.md lists them, and the metrics.

Exit codes: 0 stopped by SIGTERM or SIGINT, or --once succeeded; 2 could not
run, or --once could not read every kind or write every report.
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
