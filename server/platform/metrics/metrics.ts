import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Config } from '../config';

/** From a read out of memory to a long poll. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The figures of this process, as Prometheus reads them. Names begin with `liuke_`. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly requests: Histogram;

  constructor(config: Config) {
    // The default figures hook into the event loop and the garbage collector for good: not once per test app.
    if (config.env !== 'test') collectDefaultMetrics({ register: this.registry });
    this.requests = new Histogram({
      name: 'liuke_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers: [this.registry],
    });
  }

  /** Counts one answered request. `route` is the pattern, never the path: paths hold ids. */
  request(method: string, route: string, status: number, elapsed_ms: number): void {
    this.requests.observe({ method, route, status: String(status) }, elapsed_ms / 1000);
  }

  /** A counter of the given name without its `liuke_` prefix; ask once and keep it. */
  counter(name: string, help: string, labelNames: readonly string[] = []): Counter {
    return new Counter({
      name: `liuke_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
    });
  }

  /** A histogram of seconds, or of what `buckets` count. */
  histogram(
    name: string,
    help: string,
    labelNames: readonly string[] = [],
    buckets: readonly number[] = SECONDS,
  ): Histogram {
    return new Histogram({
      name: `liuke_${name}`,
      help,
      labelNames: [...labelNames],
      buckets: [...buckets],
      registers: [this.registry],
    });
  }

  /** A figure that is read when asked for. */
  gauge(name: string, help: string, read: () => number): Gauge {
    return new Gauge({
      name: `liuke_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}
