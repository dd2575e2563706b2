import { Counter, Gauge, Registry } from 'prom-client';
import { type Finding, severityOf } from '../rule.ts';
import { actions, type Synced } from './reports/report-store.ts';
import type { Outcome } from './scan/scan-loop.ts';
import type { Scanned } from './scan/scanned.ts';

export interface AuditMetrics {
  /** A registry of its own, so that two programs in one process do not mix their counts. */
  readonly registry: Registry;
  found(scanned: Scanned): void;
  synced(synced: Synced): void;
  scanned(outcome: 'complete' | 'incomplete', seconds: number, at: Date): void;
  ended(outcome: 'failed' | 'aborted'): void;
  leads(isLeader: boolean): void;
  policyReloaded(result: 'accepted' | 'refused'): void;
}

const outcomes: readonly Outcome[] = ['complete', 'incomplete', 'failed', 'aborted'];

/** Unlike the metrics of admission, these have a namespace label: each namespace with findings has its own series. */
export function createAuditMetrics(): AuditMetrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name: `ingress_policy_audit_${name}`, help, labelNames, registers });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `ingress_policy_${name}`, help, labelNames, registers });

  const findings = gauge('findings', 'Findings of the last scan', ['rule', 'severity', 'namespace']);
  const exemptions = gauge('exemptions', 'Findings of the last scan that an exemption names', [
    'rule',
    'state',
  ]);
  const objects = gauge('objects', 'Objects that the last scan read', ['kind']);
  const unread = gauge('unread_kinds', 'Kinds that the last scan could not read');
  const truncated = gauge(
    'truncated_results',
    'Findings of the last scan that did not fit into their reports',
  );
  const duration = gauge('duration_seconds', 'Time that the last scan took');
  const success = gauge(
    'last_success_timestamp_seconds',
    'End of the last scan that read every kind and wrote every report, in seconds since 1970',
  );
  const leader = gauge('leader', '1 if this process scans, 0 if another one does');
  const scans = counter('audit_scans_total', 'Finished scans', ['result']);
  const reports = counter('audit_reports_total', 'Reports by action', ['action']);
  const reloads = counter('policy_reloads_total', 'Changes of the config file', ['result']);
  for (const result of outcomes) scans.inc({ result }, 0);
  for (const action of actions) reports.inc({ action }, 0);
  for (const result of ['accepted', 'refused']) reloads.inc({ result }, 0);

  /** Forgets the last scan: another process reports it now, or the next scan will. */
  function forget(): void {
    for (const gauge of [findings, exemptions, objects]) gauge.reset();
    for (const one of [unread, truncated]) one.set(0);
  }

  const count = (state: string, some: readonly Finding[]) => {
    for (const { rule } of some) exemptions.inc({ rule, state });
  };

  return {
    registry,
    found(scanned) {
      forget();
      for (const finding of scanned.findings) {
        const { rule, at } = finding;
        const severity = severityOf(finding);
        if (severity !== null) findings.inc({ rule, severity, namespace: at.obj.ref.namespace ?? '' });
      }
      count('used', scanned.exempt);
      count('void', scanned.voided);
      for (const [kind, number] of Object.entries(scanned.objects)) objects.set({ kind }, number);
      unread.set(scanned.unread.length);
    },
    synced(synced) {
      for (const action of actions) reports.inc({ action }, synced.actions[action]);
      truncated.set(synced.leftOut);
    },
    scanned(outcome, seconds, at) {
      scans.inc({ result: outcome });
      duration.set(seconds);
      if (outcome === 'complete') success.set(at.getTime() / 1000);
    },
    ended: outcome => scans.inc({ result: outcome }),
    leads(isLeader) {
      leader.set(isLeader ? 1 : 0);
      if (!isLeader) forget();
    },
    policyReloaded: result => reloads.inc({ result }),
  };
}
