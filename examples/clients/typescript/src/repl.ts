// The interactive mode: a line is a command; Tab completes, arrows go through what was typed before.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type Interface, createInterface } from "node:readline/promises";

import type { DescMethod, Message } from "@bufbuild/protobuf";
import { ConnectError, type Transport } from "@connectrpc/connect";

import { BadRequest, answersStream, call, explained, parsed, shown, streams } from "./calls";
import { METHODS, UnknownMethod, find, names, signature } from "./catalogue";

const WORDS = ["list", "describe", "help", "exit"];
const HELP = `METHOD JSON      call a method; without JSON, a stream is typed line by line
list             all methods
describe METHOD  what it takes and gives
exit             the end, as is the end of the input`;

/** Reads commands until there are no more. */
export async function repl(transport: Transport, timeoutMs: number, historyFile: string): Promise<void> {
  const history = existsSync(historyFile) ? readFileSync(historyFile, "utf8").split("\n").filter(Boolean) : [];
  const terminal = createInterface({
    input: process.stdin,
    output: process.stdout,
    completer: (line: string) => completed(line),
    history,
    prompt: "services> ",
  });
  terminal.on("history", (lines: string[]) => writeFileSync(historyFile, `${lines.join("\n")}\n`, { mode: 0o600 }));
  console.log("Type a method and its message as JSON; `list` shows all methods, `help` what else there is.");
  const lines = queue(terminal);
  terminal.prompt();
  for (let line = await lines.next(); line !== undefined && !["exit", "quit"].includes(line.trim()); line = await lines.next()) {
    await obey(line.trim(), { transport, timeoutMs, terminal, lines });
    terminal.setPrompt("services> ");
    terminal.prompt();
  }
  terminal.close();
}

/** What a command needs. */
interface Scene {
  transport: Transport;
  timeoutMs: number;
  terminal: Interface;
  lines: Lines;
}

async function obey(line: string, scene: Scene): Promise<void> {
  const [word = "", ...others] = line.split(" ");
  const rest = others.join(" ").trim();
  try {
    if (word === "list") {
      METHODS.forEach((it) => console.log(signature(it)));
    } else if (word === "help") {
      console.log(HELP);
    } else if (word === "describe") {
      describe(find(rest));
    } else if (word !== "") {
      await called(find(word), rest, scene);
    }
  } catch (error) {
    console.log(`error: ${said(error)}`);
  }
}

async function called(method: DescMethod, text: string, scene: Scene): Promise<void> {
  const requests = streams(method) && text === "" ? typed(method, scene) : parsed(method, text);
  for await (const answer of call(scene.transport, method, requests, scene.timeoutMs)) {
    console.log(shown(method, answer, answersStream(method) ? undefined : 2));
  }
}

/** The messages of a stream, one a line, until an empty line or the end of the input. */
async function* typed(method: DescMethod, { terminal, lines }: Scene): AsyncGenerator<Message> {
  console.log(`one ${method.input.typeName} a line; an empty line ends the stream`);
  terminal.setPrompt("... ");
  for (;;) {
    terminal.prompt();
    const line = await lines.next();
    if (!line?.trim()) {
      return;
    }
    try {
      yield* parsed(method, line);
    } catch (error) {
      console.log(`error: ${said(error)}; not sent`);
    }
  }
}

function describe(method: DescMethod): void {
  console.log(signature(method));
  for (const message of [method.input, method.output]) {
    console.log(`${message.typeName}: ${message.fields.map((it) => it.name).join(", ") || "no fields"}`);
  }
}

/** What went wrong, for a person. */
export function said(error: unknown): string {
  if (error instanceof UnknownMethod || error instanceof BadRequest) {
    return error.message;
  }
  // An error of ours that was thrown while a stream was sent comes wrapped.
  const cause = error instanceof ConnectError ? error.cause : undefined;
  return cause instanceof BadRequest ? cause.message : explained(error);
}

/** Completes a word, and the names of fields within the braces of a message. */
function completed(line: string): [string[], string] {
  const at = line.lastIndexOf(" ") + 1;
  const word = line.slice(at);
  if (at === 0) {
    return [[...WORDS, ...names()].filter((it) => it.startsWith(word)), word];
  }
  if (line.startsWith("describe ")) {
    return [names().filter((it) => it.startsWith(word)), word];
  }
  const lead = word.match(/^[{"]*/)![0];
  const fields = METHODS.filter((it) => names().includes(it.name) && it.name === line.split(" ")[0]).flatMap((it) => it.input.fields);
  const fitting = fields.filter((it) => it.name.startsWith(word.slice(lead.length)));
  return [fitting.map((it) => `${lead || '"'}${it.name}": `), word];
}

/** Lines as they come, also those that come while nobody asks. */
interface Lines {
  next(): Promise<string | undefined>;
}

function queue(terminal: Interface): Lines {
  const waiting: string[] = [];
  let wanted: ((line: string | undefined) => void) | undefined;
  let closed = false;
  terminal.on("line", (line) => {
    if (wanted) {
      wanted(line);
      wanted = undefined;
    } else {
      waiting.push(line);
    }
  });
  terminal.on("close", () => {
    closed = true;
    wanted?.(undefined);
  });
  return {
    next: () =>
      waiting.length > 0 || closed
        ? Promise.resolve(waiting.shift())
        : new Promise((resolve) => {
            wanted = resolve;
          }),
  };
}
