"""What targets provide."""

ProtowardInfo = provider(
    doc = "A schema: its files, the roots of their import names, and its descriptor set.",
    fields = {
        "descriptor_set": "The descriptor set of the target's own files.",
        "direct_names": "The import names of the files that a dependent may import, as a depset.",
        "direct_sources": "The target's own files.",
        "import_paths": "The values of `-I` for all files, as a depset in order of precedence.",
        "names": "The import names of the target's own files, or of the files for which a target without files stands.",
        "subjects": "The files of `names`, as they are in the repository.",
        "transitive_descriptor_sets": "The descriptor sets of the target and its dependencies, as a depset.",
        "transitive_names": "The import names of the files of the target and its dependencies, as a depset.",
        "transitive_sources": "The files of the target and its dependencies, as a depset.",
    },
)

ProtowardPluginInfo = provider(
    doc = "A plugin of protoc.",
    fields = {
        "inputs": "The files of a plugin that needs no others, as a depset.",
        "name": "The name of the generator: `NAME` of `--NAME_out`.",
        "options": "The options.",
        "outputs": "The patterns of the files that it writes; empty for a folder.",
        "program": "The executable.",
        "tools": "The executable with its runfiles, if it needs them.",
    },
)

ProtowardToolchainInfo = provider(
    doc = "A protoward executable.",
    fields = {
        "program": "The executable.",
        "worker_flags": "Flags of the worker.",
    },
)
