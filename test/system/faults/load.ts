import https from 'node:https';
import type { Socket } from 'node:net';

/** A review and its right answer; null where either answer is right at the moment. */
export interface Ask {
  readonly body: string;
  allowed(): boolean | null;
}

export interface Tally {
  sent: number;
  answered: number;
  /** Reviews that were sent and not answered with 200 and a verdict; by port. */
  readonly failed: { readonly port: number; readonly why: string }[];
  /** Wrong answers. */
  readonly wrong: string[];
  /** Connections that were refused before a review was sent: another replica gets it. */
  refusedConnections: number;
}

export interface Load {
  readonly tally: Tally;
  /** Waits for that many more answers. */
  more(answers: number): Promise<void>;
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly lanes: number;
  /** The ports of the replicas in the Service's endpoints. */
  ports(): readonly number[];
  readonly asks: readonly Ask[];
  ca(): string | readonly string[];
}

/**
 * Constant load like that of an API server: each lane keeps its connection as long as it lasts, and then takes a new one
 * from the present endpoints. A written review is never sent again.
 */
export function startLoad({ lanes, ports, asks, ca }: LoadOptions): Load {
  const coverage: Tally = { sent: 0, answered: 0, failed: [], wrong: [], refusedConnections: 0 };
  let isStopping = false;
  let turn = 0;

  async function lane(index: number): Promise<void> {
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    let port: number | null = null;
    while (!isStopping) {
      const open = ports();
      // An open connection is used even after its endpoint is gone.
      const isKept =
        port !== null && Object.values(agent.freeSockets).some(sockets => (sockets?.length ?? 0) > 0);
      if (port === null || !isKept) port = open[(index + turn++) % open.length] ?? null;
      if (port === null) {
        await pause();
        continue;
      }
      const ask = asks[turn++ % asks.length];
      if (ask !== undefined) await send(ask, port, agent);
    }
    agent.destroy();
  }

  async function send(ask: Ask, port: number, agent: https.Agent): Promise<void> {
    const wanted = ask.allowed();
    const result = await post(port, agent, ask.body, [ca()].flat());
    if (result.is === 'not-sent') {
      coverage.refusedConnections += 1;
      await pause();
      return;
    }
    coverage.sent += 1;
    if (result.is === 'failed') {
      coverage.failed.push({ port, why: result.why });
      return;
    }
    coverage.answered += 1;
    // The right answer may have changed during the review.
    if (wanted !== null && ask.allowed() === wanted && result.allowed !== wanted)
      coverage.wrong.push(`${result.allowed ? 'allowed' : 'refused'}: ${result.text.slice(0, 300)}`);
  }

  const running = Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
  return {
    tally: coverage,
    async more(answers) {
      const enough = coverage.answered + answers;
      while (coverage.answered < enough) await pause();
    },
    async stop() {
      isStopping = true;
      await running;
    },
  };
}

const pause = () => new Promise(resolve => setTimeout(resolve, 5));

export type Result =
  | { readonly is: 'answered'; readonly allowed: boolean; readonly text: string }
  | { readonly is: 'not-sent' }
  | { readonly is: 'failed'; readonly why: string };

/** One review, sent once. */
export function post(port: number, agent: https.Agent, body: string, ca: readonly string[]): Promise<Result> {
  return new Promise(resolve => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const options = {
      host: '127.0.0.1',
      port,
      path: '/validate?timeout=30s',
      method: 'POST',
      agent,
      headers,
    };
    const call = https.request({ ...options, ca: [...ca], servername: 'localhost' }, answer => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
      });
      answer.once('error', error => resolve({ is: 'failed', why: error.message }));
      answer.once('end', () => resolve(read(answer.statusCode ?? 0, text)));
    });
    let wasReady = false;
    call.once('socket', (socket: Socket) => {
      wasReady = call.reusedSocket;
      if (wasReady) return;
      socket.once('secureConnect', () => {
        wasReady = true;
      });
    });
    call.once('error', (error: NodeJS.ErrnoException) => {
      // Go's client, too, repeats a request that it could not write because the server had closed an idle connection.
      const isIdleClose = call.reusedSocket && error.code === 'ECONNRESET' && call.socket?.bytesRead === 0;
      resolve(
        wasReady && !isIdleClose
          ? { is: 'failed', why: `${error.code}: ${error.message}` }
          : { is: 'not-sent' },
      );
    });
    call.end(body);
  });
}

function read(status: number, text: string): Result {
  if (status !== 200) return { is: 'failed', why: `HTTP ${status}: ${text.slice(0, 200)}` };
  const { response } = JSON.parse(text) as { readonly response: { readonly allowed: boolean } };
  return { is: 'answered', allowed: response.allowed, text };
}
