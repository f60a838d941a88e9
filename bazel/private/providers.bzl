"""What targets provide."""

ProtowardInfo = provider(
    doc = "A schema: its files, the roots of their import names, and its descriptor set.",
    fields = {
        "descriptor_set": "The descriptor set of the target's own files.",
        "direct_names": "The import names of the files that a dependent may import, as a depset.",
        "direct_sources": "The target's own files.",
        "import_paths": "The values of `-I` for all files, as a depset in order of precedence.",
        "names": "The import names of the target's own files.",
        "transitive_descriptor_sets": "The descriptor sets of the target and its dependencies, as a depset.",
        "transitive_names": "The import names of the files of the target and its dependencies, as a depset.",
        "transitive_sources": "The files of the target and its dependencies, as a depset.",
    },
)

ProtowardToolchainInfo = provider(
    doc = "A protoward executable.",
    fields = {
        "program": "The executable.",
        "worker_flags": "Flags of the worker.",
    },
)
