"""The executable of the toolchain as a target."""

load("//private:actions.bzl", "toolchain_of")
load("//private:toolchain.bzl", "TOOLCHAIN")

def _link(ctx, name):
    program = toolchain_of(ctx).program
    link = ctx.actions.declare_file(name + (".exe" if program.extension == "exe" else ""))
    ctx.actions.symlink(output = link, target_file = program, is_executable = True)
    return [DefaultInfo(executable = link, files = depset([link]), runfiles = ctx.runfiles([link, program]))]

def _protoc_impl(ctx):
    return _link(ctx, ctx.label.name + ".bin/protoc")

def _program_impl(ctx):
    return _link(ctx, ctx.label.name + ".bin/protoward")

protoward_protoc = rule(
    implementation = _protoc_impl,
    doc = "The program under the name `protoc`, by which it behaves as protoc.",
    executable = True,
    attrs = TOOLCHAIN,
)

protoward_program = rule(
    implementation = _program_impl,
    doc = "The program.",
    executable = True,
    attrs = TOOLCHAIN,
)
