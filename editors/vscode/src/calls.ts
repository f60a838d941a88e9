// The arguments of `protoward call`. Knows nothing of VS Code, so that tests state everything.

/** Returns the arguments that print an example of the request of a method. */
export function templateArguments(root: string, method: string): string[] {
  return ["call", "--schema", root, "--describe", method, "--msg-template"];
}

/** The protocols of `protoward call`. The first one is its default. */
export const PROTOCOLS = ["grpc", "connect", "rest"] as const;

export type Protocol = (typeof PROTOCOLS)[number];

/** Where a request is sent. */
export interface Destination {
  server: string;
  protocol: Protocol;
}

/** Returns the arguments that send the request in a file. */
export function callArguments(root: string, { server, protocol }: Destination, method: string, file: string): string[] {
  return ["call", "--schema", root, "--protocol", protocol, server, method, "--data", `@${file}`];
}

/** Returns the protocols for a choice, the last one first. */
export function protocols(last: string | undefined): Protocol[] {
  const known = PROTOCOLS.filter((protocol) => protocol === last);
  return [...known, ...PROTOCOLS.filter((protocol) => protocol !== last)];
}

/** Returns the relative path of the file with the request of a method, such as `acme.v1.Users/GetUser`. */
export function requestFile(method: string): string {
  return `protoward/${method.replaceAll("/", ".")}.json`;
}
