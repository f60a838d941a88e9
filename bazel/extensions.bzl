"""Module extension with protoward executables, for `MODULE.bazel`."""

load("//:repositories.bzl", "protoward_archive", "protoward_program")

def _protoward_impl(module_ctx):
    for module in module_ctx.modules:
        for tag in module.tags.program:
            protoward_program(
                name = tag.name,
                exec_compatible_with = tag.exec_compatible_with,
                path = tag.path,
                worker_flags = tag.worker_flags,
            )
        for tag in module.tags.archive:
            protoward_archive(
                name = tag.name,
                exec_compatible_with = tag.exec_compatible_with,
                program = tag.program,
                sha256 = tag.sha256,
                strip_prefix = tag.strip_prefix,
                urls = tag.urls,
                worker_flags = tag.worker_flags,
            )

_program = tag_class(attrs = {
    "exec_compatible_with": attr.string_list(),
    "name": attr.string(default = "protoward_program"),
    "path": attr.string(mandatory = True),
    "worker_flags": attr.string_list(),
})

_archive = tag_class(attrs = {
    "exec_compatible_with": attr.string_list(),
    "name": attr.string(default = "protoward_program"),
    "program": attr.string(),
    "sha256": attr.string(mandatory = True),
    "strip_prefix": attr.string(),
    "urls": attr.string_list(mandatory = True),
    "worker_flags": attr.string_list(),
})

protoward = module_extension(
    implementation = _protoward_impl,
    tag_classes = {"archive": _archive, "program": _program},
)
