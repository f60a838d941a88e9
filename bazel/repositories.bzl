"""Repositories with a protoward executable and its toolchain. The toolchain is `@NAME//:toolchain`."""

_BUILD = """
load("@protoward//:defs.bzl", "protoward_toolchain")

package(default_visibility = ["//visibility:public"])

exports_files(["{program}"])

protoward_toolchain(
    name = "protoward",
    program = "{program}",
    worker_flags = {worker_flags},
)

toolchain(
    name = "toolchain",
    toolchain = ":protoward",
    exec_compatible_with = {exec_compatible_with},
    toolchain_type = "@protoward//:toolchain_type",
)
"""

def _proto_info():
    """Returns the text of a file with `ProtoInfo`, which left Bazel together with `proto_library`."""

    # The version would not tell: that of a distribution's Bazel is empty.
    if hasattr(native, "proto_library"):
        return "PROTO_INFO = ProtoInfo\n"
    return "load(\"@com_google_protobuf//bazel/common:proto_info.bzl\", \"ProtoInfo\")\n\nPROTO_INFO = ProtoInfo\n"

def _build_file(repository_ctx, program):
    text = _BUILD.format(
        program = program,
        exec_compatible_with = repr(repository_ctx.attr.exec_compatible_with),
        worker_flags = repr(repository_ctx.attr.worker_flags),
    )
    repository_ctx.file("BUILD.bazel", text)
    repository_ctx.file("proto_info.bzl", _proto_info())
    repository_ctx.file("WORKSPACE", "workspace(name = \"%s\")\n" % repository_ctx.name)

def _program_impl(repository_ctx):
    # Windows starts only files with an extension of programs.
    program = "bin/protoward.exe" if repository_ctx.os.name.lower().startswith("windows") else "bin/protoward"
    repository_ctx.symlink(repository_ctx.path(repository_ctx.attr.path), program)
    _build_file(repository_ctx, program)

protoward_program = repository_rule(
    implementation = _program_impl,
    doc = "An installed executable. Its content is part of the keys of the remote cache, and its path is not.",
    attrs = {
        "exec_compatible_with": attr.string_list(doc = "The constraints of the platforms on which the toolchain runs."),
        "path": attr.string(mandatory = True, doc = "The absolute path."),
        "worker_flags": attr.string_list(doc = "Flags of the worker."),
    },
    local = True,
)

def _archive_impl(repository_ctx):
    repository_ctx.download_and_extract(
        repository_ctx.attr.urls,
        sha256 = repository_ctx.attr.sha256,
        stripPrefix = repository_ctx.attr.strip_prefix,
    )

    # The archives for Windows are those with this extension.
    is_for_windows = repository_ctx.attr.urls[0].endswith(".zip")
    program = repository_ctx.attr.program or ("protoward.exe" if is_for_windows else "protoward")
    _build_file(repository_ctx, program)

protoward_archive = repository_rule(
    implementation = _archive_impl,
    doc = "The executable of a release.",
    attrs = {
        "exec_compatible_with": attr.string_list(doc = "The constraints of the platforms on which the toolchain runs."),
        "program": attr.string(doc = "The path of the executable in the archive, by default `protoward`, and `protoward.exe` in a `.zip`."),
        "sha256": attr.string(mandatory = True, doc = "The SHA-256 of the archive."),
        "strip_prefix": attr.string(doc = "A folder to remove from paths in the archive."),
        "urls": attr.string_list(mandatory = True, doc = "The addresses of the archive."),
        "worker_flags": attr.string_list(doc = "Flags of the worker."),
    },
)

def _no_coverage_impl(repository_ctx):
    repository_ctx.file("BUILD.bazel", "exports_files([\"coverage_report_generator\"])\n")
    message = "echo 'this workspace has no coverage tools' >&2; exit 1\n"
    repository_ctx.file("coverage_report_generator", "#!/bin/sh\n" + message, executable = True)
    repository_ctx.file("WORKSPACE", "workspace(name = \"%s\")\n" % repository_ctx.name)

_no_coverage = repository_rule(implementation = _no_coverage_impl)

def protoward_without_network():
    """Defines what Bazel would download for every test: its coverage tools. Call it before other repositories."""
    if not native.existing_rule("remote_coverage_tools"):
        _no_coverage(name = "remote_coverage_tools")
