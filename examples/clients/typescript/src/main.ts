// The command line, see README.md.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { answersStream, call, parsed, shown } from "./calls";
import { METHODS, find, signature } from "./catalogue";
import { connect } from "./connect";
import { repl, said } from "./repl";

const USAGE = `Call the services; SERVICES_TOKEN is the token to send.

  client [OPTIONS] list                      show all methods
  client [OPTIONS] call METHOD [JSON|-]      call a method; - reads messages
  client [OPTIONS] repl                      interactive: a line is a call

  --server HOST:PORT   address of the server (localhost:50051)
  --data DIR           folder of the server (services-data)
  --deadline SECONDS   how long to wait for the end of a call (10)`;

const OPTIONS = {
  server: { type: "string", default: "localhost:50051" },
  data: { type: "string", default: "services-data" },
  deadline: { type: "string", default: "10" },
  help: { type: "boolean", short: "h", default: false },
} as const;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [action, ...rest] = positionals;
  if (values.help || !["list", "call", "repl"].includes(action ?? "")) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  if (action === "list") {
    METHODS.forEach((it) => console.log(signature(it)));
    return 0;
  }
  const connection = connect(values.server, values.data, process.env["SERVICES_TOKEN"]);
  const deadline = Number(values.deadline) * 1000;
  try {
    await (action === "repl"
      ? repl(connection.transport, deadline, join(values.data, "history-typescript"))
      : once(connection.transport, rest, deadline));
    return 0;
  } finally {
    connection.close();
  }
}

async function once(transport: Parameters<typeof call>[0], [name = "", text = ""]: string[], deadline: number): Promise<void> {
  const method = find(name);
  const requests = parsed(method, text === "-" ? readFileSync(0, "utf8") : text);
  for await (const answer of call(transport, method, requests, deadline)) {
    console.log(shown(method, answer, answersStream(method) ? undefined : 2));
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(`error: ${error?.code?.startsWith?.("ERR_PARSE_ARGS") ? error.message : said(error)}`);
    process.exitCode = 1;
  },
);
