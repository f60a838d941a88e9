// The methods that there are: read from the generated modules, so that nothing is listed by hand.

import type { DescMethod } from "@bufbuild/protobuf";

import { file_chat_v1_chat } from "../gen/chat/v1/chat_pb";
import { file_company_v1_company } from "../gen/company/v1/company_pb";
import { file_company_v1_department } from "../gen/company/v1/department_pb";
import { file_orders_v1_orders } from "../gen/orders/v1/orders_pb";
import { file_ticker_v1_ticker } from "../gen/ticker/v1/ticker_pb";
import { file_user_v1_user } from "../gen/user/v1/user_pb";

const FILES = [
  file_chat_v1_chat,
  file_company_v1_company,
  file_company_v1_department,
  file_orders_v1_orders,
  file_ticker_v1_ticker,
  file_user_v1_user,
];

/** All methods of all services. */
export const METHODS: DescMethod[] = FILES.flatMap((file) => file.services).flatMap((service) => service.methods);

/** There is no such method; says which one may have been meant. */
export class UnknownMethod extends Error {}

/** `user.v1.UserService/GetUser` */
export function fullName(method: DescMethod): string {
  return `${method.parent.typeName}/${method.name}`;
}

/** A method by its name, alone or with its service. */
export function find(name: string): DescMethod {
  const wanted = name.replaceAll(".", "/");
  const found = METHODS.filter((it) => it.name === wanted || fullName(it).replaceAll(".", "/") === wanted);
  const [first, ...others] = found;
  if (first && others.length === 0) {
    return first;
  }
  if (first) {
    throw new UnknownMethod(`\`${name}\` is several: ${found.map(fullName).join(", ")}`);
  }
  const meant = closest(name);
  throw new UnknownMethod(`unknown method \`${name}\`; ${meant ? `did you mean \`${meant}\`?` : "`list` shows all"}`);
}

/** What a person may type: the short names that mean one method, and all full ones. */
export function names(): string[] {
  const short = METHODS.map((it) => it.name);
  const unique = short.filter((name, at) => short.indexOf(name) === at && short.lastIndexOf(name) === at);
  return [...unique, ...METHODS.map(fullName)].sort();
}

/** A method as the schema has it. */
export function signature(method: DescMethod): string {
  const sent = ["client_streaming", "bidi_streaming"].includes(method.methodKind) ? "stream " : "";
  const got = ["server_streaming", "bidi_streaming"].includes(method.methodKind) ? "stream " : "";
  return `${fullName(method)}(${sent}${method.input.typeName}) returns (${got}${method.output.typeName})`;
}

function closest(name: string): string | undefined {
  const near = names()
    .map((it) => ({ it, far: distance(it.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  return near && near.far <= 1 + name.length / 3 ? near.it : undefined;
}

/** How many letters have to be added, removed or replaced. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (const [at, opposite] of [...other].entries()) {
      next.push(Math.min(row[at + 1]! + 1, next[at]! + 1, row[at]! + (letter === opposite ? 0 : 1)));
    }
    row = next;
  }
  return row[other.length]!;
}
