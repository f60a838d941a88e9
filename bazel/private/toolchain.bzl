"""The program as a toolchain."""

load("//private:providers.bzl", "ProtowardToolchainInfo")

TOOLCHAIN_TYPE = "@protoward//:toolchain_type"

# The attribute of rules that run the program.
TOOLCHAIN = {
    "_toolchain": attr.label(
        default = "@protoward//:toolchain",
        providers = [ProtowardToolchainInfo],
        cfg = "exec",
    ),
}

def _protoward_toolchain_impl(ctx):
    info = ProtowardToolchainInfo(
        program = ctx.executable.program,
        worker_flags = ctx.attr.worker_flags,
    )
    return [info, platform_common.ToolchainInfo(protoward = info)]

protoward_toolchain = rule(
    implementation = _protoward_toolchain_impl,
    doc = """A protoward executable.

It is for the flag `--@protoward//:toolchain`, and for `toolchain` with the type `@protoward//:toolchain_type`.""",
    attrs = {
        "program": attr.label(
            doc = "The executable.",
            mandatory = True,
            allow_single_file = True,
            executable = True,
            cfg = "target",
        ),
        "worker_flags": attr.string_list(
            doc = "Flags of the worker, such as `--cache-size=1024`.",
        ),
    },
)

def _registered_toolchain_impl(ctx):
    return [ctx.toolchains[TOOLCHAIN_TYPE].protoward]

registered_toolchain = rule(
    implementation = _registered_toolchain_impl,
    doc = "The registered toolchain of the platform.",
    toolchains = [TOOLCHAIN_TYPE],
)
