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
import { against, SECTION } from "./settings";

/** The number of restarts of a server that ends by itself; the client forgets those that are older than a few minutes. */
const RESTARTS = 3;

/** Other extensions call the language of `.proto` files `proto3`. */
const LANGUAGES = ["proto", "proto3"];

/** Creates a client of a program, which is not started yet. */
export function createClient(program: string, output: LogOutputChannel): LanguageClient {
  const { command, shell } = commandOf(program);
  const errorHandler = new PatientHandler();
  const options: LanguageClientOptions = {
    documentSelector: LANGUAGES.map((language) => ({ scheme: "file", language })),
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- a server that does not register for changes learns of them too
    synchronize: { configurationSection: SECTION },
    initializationOptions: () => ({ against: against() }),
    // The client shows a message and the log has the reason: a second message would repeat it.
    initializationFailedHandler: () => false,
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    errorHandler,
  };
  const client = new LanguageClient(SECTION, "protoward", { command, args: ["lsp"], options: { shell } }, options);
  errorHandler.afterStart = client.createDefaultErrorHandler(RESTARTS);
  client.onDidChangeState(() => {
    errorHandler.hasStarted ||= client.isRunning();
  });
  return client;
}

/** Restarts a server that has worked. One that ends before it has started would only end again. */
class PatientHandler implements ErrorHandler {
  hasStarted = false;
  afterStart: ErrorHandler | undefined;

  error(...[error, message, count]: Parameters<ErrorHandler["error"]>): ReturnType<ErrorHandler["error"]> {
    return this.afterStart?.error(error, message, count) ?? { action: ErrorAction.Shutdown };
  }

  closed(): ReturnType<ErrorHandler["closed"]> {
    const ended = { action: CloseAction.DoNotRestart, handled: true, message: "The server ended before it had started." };
    return this.hasStarted && this.afterStart !== undefined ? this.afterStart.closed() : ended;
  }
}
