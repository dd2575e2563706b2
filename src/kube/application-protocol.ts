import type { ServicePort } from './kinds/service.ts';
import { protocolOf } from './ports.ts';
import type { Truth } from './truth.ts';

/**
 * Protocols other than HTTP, as Istio reads them from `appProtocol` or from the name of a Service port,
 * `<protocol>[-<suffix>]` (https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/), and
 * the names of IANA's registry that manifests use in their place.
 */
const names =
  /^(tcp|mongo|mongodb|mysql|mysqlx|mariadb|galera|postgres|postgresql|psql|pgsql|redis|sentinel|memcached?|cassandra|cql|oracle|tns|mssql|cockroachdb|db|database|kafka|amqps?|mqtts?|stomp|nats|zookeeper|zk|ldaps?|kerberos|smtps?|imaps?|pop3s?|dns|ssh|sftp|ftps?|telnet|nfs|mountd|rpcbind|smb|cifs|samba|syslog)(-|$)/;

/** Ports that IANA assigns to such protocols. */
const numbers = new Set([
  21, 22, 23, 25, 53, 88, 110, 111, 139, 143, 389, 445, 465, 514, 587, 636, 873, 993, 995, 1433, 1521, 1883,
  2049, 2181, 3306, 5222, 5432, 5672, 6379, 8883, 9042, 9092, 11211, 26257, 27017, 27018, 27019, 61616,
]);

const http = /^(https?|http2|h2c?|grpc|grpc-web|wss?|web|kubernetes\.io\/(h2c|wss?))(-|$)/;

/** Whether the port carries HTTP, by its protocol, its name and its numbers; a route is meant only for one that does. */
export function carriesHttp(port: ServicePort, podPort: number): Truth {
  if (protocolOf(port) !== 'TCP') return 'no';
  const stated = port.appProtocol ?? port.name ?? '';
  if (http.test(stated)) return 'yes';
  return names.test(stated) || numbers.has(port.port) || numbers.has(podPort) ? 'no' : 'unknown';
}
