// A typed client: paths, parameters and bodies are those of the OpenAPI document.

import createClient, { type Client, type Middleware } from "openapi-fetch";

import type { components, paths } from "../gen/openapi.js";

export type Schemas = components["schemas"];

/** Sends the token with every call, where there is one. */
export function connect(server: string, token: string | undefined, ...others: Middleware[]): Client<paths> {
  const client = createClient<paths>({ baseUrl: server.includes("://") ? server : `https://${server}` });
  const withToken: Middleware = {
    onRequest({ request }) {
      if (token) {
        request.headers.set("authorization", `Bearer ${token}`);
      }
      return request;
    },
  };
  client.use(withToken, ...others);
  return client;
}

/** The options of a call whose body is a stream: each message on a line of its own. The document has the type of one. */
export function lines<T>(messages: [T, ...T[]]) {
  return {
    body: messages[0],
    bodySerializer: () => messages.map((message) => `${JSON.stringify(message)}\n`).join(""),
    headers: { "Content-Type": "application/x-ndjson" },
  };
}

/** The messages of an answer that is a stream. It is read with `parseAs: "text"`, and the document has the type of one. */
export function messages<T>(text: string | undefined): T[] {
  return (text ?? "").split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as T);
}

/** The messages of an answer that is a stream, as they come. It is called with `parseAs: "stream"`; the end of the loop ends the call. */
export async function* arriving<T>({ response }: { response: Response }): AsyncGenerator<T> {
  const [reader, decoder] = [response.body!.getReader(), new TextDecoder()];
  let text = "";
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += decoder.decode(part.value, { stream: true });
      const end = text.lastIndexOf("\n") + 1;
      yield* messages<T>(text.slice(0, end));
      text = text.slice(end);
    }
  } finally {
    await reader.cancel();
  }
}
