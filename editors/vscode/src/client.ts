// The language client: how the server is started, for which files, and what happens when it ends.

import type { LogOutputChannel } from "vscode";
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from "vscode-languageclient/node";

import { commandOf } from "./lookup";
import { initial, SECTION } from "./settings";

/** The number of restarts of a server that ends by itself; the client forgets those that are older than a few minutes. */
const RESTARTS = 3;

/** Other extensions call the language of `.proto` files `proto3`. */
const LANGUAGES = ["proto", "proto3"];

/** A client that leaves it to its caller to tell about a failed start: the library shows a message for each part of the failure. */
export class Client extends LanguageClient {
  #hasStarted = false;

  constructor(program: string, output: LogOutputChannel) {
    const { command, args, shell } = commandOf(program, ["lsp"]);
    const errorHandler: ErrorHandler = {
      error: (...failure) =>
        this.#hasStarted ? afterStart.error(...failure) : { action: ErrorAction.Continue, handled: true },
      // One that ends before it has started would only end again.
      closed: () => (this.#hasStarted ? afterStart.closed() : { action: CloseAction.DoNotRestart, handled: true }),
    };
    super(SECTION, "protoward", { command, args, options: { shell } }, options(output, errorHandler));
    const afterStart = this.createDefaultErrorHandler(RESTARTS);
  }

  /** Starts the server. The promise is rejected if it does not answer. */
  override async start(): Promise<void> {
    await super.start();
    this.#hasStarted = true;
  }

  override error(message: string, data?: unknown, showNotification?: boolean | "force"): void {
    super.error(message, data, this.#hasStarted ? showNotification : false);
  }
}

function options(output: LogOutputChannel, errorHandler: ErrorHandler): LanguageClientOptions {
  return {
    documentSelector: ["file", "untitled"].flatMap((scheme) => LANGUAGES.map((language) => ({ scheme, language }))),
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the server does not ask for settings: it is told of changes
    synchronize: { configurationSection: SECTION },
    initializationOptions: initial,
    initializationFailedHandler: () => false,
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    errorHandler,
  };
}
