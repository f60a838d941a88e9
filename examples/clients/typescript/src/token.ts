// A token with every call, from Node and from a web page.

import type { Interceptor } from "@connectrpc/connect";

/** Sends a token, where there is one. */
export function withToken(token: string | undefined): Interceptor {
  return (next) => (request) => {
    if (token) {
      request.header.set("authorization", `Bearer ${token}`);
    }
    return next(request);
  };
}
