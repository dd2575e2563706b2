/**
 * Manifests of a given size, sound or with a share of broken applications. Deterministic: the same arguments give
 * the same text. One application is a Deployment, a Service, an Ingress and a NetworkPolicy.
 */
export function manifests(objects: number, brokenShare: number): string {
  const applications = Math.ceil(objects / 4);
  const texts: string[] = [];
  for (let index = 0; index < applications; index++) {
    // Spreads the broken applications evenly.
    const broken = Math.floor((index + 1) * brokenShare) > Math.floor(index * brokenShare);
    texts.push(application(`app-${index}`, `team-${index % 100}`, broken ? index % 3 : null));
  }
  return texts.join('');
}

/** `fault` breaks one link: the selector, the targetPort, or the port that the Ingress names. */
function application(name: string, namespace: string, fault: number | null): string {
  const selector = fault === 0 ? `${name}-web` : name;
  const target = fault === 1 ? 'https' : 'http';
  const port = fault === 2 ? 8080 : 80;
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: platform
    app.kubernetes.io/managed-by: Helm
  annotations:
    example.com/owner: "team ${namespace}"
    example.com/runbook: https://runbooks.example.com/${namespace}/${name}
spec:
  replicas: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
        app.kubernetes.io/part-of: platform
    spec:
      terminationGracePeriodSeconds: 40
      serviceAccountName: ${name}
      containers:
        - name: main
          image: registry.example.com/${namespace}/${name}:1.2.3
          imagePullPolicy: IfNotPresent
          args: ["serve", "--config=/etc/app/config.yaml", "--log-format=json"]
          env:
            - name: LOG_LEVEL
              value: info
            - name: DATABASE_URL
              valueFrom:
                secretKeyRef:
                  name: ${name}-database
                  key: url
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9090
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
          readinessProbe:
            httpGet:
              path: /ready
              port: http
            periodSeconds: 5
          livenessProbe:
            httpGet:
              path: /live
              port: http
            initialDelaySeconds: 10
          lifecycle:
            preStop:
              sleep:
                seconds: 10
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            runAsNonRoot: true
          volumeMounts:
            - name: config
              mountPath: /etc/app
      volumes:
        - name: config
          configMap:
            name: ${name}-config
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app.kubernetes.io/name: ${name}
spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: ${selector}
  ports:
    - name: http
      port: 80
      targetPort: ${target}
    - name: metrics
      port: 9090
      targetPort: metrics
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  namespace: ${namespace}
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
spec:
  ingressClassName: nginx
  rules:
    - host: ${name}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${name}
                port:
                  number: ${port}
  tls:
    - hosts: [${name}.example.com]
      secretName: ${name}-tls
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: ingress-nginx
      ports:
        - port: http
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: monitoring
      ports:
        - port: metrics
---
`;
}
