import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What is counted of one server; its labels are names of operations and classes of answers, nothing that grows. */
export interface Metrics {
  readonly registry: Registry;
  readonly requests: Histogram<"operation" | "status">;
  readonly undeclared: Counter<"operation">;
  readonly streams: Gauge;
}

export function makeMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: "bailiwick_request_seconds",
      help: "Seconds from the start of a request to its answer.",
      labelNames: ["operation", "status"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
      registers,
    }),
    undeclared: new Counter({
      name: "bailiwick_undeclared_refusals_total",
      help: "Answers with a code that their operation does not declare: a fault of this version.",
      labelNames: ["operation"],
      registers,
    }),
    streams: new Gauge({
      name: "bailiwick_event_streams",
      help: "Streams of events that are open.",
      registers,
    }),
  };
}
