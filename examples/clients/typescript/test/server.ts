// The server that `cargo xtask clients` started, and what tests do with it.

import { randomUUID } from "node:crypto";

import { type Connection, connect } from "../src/connect";

/** A variable that has to be there. */
export function variable(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: \`cargo xtask clients\` sets it`);
  }
  return value;
}

export const SERVER = variable("SERVICES_SERVER");
export const DATA = variable("SERVICES_DATA");
export const TOKEN = variable("SERVICES_TOKEN");

/** A connection with a token, the right one if no other is given. */
export function connected(token: string | undefined = TOKEN): Connection {
  return connect(SERVER, DATA, token);
}

/** Several clients test the same server, so that no address is used twice. */
export function email(name: string): string {
  return `${name}.${randomUUID()}@example.org`;
}

/** What was thrown. */
export async function thrown(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** Messages that are sent when a test says so. */
export function channel<T>(): { say(message: T): void; end(): void; messages: AsyncIterable<T> } {
  const waiting: T[] = [];
  let [ended, wake] = [false, () => {}];
  async function* messages(): AsyncGenerator<T> {
    while (!ended || waiting.length > 0) {
      const message = waiting.shift();
      if (message === undefined) {
        await new Promise<void>((resolve) => (wake = resolve));
      } else {
        yield message;
      }
    }
  }
  return {
    say: (message) => (waiting.push(message), wake()),
    end: () => ((ended = true), wake()),
    messages: messages(),
  };
}
