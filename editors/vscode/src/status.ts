// The item of the status bar: the version of the server, or the reason why there is none.

import { type Disposable, StatusBarAlignment, ThemeColor, window } from "vscode";

export class Status implements Disposable {
  readonly #item = window.createStatusBarItem("protoward.status", StatusBarAlignment.Right);

  constructor() {
    this.#item.name = "protoward";
  }

  starting(): void {
    this.#show("$(loading~spin) protoward", "protoward is starting", "protoward.showOutput");
  }

  running(version: string | undefined, program: string): void {
    const text = version === undefined ? "protoward" : `protoward ${version}`;
    this.#show(text, `${program}\nClick to show the output`, "protoward.showOutput");
  }

  stopped(): void {
    this.#warn("protoward has stopped. Click to start it again; the output has the reason");
  }

  missing(reason: string): void {
    this.#warn(`${reason}. Click to look again`);
  }

  restricted(): void {
    const reason = "protoward starts when the workspace is trusted. Click to manage trust";
    this.#show("$(shield) protoward", reason, "workbench.trust.manage");
  }

  dispose(): void {
    this.#item.dispose();
  }

  #warn(tooltip: string): void {
    this.#show("$(warning) protoward", tooltip, "protoward.restart");
    this.#item.backgroundColor = new ThemeColor("statusBarItem.warningBackground");
  }

  #show(text: string, tooltip: string, command: string): void {
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.command = command;
    this.#item.backgroundColor = undefined;
    this.#item.show();
  }
}
