"""Actions of the program."""

load("//private:providers.bzl", "ProtowardToolchainInfo")

# One mnemonic for all actions, because Bazel starts workers for each.
MNEMONIC = "Protoward"

# A worker keeps parsed files in memory, runs several requests at a time, and writes nothing after a cancellation.
WORKER = {
    "requires-worker-protocol": "proto",
    "supports-multiplex-sandboxing": "1",
    "supports-multiplex-workers": "1",
    "supports-worker-cancellation": "1",
    "supports-workers": "1",
}

def toolchain_of(ctx):
    """Returns the toolchain of a rule with the attributes `TOOLCHAIN`.

    Args:
      ctx: The context of the rule.
    """
    return ctx.attr._toolchain[ProtowardToolchainInfo]

def run_protoc(ctx, arguments, inputs, outputs, message, tools = []):
    """Runs protoc, in a worker unless `--strategy=Protoward=…` says otherwise.

    Args:
      ctx: The context of the rule.
      arguments: The arguments, as `Args`.
      inputs: The input files, as a depset.
      outputs: The output files.
      message: The progress message.
      tools: Plugins that need more than their own file.
    """
    toolchain = toolchain_of(ctx)

    # Bazel starts a worker only for arguments in a file.
    arguments.use_param_file("@%s", use_always = True)
    arguments.set_param_file_format("multiline")
    start = ctx.actions.args()
    start.add("worker")
    start.add_all(toolchain.worker_flags)
    ctx.actions.run(
        executable = toolchain.program,
        arguments = [start, arguments],
        inputs = inputs,
        outputs = outputs,
        tools = tools,
        mnemonic = MNEMONIC,
        progress_message = message,
        execution_requirements = WORKER,
    )
