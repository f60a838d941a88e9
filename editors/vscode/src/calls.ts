// The arguments of `protoward call`. Knows nothing of VS Code, so that tests state everything.

/** Returns the arguments that print an example of the request of a method. */
export function templateArguments(root: string, method: string): string[] {
  return ["call", "--schema", root, "--describe", method, "--msg-template"];
}

/** Returns the arguments that send the request in a file. */
export function callArguments(root: string, server: string, method: string, file: string): string[] {
  return ["call", "--schema", root, server, method, "--data", `@${file}`];
}

/** Returns the relative path of the file with the request of a method, such as `acme.v1.Users/GetUser`. */
export function requestFile(method: string): string {
  return `protoward/${method.replaceAll("/", ".")}.json`;
}
