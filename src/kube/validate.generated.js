// Generated from src/kube/kinds/ by "npm run generate". Changes made here are lost.

const token = key => key.replaceAll("~", "~0").replaceAll("/", "~1");
function under(at, bad, from) {
  for (let i = from; i < bad.length; i++) bad[i].at = at + bad[i].at;
}
// Whether there is something to walk into.
function object(v, at, bad) {
  if (typeof v === "object" && v !== null && !Array.isArray(v)) return true;
  if (v !== undefined) bad.push({ at, wants: "object" });
  return false;
}
function array(v, at, bad) {
  if (Array.isArray(v)) return true;
  if (v !== undefined) bad.push({ at, wants: "array" });
  return false;
}
const objectOrNull = (v, at, bad) => v !== null && object(v, at, bad);
const arrayOrNull = (v, at, bad) => v !== null && array(v, at, bad);
function v0(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v1(v.metadata, "/metadata", bad);
  if (bad.length > n) under(at, bad, n);
}
function v1(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  v2(v.namespace, "/namespace", bad);
  if (bad.length > n) under(at, bad, n);
}
function v2(v, at, bad) {
  if (!(v === undefined || v === null || typeof v === "string")) bad.push({ at, wants: "string" });
}
function v3(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v9(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v4(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  v2(v.generateName, "/generateName", bad);
  v2(v.namespace, "/namespace", bad);
  v5(v.ownerReferences, "/ownerReferences", bad);
  v2(v.deletionTimestamp, "/deletionTimestamp", bad);
  v8(v.labels, "/labels", bad);
  v8(v.annotations, "/annotations", bad);
  if (bad.length > n) under(at, bad, n);
}
function v5(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v6(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v6(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.apiVersion, "/apiVersion", bad);
  v2(v.kind, "/kind", bad);
  v2(v.name, "/name", bad);
  v2(v.uid, "/uid", bad);
  v7(v.controller, "/controller", bad);
  if (bad.length > n) under(at, bad, n);
}
function v7(v, at, bad) {
  if (!(v === undefined || v === null || typeof v === "boolean")) bad.push({ at, wants: "boolean" });
}
function v8(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  for (const key in v) {
    const m = bad.length;
    v2(v[key], "", bad);
    if (bad.length > m) under("/" + token(key), bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v9(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.type, "/type", bad);
  v2(v.clusterIP, "/clusterIP", bad);
  v8(v.selector, "/selector", bad);
  v10(v.ports, "/ports", bad);
  v7(v.publishNotReadyAddresses, "/publishNotReadyAddresses", bad);
  v2(v.externalTrafficPolicy, "/externalTrafficPolicy", bad);
  v2(v.internalTrafficPolicy, "/internalTrafficPolicy", bad);
  if (bad.length > n) under(at, bad, n);
}
function v10(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v11(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v11(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  if (v.port === undefined) bad.push({ at: "/port", wants: "missing" });
  v2(v.name, "/name", bad);
  v12(v.port, "/port", bad);
  v13(v.targetPort, "/targetPort", bad);
  v2(v.protocol, "/protocol", bad);
  v2(v.appProtocol, "/appProtocol", bad);
  if (bad.length > n) under(at, bad, n);
}
function v12(v, at, bad) {
  if (!(v === undefined || Number.isInteger(v))) bad.push({ at, wants: "integer" });
}
function v13(v, at, bad) {
  if (!(v === undefined || v === null || Number.isInteger(v) || typeof v === "string")) bad.push({ at, wants: "integer|string" });
}
function v14(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v15(v.subsets, "/subsets", bad);
  if (bad.length > n) under(at, bad, n);
}
function v15(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v16(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v16(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v17(v.addresses, "/addresses", bad);
  v17(v.notReadyAddresses, "/notReadyAddresses", bad);
  v20(v.ports, "/ports", bad);
  if (bad.length > n) under(at, bad, n);
}
function v17(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v18(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v18(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.ip, "/ip", bad);
  v2(v.hostname, "/hostname", bad);
  v2(v.nodeName, "/nodeName", bad);
  v19(v.targetRef, "/targetRef", bad);
  if (bad.length > n) under(at, bad, n);
}
function v19(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.kind, "/kind", bad);
  v2(v.namespace, "/namespace", bad);
  v2(v.name, "/name", bad);
  if (bad.length > n) under(at, bad, n);
}
function v20(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v21(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v21(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  v2(v.protocol, "/protocol", bad);
  v22(v.port, "/port", bad);
  v2(v.appProtocol, "/appProtocol", bad);
  if (bad.length > n) under(at, bad, n);
}
function v22(v, at, bad) {
  if (!(v === undefined || v === null || Number.isInteger(v))) bad.push({ at, wants: "integer" });
}
function v23(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v24(v.spec, "/spec", bad);
  v57(v.status, "/status", bad);
  if (bad.length > n) under(at, bad, n);
}
function v24(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v25(v.containers, "/containers", bad);
  v25(v.initContainers, "/initContainers", bad);
  v48(v.volumes, "/volumes", bad);
  v2(v.restartPolicy, "/restartPolicy", bad);
  v7(v.hostNetwork, "/hostNetwork", bad);
  v22(v.terminationGracePeriodSeconds, "/terminationGracePeriodSeconds", bad);
  v52(v.readinessGates, "/readinessGates", bad);
  v53(v.affinity, "/affinity", bad);
  v55(v.topologySpreadConstraints, "/topologySpreadConstraints", bad);
  if (bad.length > n) under(at, bad, n);
}
function v25(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v26(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v26(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  v2(v.image, "/image", bad);
  v27(v.ports, "/ports", bad);
  v29(v.command, "/command", bad);
  v29(v.args, "/args", bad);
  v30(v.env, "/env", bad);
  v33(v.envFrom, "/envFrom", bad);
  v35(v.readinessProbe, "/readinessProbe", bad);
  v35(v.livenessProbe, "/livenessProbe", bad);
  v35(v.startupProbe, "/startupProbe", bad);
  v42(v.lifecycle, "/lifecycle", bad);
  v2(v.restartPolicy, "/restartPolicy", bad);
  v45(v.resources, "/resources", bad);
  if (bad.length > n) under(at, bad, n);
}
function v27(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v28(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v28(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  if (v.containerPort === undefined) bad.push({ at: "/containerPort", wants: "missing" });
  v2(v.name, "/name", bad);
  v12(v.containerPort, "/containerPort", bad);
  v22(v.hostPort, "/hostPort", bad);
  v2(v.protocol, "/protocol", bad);
  if (bad.length > n) under(at, bad, n);
}
function v29(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v2(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v30(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v31(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v31(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  v2(v.value, "/value", bad);
  v32(v.valueFrom, "/valueFrom", bad);
  if (bad.length > n) under(at, bad, n);
}
function v32(v, at, bad) {
  if (!(v === undefined || v === null || typeof v === "object" && v !== null && !Array.isArray(v))) bad.push({ at, wants: "object" });
}
function v33(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v34(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v34(v, at, bad) {
  if (!(v === undefined || typeof v === "object" && v !== null && !Array.isArray(v))) bad.push({ at, wants: "object" });
}
function v35(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v36(v.httpGet, "/httpGet", bad);
  v39(v.tcpSocket, "/tcpSocket", bad);
  v40(v.grpc, "/grpc", bad);
  v41(v.exec, "/exec", bad);
  v22(v.initialDelaySeconds, "/initialDelaySeconds", bad);
  v22(v.periodSeconds, "/periodSeconds", bad);
  v22(v.timeoutSeconds, "/timeoutSeconds", bad);
  v22(v.successThreshold, "/successThreshold", bad);
  v22(v.failureThreshold, "/failureThreshold", bad);
  if (bad.length > n) under(at, bad, n);
}
function v36(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v13(v.port, "/port", bad);
  v2(v.path, "/path", bad);
  v2(v.scheme, "/scheme", bad);
  v2(v.host, "/host", bad);
  v37(v.httpHeaders, "/httpHeaders", bad);
  if (bad.length > n) under(at, bad, n);
}
function v37(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v38(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v38(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  if (bad.length > n) under(at, bad, n);
}
function v39(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v13(v.port, "/port", bad);
  v2(v.host, "/host", bad);
  if (bad.length > n) under(at, bad, n);
}
function v40(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v22(v.port, "/port", bad);
  if (bad.length > n) under(at, bad, n);
}
function v41(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v29(v.command, "/command", bad);
  if (bad.length > n) under(at, bad, n);
}
function v42(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v43(v.preStop, "/preStop", bad);
  v32(v.postStart, "/postStart", bad);
  if (bad.length > n) under(at, bad, n);
}
function v43(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v41(v.exec, "/exec", bad);
  v32(v.httpGet, "/httpGet", bad);
  v44(v.sleep, "/sleep", bad);
  if (bad.length > n) under(at, bad, n);
}
function v44(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v22(v.seconds, "/seconds", bad);
  if (bad.length > n) under(at, bad, n);
}
function v45(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v46(v.limits, "/limits", bad);
  if (bad.length > n) under(at, bad, n);
}
function v46(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v47(v.memory, "/memory", bad);
  if (bad.length > n) under(at, bad, n);
}
function v47(v, at, bad) {
  if (!(v === undefined || v === null || typeof v === "number" || typeof v === "string")) bad.push({ at, wants: "number|string" });
}
function v48(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v49(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v49(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  v50(v.configMap, "/configMap", bad);
  v32(v.secret, "/secret", bad);
  v32(v.projected, "/projected", bad);
  v51(v.persistentVolumeClaim, "/persistentVolumeClaim", bad);
  v32(v.ephemeral, "/ephemeral", bad);
  if (bad.length > n) under(at, bad, n);
}
function v50(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  if (bad.length > n) under(at, bad, n);
}
function v51(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.claimName, "/claimName", bad);
  if (bad.length > n) under(at, bad, n);
}
function v52(v, at, bad) {
  if (!(v === undefined || v === null || Array.isArray(v))) bad.push({ at, wants: "array" });
}
function v53(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v54(v.podAntiAffinity, "/podAntiAffinity", bad);
  if (bad.length > n) under(at, bad, n);
}
function v54(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v52(v.requiredDuringSchedulingIgnoredDuringExecution, "/requiredDuringSchedulingIgnoredDuringExecution", bad);
  if (bad.length > n) under(at, bad, n);
}
function v55(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v56(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v56(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.whenUnsatisfiable, "/whenUnsatisfiable", bad);
  if (bad.length > n) under(at, bad, n);
}
function v57(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.phase, "/phase", bad);
  v58(v.conditions, "/conditions", bad);
  v60(v.containerStatuses, "/containerStatuses", bad);
  v60(v.initContainerStatuses, "/initContainerStatuses", bad);
  if (bad.length > n) under(at, bad, n);
}
function v58(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v59(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v59(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.type, "/type", bad);
  v2(v.status, "/status", bad);
  v2(v.reason, "/reason", bad);
  v2(v.message, "/message", bad);
  if (bad.length > n) under(at, bad, n);
}
function v60(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v61(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v61(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  v2(v.image, "/image", bad);
  v7(v.ready, "/ready", bad);
  v22(v.restartCount, "/restartCount", bad);
  v62(v.state, "/state", bad);
  v62(v.lastState, "/lastState", bad);
  if (bad.length > n) under(at, bad, n);
}
function v62(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v63(v.waiting, "/waiting", bad);
  v64(v.running, "/running", bad);
  v65(v.terminated, "/terminated", bad);
  if (bad.length > n) under(at, bad, n);
}
function v63(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.reason, "/reason", bad);
  v2(v.message, "/message", bad);
  if (bad.length > n) under(at, bad, n);
}
function v64(v, at, bad) {
  if (!(v === undefined || v === null || typeof v === "object" && v !== null && !Array.isArray(v))) bad.push({ at, wants: "object" });
}
function v65(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.reason, "/reason", bad);
  v22(v.exitCode, "/exitCode", bad);
  v2(v.startedAt, "/startedAt", bad);
  v2(v.finishedAt, "/finishedAt", bad);
  if (bad.length > n) under(at, bad, n);
}
function v66(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v67(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v67(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v22(v.replicas, "/replicas", bad);
  v8(v.selector, "/selector", bad);
  v68(v.template, "/template", bad);
  if (bad.length > n) under(at, bad, n);
}
function v68(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v24(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v69(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  if (bad.length > n) under(at, bad, n);
}
function v70(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v71(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v71(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v72(v.accessModes, "/accessModes", bad);
  if (bad.length > n) under(at, bad, n);
}
function v72(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v73(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v73(v, at, bad) {
  if (!(v === undefined || typeof v === "string")) bad.push({ at, wants: "string" });
}
function v74(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v2(v.addressType, "/addressType", bad);
  v20(v.ports, "/ports", bad);
  v75(v.endpoints, "/endpoints", bad);
  if (bad.length > n) under(at, bad, n);
}
function v75(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v76(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v76(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v72(v.addresses, "/addresses", bad);
  v77(v.conditions, "/conditions", bad);
  v2(v.nodeName, "/nodeName", bad);
  v19(v.targetRef, "/targetRef", bad);
  if (bad.length > n) under(at, bad, n);
}
function v77(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v7(v.ready, "/ready", bad);
  v7(v.serving, "/serving", bad);
  v7(v.terminating, "/terminating", bad);
  if (bad.length > n) under(at, bad, n);
}
function v78(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v79(v.metadata, "/metadata", bad);
  v80(v.spec, "/spec", bad);
  v87(v.status, "/status", bad);
  if (bad.length > n) under(at, bad, n);
}
function v79(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  v2(v.generateName, "/generateName", bad);
  v2(v.namespace, "/namespace", bad);
  v5(v.ownerReferences, "/ownerReferences", bad);
  v2(v.deletionTimestamp, "/deletionTimestamp", bad);
  v8(v.labels, "/labels", bad);
  v8(v.annotations, "/annotations", bad);
  v22(v.generation, "/generation", bad);
  if (bad.length > n) under(at, bad, n);
}
function v80(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v22(v.replicas, "/replicas", bad);
  v81(v.selector, "/selector", bad);
  v68(v.template, "/template", bad);
  v7(v.paused, "/paused", bad);
  v84(v.strategy, "/strategy", bad);
  if (bad.length > n) under(at, bad, n);
}
function v81(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v8(v.matchLabels, "/matchLabels", bad);
  v82(v.matchExpressions, "/matchExpressions", bad);
  if (bad.length > n) under(at, bad, n);
}
function v82(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v83(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v83(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  if (v.key === undefined) bad.push({ at: "/key", wants: "missing" });
  if (v.operator === undefined) bad.push({ at: "/operator", wants: "missing" });
  v73(v.key, "/key", bad);
  v73(v.operator, "/operator", bad);
  v29(v.values, "/values", bad);
  if (bad.length > n) under(at, bad, n);
}
function v84(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.type, "/type", bad);
  v85(v.rollingUpdate, "/rollingUpdate", bad);
  v85(v.rollingParams, "/rollingParams", bad);
  v86(v.canary, "/canary", bad);
  v32(v.blueGreen, "/blueGreen", bad);
  if (bad.length > n) under(at, bad, n);
}
function v85(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v13(v.maxUnavailable, "/maxUnavailable", bad);
  v13(v.maxSurge, "/maxSurge", bad);
  v22(v.partition, "/partition", bad);
  if (bad.length > n) under(at, bad, n);
}
function v86(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v13(v.maxUnavailable, "/maxUnavailable", bad);
  v13(v.maxSurge, "/maxSurge", bad);
  v22(v.partition, "/partition", bad);
  if (bad.length > n) under(at, bad, n);
}
function v87(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v22(v.observedGeneration, "/observedGeneration", bad);
  v22(v.replicas, "/replicas", bad);
  v22(v.updatedReplicas, "/updatedReplicas", bad);
  v22(v.readyReplicas, "/readyReplicas", bad);
  v22(v.availableReplicas, "/availableReplicas", bad);
  v58(v.conditions, "/conditions", bad);
  if (bad.length > n) under(at, bad, n);
}
function v88(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v79(v.metadata, "/metadata", bad);
  v89(v.spec, "/spec", bad);
  v91(v.status, "/status", bad);
  if (bad.length > n) under(at, bad, n);
}
function v89(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v22(v.replicas, "/replicas", bad);
  v81(v.selector, "/selector", bad);
  v68(v.template, "/template", bad);
  v84(v.updateStrategy, "/updateStrategy", bad);
  v2(v.podManagementPolicy, "/podManagementPolicy", bad);
  v90(v.ordinals, "/ordinals", bad);
  v52(v.volumeClaimTemplates, "/volumeClaimTemplates", bad);
  if (bad.length > n) under(at, bad, n);
}
function v90(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v22(v.start, "/start", bad);
  if (bad.length > n) under(at, bad, n);
}
function v91(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v22(v.observedGeneration, "/observedGeneration", bad);
  v22(v.replicas, "/replicas", bad);
  v22(v.updatedReplicas, "/updatedReplicas", bad);
  v22(v.readyReplicas, "/readyReplicas", bad);
  if (bad.length > n) under(at, bad, n);
}
function v92(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v79(v.metadata, "/metadata", bad);
  v93(v.spec, "/spec", bad);
  v94(v.status, "/status", bad);
  if (bad.length > n) under(at, bad, n);
}
function v93(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v81(v.selector, "/selector", bad);
  v68(v.template, "/template", bad);
  v84(v.updateStrategy, "/updateStrategy", bad);
  if (bad.length > n) under(at, bad, n);
}
function v94(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v22(v.observedGeneration, "/observedGeneration", bad);
  v22(v.desiredNumberScheduled, "/desiredNumberScheduled", bad);
  v22(v.updatedNumberScheduled, "/updatedNumberScheduled", bad);
  v22(v.numberReady, "/numberReady", bad);
  if (bad.length > n) under(at, bad, n);
}
function v95(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v96(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v96(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v22(v.replicas, "/replicas", bad);
  v81(v.selector, "/selector", bad);
  v68(v.template, "/template", bad);
  if (bad.length > n) under(at, bad, n);
}
function v97(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v98(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v98(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v7(v.suspend, "/suspend", bad);
  v81(v.selector, "/selector", bad);
  v68(v.template, "/template", bad);
  if (bad.length > n) under(at, bad, n);
}
function v99(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v100(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v100(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v7(v.suspend, "/suspend", bad);
  v101(v.jobTemplate, "/jobTemplate", bad);
  if (bad.length > n) under(at, bad, n);
}
function v101(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v102(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v102(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v81(v.selector, "/selector", bad);
  v68(v.template, "/template", bad);
  if (bad.length > n) under(at, bad, n);
}
function v103(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v104(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v104(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v22(v.replicas, "/replicas", bad);
  v7(v.paused, "/paused", bad);
  v8(v.selector, "/selector", bad);
  v68(v.template, "/template", bad);
  v84(v.strategy, "/strategy", bad);
  if (bad.length > n) under(at, bad, n);
}
function v105(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v79(v.metadata, "/metadata", bad);
  v106(v.spec, "/spec", bad);
  v108(v.status, "/status", bad);
  if (bad.length > n) under(at, bad, n);
}
function v106(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v22(v.replicas, "/replicas", bad);
  v81(v.selector, "/selector", bad);
  v68(v.template, "/template", bad);
  v7(v.paused, "/paused", bad);
  v84(v.strategy, "/strategy", bad);
  v107(v.workloadRef, "/workloadRef", bad);
  if (bad.length > n) under(at, bad, n);
}
function v107(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.apiVersion, "/apiVersion", bad);
  v2(v.kind, "/kind", bad);
  v2(v.name, "/name", bad);
  if (bad.length > n) under(at, bad, n);
}
function v108(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v13(v.observedGeneration, "/observedGeneration", bad);
  v2(v.phase, "/phase", bad);
  v2(v.message, "/message", bad);
  v22(v.readyReplicas, "/readyReplicas", bad);
  v22(v.availableReplicas, "/availableReplicas", bad);
  if (bad.length > n) under(at, bad, n);
}
function v109(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v110(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v110(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.ingressClassName, "/ingressClassName", bad);
  v111(v.defaultBackend, "/defaultBackend", bad);
  v111(v.backend, "/backend", bad);
  v114(v.rules, "/rules", bad);
  if (bad.length > n) under(at, bad, n);
}
function v111(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v112(v.service, "/service", bad);
  v32(v.resource, "/resource", bad);
  v2(v.serviceName, "/serviceName", bad);
  v13(v.servicePort, "/servicePort", bad);
  if (bad.length > n) under(at, bad, n);
}
function v112(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  v113(v.port, "/port", bad);
  if (bad.length > n) under(at, bad, n);
}
function v113(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  v22(v.number, "/number", bad);
  if (bad.length > n) under(at, bad, n);
}
function v114(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v115(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v115(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.host, "/host", bad);
  v116(v.http, "/http", bad);
  if (bad.length > n) under(at, bad, n);
}
function v116(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v117(v.paths, "/paths", bad);
  if (bad.length > n) under(at, bad, n);
}
function v117(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v118(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v118(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.path, "/path", bad);
  v2(v.pathType, "/pathType", bad);
  v111(v.backend, "/backend", bad);
  if (bad.length > n) under(at, bad, n);
}
function v119(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v120(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v120(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.controller, "/controller", bad);
  v121(v.parameters, "/parameters", bad);
  if (bad.length > n) under(at, bad, n);
}
function v121(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.apiGroup, "/apiGroup", bad);
  v2(v.kind, "/kind", bad);
  v2(v.namespace, "/namespace", bad);
  v2(v.name, "/name", bad);
  if (bad.length > n) under(at, bad, n);
}
function v122(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v123(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v123(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v81(v.podSelector, "/podSelector", bad);
  v72(v.policyTypes, "/policyTypes", bad);
  v124(v.ingress, "/ingress", bad);
  v52(v.egress, "/egress", bad);
  if (bad.length > n) under(at, bad, n);
}
function v124(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v125(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v125(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v126(v.from, "/from", bad);
  v129(v.ports, "/ports", bad);
  if (bad.length > n) under(at, bad, n);
}
function v126(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v127(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v127(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v81(v.podSelector, "/podSelector", bad);
  v81(v.namespaceSelector, "/namespaceSelector", bad);
  v128(v.ipBlock, "/ipBlock", bad);
  if (bad.length > n) under(at, bad, n);
}
function v128(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.cidr, "/cidr", bad);
  v72(v.except, "/except", bad);
  if (bad.length > n) under(at, bad, n);
}
function v129(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v130(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v130(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.protocol, "/protocol", bad);
  v13(v.port, "/port", bad);
  v22(v.endPort, "/endPort", bad);
  if (bad.length > n) under(at, bad, n);
}
function v131(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v132(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v132(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v13(v.minAvailable, "/minAvailable", bad);
  v13(v.maxUnavailable, "/maxUnavailable", bad);
  v81(v.selector, "/selector", bad);
  if (bad.length > n) under(at, bad, n);
}
function v133(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v134(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v134(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v107(v.scaleTargetRef, "/scaleTargetRef", bad);
  v22(v.minReplicas, "/minReplicas", bad);
  v22(v.maxReplicas, "/maxReplicas", bad);
  if (bad.length > n) under(at, bad, n);
}
function v135(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v136(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v136(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v107(v.scaleTargetRef, "/scaleTargetRef", bad);
  v22(v.minReplicaCount, "/minReplicaCount", bad);
  v22(v.maxReplicaCount, "/maxReplicaCount", bad);
  if (bad.length > n) under(at, bad, n);
}
function v137(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v138(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v138(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v72(v.hostnames, "/hostnames", bad);
  v139(v.parentRefs, "/parentRefs", bad);
  v141(v.rules, "/rules", bad);
  if (bad.length > n) under(at, bad, n);
}
function v139(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v140(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v140(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.group, "/group", bad);
  v2(v.kind, "/kind", bad);
  v2(v.namespace, "/namespace", bad);
  v2(v.name, "/name", bad);
  v2(v.sectionName, "/sectionName", bad);
  v22(v.port, "/port", bad);
  if (bad.length > n) under(at, bad, n);
}
function v141(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v142(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v142(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v143(v.matches, "/matches", bad);
  v146(v.filters, "/filters", bad);
  v150(v.backendRefs, "/backendRefs", bad);
  v152(v.timeouts, "/timeouts", bad);
  if (bad.length > n) under(at, bad, n);
}
function v143(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v144(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v144(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v145(v.path, "/path", bad);
  if (bad.length > n) under(at, bad, n);
}
function v145(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.value, "/value", bad);
  if (bad.length > n) under(at, bad, n);
}
function v146(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v147(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v147(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.type, "/type", bad);
  v148(v.requestMirror, "/requestMirror", bad);
  if (bad.length > n) under(at, bad, n);
}
function v148(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v149(v.backendRef, "/backendRef", bad);
  if (bad.length > n) under(at, bad, n);
}
function v149(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.group, "/group", bad);
  v2(v.kind, "/kind", bad);
  v2(v.namespace, "/namespace", bad);
  v2(v.name, "/name", bad);
  v22(v.port, "/port", bad);
  v22(v.weight, "/weight", bad);
  if (bad.length > n) under(at, bad, n);
}
function v150(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v151(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v151(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.group, "/group", bad);
  v2(v.kind, "/kind", bad);
  v2(v.namespace, "/namespace", bad);
  v2(v.name, "/name", bad);
  v22(v.port, "/port", bad);
  v22(v.weight, "/weight", bad);
  if (bad.length > n) under(at, bad, n);
}
function v152(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.request, "/request", bad);
  v2(v.backendRequest, "/backendRequest", bad);
  if (bad.length > n) under(at, bad, n);
}
function v153(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v154(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v154(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.gatewayClassName, "/gatewayClassName", bad);
  v155(v.listeners, "/listeners", bad);
  v161(v.allowedListeners, "/allowedListeners", bad);
  if (bad.length > n) under(at, bad, n);
}
function v155(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v156(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v156(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  v2(v.hostname, "/hostname", bad);
  v22(v.port, "/port", bad);
  v2(v.protocol, "/protocol", bad);
  v157(v.allowedRoutes, "/allowedRoutes", bad);
  if (bad.length > n) under(at, bad, n);
}
function v157(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v158(v.namespaces, "/namespaces", bad);
  v159(v.kinds, "/kinds", bad);
  if (bad.length > n) under(at, bad, n);
}
function v158(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.from, "/from", bad);
  v81(v.selector, "/selector", bad);
  if (bad.length > n) under(at, bad, n);
}
function v159(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v160(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v160(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.group, "/group", bad);
  v2(v.kind, "/kind", bad);
  if (bad.length > n) under(at, bad, n);
}
function v161(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v158(v.namespaces, "/namespaces", bad);
  if (bad.length > n) under(at, bad, n);
}
function v162(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v163(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v163(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v164(v.parentRef, "/parentRef", bad);
  v155(v.listeners, "/listeners", bad);
  if (bad.length > n) under(at, bad, n);
}
function v164(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.group, "/group", bad);
  v2(v.kind, "/kind", bad);
  v2(v.namespace, "/namespace", bad);
  v2(v.name, "/name", bad);
  if (bad.length > n) under(at, bad, n);
}
function v165(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v166(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v166(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.controllerName, "/controllerName", bad);
  if (bad.length > n) under(at, bad, n);
}
function v167(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v168(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v168(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v169(v.from, "/from", bad);
  v171(v.to, "/to", bad);
  if (bad.length > n) under(at, bad, n);
}
function v169(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v170(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v170(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.group, "/group", bad);
  v2(v.kind, "/kind", bad);
  v2(v.namespace, "/namespace", bad);
  if (bad.length > n) under(at, bad, n);
}
function v171(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v172(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v172(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.group, "/group", bad);
  v2(v.kind, "/kind", bad);
  v2(v.name, "/name", bad);
  if (bad.length > n) under(at, bad, n);
}
function v173(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v174(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v174(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v175(v.targetRefs, "/targetRefs", bad);
  v177(v.validation, "/validation", bad);
  if (bad.length > n) under(at, bad, n);
}
function v175(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v176(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v176(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.group, "/group", bad);
  v2(v.kind, "/kind", bad);
  v2(v.name, "/name", bad);
  v2(v.sectionName, "/sectionName", bad);
  if (bad.length > n) under(at, bad, n);
}
function v177(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.hostname, "/hostname", bad);
  if (bad.length > n) under(at, bad, n);
}
function v178(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v179(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v179(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.host, "/host", bad);
  v2(v.path, "/path", bad);
  v180(v.to, "/to", bad);
  v181(v.alternateBackends, "/alternateBackends", bad);
  v183(v.port, "/port", bad);
  v184(v.tls, "/tls", bad);
  if (bad.length > n) under(at, bad, n);
}
function v180(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.kind, "/kind", bad);
  v2(v.name, "/name", bad);
  v22(v.weight, "/weight", bad);
  if (bad.length > n) under(at, bad, n);
}
function v181(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v182(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v182(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.kind, "/kind", bad);
  v2(v.name, "/name", bad);
  v22(v.weight, "/weight", bad);
  if (bad.length > n) under(at, bad, n);
}
function v183(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v13(v.targetPort, "/targetPort", bad);
  if (bad.length > n) under(at, bad, n);
}
function v184(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.termination, "/termination", bad);
  if (bad.length > n) under(at, bad, n);
}
function v185(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v186(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v186(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v81(v.routeSelector, "/routeSelector", bad);
  v81(v.namespaceSelector, "/namespaceSelector", bad);
  if (bad.length > n) under(at, bad, n);
}
function v187(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v188(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v188(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v189(v.virtualhost, "/virtualhost", bad);
  v190(v.routes, "/routes", bad);
  if (bad.length > n) under(at, bad, n);
}
function v189(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.fqdn, "/fqdn", bad);
  if (bad.length > n) under(at, bad, n);
}
function v190(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v191(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v191(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v192(v.conditions, "/conditions", bad);
  v194(v.services, "/services", bad);
  if (bad.length > n) under(at, bad, n);
}
function v192(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v193(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v193(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.prefix, "/prefix", bad);
  v2(v.exact, "/exact", bad);
  v2(v.regex, "/regex", bad);
  if (bad.length > n) under(at, bad, n);
}
function v194(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v195(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v195(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.name, "/name", bad);
  v22(v.port, "/port", bad);
  v22(v.weight, "/weight", bad);
  v7(v.mirror, "/mirror", bad);
  if (bad.length > n) under(at, bad, n);
}
function v196(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v197(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v197(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v198(v.routes, "/routes", bad);
  if (bad.length > n) under(at, bad, n);
}
function v198(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v199(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v199(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.match, "/match", bad);
  v200(v.services, "/services", bad);
  if (bad.length > n) under(at, bad, n);
}
function v200(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v201(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v201(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v2(v.kind, "/kind", bad);
  v2(v.name, "/name", bad);
  v2(v.namespace, "/namespace", bad);
  v13(v.port, "/port", bad);
  v22(v.weight, "/weight", bad);
  v2(v.scheme, "/scheme", bad);
  if (bad.length > n) under(at, bad, n);
}
function v202(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v203(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v203(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v72(v.hosts, "/hosts", bad);
  v72(v.gateways, "/gateways", bad);
  v204(v.http, "/http", bad);
  if (bad.length > n) under(at, bad, n);
}
function v204(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v205(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v205(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v206(v.match, "/match", bad);
  v209(v.route, "/route", bad);
  v211(v.mirror, "/mirror", bad);
  if (bad.length > n) under(at, bad, n);
}
function v206(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v207(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v207(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v208(v.uri, "/uri", bad);
  if (bad.length > n) under(at, bad, n);
}
function v208(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.exact, "/exact", bad);
  v2(v.prefix, "/prefix", bad);
  v2(v.regex, "/regex", bad);
  if (bad.length > n) under(at, bad, n);
}
function v209(v, at, bad) {
  if (!arrayOrNull(v, at, bad)) return;
  const n = bad.length;
  for (let i = 0; i < v.length; i++) {
    const m = bad.length;
    v210(v[i], "", bad);
    if (bad.length > m) under("/" + i, bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
function v210(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v211(v.destination, "/destination", bad);
  v22(v.weight, "/weight", bad);
  if (bad.length > n) under(at, bad, n);
}
function v211(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.host, "/host", bad);
  v2(v.subset, "/subset", bad);
  v212(v.port, "/port", bad);
  if (bad.length > n) under(at, bad, n);
}
function v212(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v22(v.number, "/number", bad);
  if (bad.length > n) under(at, bad, n);
}
function v213(v, at, bad) {
  if (!object(v, at, bad)) return;
  const n = bad.length;
  v4(v.metadata, "/metadata", bad);
  v214(v.spec, "/spec", bad);
  if (bad.length > n) under(at, bad, n);
}
function v214(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v215(v.selector, "/selector", bad);
  v216(v.mtls, "/mtls", bad);
  v217(v.portLevelMtls, "/portLevelMtls", bad);
  if (bad.length > n) under(at, bad, n);
}
function v215(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v8(v.matchLabels, "/matchLabels", bad);
  if (bad.length > n) under(at, bad, n);
}
function v216(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  v2(v.mode, "/mode", bad);
  if (bad.length > n) under(at, bad, n);
}
function v217(v, at, bad) {
  if (!objectOrNull(v, at, bad)) return;
  const n = bad.length;
  for (const key in v) {
    const m = bad.length;
    v216(v[key], "", bad);
    if (bad.length > m) under("/" + token(key), bad, m);
  }
  if (bad.length > n) under(at, bad, n);
}
export const validators = {
  "*": v0,
  "/Service": v3,
  "/Endpoints": v14,
  "/Pod": v23,
  "/ReplicationController": v66,
  "/Namespace": v69,
  "/PersistentVolumeClaim": v70,
  "discovery.k8s.io/EndpointSlice": v74,
  "apps/Deployment": v78,
  "apps/StatefulSet": v88,
  "apps/DaemonSet": v92,
  "apps/ReplicaSet": v95,
  "batch/Job": v97,
  "batch/CronJob": v99,
  "apps.openshift.io/DeploymentConfig": v103,
  "argoproj.io/Rollout": v105,
  "networking.k8s.io/Ingress": v109,
  "networking.k8s.io/IngressClass": v119,
  "networking.k8s.io/NetworkPolicy": v122,
  "policy/PodDisruptionBudget": v131,
  "autoscaling/HorizontalPodAutoscaler": v133,
  "keda.sh/ScaledObject": v135,
  "gateway.networking.k8s.io/HTTPRoute": v137,
  "gateway.networking.k8s.io/GRPCRoute": v137,
  "gateway.networking.k8s.io/TLSRoute": v137,
  "gateway.networking.k8s.io/TCPRoute": v137,
  "gateway.networking.k8s.io/Gateway": v153,
  "gateway.networking.k8s.io/ListenerSet": v162,
  "gateway.networking.k8s.io/GatewayClass": v165,
  "gateway.networking.k8s.io/ReferenceGrant": v167,
  "gateway.networking.k8s.io/BackendTLSPolicy": v173,
  "route.openshift.io/Route": v178,
  "operator.openshift.io/IngressController": v185,
  "projectcontour.io/HTTPProxy": v187,
  "traefik.io/IngressRoute": v196,
  "networking.istio.io/VirtualService": v202,
  "security.istio.io/PeerAuthentication": v213,
};
