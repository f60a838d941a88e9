"""`protoward_plugin`: a plugin of protoc."""

load("//private:providers.bzl", "ProtowardPluginInfo")

def _protoward_plugin_impl(ctx):
    info = ctx.attr.program[DefaultInfo]
    program = ctx.executable.program
    own = info.files.to_list() + [program]
    is_single = not [file for file in info.default_runfiles.files.to_list() if file not in own]

    # Bazel starts a worker for each set of tools. A program that needs no other files is therefore an input, as a file of its own.
    return [ProtowardPluginInfo(
        inputs = depset(own) if is_single else depset(),
        name = ctx.label.name.replace("-", "_").replace(".", "_").replace("/", "_"),
        options = ctx.attr.options,
        outputs = ctx.attr.outputs,
        program = program,
        tools = [] if is_single else [info.files_to_run],
    )]

protoward_plugin = rule(
    implementation = _protoward_plugin_impl,
    doc = "A plugin of protoc, for the attribute `plugins`. Messages call it by the name of the target.",
    attrs = {
        "options": attr.string_list(
            doc = "Options of the plugin, as of `--NAME_opt`.",
        ),
        "outputs": attr.string_list(
            doc = """The files that the plugin writes for each file, such as `{name}.pb.go`. `{name}` is the import name without `.proto`.

Without patterns, the output is a folder.""",
        ),
        "program": attr.label(
            doc = "The executable.",
            mandatory = True,
            allow_files = True,
            executable = True,
            cfg = "exec",
        ),
    },
)
