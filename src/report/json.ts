import type { Ref } from '../kube/object.ts';
import { sameRef } from '../kube/object.ts';
import type { Fix } from '../rule.ts';
import { visibleJson } from '../text/visible.ts';
import {
  compare,
  fileOf,
  locationOfLink,
  type Report,
  type ReportedFinding,
  sortFindings,
  sortProblems,
} from './report.ts';

/** The report for programs, version 1: every key is always present, in this order. docs/output.md describes it. */
export function formatJson(report: Report): string {
  const { objects, routes, chains, resolved, errors, warnings, infos, unknown } = report.summary;
  const { exempt, baseline } = report.suppressed;
  const json = {
    version: 1,
    findings: sortFindings(report).map(reported => findingJson(report, reported)),
    summary: {
      objects,
      routes,
      chains,
      resolved,
      errors,
      warnings,
      infos,
      unknown: Object.fromEntries(Object.entries(unknown).sort((a, b) => compare(a[0], b[0]))),
      suppressed: { exempt, baseline },
    },
    problems: sortProblems(report.problems).map(({ file, line, message, is }) => ({
      file,
      line,
      message,
      severity: is === 'note' ? 'info' : is,
    })),
  };
  return `${visibleJson(JSON.stringify(json, null, 2))}\n`;
}

function findingJson(report: Report, { finding, severity, file, place }: ReportedFinding) {
  const { obj, at } = finding.at;
  return {
    rule: finding.rule,
    severity,
    certainty: finding.certainty,
    exposure: finding.exposure,
    message: finding.message,
    object: { apiVersion: obj.apiVersion, ...refJson(obj.ref) },
    path: at,
    file,
    line: place?.line ?? null,
    column: place?.column ?? null,
    chain: finding.chain.links.map(link => ({
      ...refJson(link.ref),
      file: fileOf(report.originOf(link.ref)),
      line: locationOfLink(report, link.ref, link.at)?.line ?? null,
    })),
    routes: finding.routes.map(refJson),
    symptoms: finding.symptoms.map(({ controller, status, when }) => ({ controller, status, when })),
    fix: finding.fix === null ? null : fixJson(finding.fix, obj.ref),
  };
}

const refJson = ({ kind, namespace, name }: Ref) => ({ kind, namespace, name });

/** Leaves out operations on another object: a program would apply them to the finding's object. */
function fixJson({ title, safety, on, operations, creates }: Fix, subject: Ref) {
  return { title, safety, operations: sameRef(on, subject) ? operations : [], creates };
}
