import { everyInvalid, haproxyAnswers } from '../answers.ts';
import { pods } from '../data-planes.ts';
import { defineController } from '../define.ts';
import { annotations } from './annotations.ts';
import { upstream } from './upstream.ts';

export const openshift = defineController({
  id: 'openshift',
  title: 'OpenShift router',
  ingressControllers: ['openshift.io/ingress-to-route'],
  // OpenShift's Gateway API is an Istio: see `istio`.
  gatewayControllers: [],
  classNames: ['openshift-default'],
  gatewayClassNames: [],
  annotationPrefixes: ['haproxy.router.openshift.io/', 'router.openshift.io/', 'route.openshift.io/'],
  dataPlanes: [
    pods(
      ['openshift-ingress'],
      [{ 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller': 'default' }],
      // cluster-ingress-operator, assets/router/namespace.yaml; the second is the older spelling.
      {
        namespaceLabels: {
          'policy-group.network.openshift.io/ingress': '',
          'network.openshift.io/policy-group': 'ingress',
        },
      },
    ),
  ],
  dialect: { upstream, annotations },
  answers: {
    // A host that no Route has gets the router's own page: openshift/router haproxy-config.template, openshift_default.
    proxy: { ...haproxyAnswers, 'not-attached': '503' },
    ingress: everyInvalid('503'),
  },
});
