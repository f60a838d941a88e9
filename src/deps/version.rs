use protoward_deps::Locked;

/// Returns the version of a dependency with its commit: `v1.2 (3f2a1c9)`.
pub(super) fn version(locked: &Locked) -> String {
    let commit = locked.commit.get(..7).unwrap_or(&locked.commit);
    match locked.version() {
        version if version == commit => commit.to_owned(),
        version => format!("{version} ({commit})"),
    }
}
