// Retries by the gRPC service config that the client in Rust has, too. connect has none of its own.

import { readFileSync } from "node:fs";

import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";

/** The part of a service config that is about retries. */
interface ServiceConfig {
  methodConfig: { name: { service?: string; method?: string }[]; retryPolicy?: RetryPolicy }[];
}

interface RetryPolicy {
  maxAttempts: number;
  initialBackoff: string;
  maxBackoff: string;
  backoffMultiplier: number;
  retryableStatusCodes: string[];
}

/** Waits for some milliseconds; fails when the call has ended meanwhile. */
type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Reads a service config. */
export function configured(path: string | URL): ServiceConfig {
  return JSON.parse(readFileSync(path, "utf8")) as ServiceConfig;
}

/** Tries calls with one request and one answer again. A stream may have been read before it fails. */
export function retries(config: ServiceConfig, wait: Wait = pause): Interceptor {
  return (next) => async (request) => {
    const policy = request.stream ? undefined : policyOf(config, request.service.typeName, request.method.name);
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(request);
      } catch (error) {
        if (!policy || attempt >= policy.maxAttempts || request.signal.aborted || !isRetried(policy, error)) {
          throw error;
        }
        await wait(backoff(policy, attempt), request.signal);
      }
    }
  };
}

/** The policy of a method: its own, that of its service, or that of all methods. */
function policyOf(config: ServiceConfig, service: string, method: string): RetryPolicy | undefined {
  const named = (name: { service?: string; method?: string }) =>
    config.methodConfig.find((it) => it.name.some((known) => known.service === name.service && known.method === name.method));
  return (named({ service, method }) ?? named({ service }) ?? named({}))?.retryPolicy;
}

function isRetried(policy: RetryPolicy, error: unknown): boolean {
  const name = Code[ConnectError.from(error).code]!.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
  return policy.retryableStatusCodes.includes(name);
}

/** The pause after an attempt, a fifth more or less, so that clients that failed together do not call again together. */
function backoff(policy: RetryPolicy, attempt: number): number {
  const [first, most] = [policy.initialBackoff, policy.maxBackoff].map((text) => Number.parseFloat(text) * 1000);
  return Math.min(first! * policy.backoffMultiplier ** (attempt - 1), most!) * (0.8 + 0.4 * Math.random());
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}
