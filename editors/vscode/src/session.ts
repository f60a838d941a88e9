// The session: at most one server, started, stopped and restarted one after the other.

import { type Disposable, type LogOutputChannel, type Uri, workspace } from "vscode";
import { State } from "vscode-languageclient/node";

import { Client } from "./client";
import { findProgram } from "./lookup";
import { reason, tellMissing, tellNotStarted } from "./messages";
import { surroundings } from "./settings";
import type { Status } from "./status";

export class Session implements Disposable {
  readonly #output: LogOutputChannel;
  readonly #status: Status;
  /** The page that explains how to install the program. */
  readonly #instructions: Uri;
  #client: Client | undefined;
  /** The last step. Each step waits for the one before it, so that two restarts leave one server. */
  #last: Promise<void> = Promise.resolve();

  constructor(output: LogOutputChannel, status: Status, instructions: Uri) {
    this.#output = output;
    this.#status = status;
    this.#instructions = instructions;
  }

  /** Starts the server, or starts it again. */
  restart(): Promise<void> {
    return this.#then(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  stop(): Promise<void> {
    return this.#then(() => this.#stop());
  }

  dispose(): void {
    void this.stop();
  }

  #then(step: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(step).catch((error: unknown) => {
      this.#output.error(String(error));
    });
    return this.#last;
  }

  async #start(): Promise<void> {
    // Configurations of a workspace may name check plugins, which the server would run.
    if (!workspace.isTrusted) {
      this.#status.restricted();
      return;
    }
    const lookup = findProgram(surroundings());
    if (lookup.kind !== "found") {
      this.#output.error(reason(lookup));
      this.#status.missing(reason(lookup));
      void tellMissing(lookup, this.#instructions);
      return;
    }
    this.#output.info(`starting ${lookup.program} lsp`);
    this.#status.starting();
    const client = new Client(lookup.program, this.#output);
    this.#client = client;
    client.onDidChangeState(({ newState }) => {
      this.#show(client, newState, lookup.program);
    });
    try {
      await client.start();
    } catch {
      // The client has written the reason.
      void tellNotStarted(lookup.program);
    }
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // The library refuses to stop a server that has not started, which leaves nothing to stop.
      this.#output.debug(String(error));
    }
  }

  #show(client: Client, state: State, program: string): void {
    if (client !== this.#client) {
      return;
    }
    switch (state) {
      case State.Starting:
        this.#status.starting();
        break;
      case State.Running:
        this.#status.running(client.initializeResult?.serverInfo?.version, program);
        break;
      case State.Stopped:
      case State.StartFailed:
        this.#status.stopped();
        break;
    }
  }
}
